//! How a run was asked for: written into `run.json`, and asked again later.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser as _;
use tidings_runner::{Call, RunRecord};

use crate::args::{Arguments, Chosen, Command};

/// The words that say which pipeline, and how it differs from its file.
pub(super) fn of(chosen: &Chosen) -> Call {
    let mut arguments = vec![chosen.pipeline.to_string_lossy().into_owned()];
    arguments.extend(chosen.input.iter().map(|path| format!("--input={path}")));
    arguments.extend(chosen.set.iter().map(|(key, value)| format!("--set={key}={value}")));
    arguments.extend(chosen.tables.iter().map(|format| format!("--tables={format}")));
    arguments.extend(chosen.threads.iter().map(|threads| format!("--threads={threads}")));
    arguments.extend(chosen.limit.iter().map(|limit| format!("--limit={limit}")));
    let folder = std::env::current_dir().unwrap_or_default();
    Call { folder: folder.to_string_lossy().into_owned(), arguments }
}

/// A finished run, and how it was asked for.
pub(super) struct Asked {
    /// The output folder, wherever the program stands.
    pub(super) out: PathBuf,
    pub(super) record: RunRecord,
    pub(super) chosen: Chosen,
}

/// Reads how a finished run was asked for, and goes to where that was.
pub(super) fn again(out: &Path) -> Result<Asked> {
    let out = std::path::absolute(out)?;
    let path = out.join("run.json");
    let run = std::fs::read(&path).with_context(|| {
        format!("cannot read {}; is it the output folder of a finished run?", path.display())
    })?;
    let not_whole = || format!("{} is not whole", path.display());
    let record: RunRecord = serde_json::from_slice(&run).with_context(not_whole)?;
    let Some(call) = record.timing.as_ref().and_then(|timing| timing.call.clone()) else {
        bail!("{} does not say how the run was asked for", path.display());
    };
    let words = ["tidings".to_owned(), "run".to_owned()].into_iter().chain(call.arguments);
    let Ok(Arguments { command: Command::Run(run), .. }) = Arguments::try_parse_from(words) else {
        bail!("{} does not say how the run was asked for", path.display());
    };
    std::env::set_current_dir(&call.folder)
        .with_context(|| format!("cannot go to {}, where the run was made", call.folder))?;
    Ok(Asked { out, record, chosen: run.chosen })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_can_be_asked_again() {
        let words = ["tidings", "run", "p.toml", "--input", "a b", "--input=-x", "--set", "a=b=c"];
        let more = ["--tables", "jsonl", "--threads", "3", "--limit", "7"];
        let parse = |words: &[String]| match Arguments::try_parse_from(words).unwrap().command {
            Command::Run(run) => run.chosen,
            other => panic!("{other:?}"),
        };
        let words: Vec<String> = words.iter().chain(&more).map(|x| (*x).to_owned()).collect();
        let chosen = parse(&words);
        let again = [vec!["tidings".to_owned(), "run".to_owned()], of(&chosen).arguments].concat();
        assert_eq!(format!("{chosen:?}"), format!("{:?}", parse(&again)));
        assert_eq!(chosen.limit, Some(7));
    }
}
