//! The conformance kit: tries a library with what a run may hand it, and says what to mend.
//!
//! Everything is tried in processes of the library's own first, so that nothing it does ends the
//! kit. Only a stage that has come through all of that is called here, to see whether it leaks.

mod probe;
mod texts;

use std::path::Path;

use tidings_model::Reject;
use tidings_stage::{Default, Entry, Kind, Setting, Settings, Value};

use crate::{Libraries, Second};
use probe::Probe;

/// What came of one check of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The stage, as `extract `percentages``; the library itself before its stages are known.
    pub stage: String,
    /// The check: `handshake`, `settings`, `builds`, `panic`, `crash`, `hang`, `records`, `error`,
    /// `determinism` or `leak`.
    pub check: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is fine.
    Passed,
    /// It could not be tried, and why.
    Skipped(String),
    /// It is not fine.
    Failed {
        /// What was found.
        found: String,
        /// How to mend it, unless what was found says so.
        mend: Option<&'static str>,
    },
}

fn failed(found: impl Into<String>, mend: &'static str) -> Outcome {
    Outcome::Failed { found: found.into(), mend: Some(mend) }
}

/// Tries every stage of a library, each when its turn comes: one that hangs takes its time.
pub fn conformance(library: &Path, second: Second) -> impl Iterator<Item = Verdict> {
    let (outcome, entries) = match Libraries::isolated(second).stages(library) {
        Err(why) => (Outcome::Failed { found: why.to_string(), mend: None }, Vec::new()),
        Ok(entries) => (Outcome::Passed, entries),
    };
    let stage = library.display().to_string();
    let tried = entries.into_iter().flat_map(|entry| of_stage(library, &entry));
    std::iter::once(Verdict { stage, check: "handshake", outcome }).chain(tried)
}

fn of_stage(library: &Path, entry: &Entry) -> Vec<Verdict> {
    let spec = entry.spec;
    let stage = format!("{} `{}`", spec.family, spec.name);
    let verdict = |(check, outcome)| Verdict { stage: stage.clone(), check, outcome };
    let mut outcomes = vec![("settings", settings(spec.about, spec.settings))];
    match built(entry) {
        Err(outcome) => outcomes.push(("builds", outcome)),
        Ok(probe) => {
            outcomes.push(("builds", Outcome::Passed));
            let answers = probe.answers(&texts::hostile());
            let tried = answered(&answers);
            let fine = tried.iter().all(|(_, outcome)| *outcome == Outcome::Passed);
            outcomes.extend(tried);
            outcomes.push(("determinism", determinism(entry, &answers)));
            outcomes.push(("leak", leak(library, entry, fine)));
        }
    }
    outcomes.into_iter().map(verdict).collect()
}

