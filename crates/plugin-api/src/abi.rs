//! The C interface between Tidings and a library of stages, as both sides lay it out.
//!
//! "Borrow in, call back out": a stage is handed a read-only [`View`] of an article that is valid
//! for the call, asks for the rest through [`Host`], and answers through [`Host`]. Nothing that one
//! side allocates is freed by the other: what a call hands over is copied before it returns. No
//! panic and no exception may leave a function of either side.
//!
//! A library exports one function, [`SYMBOL`], which gives a [`Plugin`] that lives as long as the
//! process. Magic, numbers and size stand at its front for ever, so that any two versions can tell
//! each other apart.
//!
//! What may change: [`MINOR`] grows when something is added to the end of [`Plugin`], [`Stage`],
//! [`View`] or [`Host`], each of which begins with or holds its size. [`MAJOR`] grows when anything
//! else changes. Records ([`Mention`] and the like) never grow; a new field needs a new function.
//!
//! Conventions: text is UTF-8 with its length, and may hold NUL; a missing text has a null pointer.
//! A missing number is NaN, a missing index or offset [`NONE`], a missing day has month 0. Words of
//! a closed list (`PER`, `at_least`) are text, by the names of the output tables. Yes is 1.

use std::ffi::CStr;

use serde::{Deserialize, Serialize};
use tidings_model::{Span, Token};

/// The function a library exports: `const tidings_plugin_v1 *tidings_plugin(void)`.
pub const SYMBOL: &CStr = c"tidings_plugin";
/// The first eight bytes of a [`Plugin`]: `TIDINGS` and a NUL.
pub const MAGIC: u64 = u64::from_le_bytes(*b"TIDINGS\0");
/// Changes when old libraries and new hosts no longer understand each other.
pub const MAJOR: u32 = 1;
/// Grows when something is added; a host serves every library of its minor version or an older one.
pub const MINOR: u32 = 0;
/// A missing index or offset.
pub const NONE: u32 = u32::MAX;

/// The type of the exported function.
pub type Entry = unsafe extern "C" fn() -> *const Plugin;

/// UTF-8 text that someone else owns.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Str {
    /// Its first byte; null for a missing text.
    pub ptr: *const u8,
    /// Its length in bytes.
    pub len: usize,
}

/// A list of texts that someone else owns.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Strs {
    /// The first of them.
    pub ptr: *const Str,
    /// How many there are.
    pub len: usize,
}

/// What a library says of itself.
#[derive(Debug)]
#[repr(C)]
pub struct Plugin {
    /// [`MAGIC`].
    pub magic: u64,
    /// The [`MAJOR`] it was built with.
    pub major: u32,
    /// The [`MINOR`] it was built with.
    pub minor: u32,
    /// Bytes of this struct, as the library knows it.
    pub size: usize,
    /// The version of what it was built with, for messages: `tidings-plugin-api 0.1.0`.
    pub sdk: Str,
    /// The hash of the columns of all tables, as the library knows them; 0 if it looks at none.
    pub schema: u64,
    /// Its stages.
    pub stages: *const *const Stage,
    /// How many there are.
    pub stage_count: usize,
}

/// A stage before it is built: what it says of itself, and how it is made.
#[derive(Debug)]
#[repr(C)]
pub struct Stage {
    /// Bytes of this struct, as the library knows it.
    pub size: usize,
    /// `read`, `clean`, `extract`, `aggregate` or `sink`.
    pub family: Str,
    /// Its name in a pipeline file.
    pub name: Str,
    /// What it does, in one sentence.
    pub about: Str,
    /// Lines of a pipeline file that use it.
    pub example: Str,
    /// The fields it cannot do without.
    pub reads: Strs,
    /// The fields it adds to.
    pub writes: Strs,
    /// Its settings, as a JSON list; see [`settings`](crate::settings).
    pub settings: Str,
    /// The media types that a reader reads; none for the other families.
    pub media: Strs,
    /// Builds it from settings, as a JSON object. Null if they make no sense, after saying why.
    pub build: unsafe extern "C" fn(settings: Str, say: Complain, to: *mut Building) -> *mut State,
    /// Frees a built stage.
    pub destroy: unsafe extern "C" fn(*mut State),
    /// Works on what the view shows: a document for a reader, an article for a cleaner and an
    /// extractor, an article to digest for an aggregator, a row in JSON for a sink. Called from any
    /// thread, from several at once; for a sink, one row after the other.
    pub run: Run,
    /// For a sink: names its files, before any is written. Else null.
    pub files: Option<Step>,
    /// For a sink: begins to write into an empty folder. Else null.
    pub begin: Option<Step>,
    /// For an aggregator: makes its rows out of all digests. For a sink: ends its files. Else null.
    pub finish: Option<Step>,
}

