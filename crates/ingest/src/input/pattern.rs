//! A path or glob pattern, as written in a pipeline file.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::address;

/// A path, or the folder that a glob pattern starts from with the rest of the pattern.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// As the user wrote it.
    pub(crate) written: String,
    /// The part without wildcards, tidied; empty for the folder of the pipeline file.
    pub(crate) root: PathBuf,
    rest: Option<Rest>,
}

#[derive(Debug, Clone)]
struct Rest {
    glob: GlobMatcher,
    /// How deep a match can lie beneath the root; none with `**`.
    depth: Option<usize>,
}

impl Pattern {
    /// Reads a path or pattern. A file that is really called so is taken at its word.
    pub(crate) fn parse(written: &str, base: &Path) -> Result<Self, String> {
        if written.trim().is_empty() {
            return Err("expected a path or a pattern, found an empty text".into());
        }
        if is_of_the_web(written) {
            return Err(format!(
                "`{written}` is an address on the web, which is not read; fetch the page and name its file"
            ));
        }
        let literal = !written.contains(WILD) || base.join(written).exists();
        let (root, rest) = if literal { (written, "") } else { cut(written) };
        let rest = (!rest.is_empty()).then(|| Rest::parse(rest)).transpose();
        let rest = rest.map_err(|why| format!("`{written}` is not a pattern: {why}"))?;
        Ok(Self { written: written.to_owned(), root: address::tidy(Path::new(root)), rest })
    }

    /// Whether the pattern itself names a path beneath the root; a plain path names all of them.
    pub(crate) fn names(&self, beneath: &Path) -> bool {
        match &self.rest {
            None => true,
            Some(rest) => !beneath.as_os_str().is_empty() && rest.glob.is_match(beneath),
        }
    }

    /// Whether something so many folders beneath the root can still be named by the pattern.
    pub(crate) fn reaches(&self, depth: usize) -> bool {
        self.rest.as_ref().is_none_or(|rest| rest.depth.is_none_or(|deepest| depth <= deepest))
    }

    /// Whether the pattern means this path: names it, or a folder that it is in.
    pub(crate) fn means(&self, path: &Path) -> bool {
        let Ok(beneath) = path.strip_prefix(&self.root) else { return false };
        beneath.components().all(|part| matches!(part, Component::Normal(_)))
            && beneath.ancestors().any(|part| self.names(part))
    }
}

/// Whether it begins as `https://` does; a path whose first folder ends in a colon has one slash.
fn is_of_the_web(written: &str) -> bool {
    let scheme = written.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https" | "ftp"))
}

impl Rest {
    fn parse(rest: &str) -> Result<Self, String> {
        let glob = GlobBuilder::new(rest).literal_separator(true).build();
        let glob = glob.map_err(|error| error.kind().to_string())?.compile_matcher();
        // A brace may hold separators, so its depth is not told by counting.
        let open = rest.contains("**") || rest.contains('{');
        let depth = (!open).then(|| Path::new(rest).components().count());
        Ok(Self { glob, depth })
    }
}

const WILD: [char; 4] = ['*', '?', '[', '{'];

/// The folders before the first wildcard, and the rest.
fn cut(written: &str) -> (&str, &str) {
    let wild = written.find(WILD).unwrap_or(written.len());
    let at = written.get(..wild).and_then(|head| head.rfind('/')).map_or(0, |slash| slash + 1);
    written.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_what_it_names_and_what_lies_below() {
        let check = |pattern: &str, path: &str, expected: bool| {
            let pattern = Pattern::parse(pattern, Path::new("nowhere")).unwrap();
            assert_eq!(pattern.means(Path::new(path)), expected, "{pattern:?} {path}");
        };
        check("pages", "pages/a/b.txt", true);
        check("pages/", "pages/b.txt", true);
        check("pages", "pages2/b.txt", false);
        check("pages/*.txt", "pages/b.txt", true);
        check("pages/*.txt", "pages/a/b.txt", false);
        check("pages/**/*", "pages/a/b.txt", true);
        check("pages/**/*.txt", "pages/b.txt", true);
        check("*/day?", "pages/day1/x/b.txt", true);
        check("{a,b/c}/*.txt", "b/c/d.txt", true);
        check("./a/*", "a/b", true);
        check("../a/*", "../a/b", true);
        check("/a/*", "/a/b", true);
        check(".", "b.txt", true);
        check(".", "../b.txt", false);
        check(".", "/b.txt", false);
    }

    #[test]
    fn says_what_is_wrong_with_a_pattern() {
        let check = |pattern: &str, expected: &str| {
            assert_eq!(Pattern::parse(pattern, Path::new("nowhere")).unwrap_err(), expected);
        };
        check(" ", "expected a path or a pattern, found an empty text");
        check("a/[b", "`a/[b` is not a pattern: unclosed character class; missing ']'");
    }
}
