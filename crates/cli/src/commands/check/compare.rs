//! What came out of a stage, held against what a test expects.

use anyhow::Result;
use serde_json::Value;
use tidings_model::table::{self, Table};
use tidings_plan::{Case, Outcome, Row};
use tidings_runner::RejectLine;

use super::answer::Answer;

/// Something that is not as a test expects.
#[derive(Debug, PartialEq)]
pub(super) enum Difference {
    /// The document came to another end.
    End {
        /// What was to become of it.
        expected: String,
        /// What became of it.
        found: String,
    },
    /// A row differs, is missing, or is one too many.
    Row {
        /// The table.
        table: &'static str,
        /// The row's place in the table, counted from 1.
        number: usize,
        /// Its columns, as far as they matter.
        columns: Vec<Column>,
    },
}

/// A column of a row that differs; a side without a row has no value.
#[derive(Debug, PartialEq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) expected: Option<Value>,
    pub(super) found: Option<Value>,
    /// Whether the values are as expected.
    pub(super) agrees: bool,
}

/// All that differs; nothing, if the test passes.
pub(super) fn differences(case: &Case, answer: &Result<Answer>) -> Vec<Difference> {
    match (answer, &case.outcome) {
        (Ok(answer), Outcome::Rows(tables)) if answer.rejects.is_empty() => tables
            .iter()
            .flat_map(|(name, expected)| in_table(name, expected, answer.table(name)))
            .collect(),
        (Ok(answer), Outcome::Rejected(reason)) if is_rejected(answer, &case.stage, reason) => {
            Vec::new()
        }
        _ => vec![Difference::End { expected: expected_end(case), found: found_end(case, answer) }],
    }
}

/// Whether the stage let nothing through, always for this reason.
fn is_rejected(answer: &Answer, stage: &str, reason: &str) -> bool {
    let right = |reject: &RejectLine| reject.stage == stage && reject.reason == reason;
    !answer.rejects.is_empty() && answer.rejects.iter().all(right) && !answer.comes_out()
}

fn expected_end(case: &Case) -> String {
    match &case.outcome {
        Outcome::Rows(_) => format!("comes out of `{}`", case.stage),
        Outcome::Rejected(reason) => format!("rejected by `{}`: {reason}", case.stage),
    }
}

fn found_end(case: &Case, answer: &Result<Answer>) -> String {
    let answer = match answer {
        Ok(answer) => answer,
        Err(why) => return format!("the run stopped: {why:#}"),
    };
    let rejected = |line: &RejectLine| {
        format!("rejected by `{}`: {} ({})", line.stage, line.reason, line.detail)
    };
    let mut ends: Vec<String> = answer.rejects.iter().map(rejected).collect();
    if answer.comes_out() {
        ends.push(format!("comes out of `{}`", case.stage));
    }
    if ends.is_empty() { "no article was read".to_owned() } else { ends.join("; ") }
}

/// The rows that differ. Those that agree at the beginning and at the end are passed over, so that
/// a single row that is missing, or is one too many, is shown alone.
fn in_table(name: &str, expected: &[Row], found: &[Value]) -> Vec<Difference> {
    let Some(table) = table::ALL.iter().find(|table| table.name == name) else {
        return Vec::new();
    };
    let shown = columns(table, expected);
    let agree = |(expected, found): &(&Row, &Value)| agrees(expected, found);
    let head = expected.iter().zip(found).take_while(agree).count();
    let (expected, found) = (&expected[head..], &found[head..]);
    let tail = expected.iter().rev().zip(found.iter().rev()).take_while(agree).count();
    let (expected, found) = (&expected[..expected.len() - tail], &found[..found.len() - tail]);
    let differs = |at: &usize| match (expected.get(*at), found.get(*at)) {
        (Some(expected), Some(found)) => !agrees(expected, found),
        _ => true,
    };
    let rows = (0..expected.len().max(found.len())).filter(differs);
    rows.map(|at| Difference::Row {
        table: table.name,
        number: head + at + 1,
        columns: in_row(&shown, table, expected.get(at), found.get(at)),
    })
    .collect()
}

/// The columns that a test names, in the order of the table.
fn columns(table: &Table, expected: &[Row]) -> Vec<&'static str> {
    let named = |name: &&str| expected.iter().any(|row| row.contains_key(name));
    table.columns.iter().map(|column| column.name).filter(named).collect()
}

