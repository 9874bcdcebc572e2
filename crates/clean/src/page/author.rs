//! Notes about the author at the end of an article.
//!
//! A name on a line of its own, and right below it a paragraph that begins with that name. An article
//! about several people may have such pairs all through; only where all stand near the end, they are
//! notes about its authors.

use std::ops::Range;

use super::body::Unit;

/// A name has so many words.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;

/// The paragraph stands at most so far below the name.
const BELOW: usize = 4;

/// It has so many words.
const PARAGRAPH: usize = 8;

/// Where the notes about the authors begin, if an article ends in such notes.
///
/// `is_verb` knows the words behind a first name: is, has, writes.
pub(crate) fn author_note(
    units: &[Unit<'_>],
    body: &Range<usize>,
    is_verb: impl Fn(&str) -> bool,
) -> Option<usize> {
    let is_note = |at: &usize| {
        units.get(*at).is_some_and(|unit| is_name(unit.text)) && has_note(units, *at, &is_verb)
    };
    let first = body.clone().find(is_note)?;
    let weight = |part: Range<usize>| -> i64 {
        units.get(part).unwrap_or_default().iter().map(|unit| unit.weight.max(0)).sum()
    };
    let (before, all) = (weight(body.start..first), weight(body.clone()));
    (6 * before >= 5 * all && before > 0).then_some(first)
}

/// Whether a line is a name: words in capitals and small words between them, nothing else.
fn is_name(line: &str) -> bool {
    let words = line.split_whitespace();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let plain = line.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || ".'’-".contains(c));
    NAME.contains(&words.clone().count())
        && plain
        && line.len() <= 40
        && !line.ends_with('.')
        && words.clone().filter(capital).count() >= 2
        && words.last().is_some_and(|last| capital(&last))
}

/// Whether a paragraph that begins with a name stands right below it: all of the name, or its first
/// word and a verb.
fn has_note(units: &[Unit<'_>], name: usize, is_verb: &impl Fn(&str) -> bool) -> bool {
    let Some(name_line) = units.get(name) else { return false };
    let below = units.get(name + 1..).unwrap_or_default().iter().take(BELOW);
    let mut paragraphs = below.filter(|unit| unit.words >= PARAGRAPH && unit.weight > 0);
    paragraphs.any(|unit| {
        let mut words = unit.text.split_whitespace();
        let mut names = name_line.text.split_whitespace();
        let first = words.next() == names.next();
        let all =
            names.all(|name| words.next().map(|word| word.trim_end_matches(',')) == Some(name));
        first && (all || unit.text.split_whitespace().nth(1).is_some_and(is_verb))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{self, End};

    #[test]
    fn finds_notes_about_authors() {
        let text =
            "Fog lay over the port of Lunde on Monday, and no ship could leave it.\n\n".repeat(9);
        let check = |page: &str, expected: Option<&str>| {
            let units = page::units(page, |_| false);
            let body = page::body(&units, |_| End::No).unwrap_or(0..0);
            let found = author_note(&units, &body, |word| word == "has").map(|at| units[at].text);
            assert_eq!(found, expected, "{page:?}");
        };
        let note = "Ada Mols\n\nHarbour writer\n\nAda Mols is a writer who has lived by the sea for ten years.";
        check(&format!("{text}{note}"), Some("Ada Mols"));
        check(
            &format!("{text}Ada Mols\n\nAda has lived by the sea for more than ten years."),
            Some("Ada Mols"),
        );
        check(&format!("{text}Ada Mols\n\nThe port has been shut for more than ten days."), None);
        check(&format!("{text}{note}\n\n{text}{note}"), None);
        check(&format!("{text}Fog Signals\n\nFog came for more than ten days in a row."), None);
        check(&format!("{text}The Pier\n\nIt has been shut for more than ten days by fog."), None);
        check(note, None);
        check("", None);
    }
}
