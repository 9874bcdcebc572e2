//! What a time expression means, and its TIMEX3 value once the anchor is known or known to lack.

use jiff::civil::Date;
use jiff::{Span as Stretch, ToSpan};
use tidings_model::{Anchor, Direction, Reference, Span, Timex, TimexType};

use super::lexicon::Unit;

/// A stretch of the calendar, with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) value: String,
    pub(super) from: Date,
    pub(super) to: Date,
    /// Whether it was found by the day of the page.
    pub(super) by_page: bool,
}

impl Known {
    /// What a reference is against a day.
    pub(super) fn of(reference: Reference, day: Date) -> Option<Self> {
        let (value, from, to) = reference.resolve(day)?;
        Some(Self { value, from, to, by_page: false })
    }

    /// The same, found by the day of the page.
    pub(super) fn by_page(self) -> Self {
        Self { by_page: true, ..self }
    }

    /// What it was resolved against.
    fn anchor(&self) -> Anchor {
        if self.by_page { Anchor::Published } else { Anchor::None }
    }

    /// A day.
    pub(super) fn day(year: i16, month: i8, day: i8) -> Option<Self> {
        Self::of(Reference::Day(0), Date::new(year, month, day).ok()?)
    }

    /// The stretch that a reference names in a year.
    pub(super) fn in_year(reference: Reference, year: i16) -> Option<Self> {
        Self::of(reference, Date::new(year, 1, 1).ok()?)
    }
}

/// What a time expression means before an anchor is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// A stretch of the calendar.
    Known(Known),
    /// It hangs on the day the page was published.
    Hangs(Reference),
    /// It hangs on the day spoken of before it, else on the day of the page.
    Follows(Reference),
    /// So much later than another, on the day.
    Moved(Box<Meaning>, Amount),
    /// The weekday, 1 Monday to 7 Sunday, of the week that another lies in; after it where `on`.
    Weekday {
        /// What lies in the week.
        base: Box<Meaning>,
        /// 1 Monday to 7 Sunday.
        day: i8,
        /// Whether it is not before that: months do not count in weeks.
        after: bool,
    },
    /// A length of time; `back` and `ahead` say which days around the anchor it covers.
    Length {
        /// As TIMEX3 value.
        value: String,
        /// From so long before the anchor up to it.
        back: Option<Amount>,
        /// From the anchor to so long after it.
        ahead: Option<Amount>,
    },
    /// A value that no anchor changes: `PAST_REF`, a day of which only a part is known.
    Fixed(TimexType, String),
}

impl Meaning {
    /// A length of time that lies nowhere.
    pub(super) fn length(value: String) -> Self {
        Self::Length { value, back: None, ahead: None }
    }
}

/// A length of time that days can be counted by.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Amount {
    months: i32,
    days: i32,
}

impl Amount {
    /// So many of a unit; `None` for parts of days and broken numbers.
    pub(super) fn of(count: f64, unit: Unit) -> Option<Self> {
        let (months, days) = match unit {
            Unit::Day => (0, 1),
            Unit::Week | Unit::Weekend => (0, 7),
            Unit::Fortnight => (0, 14),
            Unit::Month => (1, 0),
            Unit::Quarter => (3, 0),
            Unit::Year => (12, 0),
            Unit::Decade => (120, 0),
            Unit::Century => (1200, 0),
            Unit::Second | Unit::Minute | Unit::Hour => return None,
        };
        // One and a half years are eighteen months; half a month is no number of days.
        let times = |n: i32| {
            let all = count * f64::from(n);
            (all.fract() == 0.0 && all.abs() < 1e7).then_some(all as i32)
        };
        Some(Self { months: times(months)?, days: times(days)? })
    }

    /// So far from the anchor, one way or the other.
    pub(super) fn away(self, way: i32) -> Option<Reference> {
        match (self.months, self.days) {
            (months, 0) => Some(Reference::Month(months.checked_mul(way)?)),
            (0, days) => Some(Reference::Day(days.checked_mul(way)?)),
            _ => None,
        }
    }

    /// Whether it is counted in months.
    pub(super) fn in_months(self) -> bool {
        self.months != 0
    }

    /// Both together.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let months = self.months.checked_add(other.months)?;
        Some(Self { months, days: self.days.checked_add(other.days)? })
    }

    /// The same, the other way.
    pub(super) fn reversed(self) -> Self {
        Self { months: -self.months, days: -self.days }
    }

    fn after(self, day: Date) -> Option<Date> {
        let span = Stretch::new().try_months(self.months).ok()?.try_days(self.days).ok()?;
        day.checked_add(span).ok()
    }
}

/// The TIMEX3 value of a length: `P48D`, `PT24H`, `PXW`.
pub(super) fn length_value(count: Option<f64>, unit: Unit) -> String {
    let (time, letter, factor) = match unit {
        Unit::Second => ("T", 'S', 1.0),
        Unit::Minute => ("T", 'M', 1.0),
        Unit::Hour => ("T", 'H', 1.0),
        Unit::Day => ("", 'D', 1.0),
        Unit::Week | Unit::Weekend => ("", 'W', 1.0),
        Unit::Fortnight => ("", 'W', 2.0),
        Unit::Month => ("", 'M', 1.0),
        Unit::Quarter => ("", 'M', 3.0),
        Unit::Year => ("", 'Y', 1.0),
        Unit::Decade => ("", 'Y', 10.0),
        Unit::Century => ("", 'Y', 100.0),
    };
    match count {
        Some(count) => format!("P{time}{}{letter}", count * factor),
        None => format!("P{time}X{letter}"),
    }
}

/// The days that a text can hang dates on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Anchors {
    /// The day the page was published.
    pub(super) published: Option<Date>,
    /// The day last spoken of.
    pub(super) spoken_day: Option<Date>,
    /// The first day of the stretch last spoken of, be it a day, a quarter or a year.
    pub(super) spoken: Option<Date>,
}

