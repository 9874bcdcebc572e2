//! Reads one time expression at a given atom: every rule is tried, the longest reading wins.
//!
//! Every rule looks a bounded number of atoms ahead, so that the time is linear in the text; the
//! cheap test before the rules is for texts that are nothing but numbers.

use jiff::civil::Date;
use tidings_model::Direction;

use super::lexicon::{Cue, Lexicon, Link, Word};
use super::value::Meaning;
use super::{
    calendar, clock, fiscal, length, named_days, numeric, recurring, relative, spans, tense, year,
};
use crate::atoms::{Atoms, Gap, Shape};

/// Which of the two numbers of `5/12` is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `12/31/2021`.
    MonthFirst,
    /// `31/12/2021`.
    DayFirst,
}

/// A time expression as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Its first atom.
    pub(super) first: usize,
    /// One past its last atom.
    pub(super) end: usize,
    pub(super) meaning: Meaning,
    /// What is added to the day: `TEV`, `T20:45`.
    pub(super) clock: String,
    /// A doubt.
    pub(super) note: Option<&'static str>,
}

impl Found {
    /// An expression without a time of day.
    pub(super) fn new(first: usize, end: usize, meaning: Meaning) -> Self {
        Self { first, end, meaning, clock: String::new(), note: None }
    }
}

/// A rule: what it reads at an atom, if anything.
pub(super) type Rule = fn(&Reader<'_>, usize) -> Option<Found>;

/// The rules that read a day or a longer stretch of the calendar by itself, where it begins with a
/// word; of equally long readings the first one wins.
const PLAIN: &[Rule] = &[
    numeric::named_parts,
    recurring::weekdays,
    calendar::weekday,
    calendar::month,
    calendar::day_of_month,
    relative::side,
    relative::fixed_day,
    relative::nth,
    spans::before_month,
    spans::after_month,
    fiscal::fiscal_year,
    fiscal::lettered,
    fiscal::half_year,
    calendar::season,
    named_days::holiday,
    year::decade,
];

/// The same where it begins with digits.
const IN_DIGITS: &[Rule] = &[
    named_days::holiday,
    numeric::numeric_date,
    numeric::named_parts,
    calendar::day_of_month,
    relative::nth,
    spans::before_month,
    spans::after_month,
    fiscal::half_year,
    year::decade,
    year::bare_year,
    year::short_year,
];

/// The rules that read everything else, or build on the plain ones.
const COMPOSED: &[Rule] = &[
    recurring::each,
    recurring::times,
    relative::weekday_counted,
    relative::the_weekend,
    clock::time_first,
    relative::edge,
    relative::fixed,
    relative::that_day,
    length::length,
    length::vague_length,
];

/// What the rules read from.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) atoms: &'a Atoms<'a>,
    pub(super) lexicon: &'a Lexicon,
    /// The day the page was published.
    pub(super) published: Option<Date>,
    /// The order of day and month in this text, where it is known.
    pub(super) order: Option<Order>,
}

