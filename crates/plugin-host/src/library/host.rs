//! The host's side of the C interface: what a stage in a library asks, and how it answers.
//!
//! Each function looks at the call only for its own time, copies what it is handed, and never
//! panics: a panic could not leave it.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use tidings_model::{BlockKind, Reject, Span, Token, TokenKind};
use tidings_plugin_api::abi::{self, Call, Host, Str};
use tidings_plugin_api::{BadRecord, TextField};

use super::call::{About, Answer, InCall, Unfit};
use super::drafts::Drafts;
use crate::changes::{Changes, text};
use crate::fold::may_write;

/// Whether the run is being stopped.
static CANCELLED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Tells stages in libraries that the run is being stopped, so that long calls may end early. What
/// they answer after they asked does not count.
///
/// A stage in a process of its own learns it too.
pub fn cancel() {
    CANCELLED.store(true, Ordering::Relaxed);
}

/// What says so, for a handler of signals.
pub(crate) fn cancelled_flag() -> &'static Arc<AtomicBool> {
    &CANCELLED
}

/// Whether the run is being stopped.
pub(crate) fn is_cancelled() -> bool {
    CANCELLED.load(Ordering::Relaxed)
}

/// Whether this process serves a stage to another one, which has the log.
static SERVING: AtomicBool = AtomicBool::new(false);

/// What every call is handed.
pub(super) static HOST: Host = Host {
    size: size_of::<Host>(),
    major: abi::MAJOR,
    minor: abi::MINOR,
    field,
    metadata,
    published,
    block,
    mention,
    timex,
    quantity,
    claim,
    emit_sentence,
    emit_token,
    emit_mention,
    emit_timex,
    emit_quantity,
    emit_claim,
    begin_article,
    add_text,
    add_block,
    set_published,
    set_metadata,
    emit_digest,
    digest,
    row,
    emit_row,
    about,
    emit_file,
    edit,
    set,
    note,
    drop: drop_article,
    fail,
    log,
    cancelled,
};

/// # Safety
/// The call is one we handed out, and it is not over; no other reference to it is held.
unsafe fn asked<'c>(call: *const Call) -> &'c InCall<'c> {
    // SAFETY: every `Call` we hand out leads to an `InCall`.
    unsafe { &*call.cast::<InCall<'c>>() }
}

/// # Safety
/// As for [`asked`].
unsafe fn answered<'c>(call: *mut Call) -> &'c mut InCall<'c> {
    // SAFETY: every `Call` we hand out leads to an `InCall`, and one thread at a time may use it.
    unsafe { &mut *call.cast::<InCall<'c>>() }
}

fn field_of(number: u32) -> Option<TextField> {
    TextField::ALL.get(number as usize).copied()
}

unsafe extern "C" fn field(call: *const Call, field: u32) -> Str {
    // SAFETY: the library hands back the call it was given.
    let call = unsafe { asked(call) };
    let text = field_of(field).and_then(|field| match (&call.about, field) {
        (About::Document(raw), TextField::Uri) => Some(raw.uri.as_str()),
        _ => text(call.article()?, field),
    });
    Str::maybe(text)
}

unsafe extern "C" fn metadata(call: *const Call, name: Str) -> Str {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, name) = unsafe { (asked(call), name.get()) };
    let metadata = match call.about {
        About::Document(raw) => Some(&raw.metadata),
        _ => call.article().map(|article| &article.metadata),
    };
    Str::maybe(name.and_then(|name| metadata?.get(name)).map(String::as_str))
}

unsafe extern "C" fn published(call: *const Call, into: *mut abi::Moment) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a place to write to.
    unsafe {
        let published = asked(call).article().and_then(|article| article.published);
        fill(into, published.map(|published| abi::Moment::of(&published.at)))
    }
}

unsafe extern "C" fn block(call: *const Call, index: usize, into: *mut abi::Block) -> u8 {
    // SAFETY: as above.
    unsafe {
        let block = asked(call).article().and_then(|article| article.blocks.get(index));
        fill(
            into,
            block.map(|block| abi::Block { span: block.span, kind: Str::of(block.kind.as_str()) }),
        )
    }
}

