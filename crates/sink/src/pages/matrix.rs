//! The matrix of sources by facts: where each source stands on each fact.

use std::collections::BTreeMap;

use serde::Serialize;

use super::rows::{FactRow, PageRow, ValueRow};
use super::story::figure;

/// Facts in the matrix, at the most.
const MOST_FACTS: usize = 60;
/// Sources in the matrix, at the most: those that speak of most facts.
const MOST_SOURCES: usize = 24;

/// Where a value, or a source by its values, stands on a fact. The later wins within a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Stand {
    /// It says nothing of it.
    Silent,
    /// It speaks of something alike, or of a part: it neither supports nor contradicts.
    Apart,
    /// It repeats the words of another.
    Copy,
    /// It says the same, more or less exactly.
    Refine,
    /// It says the same.
    Agree,
    /// It says something that cannot be true as well.
    Conflict,
}

impl Stand {
    pub(super) fn is_conflict(self) -> bool {
        self == Stand::Conflict
    }
}

/// Sources by facts.
#[derive(Debug, Serialize)]
pub(super) struct Matrix {
    sources: Vec<String>,
    sources_left_out: usize,
    rows: Vec<Line>,
    facts_left_out: usize,
}

#[derive(Debug, Serialize)]
struct Line {
    fact: String,
    label: String,
    verdict: String,
    cells: Vec<Place>,
}

/// What one source says of one fact.
#[derive(Debug, Clone, Serialize)]
struct Place {
    stand: Stand,
    /// The value in a few characters.
    short: String,
    /// The words that give it.
    text: String,
    article: String,
    at: String,
}

impl Matrix {
    /// The matrix of the facts that more than one page speaks of, in their order.
    pub(super) fn of(facts: &[FactRow], pages: &BTreeMap<String, PageRow>) -> Self {
        let mut facts: Vec<&FactRow> =
            facts.iter().filter(|fact| fact.verdict != "single").collect();
        let facts_left_out = facts.len().saturating_sub(MOST_FACTS);
        facts.truncate(MOST_FACTS);
        let name = |value| source_of(value, pages);
        let mut spoken = BTreeMap::<&str, usize>::new();
        for fact in &facts {
            let mut here: Vec<&str> = fact.values.iter().filter_map(name).collect();
            here.sort_unstable();
            here.dedup();
            here.into_iter().for_each(|source| *spoken.entry(source).or_default() += 1);
        }
        let mut sources: Vec<(&str, usize)> = spoken.into_iter().collect();
        sources.sort_by_key(|(source, count)| (std::cmp::Reverse(*count), *source));
        let sources_left_out = sources.len().saturating_sub(MOST_SOURCES);
        sources.truncate(MOST_SOURCES);
        let line = |fact: &&FactRow| Line {
            fact: fact.id.clone(),
            label: fact.label.clone(),
            verdict: fact.verdict.clone(),
            cells: sources.iter().map(|(source, _)| place(fact, source, pages)).collect(),
        };
        let rows = facts.iter().map(line).collect();
        let sources = sources.iter().map(|(source, _)| (*source).to_owned()).collect();
        Self { sources, sources_left_out, rows, facts_left_out }
    }
}

fn source_of<'a>(value: &ValueRow, pages: &'a BTreeMap<String, PageRow>) -> Option<&'a str> {
    pages.get(&value.article).map(|page| page.source.as_str())
}

fn place(fact: &FactRow, source: &str, pages: &BTreeMap<String, PageRow>) -> Place {
    let own = fact.values.iter().filter(|value| source_of(value, pages) == Some(source));
    let best = own.max_by_key(|value| stand(fact, value));
    best.map_or_else(Place::silent, |value| Place {
        stand: stand(fact, value),
        short: short(value),
        text: value.text.clone(),
        article: value.article.clone(),
        at: format!("at{}", value.span.0),
    })
}

impl Place {
    fn silent() -> Self {
        let none = String::new;
        Self { stand: Stand::Silent, short: none(), text: none(), article: none(), at: none() }
    }
}

