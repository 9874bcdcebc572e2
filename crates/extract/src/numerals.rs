//! Numbers in digits and in words: `3,417`, `1.2 million`, `twenty-one`, `half a dozen`, `23rd`.
//!
//! Reads one number at a given atom and says where it ends; what the number counts is for the
//! stages to find. Commas group thousands (or, the Indian way, hundreds of thousands); a comma
//! before one or two digits at the end is a decimal comma. Whatever has no single reading is no
//! number.

mod digits;
mod parts;

use std::collections::BTreeMap;

use serde::Deserialize;
use tidings_stage::BuildError;

use crate::atoms::{Atoms, Gap, Shape, Vocabulary};
use crate::lexicon::Source;

pub(crate) use digits::NoNumber;
pub(crate) use parts::Fraction;

/// `config/lexicon/numbers.toml` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    cardinals: BTreeMap<String, f64>,
    scales: BTreeMap<String, f64>,
    counted_scales: BTreeMap<String, f64>,
    short_scales: BTreeMap<String, f64>,
    ordinals: BTreeMap<String, f64>,
    fractions: BTreeMap<String, f64>,
    vague: BTreeMap<String, [f64; 2]>,
    multiples: BTreeMap<String, f64>,
    parts: BTreeMap<Part, Vec<String>>,
}

/// Small words that hold a number together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    A,
    And,
    Half,
    Several,
    Of,
    In,
    Out,
    /// It begins spoken decimals.
    Point,
    /// What makes an ordinal of digits.
    Suffix,
}

/// What a word can be in a number.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    cardinal: Option<f64>,
    scale: Option<f64>,
    /// The same, only where a number stands before it: `three dozens`.
    counted_scale: Option<f64>,
    short_scale: Option<f64>,
    ordinal: Option<f64>,
    fraction: Option<f64>,
    vague: Option<[f64; 2]>,
    multiple: Option<f64>,
    part: Option<Part>,
}

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Numeral {
    /// Its value.
    pub(crate) value: f64,
    /// One past its last atom.
    pub(crate) end: usize,
    /// What a one in its last significant digit is worth: 100 for `1,700`.
    pub(crate) step: f64,
    /// The scale at its end, which a range shares: 1e6 in `10 to 15 million`; else 1.
    pub(crate) scale: f64,
    /// Whether it was written in digits.
    pub(crate) in_digits: bool,
}

/// Reads numbers.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    words: Vec<Word>,
}

/// The longest number, in atoms.
const LONGEST: usize = 24;

impl Numbers {
    /// Reads the embedded word list into a stage's vocabulary.
    pub(crate) fn load(vocabulary: &mut Vocabulary) -> Result<Self, BuildError> {
        let text = include_str!("../../../config/lexicon/numbers.toml");
        let written: Written = Source::embedded("numbers.toml", text).parse()?;
        let mut numbers = Self { words: Vec::new() };
        let mut fill = |list: &BTreeMap<String, f64>, set: fn(&mut Word, f64)| {
            for (word, value) in list {
                set(numbers.entry(vocabulary.add(word)), *value);
            }
        };
        fill(&written.cardinals, |word, value| word.cardinal = Some(value));
        fill(&written.scales, |word, value| word.scale = Some(value));
        fill(&written.counted_scales, |word, value| word.counted_scale = Some(value));
        fill(&written.short_scales, |word, value| word.short_scale = Some(value));
        fill(&written.ordinals, |word, value| word.ordinal = Some(value));
        fill(&written.fractions, |word, value| word.fraction = Some(value));
        fill(&written.multiples, |word, value| word.multiple = Some(value));
        for (word, range) in &written.vague {
            numbers.entry(vocabulary.add(word)).vague = Some(*range);
        }
        for (part, words) in &written.parts {
            for word in words {
                numbers.entry(vocabulary.add(word)).part = Some(*part);
            }
        }
        Ok(numbers)
    }

    fn entry(&mut self, id: u16) -> &mut Word {
        let slot = usize::from(id);
        if self.words.len() <= slot {
            self.words.resize(slot + 1, Word::default());
        }
        &mut self.words[slot]
    }

    fn word(&self, atoms: &Atoms<'_>, i: usize) -> Word {
        self.words.get(usize::from(atoms.at(i).word)).copied().unwrap_or_default()
    }

    fn is_part(&self, atoms: &Atoms<'_>, i: usize, part: Part) -> bool {
        self.word(atoms, i).part == Some(part)
    }

