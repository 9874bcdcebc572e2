//! The day of an hour that names none: `It burned on Saturday night, a spokesman said on Sunday. At
//! around 10 p.m. …`.
//!
//! Such an hour is of the day last told of. The day on which somebody spoke is not one, and where a
//! part of a day was named that holds the hour, in the sentences before, it is of that day.

use jiff::civil::Date;
use tidings_model::{Reference, Timex};

use super::lexicon::Link;
use super::reader::{Found, Reader};
use super::value::Meaning;

/// A part of a day further back than so many bytes is forgotten.
const NEAR: u32 = 600;

/// The days told of so far.
#[derive(Debug, Default)]
pub(super) struct Hours {
    last: Option<Date>,
    /// Whether a sentence ended after that.
    apart: bool,
    part: Option<Part>,
}

/// A part of a day: `Saturday night`.
#[derive(Debug)]
struct Part {
    day: Date,
    clock: String,
    end: u32,
}

/// An hour that names no day.
pub(super) fn is_bare(found: &Found) -> bool {
    let of_spoken = found.meaning == Meaning::Follows(Reference::Day(0));
    of_spoken && hour(&found.clock).is_some()
}

/// The hour of `T22:00`; none of `TNI`.
fn hour(clock: &str) -> Option<u32> {
    clock.strip_prefix('T')?.get(..2)?.parse().ok()
}

impl Part {
    /// Whether the hour lies in it.
    fn holds(&self, hour: u32) -> bool {
        match self.clock.as_str() {
            "TMO" => (0..12).contains(&hour),
            "TAF" => (12..19).contains(&hour),
            "TEV" => (16..=24).contains(&hour),
            "TNI" => (18..=24).contains(&hour),
            _ => false,
        }
    }
}

impl Hours {
    /// The day of an hour at some byte of the text.
    pub(super) fn day(&self, clock: &str, start: u32) -> Option<Date> {
        let hour = hour(clock)?;
        let near = |part: &&Part| start.saturating_sub(part.end) <= NEAR && part.holds(hour);
        let part = self.part.as_ref().filter(|_| self.apart).filter(near);
        part.map(|part| part.day).or(self.last)
    }

    /// Whether sentences end between the last expression and this one.
    pub(super) fn pass(&mut self, reader: &Reader<'_>, last: Option<&Found>, first: usize) {
        let from = last.map_or(first, |last| last.end);
        self.apart |= (from..=first).any(|i| reader.atoms.at(i).opens);
    }

    /// Remembers a day that was told of.
    pub(super) fn see(&mut self, reader: &Reader<'_>, found: &Found, timex: &Timex) {
        let Some(day) = timex.from.filter(|_| timex.from == timex.to) else { return };
        if is_bare(found) || is_of_speech(reader, found.first) {
            return;
        }
        (self.last, self.apart) = (Some(day), false);
        if found.clock.len() > 1 && hour(&found.clock).is_none() {
            self.part = Some(Part { day, clock: found.clock.clone(), end: timex.span.end });
        }
    }
}

/// `said Sunday`, `said on Sunday`.
fn is_of_speech(reader: &Reader<'_>, first: usize) -> bool {
    let before = first - usize::from(reader.follows(first, Link::On));
    reader.follows(before, Link::Spoke)
}
