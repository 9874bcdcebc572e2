//! What stands within a statement is what its speaker says.

use tidings_model::{Certainty, Claim, Span, Status};

use super::attribution::Attribution;
use super::flags::Flags;
use super::lexicon::CueKind;
use super::page::{Page, Tag};

/// A statement, as far as it bears on what stands within it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    said: &'a Claim,
    /// Whether it is to be done, not told.
    bids: bool,
}

impl<'a> Told<'a> {
    /// The statement of an attribution; none for a noun of speech, which tells why something
    /// happened and not who says so: `it began at the request of X`.
    pub(super) fn of(spoken: &Attribution<'_>, said: &'a Claim) -> Option<Self> {
        let kind = spoken.cue.map_or(CueKind::Statement, |cue| cue.kind);
        let bids = matches!(kind, CueKind::Directive | CueKind::Commissive);
        let noun = spoken.cue.is_some_and(|cue| cue.is_noun());
        (!noun).then_some(Self { said, bids })
    }
}

/// Gives claims the speaker of the innermost statement that holds them.
///
/// Statements come in any order; the claims are put in order of place.
pub(super) fn mark(page: &Page<'_>, mut statements: Vec<Told<'_>>, claims: &mut [Claim]) {
    statements.sort_by_key(|told| (told.said.span.start, std::cmp::Reverse(told.said.span.end)));
    // Claims are large: their order is found before they are moved.
    claims.sort_by_cached_key(|claim| claim.span);
    let mut open: Vec<Told<'_>> = Vec::new();
    let mut next = 0;
    for claim in claims {
        let begun = |told: &&Told<'_>| told.said.span.start <= claim.span.start;
        while let Some(told) = statements.get(next).filter(begun) {
            open.retain(|other| other.said.span.end > told.said.span.start);
            open.push(*told);
            next += 1;
        }
        if let Some(told) = open.iter().rev().find(|told| told.said.span.contains(claim.span)) {
            attribute(page, claim, *told);
        }
    }
}

fn attribute(page: &Page<'_>, claim: &mut Claim, told: Told<'_>) {
    let said = told.said;
    claim.speaker.clone_from(&said.speaker);
    claim.cue = said.cue;
    claim.via.clone_from(&said.via);
    claim.mode = said.mode;
    claim.certainty = match (claim.certainty, said.certainty) {
        (_, Certainty::Denied) => Certainty::Denied,
        (Certainty::Possible, _) | (_, Certainty::Possible) => Certainty::Possible,
        _ => Certainty::Reported,
    };
    if told.bids && claim.status == Status::Actual && !described(page, said.span, claim.span) {
        claim.status = Status::Planned;
    }
}

/// Whether a claim stands in a clause that tells who or what is meant, not what is to be done:
/// `vowed to punish those who shot down the plane`.
fn described(page: &Page<'_>, said: Span, claim: Span) -> bool {
    const NEAR: usize = 5;
    let from = page.words.partition_point(|word| word.span.start < said.start);
    let to = page.words.partition_point(|word| word.span.start < claim.end);
    let inside = page.words.get(from..to).unwrap_or_default();
    let Some(at) = inside.iter().rposition(|word| word.flags.any(Flags::RELATIVE)) else {
        return false;
    };
    let behind = page.words.iter().skip(from + at + 1).take(NEAR);
    behind
        .take_while(|word| !word.flags.any(Flags::MODAL.or(Flags::PLANNED)))
        .any(|word| matches!(word.tag, Tag::Verb | Tag::Past))
}
