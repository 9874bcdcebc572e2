//! Which layers a stage out of a library sees: those that it says it reads.
//!
//! Wherever the stage runs, so that it finds the same in a process of its own, to which no layer
//! is sent in vain. Where it may stand in a pipeline depends on what it says it reads, too.

use tidings_model::{AnnotatedArticle, Claim, Mention, Quantity, Span, Timex, Token};
use tidings_stage::Field;

/// The layers that a stage sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sees(u8);

macro_rules! layers {
    ($($method:ident: $field:ident, $bit:literal, $record:ty;)+) => {
        impl Sees {
            /// The layers among these fields.
            pub(crate) fn of(reads: &[Field]) -> Self {
                let bit = |field: &Field| match field {
                    $(Field::$field => 1 << $bit,)+
                    _ => 0,
                };
                Self(reads.iter().map(bit).fold(0, |all, bit| all | bit))
            }

            $(
                /// The layer, or nothing of it.
                #[inline]
                pub(crate) fn $method(self, doc: &AnnotatedArticle) -> &[$record] {
                    if self.0 & 1 << $bit == 0 { &[] } else { &doc.$method }
                }
            )+
        }
    };
}

layers! {
    sentences: Sentences, 0, Span;
    tokens: Tokens, 1, Token;
    mentions: Mentions, 2, Mention;
    timexes: Timexes, 3, Timex;
    quantities: Quantities, 4, Quantity;
    claims: Claims, 5, Claim;
}
