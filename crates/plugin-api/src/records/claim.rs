//! Claims across the border.

use tidings_model::{Claim, Speaker};

use super::reading::{BadRecord, Reading, index, maybe_index, maybe_number, number, span};
use crate::abi::{self, Str};

const READ: Reading = Reading("claim");

impl abi::Claim {
    /// Lays a record out, borrowing its texts.
    #[must_use]
    pub fn of(record: &Claim) -> Self {
        let speaker = record.speaker.as_ref();
        Self {
            span: record.span,
            kind: Str::of(record.kind.as_str()),
            predicate: Str::of(&record.predicate),
            class: Str::maybe(record.class.as_deref()),
            actor: Str::maybe(record.actor.as_deref()),
            object: Str::maybe(record.object.as_deref()),
            value: number(record.value),
            low: number(record.low),
            high: number(record.high),
            unit: Str::maybe(record.unit.as_deref()),
            modifier: Str::maybe(record.modifier.map(|modifier| modifier.as_str())),
            time: index(record.time),
            period: index(record.period),
            place: index(record.place),
            quantity: index(record.quantity),
            speaker: Str::maybe(speaker.map(|speaker| speaker.name.as_str())),
            speaker_span: span(speaker.and_then(|speaker| speaker.span)),
            cue: span(record.cue),
            via: Str::maybe(record.via.as_deref()),
            mode: Str::maybe(record.mode.map(|mode| mode.as_str())),
            status: Str::of(record.status.as_str()),
            certainty: Str::of(record.certainty.as_str()),
            anonymous: speaker.is_some_and(|speaker| speaker.anonymous).into(),
        }
    }

    /// Copies it into a record.
    ///
    /// # Errors
    /// If a field does not hold what it should.
    ///
    /// # Safety
    /// Its texts can be read.
    pub unsafe fn read(&self) -> Result<Claim, BadRecord> {
        // SAFETY: the caller vouches for the texts.
        unsafe {
            Ok(Claim {
                span: READ.span("span", self.span)?,
                kind: READ.word("kind", self.kind)?,
                predicate: READ.text("predicate", self.predicate)?,
                class: READ.maybe("class", self.class)?,
                actor: READ.maybe("actor", self.actor)?,
                object: READ.maybe("object", self.object)?,
                value: maybe_number(self.value),
                low: maybe_number(self.low),
                high: maybe_number(self.high),
                unit: READ.maybe("unit", self.unit)?,
                modifier: READ.maybe_word("modifier", self.modifier)?,
                time: maybe_index(self.time),
                period: maybe_index(self.period),
                // No field of a record: a library's period is the whole stretch.
                bound: None,
                place: maybe_index(self.place),
                quantity: maybe_index(self.quantity),
                speaker: self.read_speaker()?,
                cue: READ.maybe_span("cue", self.cue)?,
                via: READ.maybe("via", self.via)?,
                mode: READ.maybe_word("mode", self.mode)?,
                status: READ.word("status", self.status)?,
                certainty: READ.word("certainty", self.certainty)?,
            })
        }
    }

    /// # Safety
    /// As for [`Self::read`].
    unsafe fn read_speaker(&self) -> Result<Option<Speaker>, BadRecord> {
        // SAFETY: the caller vouches for the texts.
        let name = unsafe { READ.maybe("speaker", self.speaker) }?;
        let span = READ.maybe_span("speaker_span", self.speaker_span)?;
        Ok(name.map(|name| Speaker { span, name, anonymous: self.anonymous != 0 }))
    }
}