/// Where a value stands on its fact.
pub(super) fn stand(fact: &FactRow, value: &ValueRow) -> Stand {
    let role = value.role.as_deref();
    match (fact.verdict.as_str(), role) {
        (_, Some("part" | "total" | "unresolved")) | ("distinct", _) => Stand::Apart,
        (_, Some("dissent")) => Stand::Conflict,
        // Nobody won, so everybody stands against somebody; a copy does so in another's words.
        ("conflict", _) if fact.preferred.is_none() => Stand::Conflict,
        (_, Some("copy")) => Stand::Copy,
        (_, Some("wider")) => Stand::Refine,
        ("compatible", _) if !says(fact, value) => Stand::Refine,
        _ => Stand::Agree,
    }
}

/// Whether a value is the one preferred, without a hedge.
fn says(fact: &FactRow, value: &ValueRow) -> bool {
    value.modifier.is_none() && (fact.preferred.is_none() || value.value == fact.preferred)
}

/// A value in a few characters, its hedge as a sign.
fn short(value: &ValueRow) -> String {
    let sign = match value.modifier.as_deref() {
        Some("approx") => "~",
        Some("at_least" | "more_than") => "≥",
        Some("at_most" | "less_than") => "≤",
        _ => "",
    };
    let words = value.known().map_or_else(|| value.text.clone(), figure);
    let mut short: String = words.chars().take(14).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    format!("{sign}{short}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(verdict: &str, preferred: Option<&str>, values: Vec<ValueRow>) -> FactRow {
        FactRow {
            verdict: verdict.to_owned(),
            preferred: preferred.map(str::to_owned),
            values,
            ..FactRow::default()
        }
    }

    fn value(article: &str, value: &str, role: Option<&str>) -> ValueRow {
        ValueRow {
            article: article.to_owned(),
            value: Some(value.to_owned()),
            role: role.map(str::to_owned),
            ..ValueRow::default()
        }
    }

    #[test]
    fn a_value_stands_where_its_role_puts_it() {
        let check = |verdict, preferred, role, expected| {
            let value = value("a", "11", role);
            assert_eq!(
                stand(&fact(verdict, preferred, vec![]), &value),
                expected,
                "{verdict} {role:?}"
            );
        };
        check("agree", Some("11"), Some("preferred"), Stand::Agree);
        check("compatible", Some("11"), Some("preferred"), Stand::Agree);
        check("compatible", Some("12"), None, Stand::Refine);
        check("compatible", Some("11"), Some("wider"), Stand::Refine);
        check("conflict", Some("9"), Some("dissent"), Stand::Conflict);
        check("conflict", Some("11"), None, Stand::Agree);
        check("conflict", None, None, Stand::Conflict);
        check("conflict", Some("11"), Some("copy"), Stand::Copy);
        check("distinct", Some("11"), None, Stand::Apart);
    }

    #[test]
    fn every_source_has_a_place_on_every_fact() {
        let page = |id: &str| {
            let page = PageRow { id: id.to_owned(), source: id.to_owned(), ..PageRow::default() };
            (id.to_owned(), page)
        };
        let pages = BTreeMap::from([page("a"), page("b")]);
        let facts = [
            fact(
                "conflict",
                Some("11"),
                vec![value("a", "11", None), value("b", "9", Some("dissent"))],
            ),
            fact("copied", None, vec![value("b", "5", None)]),
            fact("single", None, vec![value("a", "1", None)]),
        ];
        let matrix = Matrix::of(&facts, &pages);
        let stands: Vec<Vec<(Stand, &str)>> = matrix
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| (cell.stand, cell.short.as_str())).collect())
            .collect();
        assert_eq!(matrix.sources, ["b", "a"]);
        assert_eq!(
            stands,
            [
                vec![(Stand::Conflict, "9"), (Stand::Agree, "11")],
                vec![(Stand::Agree, "5"), (Stand::Silent, "")],
            ]
        );
    }

    #[test]
    fn a_day_of_no_known_year_is_shown_in_its_words() {
        let day = |value| ValueRow {
            value: Some(str::to_owned(value)),
            text: "Wednesday".to_owned(),
            ..ValueRow::default()
        };
        assert_eq!(short(&day("XXXX-WXX-3")), "Wednesday");
        assert_eq!(short(&day("2024-03-13")), "2024-03-13");
    }
}
