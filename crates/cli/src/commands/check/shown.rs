//! A failed test, expected and found side by side.

use std::fmt::Write as _;

use serde_json::Value;
use tidings_plan::Case;

use super::compare::{Column, Difference};

/// The most characters of a value; of a longer one, those around the first that differ are shown.
const WIDTH: usize = 40;

/// A failed test with its place in the file and all that differs.
pub(super) fn failure(path: &str, case: &Case, differences: &[Difference]) -> String {
    let about = if case.about.is_empty() { String::new() } else { format!(": {}", case.about) };
    let mut text = format!("{path}:{}: test of `{}` failed{about}\n", case.line, case.stage);
    for difference in differences {
        match difference {
            Difference::End { expected, found } => {
                let _ = writeln!(text, "  expected  {expected}\n  found     {found}");
            }
            Difference::Row { table, number, columns } => {
                push_row(&mut text, &format!("{table}, row {number}"), columns);
            }
        }
    }
    text
}

fn push_row(text: &mut String, heading: &str, columns: &[Column]) {
    let heading = [heading.to_owned(), "expected".to_owned(), "found".to_owned()];
    let mut lines = vec![(' ', heading)];
    lines.extend(columns.iter().map(line));
    let width = |at: usize| {
        lines.iter().map(|(_, cells)| cells[at].chars().count()).max().unwrap_or_default()
    };
    let (name, expected) = (width(0), width(1));
    for (mark, [first, second, third]) in &lines {
        let _ = writeln!(text, "{mark} {first:name$}  {second:expected$}  {third}");
    }
}

/// A column with its mark, `≠` where it is not as expected.
fn line(column: &Column) -> (char, [String; 3]) {
    let written = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "no row".to_owned(), Value::to_string)
    };
    let (expected, found) = cut(&written(&column.expected), &written(&column.found));
    let mark = if column.agrees { ' ' } else { '≠' };
    (mark, [column.name.to_owned(), expected, found])
}

/// Two texts, cut alike around the first character that differs.
fn cut(one: &str, other: &str) -> (String, String) {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let fits = |text: &str| text.chars().count() <= WIDTH;
    let from = match one == other || (fits(one) && fits(other)) {
        true => 0,
        false => same.saturating_sub(WIDTH / 2),
    };
    (window(one, from), window(other, from))
}

/// At most [`WIDTH`] characters of a text; `…` stands for what is cut.
fn window(text: &str, from: usize) -> String {
    let mut shown: Vec<char> = text.chars().skip(from).collect();
    if shown.len() > WIDTH {
        shown.truncate(WIDTH - 1);
        shown.push('…');
    }
    match shown.first_mut() {
        Some(first) if from > 0 => *first = '…',
        _ => {}
    }
    shown.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_around_what_differs() {
        let check = |one: &str, other: &str, shown: (&str, &str)| {
            assert_eq!(cut(one, other), (shown.0.to_owned(), shown.1.to_owned()));
        };
        let (a, b, c) = ("a".repeat(30), "b".repeat(30), "c".repeat(30));
        check("", "1", ("", "1"));
        check(&a, &b, (&a, &b));
        // Equal values are shown from their beginning.
        let long = format!("{a}{b}");
        let start = format!("{a}{}…", "b".repeat(9));
        check(&long, &long, (&start, &start));
        // 20 of the characters they share, then what differs.
        let same = format!("…{}", "a".repeat(19));
        check(
            &long,
            &format!("{a}{c}"),
            (&format!("{same}{}…", "b".repeat(19)), &format!("{same}{}…", "c".repeat(19))),
        );
        // One that ends where the other goes on.
        check(&a, &long, (&same, &format!("{same}{}…", "b".repeat(19))));
    }
}
