//! `bench runner`, its second half: what a call of a stage out of a library costs beyond its work.
//!
//! In this process a stage that does nothing is called, built in and across the C interface. In a
//! process of its own the example library is called, and in this one, about the same document.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Serialize;
use tidings_plugin_host::LoadError;
use tidings_plugin_host::overhead::{self, Isolation, MeasureError};

use crate::commands::plugin::second;

/// The library that is called in a process of its own.
const LIBRARY: &str = "percentages";
/// Most nanoseconds that a call across the C interface may cost over a built-in stage.
const ACROSS_NS: f64 = 50.0;
/// Most microseconds that a process of its own may add to a call about 3 KB.
const ISOLATED_US: f64 = 10.0;

/// What calls of stages out of libraries measured.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    built_in_ns: f64,
    across_ns: f64,
    most_across_ns: f64,
    most_isolated_us: f64,
    /// Nothing where the example library was not built.
    isolated: Option<Vec<Isolated>>,
    /// Why it is missing, and what to do.
    missing: Option<String>,
}

/// What a call about one document measured.
#[derive(Debug, Serialize)]
struct Isolated {
    bytes: usize,
    findings: usize,
    here_us: f64,
    there_us: f64,
    pipes_us: f64,
}

impl From<Isolation> for Isolated {
    fn from(it: Isolation) -> Self {
        let Isolation { bytes, findings, here_us, there_us, pipes_us } = it;
        Self { bytes, findings, here_us, there_us, pipes_us }
    }
}

pub(super) fn measure() -> Result<Measured> {
    let crossing = overhead::crossing()?;
    let (isolated, missing) = match overhead::isolation(&library()?, second()?) {
        Ok(measured) => (Some(measured.map(Isolated::from).into()), None),
        Err(MeasureError::Library(LoadError::Absent { .. })) => (None, Some(how_to_build())),
        Err(why) => return Err(why.into()),
    };
    Ok(Measured {
        built_in_ns: crossing.built_in_ns,
        across_ns: crossing.across_ns,
        most_across_ns: ACROSS_NS,
        most_isolated_us: ISOLATED_US,
        isolated,
        missing,
    })
}

/// Where cargo puts the example library: beside this program.
fn library() -> Result<PathBuf> {
    let program = std::env::current_exe().context("cannot find out where this program lies")?;
    Ok(program.with_file_name(LIBRARY))
}

fn how_to_build() -> String {
    let profile = if cfg!(debug_assertions) { "" } else { " --release" };
    format!(
        "not measured: the example library is not built; \
         `cargo build{profile} --package {LIBRARY}` builds it"
    )
}

/// The figures for a person.
pub(super) fn table(measured: &Measured) -> String {
    let Measured { built_in_ns, across_ns, most_across_ns, most_isolated_us, .. } = measured;
    let mut lines = vec![
        format!(
            "{:<36}{:>12}{:>12}{:>12}{:>12}   (nanoseconds a call)",
            "call of a stage in a library", "library", "built in", "overhead", "at most"
        ),
        format!(
            "{:<36}{across_ns:>12.1}{built_in_ns:>12.1}{:>12.1}{most_across_ns:>12.1}",
            "in this process, doing nothing",
            across_ns - built_in_ns
        ),
        String::new(),
        format!(
            "{:<36}{:>12}{:>12}{:>12}{:>12}{:>12}   (microseconds a call)",
            "in a process of its own", "there", "here", "overhead", "at most", "bare pipes"
        ),
    ];
    lines.extend(measured.isolated.iter().flatten().map(|it| {
        let Isolated { bytes, findings, here_us, there_us, pipes_us } = it;
        let document = format!("{bytes} bytes, {findings} findings");
        let overhead = there_us - here_us;
        format!(
            "{document:<36}{there_us:>12.2}{here_us:>12.2}{overhead:>12.2}{most_isolated_us:>12.2}\
             {pipes_us:>12.2}"
        )
    }));
    lines.extend(measured.missing.clone());
    lines.join("\n")
}