/// A function that gives the record of an index in a layer.
macro_rules! ask {
    ($function:ident, $layer:ident: $record:ident) => {
        unsafe extern "C" fn $function(
            call: *const Call,
            index: usize,
            into: *mut abi::$record,
        ) -> u8 {
            // SAFETY: the library hands back the call it was given, and lends a place to write to.
            unsafe {
                let layers = asked(call).layers();
                let record = layers.and_then(|(doc, sees)| sees.$layer(doc).get(index));
                fill(into, record.map(abi::$record::of))
            }
        }
    };
}

ask! { mention, mentions: Mention }
ask! { timex, timexes: Timex }
ask! { quantity, quantities: Quantity }
ask! { claim, claims: Claim }

/// # Safety
/// The pointer leads to a place for the record, or is null.
unsafe fn fill<T>(into: *mut T, record: Option<T>) -> u8 {
    match record {
        Some(record) if !into.is_null() => {
            // SAFETY: not null, so the caller vouches for it.
            unsafe { into.write(record) };
            1
        }
        _ => 0,
    }
}

/// A function that takes a record over.
macro_rules! emit {
    ($function:ident, $name:literal, $layer:ident: $record:ident) => {
        unsafe extern "C" fn $function(call: *mut Call, record: *const abi::$record) -> u8 {
            // SAFETY: the library hands back the call it was given, and lends a record.
            unsafe {
                let read = match record.as_ref() {
                    Some(record) => record.read(),
                    None => {
                        Err(BadRecord { record: $name, field: "record", problem: "is null".into() })
                    }
                };
                answered(call).find(read, |found| &mut found.$layer).into()
            }
        }
    };
}

emit! { emit_mention, "mention", mentions: Mention }
emit! { emit_timex, "timex", timexes: Timex }
emit! { emit_quantity, "quantity", quantities: Quantity }
emit! { emit_claim, "claim", claims: Claim }

unsafe extern "C" fn emit_sentence(call: *mut Call, span: Span) -> u8 {
    // SAFETY: the library hands back the call it was given.
    unsafe { answered(call) }.find(whole("sentence", span), |found| &mut found.sentences).into()
}

unsafe extern "C" fn emit_token(call: *mut Call, span: Span, kind: u8) -> u8 {
    let known = TokenKind::ALL.get(usize::from(kind)).copied();
    let problem = || format!("there is no kind {kind} of token");
    let kind =
        known.ok_or_else(|| BadRecord { record: "token", field: "kind", problem: problem() });
    let token = whole("token", span).and_then(|span| Ok(Token { span, kind: kind? }));
    // SAFETY: the library hands back the call it was given.
    unsafe { answered(call) }.find(token, |found| &mut found.tokens).into()
}

unsafe extern "C" fn edit(call: *mut Call, span: Span, with: Str, reason: Str) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends texts.
    let (call, with, reason) =
        unsafe { (answered(call), owned("edit", with), maybe_owned("edit", reason)) };
    let edit = whole("edit", span).and_then(|span| Ok((span, with?, reason?)));
    call.change(edit, Changes::edit).into()
}

unsafe extern "C" fn set(call: *mut Call, field: u32, value: Str) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, value) = unsafe { (answered(call), maybe_owned("set", value)) };
    let settable = field_of(field).filter(|field| field.is_settable());
    let problem = || format!("field {field} is none that a cleaner can set");
    let field =
        settable.ok_or_else(|| BadRecord { record: "set", field: "field", problem: problem() });
    let text = field.and_then(|field| Ok((field, value?)));
    match call.answer {
        Answer::Articles(_) => call.draft(text, Drafts::set),
        _ => call.change(text, Changes::text),
    }
    .into()
}

