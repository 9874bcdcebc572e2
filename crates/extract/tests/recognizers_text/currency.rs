//! `CurrencyModel`: sums of money with their currency.

use tidings_model::Quantity;

use crate::cases::{Case, Expected, hold, stages};

#[test]
fn currency_model() {
    let (tokens, dates, quantities) = stages();
    let found = |case: &Case| {
        let doc = case.annotated(&[&tokens, &dates, &quantities]);
        let expected: Vec<String> = case.results.iter().map(expected).collect();
        let found: Vec<String> = doc.quantities.iter().filter_map(sum).collect();
        (expected.join("; "), found.join("; "))
    };
    hold("CurrencyModel", include_str!("cases/CurrencyModel.json"), (161, 174), found);
}

fn expected(result: &Expected) -> String {
    let value: f64 = result.resolution.value.as_deref().unwrap_or("NaN").parse().expect("a number");
    let unit = result.resolution.unit.as_deref().unwrap_or_default().to_lowercase();
    format!("{value} {}", our_name(&unit))
}

/// The names that our table of units gives to what the cases call otherwise.
fn our_name(unit: &str) -> &str {
    match unit {
        "united states dollar" => "dollar",
        "pound" | "british pound" => "pound sterling",
        "pence" => "penny",
        "rupee" => "indian rupee",
        "netherlands guilder" => "dutch guilder",
        _ => unit,
    }
}

/// A sum of money; the rate of a price (`a share`) is not part of the cases.
fn sum(quantity: &Quantity) -> Option<String> {
    let money = ["money", "price"].contains(&quantity.dimension.as_deref()?);
    let unit = quantity.unit.as_deref()?.split(" per ").next()?;
    let value = quantity.value.or(quantity.high)?;
    money.then(|| format!("{value} {unit}"))
}
