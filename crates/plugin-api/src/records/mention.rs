//! Names across the border.

use tidings_model::{Mention, Place};

use super::reading::{BadRecord, Reading, maybe_number, number};
use crate::abi::{self, Str};

const READ: Reading = Reading("mention");

impl abi::Mention {
    /// Lays a record out, borrowing its texts.
    #[must_use]
    pub fn of(record: &Mention) -> Self {
        let Mention { span, label, kind, canonical, confidence, place } = record;
        Self {
            span: *span,
            label: Str::of(label.as_str()),
            kind: Str::maybe(kind.as_deref()),
            canonical: Str::maybe(canonical.as_deref()),
            confidence: *confidence,
            lat: number(place.map(|place| place.lat)),
            lon: number(place.map(|place| place.lon)),
            precision: Str::maybe(place.map(|place| place.precision.as_str())),
        }
    }

    /// Copies it into a record.
    ///
    /// # Errors
    /// If a field does not hold what it should.
    ///
    /// # Safety
    /// Its texts can be read.
    pub unsafe fn read(&self) -> Result<Mention, BadRecord> {
        let lat = maybe_number(self.lat);
        // SAFETY: the caller vouches for the texts.
        unsafe {
            let place = |lat| -> Result<Place, BadRecord> {
                let lon = READ.number("lon", self.lon)?;
                Ok(Place { lat, lon, precision: READ.word("precision", self.precision)? })
            };
            Ok(Mention {
                span: READ.span("span", self.span)?,
                label: READ.word("label", self.label)?,
                kind: READ.maybe("kind", self.kind)?,
                canonical: READ.maybe("canonical", self.canonical)?,
                confidence: READ.number("confidence", self.confidence)?,
                place: lat.map(place).transpose()?,
            })
        }
    }
}
