//! Whether the paths of a pipeline lead anywhere.

use std::path::{Component, Path, PathBuf};

use crate::diagnostics::Problems;
use crate::nearest::nearest;
use crate::origin::join;
use crate::problem::Problem;

/// What is wrong with a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing is there; holds the first part of the path that is not there, and a name beside it
    /// that is nearly the same.
    Absent { path: PathBuf, nearest: Option<PathBuf> },
    /// What is there is of no use.
    Useless { cause: String },
}

impl Fault {
    /// The problem of a path that is written in this way.
    pub(crate) fn problem(self, written: String, problems: &Problems) -> Problem {
        match self {
            Fault::Absent { path, nearest } => {
                let nearest = nearest.and_then(|nearest| replace(&written, &path, &nearest));
                let path = problems.without_secrets(&path.display().to_string());
                Problem::Absent { written, path, nearest }
            }
            Fault::Useless { cause } => Problem::NotAFile { written, cause },
        }
    }
}

/// The written path with its wrong part put right, if that part stands in it as it is.
fn replace(written: &str, wrong: &Path, right: &Path) -> Option<String> {
    let (wrong, right) = (wrong.file_name()?.to_str()?, right.file_name()?.to_str()?);
    written.contains(wrong).then(|| written.replacen(wrong, right, 1))
}

/// Whether there is a file to be read.
pub(crate) fn check_file(path: &Path) -> Result<(), Fault> {
    check_there(path)?;
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => {
            Err(Fault::Useless { cause: "expected a file, found a folder or a device".into() })
        }
        Err(error) => Err(Fault::Useless { cause: error.to_string() }),
    }
}

/// Whether the fixed beginning of a pattern is there: all of it for a plain path.
pub(crate) fn check_pattern(base: &Path, pattern: &str) -> Result<(), Fault> {
    if pattern == "-" || pattern.contains("://") {
        // Standard input or an address, not a path: the stage says whether it reads such.
        return Ok(());
    }
    check_there(&join(base, fixed_folder(pattern)))
}

/// The components of a pattern before the first with a character that means something.
fn fixed_folder(pattern: &str) -> &str {
    let Some(special) = pattern.find(['*', '?', '[', '{']) else {
        return pattern;
    };
    let before = pattern.get(..special).unwrap_or_default();
    match before.rfind('/') {
        Some(0) => "/",
        Some(slash) => before.get(..slash).unwrap_or_default(),
        None => "",
    }
}

fn check_there(path: &Path) -> Result<(), Fault> {
    if path.exists() {
        return Ok(());
    }
    let path = first_absent(path);
    let nearest = nearest_beside(&path);
    Err(Fault::Absent { path, nearest })
}

/// The shortest beginning of a path that is not there.
fn first_absent(path: &Path) -> PathBuf {
    let mut so_far = PathBuf::new();
    for component in path.components() {
        so_far.push(component);
        if matches!(component, Component::Normal(_)) && !so_far.exists() {
            return so_far;
        }
    }
    path.to_owned()
}

fn nearest_beside(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    let mut names: Vec<String> = folder
        .read_dir()
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let name = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_left_to_the_stage() {
        assert_eq!(check_pattern(Path::new("."), "https://example.org/a"), Ok(()));
        assert!(check_pattern(Path::new("."), "https:/example.org/a").is_err());
    }

    #[test]
    fn the_fixed_folder_of_a_pattern() {
        let check = |pattern, folder| assert_eq!(fixed_folder(pattern), folder);
        check("a/b.txt", "a/b.txt");
        check("a/*.txt", "a");
        check("a/b?/c", "a");
        check("a/b/**/*", "a/b");
        check("*.txt", "");
        check("/*.txt", "/");
    }

    #[test]
    fn names_the_first_part_that_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pages")).unwrap();
        let fault = check_pattern(folder.path(), "pagse/2024/*.txt").unwrap_err();
        let (path, right) = (folder.path().join("pagse"), folder.path().join("pages"));
        assert_eq!(fault, Fault::Absent { path, nearest: Some(right) });
        let problem = fault.problem("pagse/2024/*.txt".into(), &Problems::default());
        let Problem::Absent { nearest, .. } = problem else { panic!("{problem:?}") };
        assert_eq!(nearest.as_deref(), Some("pages/2024/*.txt"));
    }

    #[test]
    fn what_a_pattern_matches_is_not_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(check_pattern(folder.path(), "a[1].txt"), Ok(()));
        assert_eq!(check_pattern(folder.path(), "none-?/b.txt"), Ok(()));
        assert!(check_pattern(folder.path(), "none/b?.txt").is_err());
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(check_file(folder.path()), Err(Fault::Useless { .. })));
    }
}
