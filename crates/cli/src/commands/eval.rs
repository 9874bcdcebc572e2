//! `eval`: what the stages find in texts with known answers, scored.

mod names;
mod reliability;
mod treebank;

use std::io::Write as _;

use anyhow::Result;

use crate::Exit;
use crate::args::{Eval, Task};

pub(crate) use names::default_labels;

pub(crate) fn run(arguments: &Eval) -> Result<Exit> {
    let (told, json) = match arguments.task {
        Task::Names => names::score(&arguments.gold, &arguments.labels)?,
        Task::Sentences => treebank::sentences(&arguments.gold)?,
        Task::PartsOfSpeech => treebank::parts_of_speech(&arguments.gold)?,
    };
    let text = if arguments.json { format!("{json:#}\n") } else { told };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}
