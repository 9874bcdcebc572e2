//! Numbers across the border.

use tidings_model::Quantity;

use super::reading::{BadRecord, Reading, maybe_number, number};
use crate::abi::{self, Str};

const READ: Reading = Reading("quantity");

impl abi::Quantity {
    /// Lays a record out, borrowing its texts.
    #[must_use]
    pub fn of(record: &Quantity) -> Self {
        Self {
            span: record.span,
            number: record.number,
            value: number(record.value),
            low: number(record.low),
            high: number(record.high),
            unit: Str::maybe(record.unit.as_deref()),
            dimension: Str::maybe(record.dimension.as_deref()),
            counted: Str::maybe(record.counted.as_deref()),
            head: Str::maybe(record.head.as_deref()),
            modifier: Str::of(record.modifier.as_str()),
        }
    }

    /// Copies it into a record.
    ///
    /// # Errors
    /// If a field does not hold what it should.
    ///
    /// # Safety
    /// Its texts can be read.
    pub unsafe fn read(&self) -> Result<Quantity, BadRecord> {
        // SAFETY: the caller vouches for the texts.
        unsafe {
            Ok(Quantity {
                span: READ.span("span", self.span)?,
                number: READ.span("number", self.number)?,
                value: maybe_number(self.value),
                low: maybe_number(self.low),
                high: maybe_number(self.high),
                unit: READ.maybe("unit", self.unit)?,
                dimension: READ.maybe("dimension", self.dimension)?,
                counted: READ.maybe("counted", self.counted)?,
                head: READ.maybe("head", self.head)?,
                modifier: READ.word("modifier", self.modifier)?,
            })
        }
    }
}