    /// Whether a number may begin at an atom: a cheap test for the stages' loops.
    pub(crate) fn may_begin(&self, atoms: &Atoms<'_>, i: usize) -> bool {
        let word = self.word(atoms, i);
        atoms.at(i).shape == Shape::Digits
            || word.cardinal.is_some()
            || word.ordinal.is_some()
            || matches!(word.part, Some(Part::A | Part::Half | Part::Several))
            || word.scale.is_some()
    }

    /// Whether a word can stand in a number after digits: a scale, `th`, `and` before a half.
    pub(crate) fn continues(&self, atoms: &Atoms<'_>, i: usize) -> bool {
        let word = self.word(atoms, i);
        word.scale.is_some()
            || word.short_scale.is_some()
            || matches!(word.part, Some(Part::Suffix | Part::And))
    }

    /// The same where fractions, multiples and vague numbers count too.
    pub(crate) fn may_begin_quantity(&self, atoms: &Atoms<'_>, i: usize) -> bool {
        let word = self.word(atoms, i);
        word.vague.is_some()
            || word.multiple.is_some()
            || word.cardinal.is_some()
            || word.ordinal.is_some()
            || matches!(word.part, Some(Part::A | Part::Half | Part::Several))
            || (word.scale.is_some() || word.fraction == Some(4.0))
                && self.word(atoms, i + 1).scale.is_some()
    }

    /// The number that begins at an atom, in digits or words, with its scale: `1.2 million`.
    pub(crate) fn cardinal(&self, atoms: &Atoms<'_>, i: usize) -> Result<Numeral, NoNumber> {
        if atoms.at(i).shape == Shape::Digits {
            let plain = digits::read(atoms, i)?;
            let scaled = self.scaled(atoms, self.mixed(atoms, plain));
            return Ok(match scaled.end > plain.end {
                true => self.mixed(atoms, self.continued(atoms, scaled)),
                false => scaled,
            });
        }
        let sum = self.sum(atoms, i);
        let part = self.part_of_scale(atoms, i, sum);
        part.or_else(|| Some(self.with_parts(atoms, sum?))).ok_or(NoNumber::Shape)
    }

    /// `1.2 million`, `$3bn`, `40k`, `2 dozen`.
    fn scaled(&self, atoms: &Atoms<'_>, plain: Numeral) -> Numeral {
        let mut numeral = plain;
        for _ in 0..2 {
            let Some((scale, end)) = self.scale_at(atoms, numeral.end) else { break };
            numeral = Numeral {
                value: parts::rounded(numeral.value * scale),
                end,
                step: numeral.step * scale,
                scale: numeral.scale * scale,
                ..numeral
            };
        }
        numeral
    }

    /// A scale word, perhaps after a hyphen, or a short scale glued to digits.
    fn scale_at(&self, atoms: &Atoms<'_>, i: usize) -> Option<(f64, usize)> {
        let hyphen = atoms.is_glued_mark(i, '-') && atoms.at(i + 1).gap == Gap::None;
        let at = i + usize::from(hyphen);
        let word = self.word(atoms, at);
        let scale = word.scale.or(word.counted_scale);
        if let (Some(scale), true) = (scale, atoms.continues(at)) {
            return Some((scale, at + 1));
        }
        let glued = !hyphen && atoms.at(i).gap == Gap::None;
        let capital = atoms.at(i).gap == Gap::Space && atoms.at(i).shape != Shape::Lower;
        let ends = !atoms.is_glued_mark(i + 1, '/') && atoms.at(i + 1).shape != Shape::Digits
            || atoms.at(i + 1).gap != Gap::None;
        // `8 B shares`, `10 bln`; a lone small letter may be anything.
        let letters = atoms.at(i).gap == Gap::Space && atoms.width(i) > 1 && atoms.continues(i);
        let spaced = capital && atoms.at(i + 1).is_word() && atoms.width(i) == 1 || letters;
        word.short_scale.filter(|_| (glued || spaced) && ends).map(|scale| (scale, i + 1))
    }

    /// A whole number in words with the part or the decimals after it.
    fn with_parts(&self, atoms: &Atoms<'_>, sum: Numeral) -> Numeral {
        let spoken = self.spoken_decimals(atoms, sum);
        if spoken.end > sum.end { spoken } else { self.mixed(atoms, sum) }
    }

