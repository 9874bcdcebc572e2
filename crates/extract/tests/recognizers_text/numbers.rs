//! `NumberModel`: the values of all numbers in a text.

use tidings_model::Quantity;

use crate::cases::{Case, hold, stages};

#[test]
fn number_model() {
    let (tokens, dates, quantities) = stages();
    let found = |case: &Case| {
        let doc = case.annotated(&[&tokens, &dates, &quantities]);
        let expected = case.results.iter().filter_map(|result| result.resolution.value.as_ref());
        let expected = expected.map(|value| shown(value.parse().expect("a number")));
        let found = doc.quantities.iter().flat_map(values).map(shown);
        (expected.collect::<Vec<_>>().join(" "), found.collect::<Vec<_>>().join(" "))
    };
    hold("NumberModel", include_str!("cases/NumberModel.json"), (162, 174), found);
}

/// The number of a quantity, or the two that bound it.
fn values(quantity: &Quantity) -> Vec<f64> {
    match quantity.value {
        Some(value) => vec![value],
        None => [quantity.low, quantity.high].into_iter().flatten().collect(),
    }
}

/// Twelve digits, for the cases give fifteen, rounded.
fn shown(value: f64) -> String {
    format!("{value:.12e}")
}