impl Anchors {
    /// The timex of a meaning.
    pub(super) fn timex(&self, span: Span, meaning: &Meaning, clock: &str) -> Timex {
        let blank = Timex {
            span,
            kind: if clock.is_empty() { TimexType::Date } else { TimexType::Time },
            value: format!("XXXX-XX-XX{clock}"),
            from: None,
            to: None,
            anchor: Anchor::None,
            reference: None,
            clock: clock.to_owned(),
        };
        match meaning {
            Meaning::Known(known) => settled(blank, known.clone(), known.anchor()),
            Meaning::Hangs(reference) => self.hanging(blank, *reference, false),
            Meaning::Follows(reference) => self.hanging(blank, *reference, true),
            Meaning::Moved(base, by) => match self.moved(base, *by) {
                Some((known, anchor)) => settled(blank, known, anchor),
                None => blank,
            },
            Meaning::Weekday { base, day, after } => match self.weekday(base, *day, *after) {
                Some((known, anchor)) => settled(blank, known, anchor),
                None => Timex { value: format!("XXXX-WXX-{day}{clock}"), ..blank },
            },
            Meaning::Length { value, back, ahead } => self.length(blank, value, *back, *ahead),
            Meaning::Fixed(kind, value) => {
                let kind = if clock.is_empty() { *kind } else { TimexType::Time };
                Timex { kind, value: format!("{value}{clock}"), ..blank }
            }
        }
    }

    /// A day that follows another in the text keeps no reference: it must not be hung on the day of
    /// its page later on.
    fn hanging(&self, blank: Timex, reference: Reference, follows: bool) -> Timex {
        let blank = Timex { reference: (!follows).then_some(reference), ..blank };
        let known = self
            .anchor_of(reference, follows)
            .and_then(|(day, anchor)| Some((Known::of(reference, day)?, anchor)));
        match known {
            Some((known, anchor)) => settled(blank, known, anchor),
            None => Timex { value: format!("{}{}", reference.unresolved(), blank.clock), ..blank },
        }
    }

    /// The day to hang something on: days follow days only, years follow anything.
    fn anchor_of(&self, reference: Reference, follows: bool) -> Option<(Date, Anchor)> {
        let spoken = match reference {
            Reference::Day(_) => self.spoken_day,
            _ => self.spoken,
        };
        let spoken = spoken.filter(|_| follows).map(|day| (day, Anchor::Text));
        spoken.or_else(|| self.published.map(|day| (day, Anchor::Published)))
    }

    /// The weekday of the week that another expression begins in.
    fn weekday(&self, base: &Meaning, day: i8, after: bool) -> Option<(Known, Anchor)> {
        let (from, anchor) = match base {
            Meaning::Moved(base, by) => self.moved(base, *by)?,
            _ => self.moved(base, Amount::default())?,
        };
        let reference = match after {
            true => Reference::Weekday { day, direction: Direction::Future, strict: false },
            false => Reference::WeekdayOf { day, weeks: 0 },
        };
        Some((Known::of(reference, from.from)?, anchor))
    }

    /// The day so long after the first day of another expression.
    fn moved(&self, base: &Meaning, by: Amount) -> Option<(Known, Anchor)> {
        let (day, anchor) = match base {
            Meaning::Known(known) => (known.from, known.anchor()),
            Meaning::Hangs(reference) | Meaning::Follows(reference) => {
                let follows = matches!(base, Meaning::Follows(_));
                let (day, anchor) = self.anchor_of(*reference, follows)?;
                (Known::of(*reference, day)?.from, anchor)
            }
            _ => return None,
        };
        Some((Known::of(Reference::Day(0), by.after(day)?)?, anchor))
    }

    fn length(
        &self,
        blank: Timex,
        value: &str,
        back: Option<Amount>,
        ahead: Option<Amount>,
    ) -> Timex {
        let around = self.published.filter(|_| back.is_some() || ahead.is_some());
        let reach = |by: Option<Amount>| by.map_or(around, |by| by.after(around?));
        let (from, to) = (reach(back.map(Amount::reversed)), reach(ahead));
        let anchor = if from.is_some() { Anchor::Published } else { Anchor::None };
        Timex { kind: TimexType::Duration, value: value.to_owned(), from, to, anchor, ..blank }
    }
}

fn settled(blank: Timex, known: Known, anchor: Anchor) -> Timex {
    let value = format!("{}{}", known.value, blank.clock);
    Timex { value, from: Some(known.from), to: Some(known.to), anchor, ..blank }
}

/// A year counted in two digits, near a year that is known: at most fifteen years after it.
pub(super) fn full_year(two_digits: i32, near: Date) -> Option<i16> {
    let century = i32::from(near.year()) / 100 * 100;
    let latest = i32::from(near.year()) + 15;
    let found = [century + 100, century, century - 100].map(|century| century + two_digits);
    i16::try_from(found.into_iter().find(|&year| year <= latest)?).ok()
}

/// The Monday of the nth week of a month; -1 is its last.
pub(super) fn week_of_month(first: Date, nth: i32) -> Option<Date> {
    let last = first.last_of_month();
    let within = match nth {
        // A week belongs to the month that has its Thursday.
        -1 if last.weekday().to_monday_one_offset() < 4 => last.checked_sub(7.days()).ok()?,
        -1 => last,
        _ => first.checked_add(Stretch::new().try_weeks(nth - 1).ok()?).ok()?,
    };
    let back = within.weekday().to_monday_zero_offset();
    within.checked_sub(i64::from(back).days()).ok().filter(|_| (-1..=5).contains(&nth) && nth != 0)
}