    /// A whole number in words. Every part must be smaller than the room the part before it left.
    fn sum(&self, atoms: &Atoms<'_>, i: usize) -> Option<Numeral> {
        let mut sum = Sum::default();
        let mut at = i;
        if self.is_part(atoms, i, Part::A) {
            let scale = self.word(atoms, i + 1).scale.filter(|_| atoms.continues(i + 1))?;
            sum.multiply(scale);
            at += 2;
        }
        while at < i + LONGEST {
            let Some(next) = self.next_word(atoms, at, at == i) else { break };
            let word = self.word(atoms, next);
            let scale = word.scale.or(word.counted_scale.filter(|_| next > i));
            let taken = match (word.cardinal, scale) {
                (Some(value), _) => sum.add(value),
                (None, Some(scale)) => sum.multiply(scale),
                (None, None) => false,
            };
            if !taken {
                break;
            }
            at = next + 1;
        }
        if at == i {
            return None;
        }
        let value = sum.total();
        Some(Numeral { value, end: at, step: step_of(value), scale: sum.scale, ..ZERO })
    }

    /// Where the next word of a number in words stands, past a hyphen or an `and`.
    fn next_word(&self, atoms: &Atoms<'_>, at: usize, first: bool) -> Option<usize> {
        if first {
            return Some(at);
        }
        let hyphen = atoms.is_glued_mark(at, '-') && atoms.at(at + 1).gap == Gap::None;
        let and = self.is_part(atoms, at, Part::And)
            && at.checked_sub(1).is_some_and(|last| self.word(atoms, last).scale.is_some())
            && self.word(atoms, at + 1).scale.is_none()
            && !self.is_fraction(atoms, at + 1);
        let next = at + usize::from(hyphen || and);
        atoms.continues(next).then_some(next)
    }

    /// Whether a part follows an `and`, not more of the number: the `three quarters` of `one hundred
    /// and three quarters`. Only a word or two are looked at, so that no number is read twice.
    fn is_fraction(&self, atoms: &Atoms<'_>, i: usize) -> bool {
        let over = self.word(atoms, i).cardinal.is_some() || self.is_part(atoms, i, Part::A);
        over && self.word(atoms, i + 1).fraction.is_some()
    }

    /// `several hundred`, `tens of thousands`, `hundreds`: the least and the most meant, and the end.
    pub(crate) fn vague(&self, atoms: &Atoms<'_>, i: usize) -> Option<([f64; 2], usize)> {
        let word = self.word(atoms, i);
        if word.part == Some(Part::Several) {
            let scale = self.word(atoms, i + 1).scale.filter(|&scale| scale >= 12.0)?;
            return Some(([scale, scale * 10.0], i + 2));
        }
        let low = word.vague?;
        let more = self.word(atoms, i + 2).vague.filter(|_| self.is_part(atoms, i + 1, Part::Of));
        match more {
            Some(scale) => Some((low.map(|bound| bound * scale[0]), i + 3)),
            None => Some((low, i + 1)),
        }
    }

    /// The scale that a word names, from a million on.
    pub(crate) fn great_scale(&self, atoms: &Atoms<'_>, i: usize) -> Option<f64> {
        self.word(atoms, i).scale.filter(|&scale| scale >= 1e6)
    }

    /// An ordinal: `third`, `twenty-third`, `23rd`; its value and its end.
    pub(crate) fn ordinal(&self, atoms: &Atoms<'_>, i: usize) -> Option<(i32, usize)> {
        if let Some(value) = atoms.number(i) {
            let suffix = self.is_part(atoms, i + 1, Part::Suffix);
            return (suffix && atoms.at(i + 1).gap == Gap::None).then_some((value, i + 2));
        }
        if let Some(value) = self.word(atoms, i).ordinal {
            return Some((value as i32, i + 1));
        }
        let tens = self.word(atoms, i).cardinal.filter(|tens| (20.0..100.0).contains(tens))?;
        let hyphen = usize::from(atoms.is_glued_mark(i + 1, '-'));
        let ones = self.word(atoms, i + 1 + hyphen).ordinal.filter(|ones| *ones < 10.0)?;
        Some(((tens + ones) as i32, i + 2 + hyphen))
    }

    /// How many times: `doubled`, `twice`, `sixfold`, `10-fold`.
    pub(crate) fn multiple(&self, atoms: &Atoms<'_>, i: usize) -> Option<(f64, usize)> {
        self.word(atoms, i).multiple.map(|value| (value, i + 1))
    }
}

const ZERO: Numeral = Numeral { value: 0.0, end: 0, step: 1.0, scale: 1.0, in_digits: false };