/// A row side by side: the columns that are expected of it; of a row too many, those that are
/// expected of other rows, or else all that hold something.
fn in_row(
    shown: &[&'static str],
    table: &Table,
    expected: Option<&Row>,
    found: Option<&Value>,
) -> Vec<Column> {
    let holds = |name: &str| found.is_some_and(|row| !row[name].is_null());
    let all = table.columns.iter().map(|column| column.name);
    let names: Vec<&'static str> = match expected {
        Some(row) => all.filter(|name| row.contains_key(name)).collect(),
        None if shown.is_empty() => all.filter(|name| holds(name)).collect(),
        None => shown.to_vec(),
    };
    let column = |name| {
        let expected = expected.and_then(|row| row.get(name));
        let found = found.map(|row| &row[name]);
        Column {
            name,
            agrees: expected.zip(found).is_some_and(|(expected, found)| covers(expected, found)),
            found: found.map(|found| expected.map_or(found.clone(), |like| part(like, found))),
            expected: expected.cloned(),
        }
    };
    names.into_iter().map(column).collect()
}

fn agrees(expected: &Row, found: &Value) -> bool {
    expected.iter().all(|(name, value)| covers(value, &found[name]))
}

/// Whether a value is the expected one. Numbers are compared by value, groups by the fields that
/// are expected of them.
fn covers(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| covers(value, found))),
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|(expected, found)| covers(expected, found))
        }
        (Value::Number(expected), Value::Number(found)) => {
            expected == found || expected.as_f64() == found.as_f64()
        }
        _ => expected == found,
    }
}

/// What was found, down to the fields that are expected.
fn part(expected: &Value, found: &Value) -> Value {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let field = |(name, like): (&String, &Value)| {
                Some((name.clone(), part(like, found.get(name)?)))
            };
            Value::Object(expected.iter().filter_map(field).collect())
        }
        (Value::Array(expected), Value::Array(found)) => {
            let like = |at: usize| expected.get(at).or(expected.last()).unwrap_or(&Value::Null);
            found.iter().enumerate().map(|(at, found)| part(like(at), found)).collect()
        }
        _ => found.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_compared_as_far_as_they_are_expected() {
        let check = |expected: Value, found: Value, same| {
            assert_eq!(covers(&expected, &found), same, "{expected} and {found}");
        };
        check(json!("a"), json!("a"), true);
        check(json!("a"), json!("b"), false);
        check(json!("a"), json!(null), false);
        check(json!(2), json!(2.0), true);
        check(json!(2), json!(2.5), false);
        check(json!(false), json!(0), false);
        check(json!([]), json!([]), true);
        check(json!([]), json!([1]), false);
        check(json!([1, 2]), json!([2, 1]), false);
        check(json!({ "a": 1 }), json!({ "a": 1, "b": 2 }), true);
        check(json!({ "a": 1, "b": 2 }), json!({ "a": 1 }), false);
        check(json!([{ "a": 1 }]), json!([{ "a": 1, "b": 2 }, { "a": 1 }]), false);
    }

    #[test]
    fn what_was_found_is_shown_as_far_as_it_is_expected() {
        let check = |expected: Value, found: Value, shown| {
            assert_eq!(part(&expected, &found), shown, "{expected} and {found}");
        };
        check(json!("a"), json!({ "b": 1 }), json!({ "b": 1 }));
        check(json!({ "a": 1 }), json!({ "a": 2, "b": 3 }), json!({ "a": 2 }));
        check(json!({ "a": 1 }), json!({ "b": 3 }), json!({}));
        // Of a list, groups beyond those that are expected are shown as the last of those.
        let found = json!([{ "a": 1, "b": 2 }, { "a": 3, "b": 4 }]);
        check(json!([{ "b": 2 }]), found.clone(), json!([{ "b": 2 }, { "b": 4 }]));
        check(json!([]), found.clone(), found);
    }

    #[test]
    fn a_document_without_articles_is_no_reject() {
        let answer = Ok(Answer { rows: [].into(), rejects: Vec::new() });
        let mut case = Case {
            about: String::new(),
            input: Vec::new(),
            media: tidings_model::MediaType::Text,
            stage: "text".to_owned(),
            outcome: Outcome::Rows([("articles", Vec::new())].into()),
            line: 1,
        };
        assert_eq!(differences(&case, &answer), []);
        case.outcome = Outcome::Rejected("empty".to_owned());
        let expected = "rejected by `text`: empty".to_owned();
        let found = "no article was read".to_owned();
        assert_eq!(differences(&case, &answer), [Difference::End { expected, found }]);
    }
}
