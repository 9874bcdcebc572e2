//! What stands within a statement is what its speaker says.

use tidings_model::{Certainty, Claim, Status};

use super::attribution::Attribution;
use super::lexicon::CueKind;

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
pub(super) fn mark(mut statements: Vec<Told<'_>>, claims: &mut [Claim]) {
    statements.sort_by_key(|told| (told.said.span.start, std::cmp::Reverse(told.said.span.end)));
    claims.sort_by_key(|claim| claim.span);
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
            attribute(claim, *told);
        }
    }
}

fn attribute(claim: &mut Claim, told: Told<'_>) {
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
    if told.bids && claim.status == Status::Actual {
        claim.status = Status::Planned;
    }
}