/// Says why a stage cannot be built: the setting that is wrong, or none, and the problem.
pub type Complain = unsafe extern "C" fn(to: *mut Building, setting: Str, problem: Str);

/// Works on what the view shows, and answers through the host before it returns.
pub type Run = unsafe extern "C" fn(*const State, *const View, *const Host, *mut Call);

/// Does something that no single document is at, and answers through the host before it returns.
pub type Step = unsafe extern "C" fn(*const State, *const Host, *mut Call);

/// A built stage; only its library knows what it is.
#[derive(Debug)]
#[repr(C)]
pub struct State {
    _opaque: [u8; 0],
}

/// A stage being built; only the host knows what it is.
#[derive(Debug)]
#[repr(C)]
pub struct Building {
    _opaque: [u8; 0],
}

/// One article in work; only the host knows what it is. Not to be used from another thread.
#[derive(Debug)]
#[repr(C)]
pub struct Call {
    _opaque: [u8; 0],
}

/// The part of what is in work that every stage looks at, where it lies.
#[derive(Debug)]
#[repr(C)]
pub struct View {
    /// Bytes of this struct, as the host knows it.
    pub size: usize,
    /// The text; for a reader the bytes of the document, which may be anything.
    pub text: Str,
    /// The sentences, in order.
    pub sentences: *const Span,
    /// How many there are.
    pub sentence_count: usize,
    /// The tokens, in order; `kind` is 0 for a word, 1 for a number, 2 for a mark.
    pub tokens: *const Token,
    /// How many there are.
    pub token_count: usize,
}

/// A text that an article has or may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u32)]
pub enum TextField {
    /// Its address; never missing.
    Uri = 0,
    /// Who put it out.
    Source = 1,
    /// Its address on the web.
    Url = 2,
    /// The headline.
    Title = 3,
    /// Who wrote it.
    Byline = 4,
    /// The news agency credited.
    Agency = 5,
    /// The part of the site.
    Section = 6,
    /// The publisher's name.
    Publisher = 7,
    /// The address the page calls its own.
    CanonicalUrl = 8,
    /// ISO 639-1 code of the language.
    Language = 9,
    /// `page` or `record`; never missing.
    Form = 10,
}

impl TextField {
    /// Every field; its number is its place.
    pub const ALL: [TextField; 11] = [
        Self::Uri,
        Self::Source,
        Self::Url,
        Self::Title,
        Self::Byline,
        Self::Agency,
        Self::Section,
        Self::Publisher,
        Self::CanonicalUrl,
        Self::Language,
        Self::Form,
    ];

    /// Its name in the output tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uri => "uri",
            Self::Source => "source",
            Self::Url => "url",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Agency => "agency",
            Self::Section => "section",
            Self::Publisher => "publisher",
            Self::CanonicalUrl => "canonical_url",
            Self::Language => "language",
            Self::Form => "form",
        }
    }

    /// Whether a cleaner may set it.
    #[must_use]
    pub const fn is_settable(self) -> bool {
        !matches!(self, Self::Uri | Self::Form)
    }
}

/// Something about the work that is not about an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum About {
    /// For a reader: the media type of the document.
    Media = 0,
    /// For a sink: the folder for its files.
    Folder = 1,
    /// For a sink: what `run.json` will say, as a JSON object.
    Run = 2,
    /// For a sink: the table of the row.
    Table = 3,
}

/// How grave a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Level {
    /// Something is wrong.
    Error = 1,
    /// Something may be wrong.
    Warn = 2,
    /// For a user who watches.
    Info = 3,
    /// For an author who looks for a mistake.
    Debug = 4,
}