unsafe extern "C" fn begin_article(call: *mut Call, part: Str, kept: u8) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, part) = unsafe { (answered(call), owned("article", part)) };
    call.draft(part.map(|part| (part, kept != 0)), Drafts::begin).into()
}

unsafe extern "C" fn add_text(call: *mut Call, text: Str, raw: Span) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, text) = unsafe { (answered(call), owned("text", text)) };
    call.draft(whole("text", raw).and_then(|raw| Ok((text?, raw))), Drafts::text).into()
}

unsafe extern "C" fn add_block(call: *mut Call, kind: Str, span: Span) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, kind) = unsafe { (answered(call), kind.lossy()) };
    let known = BlockKind::from_name(&kind).ok_or_else(|| BadRecord {
        record: "block",
        field: "kind",
        problem: format!("there is no kind `{kind}`"),
    });
    call.draft(whole("block", span).and_then(|span| Ok((known?, span))), Drafts::block).into()
}

unsafe extern "C" fn set_published(call: *mut Call, at: *const abi::Moment) -> u8 {
    let missing = || BadRecord { record: "published", field: "moment", problem: "is null".into() };
    // SAFETY: the library hands back the call it was given, and lends a moment.
    let (call, at) = unsafe { (answered(call), at.as_ref().map(|at| at.read())) };
    call.draft(at.unwrap_or_else(|| Err(missing())), Drafts::published).into()
}

unsafe extern "C" fn set_metadata(call: *mut Call, name: Str, json: Str) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends texts.
    let (call, name, json) =
        unsafe { (answered(call), owned("metadata", name), owned("metadata", json)) };
    call.draft(name.and_then(|name| Ok((name, json?))), Drafts::metadata).into()
}

unsafe extern "C" fn emit_digest(call: *mut Call, bytes: Str) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends bytes.
    let (call, bytes) = unsafe { (answered(call), bytes.bytes().unwrap_or_default()) };
    call.take(Ok(bytes), |answer, bytes| match answer {
        Answer::Digests(digests) => {
            digests.push(bytes.to_vec());
            Ok(())
        }
        _ => Err(Unfit::Misplaced("a digest", "an aggregator")),
    })
    .into()
}

unsafe extern "C" fn digest(call: *const Call, index: usize, into: *mut abi::Digest) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a place to write to.
    unsafe {
        let digest = match asked(call).about {
            About::All(digests, _) => digests.0.get(index),
            _ => None,
        };
        let lent = |(article, bytes): &(String, Vec<u8>)| abi::Digest {
            article: Str::of(article),
            bytes: Str { ptr: bytes.as_ptr(), len: bytes.len() },
        };
        fill(into, digest.map(lent))
    }
}

unsafe extern "C" fn row(call: *const Call, table: Str, index: usize) -> Str {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, table) = unsafe { (asked(call), table.get()) };
    let row = match call.about {
        About::All(_, tables) => table.and_then(|table| tables.row(table, index)),
        _ => None,
    };
    Str::maybe(row)
}

unsafe extern "C" fn emit_row(call: *mut Call, table: Str, json: Str) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends texts.
    let (call, table, json) = unsafe { (answered(call), owned("row", table), owned("row", json)) };
    call.take(table.and_then(|table| Ok((table, json?))), |answer, (table, json)| match answer {
        Answer::Rows(rows, writes) => {
            may_write(&table, writes).map_err(Unfit::Wrong)?;
            rows.push((table, json));
            Ok(())
        }
        _ => Err(Unfit::Misplaced("a row", "an aggregator")),
    })
    .into()
}

unsafe extern "C" fn about(call: *const Call, about: u32) -> Str {
    // SAFETY: the library hands back the call it was given.
    let call = unsafe { asked(call) };
    Str::maybe(match (&call.about, about) {
        (About::Document(raw), 0) => Some(raw.media.as_str()),
        (About::Output(place), 1) => Some(place.folder),
        (About::Output(place), 2) => Some(place.run),
        (About::Output(place), 3) => Some(place.table),
        _ => None,
    })
}

