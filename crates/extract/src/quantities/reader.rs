//! Reads one quantity at a given atom: number, unit or counted noun, range, hedge.

use tidings_model::{Modifier, Timex};

use super::lexicon::{Lexicon, Role, Unit};
use super::measure::{self, Measured, Range};
use super::noun::{self, Noun};
use super::{feet, guard, hedge, worded};
use crate::atoms::{Atoms, Gap, Shape};
use crate::numerals::NoNumber;

/// What the rules read from.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) atoms: &'a Atoms<'a>,
    pub(super) lexicon: &'a Lexicon,
    /// What the stage for dates has found, in order.
    pub(super) timexes: &'a [Timex],
    /// The addresses of the text, in order.
    pub(super) addresses: Vec<std::ops::Range<usize>>,
}

/// The number of a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Size {
    /// One number, and what a one in its last significant digit is worth.
    One(f64, f64),
    /// A part of a whole.
    Part(f64),
    /// The bounds of a range, or of what a vague word can mean.
    Two(f64, f64),
}

/// A quantity as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The first atom, hedge included.
    pub(super) first: usize,
    /// One past the last atom, noun and hedge included.
    pub(super) end: usize,
    /// The first and the end atom of the number alone.
    pub(super) number: (usize, usize),
    /// Where reading goes on.
    pub(super) rest: usize,
    pub(super) size: Size,
    pub(super) unit: Option<Unit>,
    pub(super) noun: Option<Noun>,
    pub(super) modifier: Modifier,
}

/// What a reading comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading {
    /// A quantity.
    Found(Box<Found>),
    /// Something that is none; go on at that atom.
    Skip(usize),
    /// Digits that make no number, with the reason; go on at that atom.
    Doubt(usize, &'static str),
}

