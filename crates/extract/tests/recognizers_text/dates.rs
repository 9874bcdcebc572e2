//! `DateTimeModel`, single days: a day of the calendar at its place.

use tidings_model::Timex;

use crate::cases::{Case, Expected, hold, stages};

#[test]
fn single_dates() {
    let (tokens, dates, _) = stages();
    let found = |case: &Case| {
        let doc = case.annotated(&[&tokens, &dates]);
        let mut expected = case.results.iter();
        let mut found = Vec::new();
        let mut wanted = Vec::new();
        for timex in &doc.timexes {
            let want = expected.next();
            let agrees = want.is_some_and(|want| agree(&case.input, want, timex));
            found.push(timex.value.clone());
            wanted.push(match agrees {
                true => timex.value.clone(),
                false => want.map_or("nothing".to_owned(), shown),
            });
        }
        wanted.extend(expected.map(shown));
        (wanted.join("; "), found.join("; "))
    };
    hold("DateTimeModel", include_str!("cases/DateTimeModel.dates.json"), (173, 184), found);
}

fn shown(result: &Expected) -> String {
    let days: Vec<&str> = result.resolution.values.iter().map(|day| day.value.as_str()).collect();
    days.join(" or ")
}

/// Whether a timex lies where the result does and means one of its days; a day that does not exist
/// must stay without one.
fn agree(input: &str, want: &Expected, timex: &Timex) -> bool {
    let at = want.bytes(input);
    let overlap = timex.span.range().start < at.end && at.start < timex.span.range().end;
    let means = |day: &crate::cases::Day| match day.value.as_str() {
        "not resolved" => timex.from.is_none() && !day.timex.is_empty(),
        value => timex.value == value,
    };
    overlap && want.resolution.values.iter().any(means)
}
