//! `train`: weights of a shipped model, learned again from labelled text.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tidings_extract::{names, parts_of_speech};

use crate::Exit;
use crate::args::{Model, Train};

pub(crate) fn run(arguments: &Train) -> Result<Exit> {
    let weights = match arguments.model {
        Model::Names => names(arguments)?,
        Model::PartsOfSpeech => parts_of_speech(arguments)?,
    };
    fs::write(&arguments.out, &weights)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    let (out, size) = (arguments.out.display(), weights.len());
    writeln!(std::io::stdout(), "{out}: {size} bytes")?;
    Ok(Exit::Clean)
}

fn names(arguments: &Train) -> Result<Vec<u8>> {
    let read = |path: &PathBuf| Ok(names::train::documents(&text(path)?));
    let sets = files(arguments, "iob")?.iter().map(read).collect::<Result<Vec<_>>>()?;
    let recipe = names::Recipe { seed: arguments.seed, ..names::Recipe::default() };
    Ok(names::Names::train(&sets, recipe)?)
}

fn parts_of_speech(arguments: &Train) -> Result<Vec<u8>> {
    use parts_of_speech::train::{Recipe, sentences, train};
    let mut all = Vec::new();
    for path in files(arguments, "conllu")? {
        all.extend(sentences(&text(&path)?));
    }
    Ok(train(&all, Recipe { seed: arguments.seed, ..Recipe::default() }))
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The files to learn from, in order of name; with a list, those that it names and no others.
fn files(arguments: &Train, ending: &str) -> Result<Vec<PathBuf>> {
    let folder = &arguments.data;
    let listing = || format!("cannot list {}", folder.display());
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(listing)? {
        let path = entry.with_context(listing)?.path();
        if path.extension().is_some_and(|it| it == ending) {
            found.insert(path);
        }
    }
    if let Some(list) = &arguments.list {
        let wanted = text(list)?;
        let named = |line: &str| folder.join(line.trim()).with_extension(ending);
        let lines = wanted.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let wanted: BTreeSet<PathBuf> = lines.map(named).collect();
        if let Some(absent) = wanted.difference(&found).next() {
            bail!("{} names {}, which is not there", list.display(), absent.display());
        }
        found = wanted;
    }
    if found.is_empty() {
        bail!("{} holds no file that ends in .{ending}", folder.display());
    }
    Ok(found.into_iter().collect())
}
