//! Parts of a whole: `two-thirds`, `one in five`, and numbers that hold one: `two and a half`,
//! `half a million`, `3 million and a quarter`, `five point two`.
//!
//! `a third` after a number is one more of a row as often as a part, so only `a half` and `a
//! quarter` make a mixed number of small ones.

use super::{LONGEST, Numbers, Numeral, Part, ZERO, step_of};
use crate::atoms::{Atoms, Gap, Shape};

/// A part of a whole in words or digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fraction {
    /// Its value.
    pub(crate) value: f64,
    /// One past its last atom.
    pub(crate) end: usize,
    /// Whether it can be nothing but a part: `two-thirds` can, `a third` is an ordinal too.
    pub(crate) plain: bool,
}

/// From this scale on a part that follows is one of the scale: `two million and a half`.
const SHARED: f64 = 1000.0;
/// From this scale on `half million` needs no article.
const GREAT: f64 = 1e6;
/// Of so many, more than one may be said to be: `nine in 10`.
const ROUND: [f64; 3] = [10.0, 100.0, 1000.0];

impl Numbers {
    /// A part of a whole: `a third`, `two-thirds`, `half`, `1/4`.
    pub(crate) fn fraction(&self, atoms: &Atoms<'_>, i: usize) -> Option<Fraction> {
        self.fraction_over(atoms, i, || self.sum(atoms, i))
    }

    /// The same where the number in words that may lie over the bar can be had otherwise.
    fn fraction_over(
        &self,
        atoms: &Atoms<'_>,
        i: usize,
        over: impl FnOnce() -> Option<Numeral>,
    ) -> Option<Fraction> {
        if let Some(value) = self.sixths(atoms, i) {
            return Some(Fraction { value, end: i + 3, plain: false });
        }
        if let Some(value) = vulgar(atoms, i) {
            return Some(Fraction { value, end: i + 1, plain: true });
        }
        if self.is_part(atoms, i, Part::Half) {
            return Some(Fraction { value: 0.5, end: i + 1, plain: false });
        }
        self.worded_fraction(atoms, i, over())
    }

    /// `a third`, `one eighth`, `two-thirds`, `twenty-three fifths`.
    fn worded_fraction(
        &self,
        atoms: &Atoms<'_>,
        i: usize,
        over: Option<Numeral>,
    ) -> Option<Fraction> {
        let article = self.is_part(atoms, i, Part::A);
        let (over, end) = match over {
            Some(over) => (over.value, over.end),
            None if article => (1.0, i + 1),
            None => return None,
        };
        let hyphen = usize::from(atoms.is_glued_mark(end, '-'));
        let at = end + hyphen;
        let under = self.word(atoms, at).fraction.filter(|_| atoms.continues(at))?;
        let plural = atoms.text(at).ends_with('s');
        let agrees = over >= 1.0 && (plural == (over > 1.0) || hyphen == 1);
        // Quarters are parts of a year and halves those of a match, where no `of` follows.
        let plain = plural && ![2.0, 4.0].contains(&under) || under >= 100.0;
        let one = !article && over == 1.0 && under != 2.0;
        agrees.then_some(Fraction { value: over / under, end: at + 1, plain: plain || one })
    }

    /// `1/2`, `3/4` in digits: less than one, and the divisor small.
    pub(super) fn sixths(&self, atoms: &Atoms<'_>, i: usize) -> Option<f64> {
        let slash = atoms.is_glued_mark(i + 1, '/') && atoms.at(i + 2).gap == Gap::None;
        let (over, under) = (atoms.number(i)?, atoms.number(i + 2).filter(|_| slash)?);
        let bare = atoms.at(i + 3).gap != Gap::None || !atoms.is_mark(i + 3, '/');
        (over < under && under <= 16 && over > 0 && bare)
            .then(|| f64::from(over) / f64::from(under))
    }

