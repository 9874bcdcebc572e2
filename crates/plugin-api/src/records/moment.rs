//! Days and times of day across the border.

use tidings_model::{Moment, Time};

use super::reading::{BadRecord, Reading, day};
use crate::abi;

const READ: Reading = Reading("moment");

impl abi::Moment {
    /// Nothing filled in yet.
    pub const UNKNOWN: Self = Self {
        day: abi::Day { year: 0, month: 0, day: 0 },
        hour: -1,
        minute: 0,
        second: 0,
        has_offset: 0,
        offset_minutes: 0,
    };

    /// Lays a record out.
    #[must_use]
    pub fn of(record: &Moment) -> Self {
        let clock = |part: fn(Time) -> i8, without| record.time.map_or(without, part);
        Self {
            day: day(Some(record.date)),
            hour: clock(Time::hour, -1),
            minute: clock(Time::minute, 0),
            second: clock(Time::second, 0),
            has_offset: record.offset_minutes.is_some().into(),
            offset_minutes: record.offset_minutes.unwrap_or(0),
        }
    }

    /// Copies it into a record.
    ///
    /// # Errors
    /// If it is no time of the calendar.
    ///
    /// # Safety
    /// Always safe; marked so only to be used like the other records.
    pub unsafe fn read(&self) -> Result<Moment, BadRecord> {
        let time = (self.hour >= 0).then(|| Time::new(self.hour, self.minute, self.second, 0));
        let bad = |_| BadRecord {
            record: "moment",
            field: "hour",
            problem: format!("{}:{}:{} is not a time of day", self.hour, self.minute, self.second),
        };
        Ok(Moment {
            date: READ.day("day", self.day)?,
            time: time.transpose().map_err(bad)?,
            offset_minutes: (self.has_offset != 0).then_some(self.offset_minutes),
        })
    }
}
