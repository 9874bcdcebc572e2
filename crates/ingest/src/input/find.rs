//! Finds the files that patterns mean, in an order that their addresses alone decide.
//!
//! A folder means every file below it. Within a walk a link is followed only to a file under the
//! same folder, so that a walk neither loops nor leaves it; the path that a pattern starts from may
//! be a link to anywhere. A file that is reached in several ways is found once.

use std::collections::BTreeMap;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use tidings_model::Reject;
use tidings_stage::SourceError;
use walkdir::{DirEntry, WalkDir};

use super::address;
use super::pattern::Pattern;

/// A file to read, or the place of something that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its address.
    pub(crate) uri: String,
    /// The file, or why it will not be read.
    pub(crate) file: Result<PathBuf, Reject>,
}

/// Everything the patterns mean, each file once, in order of address.
pub(crate) fn all(patterns: &[Pattern], base: &Path) -> Result<Vec<Found>, SourceError> {
    let mut kept: BTreeMap<PathBuf, Hit> = BTreeMap::new();
    for pattern in patterns {
        for hit in Walk::start(pattern, base)? {
            match kept.get(&hit.place) {
                Some(before) if before.rank() <= hit.rank() => {}
                _ => drop(kept.insert(hit.place.clone(), hit)),
            }
        }
    }
    let mut found: Vec<Found> = kept.into_values().map(|hit| hit.found).collect();
    found.sort_by(|a, b| a.uri.cmp(&b.uri));
    Ok(found)
}

/// Looks whether every pattern means something.
pub(crate) fn check(patterns: &[Pattern], base: &Path) -> Result<(), SourceError> {
    for pattern in patterns {
        if Walk::start(pattern, base)?.next().is_none() {
            return Err(SourceError::Nothing(pattern.written.clone()));
        }
    }
    Ok(())
}

/// Something that a pattern means.
struct Hit {
    found: Found,
    /// Where it truly lies.
    place: PathBuf,
    /// Whether it was reached by a link.
    link: bool,
}

impl Hit {
    /// Of several ways to one file, the least is kept: not by a link, then the first address.
    fn rank(&self) -> (bool, &str) {
        (self.link, &self.found.uri)
    }
}

/// Walks what one pattern can mean, folders in no fixed order.
struct Walk<'a> {
    pattern: &'a Pattern,
    /// Where the pattern starts, without links.
    home: PathBuf,
    entries: walkdir::IntoIter,
    /// The depth of the folder we are in whose every file is meant.
    inside: Option<usize>,
}

impl<'a> Walk<'a> {
    fn start(pattern: &'a Pattern, base: &Path) -> Result<Self, SourceError> {
        let root = Path::new(".").join(base).join(&pattern.root);
        let home = root.canonicalize().map_err(|error| missing(&root, &error))?;
        let entries = WalkDir::new(&home).into_iter();
        Ok(Self { pattern, home, entries, inside: None })
    }

    /// What an entry amounts to; nothing for folders and for what the pattern does not mean.
    fn hit(&mut self, entry: &DirEntry) -> Option<Hit> {
        let (kind, meant) = (entry.file_type(), self.is_meant(entry));
        if kind.is_dir() {
            self.enter(entry.depth(), meant);
        }
        if kind.is_dir() || !meant {
            return None;
        }
        let link = kind.is_symlink();
        let file = if link { self.follow(entry.path())? } else { plain(entry.path(), kind) };
        Some(self.found(entry.path(), link, file))
    }

    fn is_meant(&mut self, entry: &DirEntry) -> bool {
        self.inside = self.inside.filter(|depth| entry.depth() > *depth);
        self.inside.is_some() || self.pattern.names(self.beneath(entry.path()))
    }

    fn enter(&mut self, depth: usize, meant: bool) {
        match self.inside {
            None if meant => self.inside = Some(depth),
            None if !self.pattern.reaches(depth + 1) => self.entries.skip_current_dir(),
            _ => {}
        }
    }

    /// The file behind a link; nothing if it is a folder, which has its own place in the walk.
    fn follow(&self, link: &Path) -> Option<Result<PathBuf, Reject>> {
        let target = link.canonicalize().and_then(|to| Ok((fs::metadata(&to)?.file_type(), to)));
        let (kind, target) = match target {
            Ok(target) => target,
            Err(error) => return Some(Err(unreadable(&error))),
        };
        match target.starts_with(&self.home) {
            false => Some(Err(Reject::failed(
                "link_out",
                "a link to somewhere outside the folder; name its target to read it",
            ))),
            true if kind.is_dir() => None,
            true => Some(plain(&target, kind)),
        }
    }

    fn found(&self, at: &Path, link: bool, file: Result<PathBuf, Reject>) -> Hit {
        let uri = address::of_path(&address::tidy(&self.pattern.root.join(self.beneath(at))));
        let place = file.as_deref().unwrap_or(at).to_owned();
        Hit { found: Found { uri, file }, place, link }
    }

    fn beneath<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.home).unwrap_or(path)
    }
}

impl Iterator for Walk<'_> {
    type Item = Hit;

    fn next(&mut self) -> Option<Hit> {
        loop {
            match self.entries.next()? {
                Ok(entry) => match self.hit(&entry) {
                    Some(hit) => return Some(hit),
                    None => continue,
                },
                Err(error) => {
                    let at = error.path().unwrap_or(&self.home).to_owned();
                    return Some(self.found(&at, false, Err(refused(error))));
                }
            }
        }
    }
}

fn plain(path: &Path, kind: FileType) -> Result<PathBuf, Reject> {
    if kind.is_file() {
        return Ok(path.to_owned());
    }
    Err(Reject::failed("not_a_file", "a pipe, a socket or a device; expected a file or a folder"))
}

/// In the system's own words; those of the walker name a path of this machine.
fn refused(error: walkdir::Error) -> Reject {
    error.io_error().map_or_else(|| Reject::failed("unreadable", error.to_string()), unreadable)
}

/// The reject for what the system will not let us read, in its words.
pub(crate) fn unreadable(error: &io::Error) -> Reject {
    Reject::failed("unreadable", error.to_string())
}

fn missing(path: &Path, error: &io::Error) -> SourceError {
    let path = address::tidy(path);
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SourceError::Absent(path),
        _ => {
            SourceError::Unusable { place: path.display().to_string(), problem: error.to_string() }
        }
    }
}