/// What a one in the last digit that is not zero is worth, for a whole number.
pub(crate) fn step_of(value: f64) -> f64 {
    // Integers divide faster than floats, and nearly every number is one.
    let whole = (value.fract() == 0.0 && value.abs() < 1e18).then_some(value as i64);
    let divides = |step: f64| match whole {
        Some(whole) => whole % step as i64 == 0,
        None => value % step == 0.0,
    };
    let mut step = 1.0;
    while value != 0.0 && step < 1e15 && divides(step * 10.0) {
        step *= 10.0;
    }
    step
}

/// A number in words while it is read.
#[derive(Debug)]
struct Sum {
    whole: f64,
    current: f64,
    room: f64,
    scale: f64,
}

impl Default for Sum {
    fn default() -> Self {
        Self { whole: 0.0, current: 0.0, room: f64::INFINITY, scale: 1.0 }
    }
}

impl Sum {
    fn total(&self) -> f64 {
        self.whole + self.current
    }

    /// Adds a part below the room that is left: after `twenty` only ones fit.
    fn add(&mut self, value: f64) -> bool {
        let fits = value < self.room && (value > 0.0 || self.room.is_infinite());
        if fits {
            self.current += value;
            self.room = if value >= 20.0 { 10.0 } else { 1.0 };
            self.scale = 1.0;
        }
        fits
    }

