//! What the words of a page say to the tagger, a row of features for each word.

use tidings_model::Label;

use crate::learned::hash;
use crate::learned::word::WordForm;
use crate::names::page::{Page, Sentence, Style};
use crate::names::proposals::Proposal;

/// How many features a word has.
pub(in crate::names) const COUNT: usize = 57;

/// The features of one word.
pub(in crate::names) type Row = [u64; COUNT];

/// A word with everything the features are made of.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    form: WordForm,
    traits: u64,
    /// What the rules propose: 0 for no name, else label and whether a name begins here.
    rule: u64,
    /// The same, with the confidence of the rules in tenths.
    sure: u64,
    /// Whether and what the gazetteer lists here.
    listed: u64,
    /// Whether the page writes the word in lower case, too, for a capitalised word.
    lowered: u64,
    /// Whether it has a capital or a proposal.
    candidate: bool,
}

/// The words of a page as cells.
#[derive(Debug)]
pub(in crate::names) struct Cells(Vec<Cell>);

/// The cell beyond an edge of a sentence.
const EDGE: Cell = Cell {
    form: WordForm::EDGE,
    traits: 1 << 40,
    rule: 99,
    sure: 99,
    listed: 99,
    lowered: 0,
    candidate: false,
};

impl Cells {
    /// Of a page and what the rules propose on it, in order of place.
    pub(in crate::names) fn new(page: &Page<'_>, proposals: &[Proposal]) -> Self {
        let cell = |word: &crate::names::page::Word<'_>| Cell {
            form: WordForm::of(word.text),
            traits: word.traits.bits(),
            candidate: word.is_capital(),
            lowered: u64::from(word.is_capital() && page.writes_lower(word.text)),
            ..Cell::default()
        };
        let mut cells: Vec<Cell> = page.words.iter().map(cell).collect();
        for proposal in proposals {
            let label = label_number(proposal.mention.label);
            let sure = (proposal.mention.confidence * 10.0).round().clamp(0.0, 10.0);
            let sure = sure as u64;
            let kind = proposal.mention.kind.as_deref().unwrap_or_default();
            let listed = if proposal.listed { hash::of_bytes(kind.as_bytes()) } else { 0 };
            for at in proposal.words.clone() {
                let begins = u64::from(at == proposal.words.start);
                let cell = &mut cells[at];
                cell.candidate = true;
                cell.rule = 2 * label + begins;
                cell.sure = 100 * cell.rule + 2 * sure + u64::from(proposal.listed);
                cell.listed = listed;
            }
        }
        Self(cells)
    }

    /// The label that the rules propose for a word.
    pub(in crate::names) fn rule_label(&self, at: usize) -> Option<Label> {
        Label::ALL.iter().copied().find(|label| label_number(*label) == self.0[at].rule / 2)
    }

    /// Whether a word may belong to a name: it has a capital or a proposal, or it stands between
    /// words that have, at most two away.
    pub(in crate::names) fn may_name(&self, sentence: &Sentence, at: usize) -> bool {
        let candidate = |at: usize| sentence.words.contains(&at) && self.0[at].candidate;
        candidate(at)
            || (1..=2).any(|step| at.checked_sub(step).is_some_and(candidate))
                && (1..=2).any(|step| candidate(at + step))
    }

    /// The features of a word of a sentence.
    pub(in crate::names) fn row(&self, sentence: &Sentence, at: usize) -> Row {
        let cell = |at: Option<usize>| {
            at.filter(|at| sentence.words.contains(at)).map_or(&EDGE, |at| &self.0[at])
        };
        let here = &self.0[at];
        let (before, far) = (cell(at.checked_sub(1)), cell(at.checked_sub(2)));
        let (next, beyond) = (cell(Some(at + 1)), cell(Some(at + 2)));
        let style = match sentence.style {
            Style::Plain => 0,
            Style::Title => 1,
            Style::Capitals => 2,
        };
        let place = 2 * style + u64::from(at == sentence.words.start);
        let pair = hash::of_pair;
        let word = &here.form;
        let values: Row = [
            0,
            word.exact,
            word.lower,
            word.shape,
            word.prefixes[0],
            word.prefixes[1],
            word.prefixes[2],
            word.prefixes[3],
            word.suffixes[0],
            word.suffixes[1],
            word.suffixes[2],
            word.suffixes[3],
            before.form.lower,
            next.form.lower,
            far.form.lower,
            beyond.form.lower,
            pair(before.form.lower, word.lower),
            pair(word.lower, next.form.lower),
            pair(before.form.lower, next.form.lower),
            pair(before.form.lower, far.form.lower),
            pair(next.form.lower, beyond.form.lower),
            pair(before.form.shape, word.shape),
            pair(word.shape, next.form.shape),
            pair(pair(before.form.shape, word.shape), next.form.shape),
            pair(word.shape, before.form.lower),
            pair(word.shape, next.form.lower),
            pair(word.shape, place),
            here.traits,
            before.traits,
            next.traits,
            pair(before.traits, here.traits),
            pair(here.traits, next.traits),
            pair(here.traits, word.shape),
            here.rule,
            here.sure,
            pair(before.rule, here.rule),
            pair(here.rule, next.rule),
            pair(here.rule, word.shape),
            pair(here.rule, word.lower),
            pair(here.rule, before.form.lower),
            pair(here.rule, next.form.lower),
            pair(here.sure, place),
            pair(here.rule, here.traits),
            here.listed,
            pair(here.listed, next.form.shape),
            pair(before.listed, word.shape),
            pair(here.lowered, pair(place, word.shape)),
            before.form.suffixes[2],
            next.form.suffixes[2],
            pair(word.suffixes[2], next.form.shape),
            pair(next.form.lower, beyond.form.shape),
            pair(before.form.lower, far.form.shape),
            pair(before.rule, pair(word.lower, next.rule)),
            pair(far.rule, pair(before.rule, here.rule)),
            pair(here.rule, pair(next.rule, beyond.rule)),
            pair(before.form.exact, here.rule),
            pair(next.traits, next.form.shape),
        ];
        let mut template = 0;
        values.map(|value| {
            template += 1;
            hash::spread(pair(template, value))
        })
    }
}

/// A label as a number from one.
pub(in crate::names) fn label_number(label: Label) -> u64 {
    match label {
        Label::Per => 1,
        Label::Org => 2,
        Label::Loc => 3,
        Label::Misc => 4,
    }
}
