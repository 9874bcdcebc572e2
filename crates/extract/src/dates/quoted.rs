//! Dates in quotation marks hang on the day of speaking: `“We sail tomorrow,” she said on Monday`.
//!
//! The day is looked for in the clause that holds the verb of saying, before the quotation or after
//! it; a quotation that goes on in the same paragraph keeps it. Where no day of speaking is named,
//! it is that of the page.

use std::ops::Range;

use tidings_model::{Anchor, Timex};

use super::lexicon::Link;
use super::reader::Reader;
use crate::atoms::Gap;

/// How far from a quotation its verb is looked for, in atoms.
const REACH: usize = 24;
/// How far from the verb its day is looked for.
const NEAR: usize = 8;

/// Anchors the timexes within quotations; the text has them in order.
pub(super) fn anchor(reader: &Reader<'_>, timexes: &mut [Timex]) {
    let quotes = quotes(reader);
    let mut spoken: Option<usize> = None;
    for (n, quote) in quotes.iter().enumerate() {
        let last = n.checked_sub(1).map(|last| &quotes[last]);
        let same = last.is_some_and(|last| {
            (last.end..=quote.start).all(|i| reader.atoms.at(i).gap < Gap::Paragraph)
        });
        let (floor, roof) = (last.map_or(0, |last| last.end), quotes.get(n + 1).map(|q| q.start));
        let roof = roof.unwrap_or(reader.atoms.len());
        let here = day_of(reader, timexes, quote, floor..roof);
        spoken = here.or(spoken.filter(|_| same));
        if let Some(day) = spoken {
            hang(reader, timexes, quote, day);
        }
    }
}

/// The quotations in double marks that close in their paragraph, as ranges of atoms.
fn quotes(reader: &Reader<'_>) -> Vec<Range<usize>> {
    let atoms = reader.atoms;
    let (mut found, mut open) = (Vec::new(), None);
    for i in 0..atoms.len() {
        if atoms.at(i).gap == Gap::Paragraph {
            open = None;
        }
        let plain = atoms.is_mark(i, '"');
        match open {
            None if plain || atoms.is_one_of(i, &['“', '„', '«']) => open = Some(i),
            Some(first) if plain || atoms.is_one_of(i, &['”', '»']) => {
                found.push(first..i + 1);
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// The timex that says when a quotation was spoken.
fn day_of(
    reader: &Reader<'_>,
    timexes: &[Timex],
    quote: &Range<usize>,
    bounds: Range<usize>,
) -> Option<usize> {
    let after = (quote.end..bounds.end.min(quote.end + REACH))
        .take_while(|&i| i == quote.end || reader.atoms.continues(i));
    let before = (bounds.start.max(quote.start.saturating_sub(REACH))..quote.start).rev();
    // What opens its sentence is the last atom of that sentence that is looked at.
    let mut open = true;
    let before = before.take_while(|&i| {
        let here = open;
        open = reader.atoms.continues(i);
        here
    });
    let verb = after.chain(before).find(|&i| reader.is(i, Link::Spoke))?;
    let later = (verb + 1..(verb + 1 + NEAR).min(bounds.end.max(verb + 1)))
        .take_while(|&i| reader.atoms.continues(i) && !ends_clause(reader, i));
    let earlier = (bounds.start.max(verb.saturating_sub(NEAR))..verb).rev();
    let earlier = earlier.take_while(|&i| reader.atoms.continues(i + 1));
    let outside = |i: &usize| !quote.contains(i);
    later.chain(earlier).filter(outside).find_map(|i| timex_at(reader, timexes, i))
}

fn ends_clause(reader: &Reader<'_>, i: usize) -> bool {
    reader.atoms.is_one_of(i, &[',', ';', ':', '“', '"', '—', '–'])
}

/// The timex of a day that begins at an atom.
fn timex_at(reader: &Reader<'_>, timexes: &[Timex], i: usize) -> Option<usize> {
    let start = reader.atoms.at(i).start;
    let at = timexes.binary_search_by_key(&start, |timex| timex.span.start).ok()?;
    let timex = &timexes[at];
    let day = timex.from.is_some() && timex.from == timex.to;
    (day || timex.from.is_none() && timex.reference.is_some()).then_some(at)
}

/// Hangs the timexes of a quotation on a day. Where that day is not known yet they must not be
/// hung on the day of the page instead, so they keep no reference.
fn hang(reader: &Reader<'_>, timexes: &mut [Timex], quote: &Range<usize>, day: usize) {
    let words = reader.atoms.span(quote.start, quote.end);
    let from = timexes.partition_point(|timex| timex.span.start < words.start);
    let to = timexes.partition_point(|timex| timex.span.start < words.end);
    let day = timexes[day].from;
    for timex in timexes.get_mut(from..to).unwrap_or_default() {
        let Some(reference) = timex.reference else { continue };
        match day.and_then(|day| timex.resolve(day, Anchor::Text)) {
            Some(resolved) => timex.settle(resolved),
            None => {
                timex.value = format!("{}{}", reference.unresolved(), timex.clock);
                (timex.from, timex.to, timex.anchor) = (None, None, Anchor::None);
                timex.reference = None;
            }
        }
    }
}
