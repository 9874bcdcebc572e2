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
use calibration::Calibration;
use decode::{LABELS, STATES};
use features::{Cells, Row};

/// The task that the weights are trained for.
pub(super) const TASK: &str = "names";

/// A tagger, ready for use.
#[derive(Debug, Clone)]
pub(super) struct Tagger {
    table: Table<LABELS>,
    transitions: [[i32; STATES]; STATES],
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
    /// How far its label is ahead of the next at its weakest word, in scores.
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
        for sentence in &page.sentences {
            scores.clear();
            for at in sentence.words.clone() {
                scores.push(match cells.may_name(sentence, at) {
                    true => self.scores(cells.row(sentence, at)),
                    false => NO_NAME,
                });
            }
            decode::best(&scores, &self.transitions, |_, _| true, &mut states);
            collect(sentence.words.start, &scores, &states, &mut tagged);
        }
        for name in &mut tagged {
            name.confidence = self.calibration.confidence(name.margin);
        }
        tagged
    }
}

/// The names that a sequence of states tells.
fn collect(first: usize, scores: &[[i32; LABELS]], states: &[usize], tagged: &mut Vec<Tagged>) {
    for (index, state) in states.iter().enumerate() {
        let Some(label) = decode::label(*state) else { continue };
        let rest = scores[index][..STATES].iter().enumerate().filter(|(other, _)| other != state);
        let second = rest.map(|(_, score)| *score).max().unwrap_or_default();
        let margin = scores[index][*state] - second;
        let at = first + index;
        match tagged.last_mut().filter(|_| decode::is_inside(*state)) {
            Some(last) => {
                last.words.end = at + 1;
                last.margin = last.margin.min(margin);
            }
            None => tagged.push(Tagged { words: at..at + 1, label, margin, confidence: 0.0 }),
        }
    }
}