    /// So many of so many: `one in five`, `two out of three`, `nine in 10`.
    pub(crate) fn ratio(&self, atoms: &Atoms<'_>, i: usize) -> Option<(f64, usize)> {
        let over = self.cardinal(atoms, i).ok().filter(|over| over.value >= 1.0)?;
        let out = self.is_part(atoms, over.end, Part::Out);
        let at = match out {
            true => over.end + 1 + usize::from(self.is_part(atoms, over.end + 1, Part::Of)),
            false => over.end,
        };
        let joined = out && at == over.end + 2 || self.is_part(atoms, at, Part::In);
        let next = at + usize::from(!out);
        if !joined || !atoms.continues(over.end) || !atoms.continues(next) {
            return None;
        }
        let under = self.cardinal(atoms, next).ok().filter(|under| under.value > over.value)?;
        let year = under.in_digits && atoms.width(next) == 4 && under.end == next + 1;
        let said = out || over.value == 1.0 || ROUND.contains(&under.value);
        (said && !year).then_some((over.value / under.value, under.end))
    }

    /// `half a million`, `half a dozen`, `a quarter million`, `two thirds of a million`.
    pub(super) fn part_of_scale(
        &self,
        atoms: &Atoms<'_>,
        i: usize,
        over: Option<Numeral>,
    ) -> Option<Numeral> {
        let bare = self.word(atoms, i).fraction.filter(|&under| under == 4.0);
        let (part, end) = match self.fraction_over(atoms, i, || over) {
            Some(fraction) => (fraction.value, fraction.end),
            None => (1.0 / bare?, i + 1),
        };
        let of = end + usize::from(self.is_part(atoms, end, Part::Of));
        let a = of + usize::from(self.is_part(atoms, of, Part::A));
        let scale = self.word(atoms, a).scale.filter(|_| atoms.continues(a))?;
        let value = part * scale;
        let found = Numeral { value, end: a + 1, step: value, scale, ..ZERO };
        (a > of && part == 0.5 || scale >= GREAT).then_some(found)
    }

    /// A number with the part that follows it: `2 1/2`, `two and a half`, `five and a half million`,
    /// `3 million and a quarter`.
    pub(super) fn mixed(&self, atoms: &Atoms<'_>, whole: Numeral) -> Numeral {
        let i = whole.end;
        if let Some(part) = vulgar(atoms, i) {
            return Numeral { value: whole.value + part, end: i + 1, step: 0.25, ..whole };
        }
        if let Some(part) = self.sixths(atoms, i).filter(|_| atoms.at(i).gap == Gap::Space) {
            return Numeral { value: whole.value + part, end: i + 3, step: part, ..whole };
        }
        if !self.is_part(atoms, i, Part::And) || !atoms.continues(i + 1) {
            return whole;
        }
        self.added_part(atoms, whole, i + 1).unwrap_or(whole)
    }

    /// The same past an `and`.
    fn added_part(&self, atoms: &Atoms<'_>, whole: Numeral, i: usize) -> Option<Numeral> {
        let article = self.is_part(atoms, i, Part::A);
        let halved = article && self.is_part(atoms, i + 1, Part::Half);
        let one = !article && self.word(atoms, i).cardinal == Some(1.0);
        let (part, end) = match halved || one && self.is_part(atoms, i + 1, Part::Half) {
            true => (0.5, i + 2),
            false => {
                let part = self.worded_fraction(atoms, i, self.sum(atoms, i))?;
                (part.value, part.end)
            }
        };
        let counted = !article || halved || part == 0.25 || whole.scale >= SHARED;
        if part >= 1.0 || !counted {
            return None;
        }
        let after = self.word(atoms, end).scale.filter(|_| atoms.continues(end));
        let found = |value: f64, end: usize, step: f64| Some(Numeral { value, end, step, ..whole });
        match after {
            Some(scale) if scale < whole.scale => {
                found(whole.value + part * scale, end + 1, part * scale)
            }
            Some(scale) if whole.scale == 1.0 => {
                let found = found((whole.value + part) * scale, end + 1, part * scale)?;
                Some(Numeral { scale, ..found })
            }
            _ if whole.scale >= SHARED => {
                found(whole.value + part * whole.scale, end, part * whole.scale)
            }
            _ => found(whole.value + part, end, part.min(0.5)),
        }
    }