impl Reader<'_> {
    /// The longest time expression that begins at an atom.
    pub(super) fn read(&self, i: usize) -> Option<Found> {
        if !self.may_begin(i) {
            return None;
        }
        let composed = longest(COMPOSED.iter().filter_map(|rule| rule(self, i)));
        let found = longest(self.plain(i).into_iter().chain(composed))?;
        let found = relative::on_weekday(self, found);
        Some(clock::time_after(self, found))
    }

    /// The longest expression of a plain rule.
    pub(super) fn plain(&self, i: usize) -> Option<Found> {
        let rules = match self.atoms.at(i).shape {
            Shape::Digits => IN_DIGITS,
            _ => PLAIN,
        };
        longest(rules.iter().filter_map(|rule| rule(self, i)))
    }

    /// A cheap test, for most atoms begin nothing.
    fn may_begin(&self, i: usize) -> bool {
        let atom = self.atoms.at(i);
        match atom.shape {
            Shape::Digits => self.digits_may_begin(i),
            Shape::Mark => false,
            _ if atom.word == 0 => false,
            _ => {
                let word = self.word(i);
                word.begins() || (word.leads() || self.counts(i)) && self.goes_on(i + 1)
            }
        }
    }

    fn counts(&self, i: usize) -> bool {
        self.lexicon.numbers.may_begin(self.atoms, i)
    }

    /// Whether an atom can follow the first word of an expression: most nouns after `the` cannot.
    fn goes_on(&self, i: usize) -> bool {
        let atom = self.atoms.at(i);
        let known = || {
            self.word(i).begins()
                || self.word(i).leads()
                || self.counts(i)
                || self.follows_number(i)
        };
        match atom.shape {
            Shape::Digits => true,
            Shape::Mark => self
                .atoms
                .is_one_of(i, &['-', '\'', '’', '‘', '/', '.', ',', ':', '–', '½', '¼', '¾']),
            _ => atom.word != 0 && known(),
        }
    }

    /// Digits begin a date only where their width and what follows allow it.
    fn digits_may_begin(&self, i: usize) -> bool {
        let atoms = self.atoms;
        let chained = i > 1
            && atoms.at(i).gap == Gap::None
            && atoms.is_glued_mark(i - 1, '-')
            && atoms.at(i - 2).shape == Shape::Digits;
        match atoms.width(i) {
            4 | 8 => true,
            // A number after a number is only the fraction of a mixed one: `2 1/2 years`.
            1..=6 if spans::month_before(self, i).is_some() => true,
            2 if i > 1 && year::last_in_short(self, i - 2).is_some() => true,
            1..=2 if self.word(i + 1).month.is_some() => true,
            1..=6 if !chained && atoms.at(i + 1).shape == Shape::Digits => {
                atoms.is_glued_mark(i + 2, '/')
            }
            1..=6 if !chained => self.goes_on(i + 1),
            _ => false,
        }
    }

    /// `th`, `pm`, `of`, `to`, a zone: what makes a date or a time of a number before it.
    fn follows_number(&self, i: usize) -> bool {
        let joins = [Link::Of, Link::To, Link::And, Link::Or, Link::ApostropheS, Link::Times]
            .iter()
            .any(|&link| self.is(i, link));
        let word = self.atoms.at(i).word != 0;
        let timed = || {
            let lexicon = self.lexicon;
            let half = lexicon.halves.longest(self.atoms, i).is_some();
            half || lexicon.zones.longest(self.atoms, i).is_some()
        };
        word && (joins || self.lexicon.numbers.continues(self.atoms, i) || timed())
    }

    /// What the word of an atom can be.
    pub(super) fn word(&self, i: usize) -> Word {
        self.lexicon.word(self.atoms, i)
    }

    /// Whether an atom of the same sentence is such a small word.
    pub(super) fn is(&self, i: usize, link: Link) -> bool {
        self.lexicon.is(self.atoms, i, link)
    }

    /// Past such a small word, if it stands there.
    pub(super) fn past(&self, i: usize, link: Link) -> usize {
        i + usize::from(self.is(i, link) && self.atoms.continues(i))
    }

    /// The same for the first word of an expression, which may open its sentence.
    pub(super) fn beyond(&self, i: usize, link: Link) -> usize {
        i + usize::from(self.is(i, link))
    }

    /// Past a mark, if it stands there.
    pub(super) fn past_mark(&self, i: usize, mark: char) -> usize {
        i + usize::from(self.atoms.is_mark(i, mark) && self.atoms.continues(i))
    }

    /// The word before an atom, in its sentence.
    pub(super) fn word_before(&self, i: usize) -> Word {
        match i.checked_sub(1) {
            Some(last) if self.atoms.continues(i) => self.word(last),
            _ => Word::default(),
        }
    }

    /// Whether an atom before is such a small word, in the same sentence.
    pub(super) fn follows(&self, i: usize, link: Link) -> bool {
        self.atoms.continues(i) && i.checked_sub(1).is_some_and(|last| self.is(last, link))
    }

    /// Whether digits stand by themselves, not as the tail of a code, a decimal or a price.
    pub(super) fn stands_alone(&self, i: usize) -> bool {
        let Some(last) = i.checked_sub(1) else { return true };
        if self.atoms.at(i).gap != Gap::None {
            return !self.atoms.is_one_of(last, &['$', '€', '£', '¥', '#']);
        }
        match self.atoms.at(last).shape {
            Shape::Mark => {
                self.atoms
                    .is_one_of(last, &['(', '[', '"', '\'', '“', '‘', '—', ':', ';', '|', '>'])
                    || self.atoms.is_one_of(last, &['-', '–', '_', '/'])
            }
            _ => false,
        }
    }

    /// Which way a date without its year lies, by the tense around it.
    pub(super) fn tense(&self, first: usize, end: usize) -> Option<Cue> {
        tense::cue(self, first, end)
    }

    /// The direction of a weekday, a month or a season: past unless the clause speaks of the future.
    pub(super) fn direction(&self, first: usize, end: usize) -> Direction {
        match self.tense(first, end) {
            Some(Cue::Future) => Direction::Future,
            _ => Direction::Past,
        }
    }
}

/// The longest; the first of several equally long.
fn longest(found: impl Iterator<Item = Found>) -> Option<Found> {
    found.fold(None, |best, next| match best {
        Some(best) if best.end >= next.end => Some(best),
        _ => Some(next),
    })
}
