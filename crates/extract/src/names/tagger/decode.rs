//! The best sequence of labels of a sentence (Viterbi 1967), under the rules of IOB2.

use tidings_model::Label;

/// Columns of the table; [`STATES`] of them are used.
pub(in crate::names) const LABELS: usize = 16;

/// States of a word: outside, then beginning and inside of a name of each label.
pub(in crate::names) const STATES: usize = 9;

/// Their names, in the order of the columns.
pub(in crate::names) const NAMES: [&str; STATES] =
    ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"];

/// The label of a state, none outside of names.
pub(in crate::names) fn label(state: usize) -> Option<Label> {
    match state {
        1 | 2 => Some(Label::Per),
        3 | 4 => Some(Label::Org),
        5 | 6 => Some(Label::Loc),
        7 | 8 => Some(Label::Misc),
        _ => None,
    }
}

/// Whether a state goes on with a name.
pub(in crate::names) fn is_inside(state: usize) -> bool {
    state > 0 && state.is_multiple_of(2)
}

/// Whether a state may follow another; `None` stands for the start of the sentence.
pub(in crate::names) fn may_follow(last: Option<usize>, state: usize) -> bool {
    !is_inside(state) || last.is_some_and(|last| last == state || last + 1 == state)
}

/// Scores that can be added and compared.
pub(in crate::names) trait Score:
    Copy + PartialOrd + std::ops::Add<Output = Self> + Default
{
}

impl<T: Copy + PartialOrd + std::ops::Add<Output = T> + Default> Score for T {}

/// The best states, given the scores of each word and of two states in a row; `allowed` tells which
/// states a word may be in.
pub(in crate::names) fn best<S: Score>(
    words: &[[S; LABELS]],
    transitions: &[[S; STATES]; STATES],
    allowed: impl Fn(usize, usize) -> bool,
    states: &mut Vec<usize>,
) {
    states.clear();
    let mut paths: Vec<[u8; STATES]> = Vec::with_capacity(words.len());
    let mut totals: [Option<S>; STATES] = [None; STATES];
    for (at, scores) in words.iter().enumerate() {
        let (mut next, mut from) = ([None; STATES], [0u8; STATES]);
        for state in (0..STATES).filter(|state| allowed(at, *state)) {
            let reached = if at == 0 {
                may_follow(None, state).then(|| (0, S::default()))
            } else {
                reach(&totals, transitions, state)
            };
            if let Some((last, total)) = reached {
                next[state] = Some(total + scores[state]);
                let last = last as u8;
                from[state] = last;
            }
        }
        totals = next;
        paths.push(from);
    }
    let mut state = (0..STATES).fold(0, |best, state| match (totals[state], totals[best]) {
        (Some(one), Some(other)) if one > other => state,
        (Some(_), None) => state,
        _ => best,
    });
    for from in paths.iter().rev() {
        states.push(state);
        state = usize::from(from[state]);
    }
    states.reverse();
}

/// The best way to a state.
fn reach<S: Score>(
    totals: &[Option<S>; STATES],
    transitions: &[[S; STATES]; STATES],
    state: usize,
) -> Option<(usize, S)> {
    let mut best: Option<(usize, S)> = None;
    for (last, total) in totals.iter().enumerate() {
        let Some(total) = total.filter(|_| may_follow(Some(last), state)) else { continue };
        let total = total + transitions[last][state];
        if best.is_none_or(|(_, best)| total > best) {
            best = Some((last, total));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[[i32; LABELS]], expected: &[usize]) {
        let mut states = Vec::new();
        best(words, &[[0; STATES]; STATES], |_, _| true, &mut states);
        assert_eq!(states, expected);
    }

    fn scores(pairs: &[(usize, i32)]) -> [i32; LABELS] {
        let mut scores = [0; LABELS];
        pairs.iter().for_each(|(state, score)| scores[*state] = *score);
        scores
    }

    #[test]
    fn an_inside_needs_a_beginning() {
        check(&[scores(&[(2, 9)])], &[0]);
        check(&[scores(&[(1, 1)]), scores(&[(2, 9)])], &[1, 2]);
        check(&[scores(&[(3, 1)]), scores(&[(2, 9), (4, 2)])], &[1, 2]);
        check(&[], &[]);
    }

    #[test]
    fn ties_go_to_the_first_state() {
        check(&[scores(&[]), scores(&[])], &[0, 0]);
    }
}