    /// The decimals that are spoken after a number: `five point two`, `nought point zero three`.
    pub(super) fn spoken_decimals(&self, atoms: &Atoms<'_>, whole: Numeral) -> Numeral {
        let point = whole.end;
        if !self.is_part(atoms, point, Part::Point) || !atoms.continues(point) {
            return whole;
        }
        let (mut value, mut step, mut at) = (0.0, 1.0, point + 1);
        let digit = |at: usize| self.word(atoms, at).cardinal.filter(|_| atoms.continues(at));
        while let Some(digit) = digit(at).filter(|_| at < point + LONGEST) {
            let single = digit < 10.0;
            if !single && at > point + 1 {
                break;
            }
            // `point seventy-one` are two digits at once.
            let (digits, end) = match single {
                true => (digit, at + 1),
                false => self.sum(atoms, at).map_or((digit, at + 1), |sum| (sum.value, sum.end)),
            };
            step /= if single { 10.0 } else { 100.0 };
            value += digits * step;
            at = end;
            if !single {
                break;
            }
        }
        if at == point + 1 {
            return whole;
        }
        let value = rounded(whole.value + value);
        Numeral { value, end: at, step, ..whole }
    }

    /// What was counted in hundreds or thousands and goes on in digits: `4 thousand 3 hundred and
    /// 21`.
    pub(super) fn continued(&self, atoms: &Atoms<'_>, numeral: Numeral) -> Numeral {
        let mut sum = numeral;
        let mut room = scale_before(self, atoms, sum.end);
        while room == 100.0 || room == 1000.0 {
            let and = self.is_part(atoms, sum.end, Part::And);
            let at = sum.end + usize::from(and);
            let next = match atoms.at(at).shape {
                Shape::Digits => super::digits::read(atoms, at).ok(),
                _ => self.sum(atoms, at),
            };
            let Some(next) = next.filter(|_| atoms.continues(at)) else { break };
            let next = self.scaled(atoms, next);
            let whole = next.value.fract() == 0.0 && next.value > 0.0 && next.value < room;
            // `2 hundred 30 years ago`: without an `and` only a smaller scale goes on.
            let scaled = scale_before(self, atoms, next.end) > 1.0;
            if !whole || !and && !scaled {
                break;
            }
            sum = Numeral { value: sum.value + next.value, end: next.end, step: next.step, ..sum };
            room = scale_before(self, atoms, sum.end);
        }
        sum
    }
}

/// The scale whose word ends a number; 1 for none.
fn scale_before(numbers: &Numbers, atoms: &Atoms<'_>, end: usize) -> f64 {
    let word = end.checked_sub(1).map(|last| numbers.word(atoms, last));
    word.and_then(|word| word.scale).unwrap_or(1.0)
}

/// A fraction in one character.
fn vulgar(atoms: &Atoms<'_>, i: usize) -> Option<f64> {
    let (over, under) = match atoms.text(i) {
        "½" => (1.0, 2.0),
        "⅓" => (1.0, 3.0),
        "⅔" => (2.0, 3.0),
        "¼" => (1.0, 4.0),
        "¾" => (3.0, 4.0),
        "⅕" => (1.0, 5.0),
        "⅖" => (2.0, 5.0),
        "⅗" => (3.0, 5.0),
        "⅘" => (4.0, 5.0),
        "⅙" => (1.0, 6.0),
        "⅚" => (5.0, 6.0),
        "⅛" => (1.0, 8.0),
        "⅜" => (3.0, 8.0),
        "⅝" => (5.0, 8.0),
        "⅞" => (7.0, 8.0),
        _ => return None,
    };
    Some(over / under)
}

/// The nearest number of fifteen digits: what a sum of decimals was meant to be.
pub(super) fn rounded(value: f64) -> f64 {
    if value.fract() == 0.0 && step_of(value) >= 1.0 && value.abs() < 1e15 {
        return value;
    }
    format!("{value:.14e}").parse().unwrap_or(value)
}
