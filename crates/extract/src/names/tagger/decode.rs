//! The best sequence of labels of a sentence (Viterbi 1967), under the rules of IOB2.

use std::ops::Range;

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

/// The names that a sequence of states tells: their words and labels.
pub(in crate::names) fn names(states: &[usize]) -> Vec<(Range<usize>, Label)> {
    let mut names: Vec<(Range<usize>, Label)> = Vec::new();
    for (at, state) in states.iter().enumerate() {
        let Some(label) = label(*state) else { continue };
        match names.last_mut().filter(|_| is_inside(*state)) {
            Some((words, _)) => words.end = at + 1,
            None => names.push((at..at + 1, label)),
        }
    }
    names
}

/// Scores that can be added and compared.
pub(in crate::names) trait Score:
    Copy + PartialOrd + std::ops::Add<Output = Self> + std::ops::Sub<Output = Self> + Default
{
    /// Less than any path of a sentence scores, and far from where sums overflow.
    const NEVER: Self;
}

impl Score for i32 {
    const NEVER: Self = -500_000_000;
}

impl Score for f32 {
    const NEVER: Self = -1e9;
}

/// What speaks for each state of a word behind each state of the one before.
pub(in crate::names) type Transitions<S> = [[S; STATES]; STATES];

/// The paths through a sentence; it is kept for the next, to use its memory again.
#[derive(Debug, Default)]
pub(in crate::names) struct Trellis<S> {
    /// The score of the best path to each state of a word, that state included; of all states the
    /// best has nought, so that no sentence is too long.
    forward: Vec<[S; STATES]>,
    /// The state before it on that path.
    from: Vec<[u8; STATES]>,
    /// The score of the best path on from each state, that state left out.
    backward: Vec<[S; STATES]>,
}

impl<S: Score> Trellis<S> {
    /// The best states, given the scores of each word and of two states in a row; a word is in one of
    /// the first `labels` states.
    pub(in crate::names) fn best(
        &mut self,
        words: &[[S; LABELS]],
        transitions: &Transitions<S>,
        labels: usize,
        states: &mut Vec<usize>,
    ) {
        self.forward.clear();
        self.from.clear();
        for scores in words {
            let last = self.forward.last();
            let (mut next, mut from) = ([S::NEVER; STATES], [0u8; STATES]);
            for state in 0..labels {
                let reached = match last {
                    None => may_follow(None, state).then(|| (0, S::default())),
                    Some(last) => reach(last, transitions, state),
                };
                if let Some((before, total)) = reached {
                    next[state] = total + scores[state];
                    from[state] = before as u8;
                }
            }
            self.forward.push(levelled(next));
            self.from.push(from);
        }
        states.clear();
        let Some(last) = self.forward.last() else { return };
        let mut state =
            (0..STATES).fold(0, |best, at| if last[at] > last[best] { at } else { best });
        for from in self.from.iter().rev() {
            states.push(state);
            state = usize::from(from[state]);
        }
        states.reverse();
    }

    /// Looks at the sentence from its end, once [`Self::best`] has been found.
    pub(in crate::names) fn look_back(
        &mut self,
        words: &[[S; LABELS]],
        transitions: &Transitions<S>,
        labels: usize,
    ) {
        self.backward.clear();
        self.backward.resize(words.len(), [S::default(); STATES]);
        for at in (1..words.len()).rev() {
            let (rest, scores) = (self.backward[at], &words[at]);
            for (before, behind) in transitions.iter().enumerate().take(labels) {
                let mut best = S::NEVER;
                for state in (0..labels).filter(|state| may_follow(Some(before), *state)) {
                    let total = rest[state] + scores[state] + behind[state];
                    best = if total > best { total } else { best };
                }
                self.backward[at - 1][before] = best;
            }
            self.backward[at - 1] = levelled(self.backward[at - 1]);
        }
    }

    /// How far the best path of the sentence is ahead of the best one on which a word is in one of
    /// these states.
    pub(in crate::names) fn ahead(&self, at: usize, states: impl Iterator<Item = usize>) -> S {
        let total = |at: usize, state: usize| self.forward[at][state] + self.backward[at][state];
        let best = |states: &mut dyn Iterator<Item = usize>| {
            states.fold(S::NEVER, |best, state| {
                let total = total(at, state);
                if total > best { total } else { best }
            })
        };
        best(&mut (0..STATES)) - best(&mut { states })
    }
}

/// Scores with the highest made nought; what cannot be reached stays so.
fn levelled<S: Score>(scores: [S; STATES]) -> [S; STATES] {
    let best = scores.iter().fold(S::NEVER, |best, it| if *it > best { *it } else { best });
    scores.map(|score| if score > S::NEVER { score - best } else { S::NEVER })
}

/// The best way to a state.
fn reach<S: Score>(
    totals: &[S; STATES],
    transitions: &Transitions<S>,
    state: usize,
) -> Option<(usize, S)> {
    let mut best: Option<(usize, S)> = None;
    for (last, total) in totals.iter().enumerate() {
        if *total <= S::NEVER || !may_follow(Some(last), state) {
            continue;
        }
        let total = *total + transitions[last][state];
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
        Trellis::default().best(words, &[[0; STATES]; STATES], STATES, &mut states);
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
    fn a_margin_is_the_distance_to_the_next_path() {
        let words = [scores(&[(1, 5)]), scores(&[(2, 3), (0, 1)]), scores(&[])];
        let (mut trellis, mut states) = (Trellis::default(), Vec::new());
        let transitions = [[0; STATES]; STATES];
        trellis.best(&words, &transitions, STATES, &mut states);
        trellis.look_back(&words, &transitions, STATES);
        assert_eq!(states, [1, 2, 0]);
        // Without its first word the name falls: 8 against 1. Without its second it is 5 and 1.
        assert_eq!(trellis.ahead(0, (0..STATES).filter(|state| *state != 1)), 7);
        assert_eq!(trellis.ahead(1, (0..STATES).filter(|state| *state != 2)), 2);
        assert_eq!(trellis.ahead(2, std::iter::once(2)), 0);
    }

    #[test]
    fn ties_go_to_the_first_state() {
        check(&[scores(&[]), scores(&[])], &[0, 0]);
    }
}