/// What a stage can ask and answer during a call.
///
/// Functions that fill in a record give 1, or 0 past the end. Those that emit give 1 if the record
/// was taken; 0 means that it did not fit, and that the article will be rejected.
#[derive(Debug)]
#[repr(C)]
pub struct Host {
    /// Bytes of this struct, as the host knows it.
    pub size: usize,
    /// The [`MAJOR`] of the host.
    pub major: u32,
    /// The [`MINOR`] of the host.
    pub minor: u32,
    /// A text of the article, by its [`TextField`].
    pub field: unsafe extern "C" fn(*const Call, field: u32) -> Str,
    /// A JSON text of the article's metadata, by its name.
    pub metadata: unsafe extern "C" fn(*const Call, name: Str) -> Str,
    /// When it was published; 0 if that is not known.
    pub published: unsafe extern "C" fn(*const Call, *mut Moment) -> u8,
    /// The block of that index.
    pub block: unsafe extern "C" fn(*const Call, index: usize, *mut Block) -> u8,
    /// The mention of that index.
    pub mention: unsafe extern "C" fn(*const Call, index: usize, *mut Mention) -> u8,
    /// The timex of that index.
    pub timex: unsafe extern "C" fn(*const Call, index: usize, *mut Timex) -> u8,
    /// The quantity of that index.
    pub quantity: unsafe extern "C" fn(*const Call, index: usize, *mut Quantity) -> u8,
    /// The claim of that index.
    pub claim: unsafe extern "C" fn(*const Call, index: usize, *mut Claim) -> u8,
    /// Emits a sentence. For extractors, as are the five below.
    pub emit_sentence: unsafe extern "C" fn(*mut Call, Span) -> u8,
    /// Emits a token of kind 0, 1 or 2.
    pub emit_token: unsafe extern "C" fn(*mut Call, Span, kind: u8) -> u8,
    /// Emits a mention.
    pub emit_mention: unsafe extern "C" fn(*mut Call, *const Mention) -> u8,
    /// Emits a timex.
    pub emit_timex: unsafe extern "C" fn(*mut Call, *const Timex) -> u8,
    /// Emits a quantity.
    pub emit_quantity: unsafe extern "C" fn(*mut Call, *const Quantity) -> u8,
    /// Emits a claim.
    pub emit_claim: unsafe extern "C" fn(*mut Call, *const Claim) -> u8,
    /// Begins an article; what follows is about it. For readers, as are the four below. The part
    /// tells articles of one document apart; kept is 1 for a text that cleaners leave alone.
    pub begin_article: unsafe extern "C" fn(*mut Call, part: Str, kept: u8) -> u8,
    /// Adds to its text what stands for a span of the document's bytes; an empty span for a text
    /// that nothing stands behind.
    pub add_text: unsafe extern "C" fn(*mut Call, text: Str, raw: Span) -> u8,
    /// Adds a block of a kind, such as `paragraph`, over a span of its text.
    pub add_block: unsafe extern "C" fn(*mut Call, kind: Str, Span) -> u8,
    /// Says when it was published.
    pub set_published: unsafe extern "C" fn(*mut Call, *const Moment) -> u8,
    /// Keeps something else that came with the document, as JSON text.
    pub set_metadata: unsafe extern "C" fn(*mut Call, name: Str, json: Str) -> u8,
    /// Keeps bytes of an article until all were seen. For aggregators, as are the three below.
    pub emit_digest: unsafe extern "C" fn(*mut Call, bytes: Str) -> u8,
    /// The digest of that index, in order of the articles' identifiers.
    pub digest: unsafe extern "C" fn(*const Call, index: usize, *mut Digest) -> u8,
    /// A row of a table that earlier aggregators made, as JSON; missing past the end.
    pub row: unsafe extern "C" fn(*const Call, table: Str, index: usize) -> Str,
    /// Adds a row to a table, as JSON.
    pub emit_row: unsafe extern "C" fn(*mut Call, table: Str, json: Str) -> u8,
    /// Something about the work, by its [`About`].
    pub about: unsafe extern "C" fn(*const Call, about: u32) -> Str,
    /// Names a file within the folder, with the number of its rows. For sinks.
    pub emit_file: unsafe extern "C" fn(*mut Call, name: Str, rows: u64) -> u8,
    /// Writes another text over a span, empty to cut it, with a reason if something is lost. For
    /// cleaners; in order, not overlapping, counted in the text as the call was given it.
    pub edit: unsafe extern "C" fn(*mut Call, Span, with: Str, reason: Str) -> u8,
    /// Sets a text of the article, or takes it away. For readers and cleaners; not the address, not
    /// the form.
    pub set: unsafe extern "C" fn(*mut Call, field: u32, value: Str) -> u8,
    /// Notes a doubt about a span.
    pub note: unsafe extern "C" fn(*mut Call, Span, text: Str) -> u8,
    /// Leaves the article out: a short name to count by, and what is the matter.
    pub drop: unsafe extern "C" fn(*mut Call, reason: Str, detail: Str),
    /// Gives up on the article: a short name to count by, and what went wrong.
    pub fail: unsafe extern "C" fn(*mut Call, reason: Str, detail: Str),
    /// Writes a line to the log, at a [`Level`].
    pub log: unsafe extern "C" fn(*mut Call, level: u32, text: Str),
    /// Whether the run is being stopped, so that a long call may end early.
    pub cancelled: unsafe extern "C" fn(*const Call) -> u8,
}

