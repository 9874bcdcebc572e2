//! The learned tagger of names: a structured perceptron over words, their neighbours, what the
//! lexicons know of them and what the rules propose.

mod calibration;
pub(super) mod decode;
pub(super) mod features;
pub mod train;

use std::ops::Range;

use tidings_model::Label;

use super::page::Page;
use super::proposals::Proposal;
use crate::learned::model::{BadModel, Stored, Table};
use calibration::{Calibration, Group};
use decode::{LABELS, STATES, Score, Transitions, Trellis};
use features::{Cells, Row};

/// The task that the weights are trained for.
pub(super) const TASK: &str = "names";

/// A tagger, ready for use.
#[derive(Debug, Clone)]
pub(super) struct Tagger {
    table: Table<LABELS>,
    transitions: Transitions<i32>,
    calibration: Calibration,
}

/// The scores of a word that is not looked at, because no name holds it.
const NO_NAME: [i32; LABELS] = {
    let mut scores = [-9999; LABELS];
    scores[0] = 0;
    scores
};

/// A name that the tagger found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tagged {
    pub(super) words: Range<usize>,
    pub(super) label: Label,
    /// How far the best reading of its sentence is ahead of the best one without it, in scores.
    pub(super) margin: i32,
    /// How many of a hundred such names were right where this was measured, over a hundred.
    pub(super) confidence: f64,
}

impl Tagger {
    /// Reads its weights.
    pub(super) fn from_bytes(file: &[u8]) -> Result<Self, BadModel> {
        let stored = Stored::from_bytes(file, TASK)?;
        if stored.labels != decode::NAMES || stored.transitions.len() != STATES * STATES {
            return Err(BadModel::Misfit("it has other labels"));
        }
        let row =
            |state: usize| std::array::from_fn(|to| stored.transitions[state * STATES + to].into());
        let calibration = Calibration::of(&stored.calibration)?;
        Ok(Self { table: Table::of(&stored)?, transitions: std::array::from_fn(row), calibration })
    }

    fn scores(&self, row: Row) -> [i32; LABELS] {
        let mut sums = [0; LABELS];
        row.iter().for_each(|feature| self.table.add(&mut sums, *feature));
        sums.map(i32::from)
    }

    /// The names of a page.
    pub(super) fn tag(&self, page: &Page<'_>, proposals: &[Proposal]) -> Vec<Tagged> {
        let cells = Cells::new(page, proposals);
        let (mut tagged, mut scores, mut states) = (Vec::new(), Vec::new(), Vec::new());
        let mut trellis = Trellis::default();
        for sentence in &page.sentences {
            scores.clear();
            for at in sentence.words.clone() {
                scores.push(match cells.may_name(sentence, at) {
                    true => self.scores(cells.row(sentence, at)),
                    false => NO_NAME,
                });
            }
            trellis.best(&scores, &self.transitions, STATES, &mut states);
            if states.iter().any(|state| *state > 0) {
                trellis.look_back(&scores, &self.transitions, STATES);
                let first = sentence.words.start;
                let names = collect(&trellis, &states, |margin| margin);
                tagged.extend(names.into_iter().map(|name| {
                    let words = first + name.words.start..first + name.words.end;
                    let agreed = cells.rule_label(words.start) == Some(name.label);
                    let group = Group { label: name.label, agreed };
                    let confidence = self.calibration.confidence(group, name.margin);
                    Tagged { words, confidence, ..name }
                }));
            }
        }
        tagged
    }
}

/// The names that a sequence of states tells, in words of the sentence; `scaled` makes a margin of
/// the distance of two paths.
fn collect<S: Score>(
    trellis: &Trellis<S>,
    states: &[usize],
    scaled: impl Fn(S) -> i32,
) -> Vec<Tagged> {
    let inside = |state: &usize| decode::is_inside(*state);
    let margin = |words: &Range<usize>| {
        let other = |at: usize| trellis.ahead(at, (0..STATES).filter(|it| *it != states[at]));
        let longer = (words.end < states.len())
            .then(|| trellis.ahead(words.end, (0..STATES).filter(inside)));
        words.clone().map(other).chain(longer).map(&scaled).min().unwrap_or_default()
    };
    let names = decode::names(states).into_iter();
    names
        .map(|(words, label)| Tagged { margin: margin(&words), words, label, confidence: 0.0 })
        .collect()
}
