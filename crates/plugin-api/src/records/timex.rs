//! Time expressions across the border.

use tidings_model::{Reference, Timex};

use super::reading::{BadRecord, Reading, day};
use crate::abi::{self, Str};

const READ: Reading = Reading("timex");

impl abi::Timex {
    /// Lays a record out, borrowing its texts.
    #[must_use]
    pub fn of(record: &Timex) -> Self {
        Self {
            span: record.span,
            kind: Str::of(record.kind.as_str()),
            value: Str::of(&record.value),
            from: day(record.from),
            to: day(record.to),
            anchor: Str::of(record.anchor.as_str()),
            clock: Str::of(&record.clock),
            reference: abi::Reference::of(record.reference),
        }
    }

    /// Copies it into a record.
    ///
    /// # Errors
    /// If a field does not hold what it should.
    ///
    /// # Safety
    /// Its texts can be read.
    pub unsafe fn read(&self) -> Result<Timex, BadRecord> {
        // SAFETY: the caller vouches for the texts.
        unsafe {
            Ok(Timex {
                span: READ.span("span", self.span)?,
                kind: READ.word("kind", self.kind)?,
                value: READ.text("value", self.value)?,
                from: READ.maybe_day("from", self.from)?,
                to: READ.maybe_day("to", self.to)?,
                anchor: READ.word("anchor", self.anchor)?,
                reference: self.reference.read()?,
                clock: READ.maybe("clock", self.clock)?.unwrap_or_default(),
            })
        }
    }
}

impl abi::Reference {
    const NONE: Self = Self { len: 0, json: [0; 124] };

    /// The longest reference takes half of the room, as a test holds.
    fn of(reference: Option<Reference>) -> Self {
        let mut made = Self::NONE;
        let mut room = made.json.as_mut_slice();
        let written = reference.map(|reference| serde_json::to_writer(&mut room, &reference));
        let left = room.len();
        match written {
            Some(Ok(())) => Self { len: (made.json.len() - left) as u32, ..made },
            _ => Self::NONE,
        }
    }

    fn read(&self) -> Result<Option<Reference>, BadRecord> {
        let bad = |problem| BadRecord { record: "timex", field: "reference", problem };
        let json = self.json.get(..self.len as usize);
        let json = json.ok_or_else(|| bad(format!("{} bytes do not fit", self.len)))?;
        let read = (!json.is_empty()).then(|| serde_json::from_slice(json)).transpose();
        read.map_err(|error| bad(error.to_string()))
    }
}
