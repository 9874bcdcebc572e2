//! Whether a thing has happened, and how sure that is, by the little words of its clause.

use std::ops::Range;

use tidings_model::{Certainty, Status};

use super::flags::Flags;
use super::groups::Group;
use super::page::{Mark, Page, Tag};

/// What its clause says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) status: Status,
    pub(super) certainty: Certainty,
}

/// Reads the words of a clause around its verb, or around a noun where it has none.
pub(super) fn of_clause(page: &Page<'_>, clause: &Range<usize>, head: usize) -> Standing {
    let group = Group::of(page, clause.start, head);
    let near = group.start..(head + 1).min(clause.end).max(group.start);
    let here = |flags: Flags| near.clone().any(|at| page.has(at, flags));
    let lead = led_by(page, clause, group.start);
    let anywhere = |flags: Flags| clause.clone().any(|at| page.has(at, flags));
    let conditional =
        page.has(clause.start, Flags::CONDITIONAL) && page.has(clause.start, Flags::SUBORDINATOR);
    let planned = here(Flags::PLANNED) || lead.any(Flags::PLANNED);
    let nobody = page.has(clause.start, Flags::NEGATION);
    let status = if nobody || here(Flags::NEGATION) {
        Status::Negated
    } else if conditional {
        Status::Conditional
    } else if planned {
        Status::Planned
    } else if anywhere(Flags::RUNNING) || page.has(clause.start.wrapping_sub(1), Flags::RUNNING) {
        Status::Running
    } else {
        Status::Actual
    };
    let possible = here(Flags::POSSIBLE) || lead.any(Flags::POSSIBLE);
    let certainty = if possible { Certainty::Possible } else { Certainty::Asserted };
    Standing { status, certainty }
}

/// Whether a clause tells what would follow if something else happened: `if the dam breaks, it would
/// flood the town`, `it would flood the town if the dam broke`.
pub(super) fn hypothetical(page: &Page<'_>, sentence: usize, clause: &Range<usize>) -> bool {
    let words = &page.sentences[sentence].words;
    let condition = |at: usize| {
        let inside = words.contains(&at) && at != clause.start;
        inside && page.has(at, Flags::CONDITIONAL) && page.has(at, Flags::SUBORDINATOR)
    };
    let modal = clause.clone().any(|at| page.has(at, Flags::MODAL));
    let first = words.start + usize::from(page.mark_at(words.start) == Mark::Quote);
    modal && (condition(first) || (clause.start + 1..=clause.end).any(condition))
}

/// What the verb says that leads an infinitive: `is due to visit`, `plans to open`.
fn led_by(page: &Page<'_>, clause: &Range<usize>, start: usize) -> Flags {
    if !page.has(start, Flags::INFINITIVE) {
        return Flags::NONE;
    }
    let from = clause.start.max(start.saturating_sub(5));
    let words = (from..start)
        .rev()
        .take_while(|&at| matches!(page.words[at].mark, Mark::Word | Mark::Hyphen));
    words.fold(Flags::NONE, |all, at| all.or(page.words[at].flags))
}

/// What is said in a statement: by its first verb.
pub(super) fn of_content(page: &Page<'_>, content: &Range<usize>) -> Standing {
    let verb = content.clone().find(|&at| page.words[at].tag == Tag::Verb);
    let head = verb.map(|verb| last_of_group(page, verb, content.end));
    of_clause(page, content, head.unwrap_or(content.start))
}

/// The verb that a run of auxiliaries leads to.
fn last_of_group(page: &Page<'_>, first: usize, end: usize) -> usize {
    let verbs = (first..end.min(first + 6)).take_while(|&at| {
        let word = &page.words[at];
        word.tag != Tag::Plain || word.has(Flags::ADVERB.or(Flags::NEGATION))
    });
    verbs.filter(|&at| page.words[at].tag != Tag::Plain).last().unwrap_or(first)
}
