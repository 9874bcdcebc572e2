//! Checks and copies the fields of a record of the other side.

use tidings_model::{Date, Span};

use crate::abi::{Day, NONE, Str};

/// A record that the other side got wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRecord {
    /// The kind of record.
    pub record: &'static str,
    /// The field.
    pub field: &'static str,
    /// What was expected and found.
    pub problem: String,
}

impl std::fmt::Display for BadRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.record, self.field, self.problem)
    }
}

impl std::error::Error for BadRecord {}

/// Reads the fields of one kind of record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading(pub(super) &'static str);

impl Reading {
    fn bad(self, field: &'static str, problem: impl Into<String>) -> BadRecord {
        BadRecord { record: self.0, field, problem: problem.into() }
    }

    /// A text that may be missing.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub(super) unsafe fn maybe(
        self,
        field: &'static str,
        text: Str,
    ) -> Result<Option<String>, BadRecord> {
        // SAFETY: the caller vouches for it.
        unsafe { self.lent(field, &text) }.map(|text| text.map(str::to_owned))
    }

    /// A text that may be missing, as long as it is lent.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    unsafe fn lent<'t>(
        self,
        field: &'static str,
        text: &'t Str,
    ) -> Result<Option<&'t str>, BadRecord> {
        // SAFETY: the caller vouches for it.
        let Some(bytes) = (unsafe { text.bytes() }) else { return Ok(None) };
        let not_utf8 =
            |_| self.bad(field, format!("expected UTF-8, found \"{}\"", bytes.escape_ascii()));
        std::str::from_utf8(bytes).map(Some).map_err(not_utf8)
    }

    /// A text.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub(super) unsafe fn text(self, field: &'static str, text: Str) -> Result<String, BadRecord> {
        // SAFETY: the caller vouches for it.
        let text = unsafe { self.maybe(field, text) }?;
        text.ok_or_else(|| self.bad(field, "expected a text, found none"))
    }

    /// A word of a closed list that may be missing.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub(super) unsafe fn maybe_word<T: Word>(
        self,
        field: &'static str,
        text: Str,
    ) -> Result<Option<T>, BadRecord> {
        // SAFETY: the caller vouches for it.
        let Some(text) = (unsafe { self.lent(field, &text) })? else { return Ok(None) };
        T::named(text).map(Some).ok_or_else(|| {
            self.bad(field, format!("expected one of {}, found {text:?}", T::names()))
        })
    }

    /// A word of a closed list.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub(super) unsafe fn word<T: Word>(
        self,
        field: &'static str,
        text: Str,
    ) -> Result<T, BadRecord> {
        // SAFETY: the caller vouches for it.
        let word = unsafe { self.maybe_word(field, text) }?;
        word.ok_or_else(|| self.bad(field, "expected a text, found none"))
    }

    pub(super) fn number(self, field: &'static str, number: f64) -> Result<f64, BadRecord> {
        maybe_number(number).ok_or_else(|| self.bad(field, "expected a number, found none"))
    }

    pub(super) fn span(self, field: &'static str, span: Span) -> Result<Span, BadRecord> {
        match span.start <= span.end {
            true => Ok(span),
            false => Err(self.bad(field, format!("{span} ends before it starts"))),
        }
    }

    pub(super) fn maybe_span(
        self,
        field: &'static str,
        span: Span,
    ) -> Result<Option<Span>, BadRecord> {
        (span.start != NONE).then(|| self.span(field, span)).transpose()
    }

    pub(super) fn maybe_day(
        self,
        field: &'static str,
        day: Day,
    ) -> Result<Option<Date>, BadRecord> {
        let Day { year, month, day } = day;
        let date = (month != 0).then(|| Date::new(year, month, day)).transpose();
        date.map_err(|_| {
            self.bad(field, format!("{year}-{month}-{day} is not a day of the calendar"))
        })
    }

    pub(super) fn day(self, field: &'static str, day: Day) -> Result<Date, BadRecord> {
        self.maybe_day(field, day)?.ok_or_else(|| self.bad(field, "expected a day, found none"))
    }
}

/// Missing is NaN.
pub(super) fn maybe_number(number: f64) -> Option<f64> {
    (!number.is_nan()).then_some(number)
}

pub(super) fn number(number: Option<f64>) -> f64 {
    number.unwrap_or(f64::NAN)
}

pub(super) fn maybe_index(index: u32) -> Option<u32> {
    (index != NONE).then_some(index)
}

pub(super) fn index(index: Option<u32>) -> u32 {
    index.unwrap_or(NONE)
}

pub(super) fn span(span: Option<Span>) -> Span {
    span.unwrap_or(Span { start: NONE, end: NONE })
}

pub(super) fn day(date: Option<Date>) -> Day {
    date.map_or(Day { year: 0, month: 0, day: 0 }, |date| Day {
        year: date.year(),
        month: date.month(),
        day: date.day(),
    })
}

/// A value with a name, out of a closed list.
pub(super) trait Word: Copy + 'static {
    /// The value of that name.
    fn named(name: &str) -> Option<Self>;
    /// Every name, for messages.
    fn names() -> String;
}

macro_rules! words {
    ($($type:ident),+) => {$(
        impl Word for tidings_model::$type {
            fn named(name: &str) -> Option<Self> {
                Self::from_name(name)
            }

            fn names() -> String {
                Self::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ")
            }
        }
    )+};
}

words! {
    Anchor, Certainty, ClaimKind, Label, Mode, Modifier, Precision, Status, TimexType
}
