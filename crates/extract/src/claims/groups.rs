//! Verb groups: a verb with its auxiliaries, adverbs and negation.

use super::flags::{Flags, Forms};
use super::page::{Page, Tag};
use super::tags::is_possessive;

/// A verb group is no longer, in words before its verb.
const LONGEST: usize = 7;

/// A verb with what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// Its first word.
    pub(super) start: usize,
    /// Its verb.
    pub(super) verb: usize,
    /// Whether the verb is a participle after `be`.
    pub(super) passive: bool,
    pub(super) negated: bool,
    /// Whether a modal verb or `do` leads it.
    pub(super) modal: bool,
    /// Whether it is an infinitive that nothing carries on.
    pub(super) infinitive: bool,
    /// Whether it has an auxiliary.
    pub(super) auxiliary: bool,
}

impl Group {
    /// The group of a verb.
    pub(super) fn of(page: &Page<'_>, floor: usize, verb: usize) -> Self {
        let mut group = Group {
            start: verb,
            verb,
            passive: false,
            negated: false,
            modal: false,
            infinitive: false,
            auxiliary: false,
        };
        let forms = page.lexeme(verb).forms;
        while group.start > floor && verb - group.start < LONGEST {
            let at = group.start - 1;
            let word = &page.words[at];
            if word.has(Flags::INFINITIVE) && group.start == verb && forms.any(Forms::BASE) {
                group.carried(page, floor, at);
                continue;
            }
            let auxiliary = word.has(Flags::AUXILIARY) && !is_possessive(page, at);
            let light = word.has(Flags::ADVERB.or(Flags::NEGATION)) || is_manner(page, at);
            let outside = !light || word.has(Flags::DETERMINER);
            if outside && !auxiliary {
                break;
            }
            group.note(page, at, forms);
            group.start = at;
        }
        group.drop_leading_adverbs(page);
        group
    }

    fn note(&mut self, page: &Page<'_>, at: usize, forms: Forms) {
        let word = &page.words[at];
        self.negated |= word.has(Flags::NEGATION);
        self.modal |= word.has(Flags::MODAL.or(Flags::DO));
        self.auxiliary |= word.has(Flags::AUXILIARY);
        let gerund = forms.any(Forms::GERUND);
        self.passive |= word.has(Flags::BE) && forms.any(Forms::PARTICIPLE) && !gerund;
    }

    /// `went on to say` is one group; another `to` leads an infinitive.
    fn carried(&mut self, page: &Page<'_>, floor: usize, to: usize) {
        let from = floor.max(to.saturating_sub(2));
        match (from..to).rev().find(|&at| page.has(at, Flags::CONTINUER)) {
            Some(at) => self.start = at,
            None => {
                self.infinitive = true;
                self.start = to;
            }
        }
    }

    /// An adverb in front belongs to the clause: `on Friday also | said`.
    fn drop_leading_adverbs(&mut self, page: &Page<'_>) {
        while self.start < self.verb
            && !page.has(self.start, Flags::AUXILIARY.or(Flags::NEGATION).or(Flags::INFINITIVE))
            && !page.has(self.start, Flags::CONTINUER)
        {
            self.start += 1;
        }
    }
}

/// Whether a word is an adverb by its ending.
pub(super) fn is_manner(page: &Page<'_>, at: usize) -> bool {
    let word = &page.words[at];
    let adverb = word.is_word() && word.tag == Tag::Plain && word.span.len() > 4;
    adverb
        && !word.capital
        && word.mention().is_none()
        && !word.has(Flags::UNLIKE_ADVERB)
        && page.text(at).ends_with("ly")
}
