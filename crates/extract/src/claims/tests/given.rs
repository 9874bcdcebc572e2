//! Layers for tests: names, dates and numbers of an invented coast, found by plain matching.

use tidings_model::{
    Anchor, AnnotatedArticle, Findings, Label, Mention, Modifier, Quantity, Span, Timex, TimexType,
};
use tidings_stage::Extractor;

const NAMES: &[(&str, Label, &str)] = &[
    ("Ada Marsh", Label::Per, ""),
    ("Marsh", Label::Per, ""),
    ("Tom Reyes", Label::Per, ""),
    ("Reyes", Label::Per, ""),
    ("Lena Voss", Label::Per, ""),
    ("Harbour Workers’ League", Label::Org, ""),
    ("HWL", Label::Org, ""),
    ("Coast Guard", Label::Org, "force"),
    ("Coastwire", Label::Org, "agency"),
    ("Red Tide", Label::Org, "group"),
    ("Port Vale", Label::Loc, "city"),
    ("Norland", Label::Loc, "country"),
    ("Sundia", Label::Loc, "country"),
    ("Norlandic", Label::Misc, "nationality"),
];

const TIMES: &[(&str, TimexType)] = &[
    ("the last nine days", TimexType::Duration),
    ("Monday", TimexType::Date),
    ("Tuesday", TimexType::Date),
    ("June 3", TimexType::Date),
    ("next week", TimexType::Date),
];

const NUMBERS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("six", 6.0),
    ("nine", 9.0),
    ("12", 12.0),
    ("40", 40.0),
    ("300", 300.0),
];

const NOUNS: &[&str] = &[
    "people",
    "others",
    "sailors",
    "cargo boats",
    "boats",
    "passengers",
    "patrol flights",
    "raids",
    "sorties",
    "lives",
    "water tanks",
    "men",
    "strikes",
    "crates",
];

/// Writes all three layers.
pub(super) struct Given;

impl Extractor for Given {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        for (name, label, kind) in NAMES {
            let kind = (!kind.is_empty()).then(|| (*kind).to_owned());
            for span in free(doc, name, &out.mentions.iter().map(|m| m.span).collect::<Vec<_>>()) {
                let kind = kind.clone();
                out.mentions.push(Mention {
                    span,
                    label: *label,
                    kind,
                    canonical: None,
                    confidence: 1.0,
                    place: None,
                });
            }
        }
        for (words, kind) in TIMES {
            for span in free(doc, words, &[]) {
                out.timexes.push(Timex {
                    span,
                    kind: *kind,
                    value: (*words).to_owned(),
                    from: None,
                    to: None,
                    anchor: Anchor::None,
                    reference: None,
                    clock: String::new(),
                });
            }
        }
        for (word, value) in NUMBERS {
            out.quantities.extend(
                free(doc, word, &[]).into_iter().filter_map(|span| number(doc, span, *value)),
            );
        }
    }
}

/// A number with its hedge before and its noun behind.
fn number(doc: &AnnotatedArticle, number: Span, value: f64) -> Option<Quantity> {
    let after = doc.text().get(number.end as usize + 1..)?;
    let noun = NOUNS.iter().find(|noun| after.starts_with(**noun));
    let end = noun.map_or(number.end, |noun| number.end + 1 + noun.len() as u32);
    let before = doc.text().get(..number.start as usize)?;
    let hedges = [("at least ", Modifier::AtLeast), ("all ", Modifier::All)];
    let hedge = hedges.into_iter().find(|(hedge, _)| before.ends_with(hedge));
    let start = hedge.map_or(number.start, |(hedge, _)| number.start - hedge.len() as u32);
    let high = hedge.is_none_or(|(_, modifier)| modifier == Modifier::All).then_some(value);
    Some(Quantity {
        span: Span::new(start, end),
        number,
        value: Some(value),
        low: Some(value),
        high,
        unit: None,
        dimension: Some("count".to_owned()),
        counted: noun.map(|noun| (*noun).to_owned()),
        head: noun.map(|noun| singular(noun)),
        modifier: hedge.map_or(Modifier::Exact, |(_, modifier)| modifier),
    })
}

fn singular(noun: &str) -> String {
    let head = noun.rsplit(' ').next().unwrap_or(noun);
    match head {
        "people" => "person".to_owned(),
        "men" => "man".to_owned(),
        "lives" => "life".to_owned(),
        "sorties" => "sortie".to_owned(),
        _ => head.trim_end_matches('s').to_owned(),
    }
}

/// Where words stand as whole words, outside what is taken.
fn free(doc: &AnnotatedArticle, words: &str, taken: &[Span]) -> Vec<Span> {
    let text = doc.text();
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let found = text.match_indices(words).filter(|(at, found)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        edge(before) && edge(after)
    });
    let spans = found.map(|(at, found)| Span::at(at..at + found.len()));
    spans.filter(|span| !taken.iter().any(|other| other.overlaps(*span))).collect()
}
