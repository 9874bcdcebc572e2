//! Stages that are a command of the user's own, in any language: `use = "exec"`.
//!
//! The command is started in the folder of the pipeline file, with standard input and output to
//! Tidings. It is sent one JSON record a line, and answers each with one JSON record a line, in
//! order, before it is sent the next. Each worker that needs one has its own process; each process
//! first gets a trial record, whose answer is thrown away, so that what is wrong with the command is
//! found before the first document. What it writes to standard error goes to the log. When standard
//! input ends, it should end.
//!
//! The record: `id`, `uri`, `form` (`page` or `record`), `text`, `blocks` (`[{"kind", "span"}]`);
//! `source`, `url`, `title`, `byline`, `agency`, `published` (ISO 8601) and `language`, each a text
//! or null; and for an extractor the layers so far, `sentences`, `mentions`, `timexes`, `quantities`
//! and `claims`, with the fields of the records in `tidings_model`. A span is `{"start", "end"}`, in
//! bytes of the UTF-8 of the text.
//!
//! The answer of an extractor holds what it finds: any of `sentences`, `tokens`, `mentions`,
//! `timexes`, `quantities`, `claims`, in the same form, and `notes` (`[[SPAN, "text"]]`). The answer
//! of a cleaner: `edits` (`[{"span", "with", "reason"}]`, in order; without a reason nothing counts
//! as cut), `set` (texts of the article by name, null to take one away) and `notes`. Either may
//! instead answer `{"fail": "why"}` or `{"drop": "why"}`, and may repeat the record's `id`, which is
//! then checked.
//!
//! A process that dies, hangs or babbles costs only the article it was asked about, and the next
//! one gets a fresh process. Dying on an article after others is tried once more on a fresh one,
//! since the others may be to blame.

mod answer;
mod child;
mod clean;
mod command;
mod extract;
mod pool;
mod record;

pub use clean::ExecCleaner;
pub use extract::ExecExtractor;

use tidings_stage::{Default, Kind, Registry, Setting};

/// Lists the stages `exec`.
pub fn register(registry: &mut Registry) {
    registry.extractor::<ExecExtractor>();
    registry.cleaner::<ExecCleaner>();
}

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// The settings of both.
const SETTINGS: &[Setting] = &[
    Setting::new(
        "command",
        Kind::Texts,
        "The program and its arguments; relative paths start from the folder of the pipeline file.",
    )
    .required(),
    Setting::new(
        "files",
        Kind::Files,
        "Files that the command depends on, such as its script; when one changes, so does the pipeline.",
    ),
    Setting::new(
        "timeout_ms",
        Kind::Int { min: 1, max: DAY_MS },
        "Milliseconds an article may take; then the process is ended and the article rejected.",
    )
    .or(Default::Int(MINUTE_MS / 6)),
    Setting::new(
        "start_timeout_ms",
        Kind::Int { min: 1, max: DAY_MS },
        "Milliseconds a fresh process may take to answer its trial record.",
    )
    .or(Default::Int(MINUTE_MS)),
    Setting::new(
        "max_answer_bytes",
        Kind::Int { min: 1, max: 1 << 40 },
        "Most bytes of one answer; a longer one rejects the article.",
    )
    .or(Default::Int(16 << 20)),
];

const EXAMPLE: &str = "command = [\"python3\", \"shouting.py\"]";
