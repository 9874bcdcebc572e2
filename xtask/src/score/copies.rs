//! Pairs of copies found, against those planted.
//!
//! A pair counts whichever of the two is called the copy. Exact copies of one text stand for each
//! other. Passages in common (`shared`) are scored apart: only the planted ones are known, so they
//! have a recall, and how well the spans fit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::generate::copies::{Pair, Place};
use crate::generate::plant::Kind;

#[derive(Debug, Deserialize)]
struct Article {
    id: String,
    uri: String,
}

#[derive(Debug, Deserialize)]
struct Row {
    a: String,
    b: String,
    kind: String,
    #[serde(default)]
    spans: Vec<Place>,
}

/// Two names, the lesser first.
type Names = (String, String);

fn names(a: &str, b: &str) -> Names {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

/// Prints how many pairs were found.
///
/// # Errors
/// If a file cannot be read.
#[expect(clippy::print_stdout, reason = "figures are what the command is for")]
pub(super) fn run(gold: &Path, out: &Path, errors: usize) -> Result<()> {
    let gold: Vec<Pair> = super::lines(gold)?;
    let articles: Vec<Article> = super::lines(&out.join("articles.jsonl"))?;
    let rows: Vec<Row> = super::lines(&out.join("copies.jsonl"))?;
    let known: BTreeMap<String, String> =
        articles.into_iter().map(|article| (article.id, tail(&article.uri))).collect();
    let named = |row: Row| {
        let name = |id: &String| known.get(id).cloned().unwrap_or_default();
        Row { a: name(&row.a), b: name(&row.b), ..row }
    };
    let rows: Vec<Row> = rows.into_iter().map(named).collect();
    println!("{}", Figures::of(&gold, &rows, errors).shown());
    Ok(())
}

/// The name of an article in its corpus: what its address ends in.
fn tail(uri: &str) -> String {
    uri.rsplit('#').next().unwrap_or_default().to_owned()
}

/// What was found.
struct Figures {
    found: usize,
    right: usize,
    planted: usize,
    /// Found and planted, by kind.
    kinds: BTreeMap<Kind, (usize, usize)>,
    /// Of the shared passages found: the mean of what both spans share over what they cover.
    fit: f64,
    /// Rows of the kind `shared`.
    shared: usize,
    errors: Vec<String>,
}

impl Figures {
    fn of(gold: &[Pair], rows: &[Row], errors: usize) -> Self {
        let exact: BTreeMap<&str, &str> = gold
            .iter()
            .filter(|pair| pair.kind == Kind::Exact)
            .map(|pair| (pair.a.as_str(), pair.b.as_str()))
            .collect();
        // An exact copy stands for its parent, but not in the pair of the two.
        let same = |a: &str, b: &str| {
            let of = |name: &str| exact.get(name).map_or(name.to_owned(), |&b| b.to_owned());
            if of(a) == of(b) { names(a, b) } else { names(&of(a), &of(b)) }
        };
        let copies = rows.iter().filter(|row| row.kind != "shared");
        let found: BTreeSet<Names> = copies.map(|row| same(&row.a, &row.b)).collect();
        let truth = gold.iter().filter(|pair| pair.kind != Kind::Shared);
        let truth: BTreeSet<Names> = truth.map(|pair| same(&pair.a, &pair.b)).collect();
        let mut figures = Self {
            found: found.len(),
            right: found.intersection(&truth).count(),
            planted: truth.len(),
            kinds: BTreeMap::new(),
            fit: 0.0,
            shared: rows.iter().filter(|row| row.kind == "shared").count(),
            errors: Vec::new(),
        };
        let passages: BTreeMap<Names, &Row> =
            rows.iter().map(|row| (names(&row.a, &row.b), row)).collect();
        for pair in gold {
            let (right, fit) = match pair.span {
                Some(place) => passage(pair, place, &passages),
                None => (found.contains(&same(&pair.a, &pair.b)), 0.0),
            };
            let count = figures.kinds.entry(pair.kind).or_default();
            *count = (count.0 + usize::from(right), count.1 + 1);
            figures.fit += fit;
            if !right && figures.errors.len() < errors {
                figures.errors.push(format!("missed {} {} {}", pair.kind.as_str(), pair.a, pair.b));
            }
        }
        let wrong = found.difference(&truth).take(errors);
        figures.errors.extend(wrong.map(|(a, b)| format!("wrong {a} {b}")));
        figures
    }

    fn shown(&self) -> String {
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        let (p, r) = (share(self.right, self.found), share(self.right, self.planted));
        let f1 = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        let mut lines = vec![format!(
            "pairs      precision {p:.4}  recall {r:.4}  F1 {f1:.4}  ({} found, {} planted)",
            self.found, self.planted
        )];
        lines.extend(self.kinds.iter().map(|(kind, &(found, planted))| {
            format!(
                "{:<10} recall {:.4}  ({found} of {planted})",
                kind.as_str(),
                share(found, planted)
            )
        }));
        let passages = self.kinds.get(&Kind::Shared).map_or(0, |&(found, _)| found);
        lines.push(format!(
            "{} rows of passages; spans of those planted fit {:.4}",
            self.shared,
            self.fit / passages.max(1) as f64
        ));
        lines.extend(self.errors.iter().cloned());
        lines.join("\n")
    }
}

/// Whether a planted passage was found, and how well.
fn passage(pair: &Pair, place: Place, found: &BTreeMap<Names, &Row>) -> (bool, f64) {
    let Some(row) = found.get(&names(&pair.a, &pair.b)) else { return (false, 0.0) };
    let turned = row.a != pair.a;
    let fits = row.spans.iter().map(|span| {
        let (a, b) = ((span.a_start, span.a_end), (span.b_start, span.b_end));
        let (a, b) = if turned { (b, a) } else { (a, b) };
        let fit_a = overlap(a, (place.a_start, place.a_end));
        fit_a.min(overlap(b, (place.b_start, place.b_end)))
    });
    let best = fits.fold(0.0, f64::max);
    (best > 0.0, best)
}

/// What two stretches share over what they cover together.
fn overlap(a: (usize, usize), b: (usize, usize)) -> f64 {
    let both = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let all = a.1.max(b.1) - a.0.min(b.0);
    both as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: &str, b: &str, kind: Kind, span: Option<Place>) -> Pair {
        Pair { a: a.to_owned(), b: b.to_owned(), kind, span }
    }

    fn row(a: &str, b: &str, kind: &str, spans: Vec<Place>) -> Row {
        Row { a: a.to_owned(), b: b.to_owned(), kind: kind.to_owned(), spans }
    }

    #[test]
    fn counts_pairs_whichever_is_the_copy() {
        let place = Place { a_start: 10, a_end: 20, b_start: 0, b_end: 10 };
        let gold = [
            pair("c1", "o1", Kind::Exact, None),
            pair("c2", "o1", Kind::Cut, None),
            pair("c3", "o2", Kind::Edited, None),
            pair("c4", "o2", Kind::Shared, Some(place)),
        ];
        let turned = Place { a_start: 0, a_end: 10, b_start: 15, b_end: 20 };
        let rows = [
            row("o1", "c1", "exact", Vec::new()),
            // As good as a copy of `o1`: its exact copy.
            row("c2", "c1", "near", Vec::new()),
            row("c3", "o1", "near", Vec::new()),
            row("o2", "c4", "shared", vec![turned]),
        ];
        let figures = Figures::of(&gold, &rows, 9);
        assert_eq!((figures.found, figures.right, figures.planted), (3, 2, 3));
        assert_eq!(figures.kinds[&Kind::Edited], (0, 1));
        assert_eq!(figures.kinds[&Kind::Shared], (1, 1));
        assert!((figures.fit - 0.5).abs() < 1e-9);
        assert_eq!(figures.errors, ["missed edited c3 o2", "wrong c3 o1"]);
    }
}
