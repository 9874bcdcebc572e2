//! A document as a reader in a library sees it, and the articles it makes.

use tidings_model::{BlockKind, Form, MediaType, Moment, Span};

use crate::abi::{self, About, Level, Str, TextField, View};
use crate::doc::Border;

/// A document, read-only, for the time of one call.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    view: &'a View,
    border: Border<'a>,
}

impl<'a> Raw<'a> {
    pub(crate) fn new(view: &'a View, border: Border<'a>) -> Self {
        Self { view, border }
    }

    /// Its bytes, after decompression, before any charset was decoded.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        // SAFETY: the host lends the bytes for the call.
        unsafe { self.view.text.bytes() }.unwrap_or_default()
    }

    /// Its address.
    #[must_use]
    pub fn uri(&self) -> &'a str {
        let abi::Host { field, .. } = self.border.host;
        // SAFETY: the call is not over, and the host's texts are valid for it.
        unsafe { field(self.border.call, TextField::Uri as u32).get() }.unwrap_or_default()
    }

    /// What its bytes are.
    #[must_use]
    pub fn media(&self) -> MediaType {
        let named = self.border.about(About::Media).and_then(MediaType::from_name);
        named.unwrap_or(MediaType::Unknown)
    }

    /// Something that came with it, as JSON text.
    #[must_use]
    pub fn metadata(&self, name: &str) -> Option<&'a str> {
        // SAFETY: the call is not over, and the host's texts are valid for it.
        unsafe { (self.border.host.metadata)(self.border.call, Str::of(name)).get() }
    }

    /// Writes a line to the log of the run.
    pub fn log(&self, level: Level, text: &str) {
        // SAFETY: the call is not over, and the host does not keep the text.
        unsafe { (self.border.host.log)(self.border.call, level as u32, Str::of(text)) }
    }
}

/// Takes the articles of a document, one after the other.
#[derive(Debug)]
pub struct Articles<'a>(pub(crate) Border<'a>);

impl Articles<'_> {
    /// Begins an article; what follows is about it. `part` tells articles of one document apart,
    /// and is empty where there is only one.
    pub fn begin(&mut self, part: &str, form: Form) {
        let kept = u8::from(form == Form::Record);
        // SAFETY: the call is not over, and the host copies the text. So it is below.
        let _taken = unsafe { (self.0.host.begin_article)(self.0.call, Str::of(part), kept) };
    }

    /// Adds text that stands for a span of the document's bytes: those bytes themselves, or
    /// another writing of them. An empty span is for text that nothing stands behind.
    pub fn text(&mut self, text: &str, raw: Span) {
        // SAFETY: as above.
        let _taken = unsafe { (self.0.host.add_text)(self.0.call, Str::of(text), raw) };
    }

    /// Adds a block over a span of the article's text.
    pub fn block(&mut self, kind: BlockKind, span: Span) {
        let kind = Str::of(kind.as_str());
        // SAFETY: as above.
        let _taken = unsafe { (self.0.host.add_block)(self.0.call, kind, span) };
    }

    /// Sets a text of the article, such as its title.
    pub fn set(&mut self, field: TextField, value: &str) {
        // SAFETY: as above.
        let _taken = unsafe { (self.0.host.set)(self.0.call, field as u32, Str::of(value)) };
    }

    /// Says when it was published.
    pub fn published(&mut self, at: Moment) {
        let at = abi::Moment::of(&at);
        // SAFETY: as above.
        let _taken = unsafe { (self.0.host.set_published)(self.0.call, &raw const at) };
    }

    /// Keeps something else that came with the document, as JSON text.
    pub fn metadata(&mut self, name: &str, json: &str) {
        let (name, json) = (Str::of(name), Str::of(json));
        // SAFETY: as above.
        let _taken = unsafe { (self.0.host.set_metadata)(self.0.call, name, json) };
    }
}
