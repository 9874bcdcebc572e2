//! `train`: weights of a shipped model, learned again from labelled text.

use std::collections::BTreeMap;
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
    let read = |(path, weight): &(PathBuf, f32)| {
        let documents = names::train::documents(&text(path)?);
        anyhow::Ok(names::train::Set { documents, weight: *weight })
    };
    let sets = files(arguments, "iob")?.iter().map(read).collect::<Result<Vec<_>>>()?;
    let recipe = names::Recipe { seed: arguments.seed, ..names::Recipe::default() };
    Ok(names::Names::train(&sets, recipe)?)
}

fn parts_of_speech(arguments: &Train) -> Result<Vec<u8>> {
    use parts_of_speech::train::{Recipe, sentences, train};
    let mut all = Vec::new();
    for (path, _) in files(arguments, "conllu")? {
        all.extend(sentences(&text(&path)?));
    }
    Ok(train(&all, Recipe { seed: arguments.seed, ..Recipe::default() }))
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The files to learn from, in order of name, each with its weight; with a list, those that it names
/// and no others.
fn files(arguments: &Train, ending: &str) -> Result<Vec<(PathBuf, f32)>> {
    let folder = &arguments.data;
    let listing = || format!("cannot list {}", folder.display());
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(listing)? {
        let path = entry.with_context(listing)?.path();
        if path.extension().is_some_and(|it| it == ending) {
            found.insert(path, 1.0);
        }
    }
    if let Some(list) = &arguments.list {
        let wanted = listed(&text(list)?, folder, ending)
            .with_context(|| format!("cannot use {}", list.display()))?;
        if let Some(absent) = wanted.keys().find(|path| !found.contains_key(*path)) {
            bail!("{} names {}, which is not there", list.display(), absent.display());
        }
        found = wanted;
    }
    if found.is_empty() {
        bail!("{} holds no file that ends in .{ending}", folder.display());
    }
    Ok(found.into_iter().collect())
}

/// The files that a list names, a line each, perhaps with a weight from 0 to 1: `gmb_agree 0.5`.
fn listed(list: &str, folder: &Path, ending: &str) -> Result<BTreeMap<PathBuf, f32>> {
    let mut files = BTreeMap::new();
    for (number, line) in list.lines().enumerate() {
        let mut words = line.split_whitespace();
        let Some(name) = words.next().filter(|name| !name.starts_with('#')) else { continue };
        let weight = words.next().map_or(Ok(1.0), str::parse::<f32>).ok();
        let weight = weight.filter(|weight| (0.0..=1.0).contains(weight) && words.next().is_none());
        let Some(weight) = weight else {
            bail!("line {}: expected a name and a weight from 0 to 1, found `{line}`", number + 1);
        };
        if files.insert(folder.join(name).with_extension(ending), weight).is_some() {
            bail!("line {}: `{name}` is listed twice; remove one", number + 1);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_files_and_their_weights() {
        let check = |list: &str| listed(list, Path::new("d"), "iob");
        let files = check("# two\n\nb 0.5\na\n").unwrap();
        let expected = [("d/a.iob".into(), 1.0), ("d/b.iob".into(), 0.5)];
        assert_eq!(files.into_iter().collect::<Vec<(PathBuf, f32)>>(), expected);
        for (list, told) in [
            ("a\na", "line 2: `a` is listed twice"),
            ("a 2", "line 1: expected a name and a weight from 0 to 1, found `a 2`"),
            ("a b", "line 1: expected"),
            ("a 1 2", "line 1: expected"),
        ] {
            let why = check(list).unwrap_err().to_string();
            assert!(why.contains(told), "{why}");
        }
    }
}