unsafe extern "C" fn emit_file(call: *mut Call, name: Str, rows: u64) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, name) = unsafe { (answered(call), owned("file", name)) };
    call.take(name.map(|name| (name, rows)), |answer, file| match answer {
        Answer::Files(files) => {
            files.push(file);
            Ok(())
        }
        _ => Err(Unfit::Misplaced("a file", "a sink")),
    })
    .into()
}

unsafe extern "C" fn note(call: *mut Call, span: Span, text: Str) -> u8 {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (call, text) = unsafe { (answered(call), owned("note", text)) };
    call.note(whole("note", span).and_then(|span| Ok((span, text?)))).into()
}

unsafe extern "C" fn drop_article(call: *mut Call, reason: Str, detail: Str) {
    // SAFETY: the library hands back the call it was given, and lends texts.
    let (call, reason, detail) = unsafe { (answered(call), reason.lossy(), detail.lossy()) };
    call.end(Reject { reason: reason.into(), ..Reject::dropped("", detail) });
}

unsafe extern "C" fn fail(call: *mut Call, reason: Str, detail: Str) {
    // SAFETY: the library hands back the call it was given, and lends texts.
    let (call, reason, detail) = unsafe { (answered(call), reason.lossy(), detail.lossy()) };
    call.end(Reject { reason: reason.into(), ..Reject::failed("", detail) });
}

unsafe extern "C" fn log(call: *mut Call, level: u32, text: Str) {
    // SAFETY: the library hands back the call it was given, and lends a text.
    let (stage, text) = unsafe { (asked(call).stage, text.lossy()) };
    match SERVING.load(Ordering::Relaxed) {
        true => pass_on(level, &text),
        false => log_here(stage, level, &text),
    }
}

/// From now on this process serves stages to another one, which has the log.
pub(crate) fn serve_others() {
    SERVING.store(true, Ordering::Relaxed);
}

/// Writes a line to the log, at a level of the interface.
pub(crate) fn log_here(stage: &str, level: u32, text: &str) {
    match level {
        0 | 1 => tracing::error!(stage, "{text}"),
        2 => tracing::warn!(stage, "{text}"),
        3 => tracing::info!(stage, "{text}"),
        _ => tracing::debug!(stage, "{text}"),
    }
}

/// Hands a line of the log to the process that this one serves.
fn pass_on(level: u32, text: &str) {
    let (level, text) = (level.clamp(1, 4), text.replace(['\n', '\r'], " "));
    // If nobody listens any more, this process ends soon.
    let _unheard = writeln!(std::io::stderr(), "<{level}>{text}");
}

unsafe extern "C" fn cancelled(call: *const Call) -> u8 {
    if is_cancelled() {
        // SAFETY: the library hands back the call it was given.
        unsafe { asked(call) }.cancelled.set(true);
    }
    is_cancelled().into()
}

fn whole(record: &'static str, span: Span) -> Result<Span, BadRecord> {
    let problem = || format!("{span} ends before it starts");
    let bad = || BadRecord { record, field: "span", problem: problem() };
    (span.start <= span.end).then_some(span).ok_or_else(bad)
}

/// # Safety
/// The text can be read.
unsafe fn maybe_owned(record: &'static str, text: Str) -> Result<Option<String>, BadRecord> {
    // SAFETY: the caller vouches for it.
    let Some(bytes) = (unsafe { text.bytes() }) else { return Ok(None) };
    let problem = || format!("expected UTF-8, found \"{}\"", bytes.escape_ascii());
    let bad = |_| BadRecord { record, field: "text", problem: problem() };
    std::str::from_utf8(bytes).map(|text| Some(text.to_owned())).map_err(bad)
}

/// # Safety
/// The text can be read.
unsafe fn owned(record: &'static str, text: Str) -> Result<String, BadRecord> {
    // SAFETY: the caller vouches for it.
    Ok(unsafe { maybe_owned(record, text) }?.unwrap_or_default())
}
