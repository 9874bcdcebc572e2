//! The settings that every stage out of a library has, whoever wrote it.

use std::time::Duration;

use tidings_stage::{Default, Kind, Setting, Settings};

const DAY_MS: i64 = 24 * 60 * 60_000;
const TEN_SECONDS_MS: i64 = 10_000;

/// The settings; by default libraries are isolated where they can be.
pub(crate) fn settings(can_isolate: bool) -> Vec<Setting> {
    let isolation = Default::Text(if can_isolate { "process" } else { "none" });
    let default = |setting: &Setting| match setting.name {
        "isolation" => setting.or(isolation),
        _ => *setting,
    };
    SETTINGS.iter().map(default).collect()
}

/// Whether it is one of these settings.
pub(crate) fn is_ours(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.name == name)
}

const SETTINGS: &[Setting] = &[
    Setting::new(
        "isolation",
        Kind::Choice(&["process", "none"]),
        "Where the library runs: in a process of its own, or in ours, faster, if you trust it.",
    ),
    Setting::new(
        "time_limit_ms",
        Kind::Int { min: 1, max: DAY_MS },
        "Milliseconds a document may take in a process of its own; past them the process is ended.",
    )
    .or(Default::Int(TEN_SECONDS_MS)),
    Setting::new(
        "memory_limit_mb",
        Kind::Int { min: 64, max: 1 << 24 },
        "Most MiB of address space of a process of its own; what it asks for beyond is refused.",
    )
    .or(Default::Int(4096)),
    Setting::new(
        "max_restarts",
        Kind::Int { min: 0, max: 1_000_000 },
        "How many of its processes may die in a run; one more stops it, and --resume counts anew.",
    )
    .or(Default::Int(1000)),
];

/// What a process of its own is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Whether the stage runs in a process of its own at all.
    pub(crate) isolated: bool,
    pub(super) time: Duration,
    pub(super) memory_bytes: u64,
    pub(super) restarts: u64,
}

impl Limits {
    /// The limits in the settings of a stage.
    pub(crate) fn of(settings: &Settings) -> Self {
        let number = |name| settings.int(name).unsigned_abs();
        Self {
            isolated: settings.text("isolation") == Some("process"),
            time: Duration::from_millis(number("time_limit_ms")),
            memory_bytes: number("memory_limit_mb") << 20,
            restarts: number("max_restarts"),
        }
    }
}