impl Reader<'_> {
    /// Whether an atom plays a role.
    pub(super) fn is(&self, i: usize, role: Role) -> bool {
        self.lexicon.is(self.atoms, i, role)
    }

    /// Whether an atom is the word `one`.
    pub(super) fn is_one(&self, i: usize) -> bool {
        self.is(i, Role::One)
    }

    /// The quantity that begins at an atom, its hedge aside.
    pub(super) fn read(&self, i: usize) -> Option<Reading> {
        if !self.may_begin(i) {
            return None;
        }
        if guard::is_bound(self, i) || guard::is_of_houses(self, i) || self.in_address(i) {
            return Some(Reading::Skip(self.run_end(i)));
        }
        let in_timex = self.in_timex(i);
        if !in_timex {
            if let Some(found) = feet::read(self, i) {
                return Some(Reading::Found(Box::new(found)));
            }
            if let Some(end) = guard::score(self, i) {
                return Some(Reading::Skip(end));
            }
            if let Some(found) = worded::read(self, i) {
                return Some(Reading::Found(Box::new(found)));
            }
        }
        match measure::measured(self, i) {
            Ok(measured) => self.quantity(measured, in_timex),
            Err(_) if in_timex || self.atoms.at(i).shape != Shape::Digits => None,
            Err(NoNumber::Shape) => Some(Reading::Skip(self.run_end(i))),
            Err(NoNumber::Ambiguous) => {
                Some(Reading::Doubt(self.run_end(i), "number has no single reading"))
            }
            Err(NoNumber::TooLong) => {
                Some(Reading::Doubt(self.run_end(i), "number is too long to be read"))
            }
        }
    }

    fn may_begin(&self, i: usize) -> bool {
        let atom = self.atoms.at(i);
        let digits_next = || {
            let next = self.atoms.at(i + 1);
            // `COVID -19` is a name.
            let name = self.atoms.before(i).is_name() && self.atoms.continues(i);
            next.shape == Shape::Digits && next.gap == Gap::None && atom.gap != Gap::None && !name
        };
        match atom.shape {
            Shape::Digits => true,
            Shape::Mark if self.atoms.is_one_of(i, &['.', '-', '−']) => digits_next(),
            Shape::Mark if self.lexicon.numbers.fraction(self.atoms, i).is_some() => true,
            _ if atom.word == 0 => false,
            _ => {
                self.lexicon.numbers.may_begin_quantity(self.atoms, i)
                    || self.lexicon.signs.longest(self.atoms, i).is_some()
            }
        }
    }

    /// The atom after the run of characters without a blank, closing marks aside.
    pub(super) fn run_end(&self, i: usize) -> usize {
        let glued = |at: usize| at < self.atoms.len() && self.atoms.at(at).gap == Gap::None;
        let mut end = i + 1;
        while glued(end) && !self.atoms.is_one_of(end, &['(', ')', ';', '"', '”', '“', '—']) {
            end += 1;
        }
        end
    }

    fn in_address(&self, i: usize) -> bool {
        let after = self.addresses.partition_point(|address| address.start <= i);
        let address = after.checked_sub(1).and_then(|last| self.addresses.get(last));
        address.is_some_and(|address| address.contains(&i))
    }

    /// Whether an atom is part of a time expression.
    pub(super) fn in_timex(&self, i: usize) -> bool {
        let start = self.atoms.at(i).start;
        let after = self.timexes.partition_point(|timex| timex.span.start <= start);
        let timex = after.checked_sub(1).and_then(|last| self.timexes.get(last));
        timex.is_some_and(|timex| start < timex.span.end)
    }

    /// Whether the words around an atom all have capitals, as in a headline.
    pub(super) fn in_title_case(&self, i: usize) -> bool {
        const REACH: usize = 8;
        let atoms = self.atoms;
        let before = (1..REACH).map_while(|n| {
            let at = i.checked_sub(n)?;
            (!atoms.at(at + 1).opens).then_some(at)
        });
        let after = (i + 1..i + REACH).take_while(|&at| atoms.continues(at));
        let around =
            before.chain(after).filter(|&at| atoms.at(at).is_word() && atoms.width(at) > 3);
        let names: Vec<bool> = around.map(|at| atoms.at(at).is_name()).collect();
        names.len() >= 4 && names.iter().all(|&name| name)
    }

    /// A unit at an atom, and its end.
    pub(super) fn unit_at(&self, i: usize) -> Option<(&Unit, usize)> {
        let (unit, end) = self.lexicon.units.longest(self.atoms, i)?;
        let next = self.atoms.at(end);
        let cut = next.is_word() && next.gap == Gap::None && self.atoms.before(end).is_word();
        // `3 $10 notes`: the sign belongs to the next number.
        let sign =
            unit.dimension == "money" && next.shape == Shape::Digits && next.gap == Gap::None;
        (!cut && !sign && self.atoms.continues(i)).then_some((unit, end))
    }

    /// Whether a unit or a noun in the plural begins at an atom.
    pub(super) fn measures_at(&self, i: usize) -> bool {
        let noun = || noun::counted(self, i, false);
        self.unit_at(i).is_some() || noun().is_some_and(|noun| noun::is_plural(self, noun.head))
    }

    /// What a measured number comes to, with its range, its noun and its hedge.
    fn quantity(&self, measured: Measured, in_timex: bool) -> Option<Reading> {
        if let Some(range) = measure::range(self, &measured) {
            let free = !in_timex || is_time(range.unit.as_ref());
            return free.then(|| self.ranged(measured.first, range));
        }
        let alone = self.is_one(measured.first) && measured.numeral.value == 1.0;
        let pronoun = alone && guard::is_pronoun(self, measured.first);
        if in_timex && !is_time(measured.unit.as_ref()) || pronoun && measured.unit.is_none() {
            return None;
        }
        let noun = self.noun_of(&measured).filter(|noun| self.is_countable(&measured, noun));
        let unit = measured.unit.clone().or_else(|| self.age_of(&measured));
        if unit.is_none() && noun.is_none() && self.is_idle(&measured) {
            return Some(Reading::Skip(measured.end.max(measured.first + 1)));
        }
        let end = noun.map_or(measured.end, |noun| noun.end);
        let size = Size::One(measured.numeral.value, measured.numeral.step);
        let mut hedge = hedge::around(self, measured.first, end);
        if hedge.modifier == Modifier::Exact {
            // `50 or more people`: the hedge stands between the number and its noun.
            hedge.modifier = hedge::around(self, measured.first, measured.end).modifier;
        }
        Some(Reading::Found(Box::new(Found {
            first: hedge.first,
            end: hedge.end,
            number: measured.number,
            rest: noun.map_or(measured.rest(), |noun| noun.end),
            size,
            unit,
            noun,
            modifier: hedge.modifier,
        })))
    }

    fn ranged(&self, first: usize, range: Range) -> Reading {
        let noun = match range.unit {
            Some(_) => None,
            None => noun::counted(self, range.end, false),
        };
        let start = self.lexicon.range_before(self.atoms, first).unwrap_or(first);
        Reading::Found(Box::new(Found {
            first: hedge::around(self, start, range.end).first,
            end: noun.map_or(range.end, |noun| noun.end),
            number: range.number,
            rest: noun.map_or(range.number.1, |noun| noun.end),
            size: range.size,
            unit: range.unit,
            noun,
            modifier: Modifier::Range,
        }))
    }

    /// The counted noun of a number, past `of the` where only some of them are counted.
    fn noun_of(&self, measured: &Measured) -> Option<Noun> {
        let atoms = self.atoms;
        let glued = atoms.at(measured.end).gap == Gap::None && measured.end < atoms.len();
        if measured.unit.is_some() {
            return None;
        }
        if glued {
            // `a 12,000-strong crowd`
            let strong =
                atoms.is_mark(measured.end, '-') && self.is(measured.end + 1, Role::Strong);
            return strong.then(|| noun::counted(self, measured.end + 2, true))?;
        }
        let hedged = self.lexicon.after.longest(atoms, measured.end).map(|(_, end)| end);
        let at = hedged.filter(|_| atoms.continues(measured.end)).unwrap_or(measured.end);
        if let Some(noun) = noun::counted(self, at, measured.numeral.value == 1.0) {
            return Some(noun);
        }
        // `two more people`
        let more = self.is(at, Role::More) && atoms.continues(at + 1);
        let plural = |noun: &Noun| noun::is_plural(self, noun.head);
        if let Some(noun) = noun::counted(self, at + 1, false).filter(|noun| more && plural(noun)) {
            return Some(noun);
        }
        let of = worded::past_of(self, at);
        let some = of > at + 1 || of > at && atoms.at(of).is_name();
        noun::counted(self, of, false).filter(|_| some && measured.numeral.value > 1.0)
    }

    /// Whether a noun can be counted by a number: after a year, or where the noun is a name in the
    /// singular (`11 Pro Max`), only a plural can.
    fn is_countable(&self, measured: &Measured, noun: &Noun) -> bool {
        let plural = noun::is_plural(self, noun.head);
        let name = self.atoms.at(noun.head).is_name();
        let year = guard::is_year(self, measured.number.0, measured.numeral.value);
        let whole = measured.numeral.value.fract() == 0.0 && measured.numeral.value != 1.0;
        match plural {
            true => !(year && name),
            false => !(year || name && whole && measured.numeral.in_digits),
        }
    }

    /// Whether a number that counts nothing in sight says nothing: a year, a code, `zero`.
    fn is_idle(&self, measured: &Measured) -> bool {
        let (first, end) = measured.number;
        let atoms = self.atoms;
        let code = atoms.at(end).gap == Gap::None
            && (atoms.at(end).is_word() || atoms.is_one_of(end, &['-', '/', ':', '_']));
        let ordinal = self.lexicon.numbers.ordinal(atoms, first).is_some();
        let bare = end == first + 1 && measured.numeral.value >= 0.0;
        let small_word = !measured.numeral.in_digits && measured.numeral.value <= 1.0 && bare;
        code || ordinal || small_word || guard::is_year(self, first, measured.numeral.value)
    }

    /// An age that stands beside a name: `Smith, 66,`, `aged 18`.
    fn age_of(&self, measured: &Measured) -> Option<Unit> {
        let atoms = self.atoms;
        let (first, end) = measured.number;
        let name = first.checked_sub(2).is_some_and(|i| atoms.at(i).is_name());
        let commas = first > 0 && atoms.is_mark(first - 1, ',') && atoms.is_glued_mark(end, ',');
        let aged = first > 0 && atoms.continues(first) && self.is(first - 1, Role::Aged);
        let plain = end == first + 1 && measured.numeral.in_digits || aged;
        let years = (1.0..=110.0).contains(&measured.numeral.value);
        (plain && years && (name && commas || aged)).then(|| Unit::new("year of age", "age"))
    }
}

/// Whether a unit measures time, or something per time: `hours`, `hours a week`.
fn is_time(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|unit| ["time", "rate"].contains(&unit.dimension.as_str()))
}
