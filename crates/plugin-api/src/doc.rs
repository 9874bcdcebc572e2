//! An article as a stage in a library sees it.

use tidings_model::{Block, BlockKind, Claim, Mention, Moment, Quantity, Span, Timex, Token};

use crate::abi::{self, Call, Host, Level, Str, TextField, View};

/// The host during one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Border<'a> {
    pub(crate) host: &'a Host,
    pub(crate) call: *mut Call,
}

/// An article, read-only, for the time of one call.
///
/// Text, sentences and tokens are borrowed where they lie and cost nothing; the other layers are
/// copied as they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Doc<'a> {
    view: &'a View,
    border: Border<'a>,
}

/// Walks a layer: asks the host for one record after the other, until there is none.
macro_rules! layer {
    ($(#[$meta:meta])* $method:ident, $function:ident: $record:ident) => {
        $(#[$meta])*
        pub fn $method(&self) -> impl Iterator<Item = $record> + use<'a> {
            let Border { host, call } = self.border;
            (0..).map_while(move |index| {
                let mut record = std::mem::MaybeUninit::<abi::$record>::uninit();
                // SAFETY: the host fills the record in before it gives 1; its texts are valid for
                // the call, and `read` copies them.
                unsafe {
                    match (host.$function)(call, index, record.as_mut_ptr()) {
                        0 => None,
                        _ => record.assume_init().read().ok(),
                    }
                }
            })
        }
    };
}

impl<'a> Doc<'a> {
    /// A view that the host lends for the call of the border.
    pub(crate) fn new(view: &'a View, border: Border<'a>) -> Self {
        Self { view, border }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        let Str { ptr, len } = self.view.text;
        // SAFETY: the host gives UTF-8 that lies still for the call; checking it again would cost
        // more than the call itself.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(ptr, len)) }
    }

    /// The words of a span.
    ///
    /// # Panics
    /// If the span is not on character boundaries of the text.
    #[must_use]
    #[expect(clippy::string_slice, reason = "as the doc says, spans are on character boundaries")]
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text()[span.range()]
    }

    /// The sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &'a [Span] {
        // SAFETY: the host gives the layer as it lies, for the call.
        unsafe { list(self.view.sentences, self.view.sentence_count) }
    }

    /// The tokens, in order.
    #[must_use]
    pub fn tokens(&self) -> &'a [Token] {
        // SAFETY: the same; both sides know the same kinds, or the major version would differ.
        unsafe { list(self.view.tokens, self.view.token_count) }
    }

    /// The address of the document.
    #[must_use]
    pub fn uri(&self) -> &'a str {
        self.field(TextField::Uri).unwrap_or_default()
    }

    /// The headline.
    #[must_use]
    pub fn title(&self) -> Option<&'a str> {
        self.field(TextField::Title)
    }

    /// One of the texts that an article has or may have.
    #[must_use]
    pub fn field(&self, field: TextField) -> Option<&'a str> {
        let Border { host, call } = self.border;
        // SAFETY: the call is not over, and the host's texts are valid for it.
        unsafe { (host.field)(call, field as u32).get() }
    }

    /// Something else that came with the document, as JSON text.
    #[must_use]
    pub fn metadata(&self, name: &str) -> Option<&'a str> {
        let Border { host, call } = self.border;
        // SAFETY: the same; the host does not keep the name.
        unsafe { (host.metadata)(call, Str::of(name)).get() }
    }

    /// When it was published.
    #[must_use]
    pub fn published(&self) -> Option<Moment> {
        let Border { host, call } = self.border;
        let mut moment = abi::Moment::UNKNOWN;
        // SAFETY: the call is not over, and the host writes nothing but the moment.
        unsafe {
            match (host.published)(call, &raw mut moment) {
                0 => None,
                _ => moment.read().ok(),
            }
        }
    }

    /// The parts of the text, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + use<'a> {
        let Border { host, call } = self.border;
        (0..).map_while(move |index| {
            let mut block = abi::Block { span: Span::new(0, 0), kind: Str::MISSING };
            // SAFETY: the call is not over, and the host's texts are valid for it.
            let kind = unsafe {
                match (host.block)(call, index, &raw mut block) {
                    0 => None,
                    _ => block.kind.get(),
                }
            };
            Some(Block { kind: BlockKind::from_name(kind?)?, span: block.span })
        })
    }

    layer! {
        /// The names found so far, in order of place.
        mentions, mention: Mention
    }

    layer! {
        /// The dates, times and durations found so far, in order of place.
        timexes, timex: Timex
    }

    layer! {
        /// The numbers found so far, in order of place.
        quantities, quantity: Quantity
    }

    layer! {
        /// The claims found so far, in order of place.
        claims, claim: Claim
    }

    /// Whether the run is being stopped, so that a long call may end early.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        let Border { host, call } = self.border;
        // SAFETY: the call is not over.
        unsafe { (host.cancelled)(call) != 0 }
    }

    /// Writes a line to the log of the run.
    pub fn log(&self, level: Level, text: &str) {
        let Border { host, call } = self.border;
        // SAFETY: the call is not over, and the host does not keep the text.
        unsafe { (host.log)(call, level as u32, Str::of(text)) }
    }
}

/// # Safety
/// The pointer leads to `len` values that lie still for `'a`, unless there are none.
unsafe fn list<'a, T>(ptr: *const T, len: usize) -> &'a [T] {
    match len {
        0 => &[],
        // SAFETY: there is a value, so the caller vouches for it.
        len => unsafe { std::slice::from_raw_parts(ptr, len) },
    }
}
