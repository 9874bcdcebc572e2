//! Reads word lists: the embedded ones, and those that a user adds.
//!
//! A lexicon file is TOML. What is wrong with it is found when a stage is built, and is told with
//! file and line.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use tidings_stage::{BuildError, Settings};
use toml::Spanned;

/// The setting by which a user adds lexicon files to a stage.
pub(crate) const SETTING: &str = "lexicon";

/// A lexicon file, read but not yet understood.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// A file that is part of the program; `name` is its name in `config/lexicon/`.
    pub(crate) fn embedded(name: &str, text: &str) -> Self {
        Self { path: Path::new("config/lexicon").join(name), text: text.to_owned() }
    }

    /// A user's file.
    pub(crate) fn read(path: &Path) -> Result<Self, BuildError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self { path: path.to_owned(), text }),
            Err(why) => Err(file_error(path, None, format!("cannot read the lexicon: {why}"))),
        }
    }

    /// The user's files that the setting [`SETTING`] names.
    pub(crate) fn of_user(settings: &Settings) -> Result<Vec<Self>, BuildError> {
        settings.paths(SETTING).iter().map(|path| Self::read(path)).collect()
    }

    /// The file as a value of `T`, which says what may stand in it.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, BuildError> {
        toml::from_str(&self.text).map_err(|why| match why.span() {
            Some(at) => self.error(at, why.message()),
            None => file_error(&self.path, None, why.message().to_owned()),
        })
    }

    /// Something wrong at a place of the file, in bytes.
    pub(crate) fn error(&self, at: Range<usize>, problem: impl Into<String>) -> BuildError {
        let before = self.text.as_bytes().iter().take(at.start);
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        file_error(&self.path, Some(line), problem.into())
    }
}

fn file_error(path: &Path, line: Option<usize>, problem: String) -> BuildError {
    BuildError::File { setting: SETTING, path: path.to_owned(), line, problem }
}

/// Refuses the second entry of one key in one file.
#[derive(Debug)]
pub(crate) struct Distinct<'a> {
    source: &'a Source,
    within: String,
    seen: BTreeSet<(String, String)>,
}

impl<'a> Distinct<'a> {
    /// Nothing seen of the file yet.
    pub(crate) fn new(source: &'a Source) -> Self {
        Self { source, within: String::new(), seen: BTreeSet::new() }
    }

    /// Tells where the keys to come belong; the same key may stand elsewhere.
    pub(crate) fn within(&mut self, place: &str) {
        place.clone_into(&mut self.within);
    }

    /// Takes note of a key, and gives it back without its place.
    pub(crate) fn take(&mut self, key: Spanned<String>) -> Result<String, BuildError> {
        let at = key.span();
        let key = key.into_inner();
        if key.trim().is_empty() {
            return Err(self.source.error(at, "expected a name, found an empty text"));
        }
        match self.seen.insert((self.within.clone(), key.clone())) {
            true => Ok(key),
            false => Err(self.source.error(at, format!("`{key}` is listed twice; remove one"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Words {
        words: Vec<Spanned<String>>,
    }

    fn load(text: &str) -> Result<Vec<String>, String> {
        let source = Source::embedded("words.toml", text);
        let words: Words = source.parse().map_err(|why| why.to_string())?;
        let mut distinct = Distinct::new(&source);
        let take = |word| distinct.take(word).map_err(|why: BuildError| why.to_string());
        words.words.into_iter().map(take).collect()
    }

    #[test]
    fn a_broken_file_is_told_with_its_line() {
        let check = |text, expected: &str| {
            let why = load(text).unwrap_err();
            assert!(why.starts_with("config/lexicon/words.toml:"), "{why}");
            assert!(why.contains(expected), "{why}");
        };
        check("words = [\n  \"a\",\n  \"a\",\n]", "toml:3: `a` is listed twice");
        check("words = [\n  \"a\",\n  \" \",\n]", "toml:3: expected a name");
        check("words = [\n  \"a\",\n  7,\n]", "toml:3: invalid type");
        check("words = [\"a\"]\nworms = []", "toml:2: unknown field");
        check("words = [\n\"a", "toml:2: ");
        assert_eq!(load("words = [\"a\", \"b\"]").unwrap(), ["a", "b"]);
    }

    #[test]
    fn an_absent_file_is_told_by_name() {
        let why = Source::read(Path::new("no/such.toml")).unwrap_err().to_string();
        assert!(why.starts_with("no/such.toml: cannot read the lexicon"), "{why}");
    }
}
