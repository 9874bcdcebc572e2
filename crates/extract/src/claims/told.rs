//! What stands within a statement is what its speaker says.

use tidings_model::{Certainty, Claim};

/// Gives claims the speaker of the innermost statement that holds them.
///
/// Statements come in any order; the claims are put in order of place.
pub(super) fn mark(statements: &[Claim], claims: &mut [Claim]) {
    let mut around: Vec<&Claim> = statements.iter().collect();
    around.sort_by_key(|said| (said.span.start, std::cmp::Reverse(said.span.end)));
    claims.sort_by_key(|claim| claim.span);
    let mut open: Vec<&Claim> = Vec::new();
    let mut next = 0;
    for claim in claims {
        while let Some(said) = around.get(next).filter(|said| said.span.start <= claim.span.start) {
            open.retain(|other| other.span.end > said.span.start);
            open.push(said);
            next += 1;
        }
        while open.last().is_some_and(|said| said.span.end <= claim.span.start) {
            open.pop();
        }
        if let Some(said) = open.iter().rev().find(|said| said.span.contains(claim.span)) {
            attribute(claim, said);
        }
    }
}

fn attribute(claim: &mut Claim, said: &Claim) {
    claim.speaker.clone_from(&said.speaker);
    claim.cue = said.cue;
    claim.via.clone_from(&said.via);
    claim.mode = said.mode;
    claim.certainty = match (claim.certainty, said.certainty) {
        (_, Certainty::Denied) => Certainty::Denied,
        (Certainty::Possible, _) | (_, Certainty::Possible) => Certainty::Possible,
        _ => Certainty::Reported,
    };
}