/// What a stage says of itself for the catalog and for the checks of pipeline files.
fn settings(about: &str, settings: &[Setting]) -> Outcome {
    let mend = "name settings in small letters with `_`, describe each in a sentence, and give \
                defaults that they accept";
    if !about.trim_end().ends_with('.') {
        return failed(format!("the stage is described as {about:?}, not by a sentence"), mend);
    }
    let wrong = settings.iter().find_map(|setting| {
        let name = setting.name;
        let odd = |it: char| !(it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
        if name.is_empty() || name.contains(odd) {
            return Some(format!("a setting is named `{name}`"));
        }
        if !setting.about.trim_end().ends_with('.') {
            return Some(format!("`{name}` is described as {:?}", setting.about));
        }
        let refused = !accepted(setting);
        refused.then(|| format!("the default of `{name}` is not {}", setting.kind.expectation()))
    });
    wrong.map_or(Outcome::Passed, |found| failed(found, mend))
}

/// Whether a setting accepts its own default.
fn accepted(setting: &Setting) -> bool {
    match (setting.kind, setting.default) {
        (Kind::Int { min, max }, Default::Int(value)) => (min..=max).contains(&value),
        (Kind::Float { min, max }, Default::Float(value)) => (min..=max).contains(&value),
        (Kind::Choice(words), Default::Text(word)) => words.contains(&word),
        _ => true,
    }
}

/// The stage with its default settings, in a process of its own.
fn built(entry: &Entry) -> Result<Probe, Outcome> {
    let required = |setting: &&Setting| setting.default == Default::Required;
    if let Some(setting) = entry.spec.settings.iter().find(required) {
        let why = format!("`{}` must be given; only its settings were tried", setting.name);
        return Err(Outcome::Skipped(why));
    }
    let mut settings = Settings::defaults(entry.spec.settings, ".");
    settings.set("time_limit_ms", Value::Int(TIME_LIMIT_MS));
    Probe::of(entry, &settings).map_err(|why| {
        failed(why, "let it build with its default settings, or make those required that it needs")
    })
}

/// Generous: no text of the kit is longer than a long page.
const TIME_LIMIT_MS: i64 = 5_000;

/// What the answers about hostile texts say of each danger.
fn answered(answers: &[Result<String, Reject>]) -> Vec<(&'static str, Outcome)> {
    let find = |danger: fn(&Reject) -> bool, mend: &'static str| {
        let hit = answers.iter().enumerate().find_map(|(at, answer)| match answer {
            Err(reject) if danger(reject) => Some((at, reject)),
            _ => None,
        });
        hit.map_or(Outcome::Passed, |(at, reject)| {
            failed(format!("at {}: {reject}", texts::name(at)), mend)
        })
    };
    vec![
        (
            "panic",
            find(
                |reject| reject.reason == "panic",
                "return `Err(Reject::failed(…))`, or leave a note; slice text only at places that \
                 a search gave",
            ),
        ),
        (
            "crash",
            find(
                |reject| {
                    matches!(&*reject.reason, "plugin_died" | "plugin_answer" | "plugin_start")
                },
                "look for an abort, an `exit`, unbounded recursion, a wild pointer, or memory that \
                 grows with the square of the text",
            ),
        ),
        (
            "hang",
            find(
                |reject| reject.reason == "plugin_silent",
                "look for a loop that does not move on, or for work that grows with the square of \
                 the text",
            ),
        ),
        (
            "records",
            find(
                |reject| {
                    matches!(&*reject.reason, "bad_record" | "bad_finding" | "too_many_records")
                },
                "spans count bytes, end where they start or later, and stand between characters; \
                 hand each finding over once",
            ),
        ),
        (
            "error",
            find(
                |reject| !is_short_name(&reject.reason),
                "give a reason to count by, in small letters with `_`, and the rest as detail",
            ),
        ),
    ]
}

fn is_short_name(reason: &str) -> bool {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    (1..=40).contains(&reason.len()) && reason.chars().all(fits)
}

/// Asks a fresh process again, from the back.
fn determinism(entry: &Entry, answers: &[Result<String, Reject>]) -> Outcome {
    let mut texts = texts::hostile();
    texts.reverse();
    let again = match built(entry) {
        Ok(probe) => probe.answers(&texts),
        Err(outcome) => return outcome,
    };
    let differs = answers.iter().zip(again.iter().rev()).position(|(one, other)| one != other);
    differs.map_or(Outcome::Passed, |at| {
        let found = format!("another answer the second time, at {}", texts::name(at));
        failed(
            found,
            "use no clock, no chance, no order of a hash map, and keep nothing from one document \
             for the next",
        )
    })
}

const CALLS: usize = 10_000;
/// The process may grow for other reasons; a leak grows it in every one of these rounds of calls.
const ROUNDS: usize = 4;
/// What the process may grow by in a round.
const ROOM_BYTES: u64 = 256 << 10;

fn leak(library: &Path, entry: &Entry, fine: bool) -> Outcome {
    if !fine {
        return Outcome::Skipped("it is called here only once the rest is fine".to_owned());
    }
    if resident().is_none() {
        return Outcome::Skipped("this system does not tell how much memory is in use".to_owned());
    }
    let spec = entry.spec;
    let here = match Libraries::trusted().load(library, spec.family, spec.name) {
        Ok(loaded) => loaded.entry,
        Err(why) => return Outcome::Skipped(why.to_string()),
    };
    let probe = match Probe::of(&here, &Settings::defaults(here.spec.settings, ".")) {
        Ok(probe) => probe,
        Err(why) => return Outcome::Skipped(why),
    };
    let text = texts::ordinary();
    let mut before = None;
    let mut grown = u64::MAX;
    for _ in 0..=ROUNDS {
        (0..CALLS / ROUNDS).for_each(|_| drop(probe.answer(&text)));
        let now = resident().unwrap_or_default();
        // The first round is for whatever is kept from the first call on.
        if let Some(before) = before.replace(now) {
            grown = grown.min(now.saturating_sub(before));
        }
    }
    match grown > ROOM_BYTES {
        false => Outcome::Passed,
        true => failed(
            format!("{grown} bytes more in use after every {} calls", CALLS / ROUNDS),
            "free what a call allocates; whatever is kept between calls must not grow",
        ),
    }
}

/// Bytes of memory that this process has in use.
fn resident() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = told.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
