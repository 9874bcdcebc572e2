//! What a stage in a library answers.

use tidings_model::{Claim, Fate, Mention, Quantity, Reject, Span, Timex, Token};

use crate::abi::{self, Str, TextField};
use crate::doc::Border;

/// Takes what an extractor finds.
///
/// A record that does not fit the article costs the article, with the stage named.
#[derive(Debug)]
pub struct Found<'a>(pub(crate) Border<'a>);

/// Hands a record to the host.
macro_rules! emit {
    ($(#[$meta:meta])* $method:ident, $function:ident: $record:ident) => {
        $(#[$meta])*
        pub fn $method(&mut self, record: &$record) {
            let Border { host, call } = self.0;
            let record = abi::$record::of(record);
            // SAFETY: the call is not over, and the host copies the record before it returns.
            let _taken = unsafe { (host.$function)(call, &raw const record) };
        }
    };
}

impl Found<'_> {
    /// Adds a sentence.
    pub fn sentence(&mut self, span: Span) {
        let Border { host, call } = self.0;
        // SAFETY: the call is not over.
        let _taken = unsafe { (host.emit_sentence)(call, span) };
    }

    /// Adds a token.
    pub fn token(&mut self, token: Token) {
        let Border { host, call } = self.0;
        // SAFETY: the call is not over.
        let _taken = unsafe { (host.emit_token)(call, token.span, token.kind as u8) };
    }

    emit! {
        /// Adds a name.
        mention, emit_mention: Mention
    }

    emit! {
        /// Adds a date, time or duration.
        timex, emit_timex: Timex
    }

    emit! {
        /// Adds a number.
        quantity, emit_quantity: Quantity
    }

    emit! {
        /// Adds a claim.
        claim, emit_claim: Claim
    }

    /// Notes a doubt about a span.
    pub fn note(&mut self, span: Span, text: &str) {
        self.0.note(span, text);
    }
}

/// Takes the changes a cleaner makes.
///
/// Spans count in the text as the stage was given it. Edits come in order and do not overlap.
#[derive(Debug)]
pub struct Edits<'a>(pub(crate) Border<'a>);

impl Edits<'_> {
    /// Cuts a span, with a short reason such as `repeated_caption`.
    pub fn cut(&mut self, span: Span, reason: &str) {
        self.edit(span, "", Str::of(reason));
    }

    /// Writes a span in another way, nothing lost.
    pub fn repair(&mut self, span: Span, with: &str) {
        self.edit(span, with, Str::MISSING);
    }

    /// Sets a text of the article, or takes it away.
    pub fn set(&mut self, field: TextField, value: Option<&str>) {
        let Border { host, call } = self.0;
        // SAFETY: the call is not over, and the host copies the text.
        let _taken = unsafe { (host.set)(call, field as u32, Str::maybe(value)) };
    }

    /// Notes a doubt about a span.
    pub fn note(&mut self, span: Span, text: &str) {
        self.0.note(span, text);
    }

    fn edit(&mut self, span: Span, with: &str, reason: Str) {
        let Border { host, call } = self.0;
        // SAFETY: the call is not over, and the host copies the texts.
        let _taken = unsafe { (host.edit)(call, span, Str::of(with), reason) };
    }
}

impl Border<'_> {
    fn note(&self, span: Span, text: &str) {
        // SAFETY: the call is not over, and the host copies the text.
        let _taken = unsafe { (self.host.note)(self.call, span, Str::of(text)) };
    }

    /// Ends the article here.
    pub(crate) fn reject(&self, reject: &Reject) {
        let end = match reject.fate {
            Fate::Dropped => self.host.drop,
            Fate::Failed => self.host.fail,
        };
        // SAFETY: the call is not over, and the host copies the texts.
        unsafe { end(self.call, Str::of(&reject.reason), Str::of(&reject.detail)) }
    }
}
