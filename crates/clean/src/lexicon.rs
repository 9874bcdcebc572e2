//! Word lists: built in, and extended by files that a pipeline names.

use std::path::Path;

use serde::de::DeserializeOwned;
use tidings_stage::{BuildError, Kind, Setting, Settings};

/// The setting that names further word lists; every stage with a lexicon has it.
pub(crate) const SETTING: Setting = Setting::new(
    "lexicon",
    Kind::Files,
    "Further word lists, in the form of the built-in one in `config/lexicon`.",
);

/// A word list that another of the same form can be added to.
pub(crate) trait Lexicon: DeserializeOwned {
    /// Adds what another list holds.
    fn extend(&mut self, more: Self);
}

/// The built-in list with the files of a setting added to it.
///
/// # Errors
/// If a file cannot be read, or is not of this form; the message names file and line.
pub(crate) fn load<T: Lexicon>(
    built_in: &str,
    setting: &'static str,
    settings: &Settings,
) -> Result<T, BuildError> {
    let mut all: T = parse(built_in, setting, Path::new("built-in lexicon"))?;
    for path in settings.paths(setting) {
        let text = std::fs::read_to_string(path)
            .map_err(|why| bad_file(path, setting, None, format!("cannot be read: {why}")))?;
        all.extend(parse(&text, setting, path)?);
    }
    Ok(all)
}

fn parse<T: Lexicon>(text: &str, setting: &'static str, path: &Path) -> Result<T, BuildError> {
    toml::from_str(text).map_err(|why| {
        let before = why.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        bad_file(path, setting, line, why.message().to_owned())
    })
}

fn bad_file(
    path: &Path,
    setting: &'static str,
    line: Option<usize>,
    problem: String,
) -> BuildError {
    BuildError::File { setting, path: path.to_owned(), line, problem }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Words {
        words: Vec<String>,
    }

    impl Lexicon for Words {
        fn extend(&mut self, more: Self) {
            self.words.extend(more.words);
        }
    }

    #[test]
    fn names_file_and_line() {
        let check = |text: &str, expected: &str| {
            let found = parse::<Words>(text, "lexicon", Path::new("my.toml")).unwrap_err();
            assert_eq!(found.to_string(), expected);
        };
        check("words = []\nword = []", "my.toml:2: unknown field `word`, expected `words`");
        check("\nwords = [", "my.toml:2: unclosed array, expected `]`");
    }
}
