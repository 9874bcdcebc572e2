//! The records of Tidings: documents, articles, what is found in them, and what many of them say.
//!
//! Everything that travels between stages is defined here, once: [`RawDocument`] becomes
//! [`Article`], [`Article`] becomes [`AnnotatedArticle`], and many of those become a [`View`].
//! Text is [`TracedText`]: any [`Span`] of it leads back to the raw bytes it came from. The columns
//! of every output table stand in [`table`]; file formats are derived from them elsewhere.
//!
//! Offsets are UTF-8 bytes, half-open, and fit in 32 bits: one document is at most 4 GiB, and
//! sources refuse far smaller ones by default.

mod annotated;
mod article;
mod claim;
mod document;
mod id;
mod mention;
mod published;
mod quantity;
mod reference;
mod reject;
mod span;
pub mod table;
mod tag;
mod timex;
mod traced;
mod view;

/// An enum whose variants have names of their own in tables, settings and JSON.
macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every value, in the order of its definition.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The name used in tables and JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// The value of that name, if there is one.
            #[must_use]
            pub fn from_name(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use named_enum;

pub use annotated::{AnnotatedArticle, BadFinding, Findings, Note, Token, TokenKind};
pub use article::{Article, Block, BlockKind, Form, PageVerdict, Removal, TextEdit};
pub use claim::{Bound, Certainty, Claim, ClaimKind, Mode, Speaker, Status};
pub use document::{MediaType, Metadata, RawDocument, Sha256, fact};
pub use id::{ArticleId, ClaimId, EntityId, FactId, StoryId};
pub use mention::{Label, Mention, Place, Precision};
pub use published::{Moment, Published, PublishedFrom};
pub use quantity::{Interval, Modifier, Quantity};
pub use reference::{Direction, Reference};
pub use reject::{Fate, Reject};
pub use span::Span;
pub use tag::{Penn, Tag, Upos};
pub use timex::{Anchor, Resolved, Timex, TimexType};
pub use traced::{Edit, EditError, Offsets, TracedBuilder, TracedText};
pub use view::{
    Alias, Cooccurrence, Copy, CopyKind, Entity, Fact, FactValue, Placement, SharedSpan, Story,
    TimelineEntry, Verdict, View,
};

pub use jiff::civil::{Date, Time};
