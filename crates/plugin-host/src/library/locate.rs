//! Finds a library whose path is written without what a platform adds.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use super::LoadError;

/// The file, by an absolute path without links.
pub(super) fn locate(path: &Path) -> Result<PathBuf, LoadError> {
    let tried = candidates(path, DLL_PREFIX, DLL_SUFFIX);
    let found = tried.iter().find(|candidate| candidate.is_file());
    let found =
        found.ok_or_else(|| LoadError::Absent { path: path.to_owned(), tried: names(&tried) })?;
    let unreadable = |error: std::io::Error| LoadError::Unreadable {
        path: found.clone(),
        problem: error.to_string(),
    };
    found.canonicalize().map_err(unreadable)
}

/// The path as written, then with the ending of the platform, then with its prefix for another's.
fn candidates(path: &Path, prefix: &str, suffix: &str) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bare = name.strip_prefix("lib").unwrap_or(&name);
    let named = |name: String| path.with_file_name(name);
    let mut all = vec![
        path.to_owned(),
        named(format!("{name}{suffix}")),
        named(format!("{prefix}{bare}{suffix}")),
    ];
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|path| seen.insert(path.clone()));
    all
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_what_the_platform_adds() {
        let check = |path: &str, prefix: &str, suffix: &str, expected: &[&str]| {
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(candidates(Path::new(path), prefix, suffix), expected);
        };
        check("t/libx", "lib", ".so", &["t/libx", "t/libx.so"]);
        check("t/x", "lib", ".so", &["t/x", "t/x.so", "t/libx.so"]);
        check("t/libx", "", ".dll", &["t/libx", "t/libx.dll", "t/x.dll"]);
        check("x.so", "lib", ".so", &["x.so", "x.so.so", "libx.so.so"]);
    }
}
