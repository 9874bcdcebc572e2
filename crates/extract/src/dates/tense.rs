//! Whether the clause around a date speaks of the past or of what is to come.

use super::lexicon::{Cue, Link};
use super::reader::Reader;
use crate::atoms::Shape;

/// How far to look, in atoms.
const REACH: usize = 16;

/// The nearest cue before the date in its clause, else the nearest after it.
pub(super) fn cue(reader: &Reader<'_>, first: usize, end: usize) -> Option<Cue> {
    let edge = (1..=5).filter_map(|back| first.checked_sub(back)).find(|&start| {
        let ends = reader.lexicon.edges.longest(reader.atoms, start).map(|(_, end)| end);
        ends.is_some_and(|end| end == first || end + 1 == first)
    });
    if reader.follows(edge.unwrap_or(first), Link::By) {
        return Some(Cue::Future);
    }
    before(reader, first).or_else(|| after(reader, end))
}

fn before(reader: &Reader<'_>, first: usize) -> Option<Cue> {
    let mut i = first;
    for _ in 0..REACH {
        if reader.atoms.at(i).opens || ends_clause(reader, i.checked_sub(1)?) {
            return None;
        }
        i -= 1;
        if let Some(cue) = cue_at(reader, i) {
            // A longer cue decides: `is set to`, met from behind, is not `set`, nor is `should be
            // completed` `completed`.
            return Some(longer_cue(reader, i).unwrap_or(cue));
        }
    }
    None
}

fn longer_cue(reader: &Reader<'_>, i: usize) -> Option<Cue> {
    let starts = (1..=3).filter_map(|back| i.checked_sub(back));
    starts
        .filter_map(|start| reader.lexicon.cues.longest(reader.atoms, start))
        .find(|(_, end)| *end >= i)
        .map(|(cue, _)| *cue)
}

fn after(reader: &Reader<'_>, end: usize) -> Option<Cue> {
    let reach = (end..end + REACH).take_while(|&i| {
        i < reader.atoms.len() && reader.atoms.continues(i) && !ends_clause(reader, i)
    });
    reach.into_iter().find_map(|i| cue_at(reader, i))
}

fn cue_at(reader: &Reader<'_>, i: usize) -> Option<Cue> {
    if !reader.atoms.at(i).is_word() {
        return None;
    }
    let listed = reader.lexicon.cues.longest(reader.atoms, i).map(|(cue, _)| *cue);
    listed.or_else(|| past_participle(reader, i).then_some(Cue::Past))
}

/// A word in `-ed` that is not in any list.
fn past_participle(reader: &Reader<'_>, i: usize) -> bool {
    let lower = reader.atoms.at(i).shape == Shape::Lower;
    lower && reader.atoms.width(i) > 3 && reader.atoms.text(i).ends_with("ed")
}

fn ends_clause(reader: &Reader<'_>, i: usize) -> bool {
    let mark = reader.atoms.at(i).shape == Shape::Mark;
    mark && reader.atoms.is_one_of(i, &[';', ':', '!', '?', '“', '”'])
}