/// What an aggregator kept of an article.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Digest {
    /// The article's identifier.
    pub article: Str,
    /// The bytes, which may be anything.
    pub bytes: Str,
}

/// A day; month 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Day {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// A day, and the time of day where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// 0 to 23; -1 where the time is not known.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59.
    pub second: i8,
    /// Whether the offset is known.
    pub has_offset: u8,
    /// Minutes ahead of UTC.
    pub offset_minutes: i16,
}

/// A stretch of the text that stands by itself.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// `title`, `paragraph`, ….
    pub kind: Str,
}

/// A name; see [`tidings_model::Mention`].
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// `PER`, `ORG`, `LOC` or `MISC`.
    pub label: Str,
    /// A finer kind, or missing.
    pub kind: Str,
    /// The name it stands for, or missing.
    pub canonical: Str,
    /// 0 to 1.
    pub confidence: f64,
    /// Latitude, or missing.
    pub lat: f64,
    /// Longitude, or missing.
    pub lon: f64,
    /// `city`, `region` or `country`; missing where the latitude is.
    pub precision: Str,
}

/// A time expression; see [`tidings_model::Timex`].
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Timex {
    /// Where it stands.
    pub span: Span,
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    pub kind: Str,
    /// The TIMEX3 value.
    pub value: Str,
    /// The first day, or missing.
    pub from: Day,
    /// The last day, or missing.
    pub to: Day,
    /// `none`, `published`, `text` or `story`.
    pub anchor: Str,
    /// What is added to the day's value; empty for nothing.
    pub clock: Str,
    /// How it hangs on an anchor.
    pub reference: Reference,
}

/// How a relative date hangs on its anchor: the JSON of a [`tidings_model::Reference`].
///
/// As in `{"day":-1}` or `{"weekday":{"day":2,"direction":"past","strict":false}}`. It lies in the
/// record itself, because nobody else would keep it.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Reference {
    /// Length of the JSON in bytes; 0 for no reference.
    pub len: u32,
    /// The JSON.
    pub json: [u8; 124],
}

/// A number; see [`tidings_model::Quantity`].
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Quantity {
    /// Where hedge, number and noun stand.
    pub span: Span,
    /// Where the number alone stands.
    pub number: Span,
    /// The number, or missing.
    pub value: f64,
    /// The lowest value meant, or missing.
    pub low: f64,
    /// The highest value meant, or missing.
    pub high: f64,
    /// The unit, or missing.
    pub unit: Str,
    /// Its dimension, or missing.
    pub dimension: Str,
    /// The counted noun, or missing.
    pub counted: Str,
    /// Its head, or missing.
    pub head: Str,
    /// `exact`, `at_least`, ….
    pub modifier: Str,
}

/// One thing said; see [`tidings_model::Claim`].
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Claim {
    /// The words that carry the value.
    pub span: Span,
    /// `count`, `date`, `place`, `event` or `statement`.
    pub kind: Str,
    /// The lemma of the verb or noun.
    pub predicate: Str,
    /// The predicate's class, or missing.
    pub class: Str,
    /// Who did it, or missing.
    pub actor: Str,
    /// What it was done to, or missing.
    pub object: Str,
    /// The value, or missing.
    pub value: f64,
    /// The lowest value meant, or missing.
    pub low: f64,
    /// The highest value meant, or missing.
    pub high: f64,
    /// The unit or head noun, or missing.
    pub unit: Str,
    /// The hedge, or missing.
    pub modifier: Str,
    /// An index into the timexes, or [`NONE`].
    pub time: u32,
    /// An index into the timexes, or [`NONE`].
    pub period: u32,
    /// An index into the mentions, or [`NONE`].
    pub place: u32,
    /// An index into the quantities, or [`NONE`].
    pub quantity: u32,
    /// The fullest name of the speaker; missing for no speaker.
    pub speaker: Str,
    /// The words that name the speaker; its start is [`NONE`] where there are none.
    pub speaker_span: Span,
    /// The words that mark the speech; its start is [`NONE`] where there are none.
    pub cue: Span,
    /// Who passed it on, or missing.
    pub via: Str,
    /// `direct`, `indirect` or `mixed`, or missing.
    pub mode: Str,
    /// `actual`, `planned`, ….
    pub status: Str,
    /// `asserted`, `reported`, ….
    pub certainty: Str,
    /// Whether the speaker's name is kept back.
    pub anonymous: u8,
}