    /// Multiplies what was read since the last greater scale.
    fn multiply(&mut self, scale: f64) -> bool {
        let fresh = self.room.is_infinite();
        // `three lakh crore`
        if self.current == 0.0 && self.whole > 0.0 && self.room == self.scale && scale > self.scale
        {
            self.whole *= scale;
            (self.room, self.scale) = (scale, scale);
            return true;
        }
        if self.current == 0.0 && !fresh || self.scale > 1.0 && scale <= self.scale {
            return false;
        }
        let factor = if fresh { 1.0 } else { self.current };
        match scale {
            100.0 if factor >= 100.0 => return false,
            100.0 => self.current = factor * scale,
            _ => {
                self.whole += factor * scale;
                self.current = 0.0;
            }
        }
        self.room = scale;
        self.scale = if scale >= 1000.0 { scale } else { 1.0 };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> (Vocabulary, Numbers) {
        let mut vocabulary = Vocabulary::default();
        let numbers = Numbers::load(&mut vocabulary).unwrap();
        (vocabulary, numbers)
    }

    #[test]
    fn reads_cardinals() {
        let (vocabulary, numbers) = numbers();
        let check = |text: &str, value: f64, step: f64| {
            let atoms = Atoms::cut(text, &[], &vocabulary);
            let found = numbers.cardinal(&atoms, 0).unwrap_or_else(|why| panic!("{text}: {why:?}"));
            assert_eq!((found.value, found.step), (value, step), "{text}");
            let rest = atoms.text(found.end);
            assert!(["", "stop"].contains(&rest), "{text}: left {rest:?}");
        };
        check("0", 0.0, 1.0);
        check("3,417 stop", 3417.0, 1.0);
        check("1,700", 1700.0, 100.0);
        check("12,34,567", 1_234_567.0, 1.0);
        check("12,5", 12.5, 0.1);
        check("1.250", 1.25, 0.001);
        check("1.2 million", 1_200_000.0, 100_000.0);
        check("$3bn".trim_start_matches('$'), 3e9, 1e9);
        check("40k", 40_000.0, 10_000.0);
        check("2 1/2", 2.5, 0.5);
        check("3½ stop", 3.5, 0.25);
        check("twenty-one", 21.0, 1.0);
        check("two thousand and thirty two", 2032.0, 1.0);
        check("one hundred and five stop", 105.0, 1.0);
        check("three hundred thousand", 300_000.0, 100_000.0);
        check("a dozen", 12.0, 1.0);
        check("two and a half", 2.5, 0.5);
        check("half a million", 500_000.0, 500_000.0);
        check("a hundred", 100.0, 100.0);
        check("hundred thousand", 100_000.0, 100_000.0);
        check("half million", 500_000.0, 500_000.0);
        check("a quarter million", 250_000.0, 250_000.0);
        check("two thirds of a million", 2.0 / 3.0 * 1e6, 2.0 / 3.0 * 1e6);
        check("five and a half million", 5_500_000.0, 500_000.0);
        check("one million and a half", 1_500_000.0, 500_000.0);
        check("3 million and a quarter", 3_250_000.0, 250_000.0);
        check("one billion and a half million", 1_000_500_000.0, 500_000.0);
        check("one hundred and three quarters", 100.75, 0.5);
        check("three and one fourth", 3.25, 0.25);
        check("three dozens", 36.0, 1.0);
        check("three lakh crore", 3e12, 1e12);
        check("five point five", 5.5, 0.1);
        check("two hundred point zero three", 200.03, 0.01);
        check("nought point eleven", 0.11, 0.01);
        check("4 thousand 3 hundred and 21", 4321.0, 1.0);
        check("40 000", 40_000.0, 10_000.0);
        check("1 414 021 100", 1_414_021_100.0, 100.0);
        check("1\u{202f}234\u{202f}567.89", 1_234_567.89, 0.01);
        check("1.111,11", 1111.11, 0.01);
        check("16.4 million", 16_400_000.0, 100_000.0);
        check("10 bln", 1e10, 1e10);
    }

    #[test]
    fn stops_where_the_number_stops() {
        let (vocabulary, numbers) = numbers();
        let check = |text: &str, value: f64, rest: &str| {
            let atoms = Atoms::cut(text, &[], &vocabulary);
            let found = numbers.cardinal(&atoms, 0).unwrap();
            assert_eq!((found.value, atoms.text(found.end)), (value, rest), "{text}");
        };
        check("nineteen eighty", 19.0, "eighty");
        check("five six", 5.0, "six");
        check("two and three", 2.0, "and");
        check("ten million thousand", 1e7, "thousand");
        check("7 members", 7.0, "members");
        check("two and a third", 2.0, "and");
        check("12 300 1", 12.0, "300");
        check("423 0000", 423.0, "0000");
        check("3 hundred and 2 hundred", 300.0, "and");
        check("3 million and 21", 3e6, "and");
        check("five point guards", 5.0, "point");
        check("10 k", 10.0, "k");
    }

    #[test]
    fn refuses_what_is_no_number() {
        let (vocabulary, numbers) = numbers();
        let check = |text: &str, why: NoNumber| {
            let atoms = Atoms::cut(text, &[], &vocabulary);
            assert_eq!(numbers.cardinal(&atoms, 0), Err(why), "{text}");
        };
        check("1.2.3", NoNumber::Shape);
        check("1,2345", NoNumber::Ambiguous);
        check("1,23,4", NoNumber::Ambiguous);
        check(&"9".repeat(40), NoNumber::TooLong);
        check("several", NoNumber::Shape);
        check("", NoNumber::Shape);
    }

    #[test]
    fn reads_ordinals_fractions_and_vague_numbers() {
        let (vocabulary, numbers) = numbers();
        let cut = |text| Atoms::cut(text, &[], &vocabulary);
        assert_eq!(numbers.ordinal(&cut("third"), 0), Some((3, 1)));
        assert_eq!(numbers.ordinal(&cut("23rd"), 0), Some((23, 2)));
        assert_eq!(numbers.ordinal(&cut("thirty-first"), 0), Some((31, 3)));
        assert_eq!(numbers.ordinal(&cut("23"), 0), None);
        let fraction = |text| numbers.fraction(&cut(text), 0).map(|part| (part.value, part.end));
        assert_eq!(fraction("two-thirds"), Some((2.0 / 3.0, 3)));
        assert_eq!(fraction("a quarter"), Some((0.25, 2)));
        assert_eq!(fraction("1/4"), Some((0.25, 3)));
        assert_eq!(fraction("4/1"), None);
        assert_eq!(fraction("twenty-three fifths"), Some((4.6, 4)));
        assert_eq!(fraction("two third"), None);
        let ratio = |text| numbers.ratio(&cut(text), 0);
        assert_eq!(ratio("one in five"), Some((0.2, 3)));
        assert_eq!(ratio("two out of three"), Some((2.0 / 3.0, 4)));
        assert_eq!(ratio("nine in 10"), Some((0.9, 3)));
        assert_eq!(ratio("12 in six"), None);
        assert_eq!(ratio("two in six"), None);
        assert_eq!(ratio("one in 2015"), None);
        assert_eq!(numbers.vague(&cut("tens of thousands"), 0), Some(([1e4, 1e5], 3)));
        assert_eq!(numbers.vague(&cut("several hundred"), 0), Some(([100.0, 1000.0], 2)));
        assert_eq!(numbers.multiple(&cut("doubled"), 0), Some((2.0, 1)));
    }
}
