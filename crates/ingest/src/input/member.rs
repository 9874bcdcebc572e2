//! The names of an archive's members, as addresses.

use std::collections::HashSet;

use tidings_model::Reject;
use tidings_stage::Brought;
use xxhash_rust::xxh3::xxh3_128;

use super::address;
use super::limits::Limits;
use super::walk::Step;

/// Makes addresses of names, each once; memory is 16 bytes and a little for each.
pub(crate) struct Names {
    archive: String,
    limits: Limits,
    seen: HashSet<u128>,
    count: u64,
}

impl Names {
    /// For the members of the archive at this address.
    pub(crate) fn new(archive: String, limits: Limits) -> Self {
        Self { archive, limits, seen: HashSet::new(), count: 0 }
    }

    /// The address of the archive.
    pub(crate) fn archive(&self) -> &str {
        &self.archive
    }

    /// Counts a member.
    pub(crate) fn count(&mut self) {
        self.count += 1;
    }

    /// The reject for an archive that has had as many members as it may.
    pub(crate) fn too_many(&self) -> Option<Reject> {
        let limit = self.limits.members;
        let detail =
            format!("holds more than `max_members` = {limit}; raise it if it can be trusted");
        (self.count > limit).then(|| Reject::failed("members", detail))
    }

    /// What an archive ends with: a reject, told with how far it was read, or that it held nothing.
    pub(crate) fn end(&self, reject: Option<Reject>) -> Option<Step> {
        let reject = reject.or_else(|| self.nothing())?;
        Some(Step::rejected(self.archive(), self.after(reject)))
    }

    /// The reject for an archive that has brought nothing.
    pub(crate) fn nothing(&self) -> Option<Reject> {
        (self.count == 0).then(|| Reject::failed("empty", "the archive holds no file"))
    }

    /// The same reject, with how far the archive was read.
    pub(crate) fn after(&self, reject: Reject) -> Reject {
        match self.count {
            0 => reject,
            count => {
                Reject { detail: format!("after member {count}: {}", reject.detail), ..reject }
            }
        }
    }

    /// The address of the member of that name, or why it has none.
    pub(crate) fn name(&mut self, name: &[u8]) -> Result<String, Brought> {
        let tidy = tidy(name);
        let uri = address::of_member(&self.archive, tidy);
        let reject = if !stays_inside(name, 0) {
            Reject::failed("path_out", "a name that leads out of the archive")
        } else if !self.seen.insert(xxh3_128(tidy)) {
            Reject::failed("duplicate_member", "an earlier member of the archive has this name")
        } else {
            return Ok(uri);
        };
        Err(Brought::Rejected { uri, reject })
    }

    /// Whether a link of that name leads out of the archive.
    pub(crate) fn leaves(&self, name: &[u8], target: &[u8]) -> bool {
        let folders = tidy(name).iter().filter(|byte| is_separator(**byte)).count();
        !stays_inside(target, folders)
    }
}

/// A name without `./` before it.
fn tidy(name: &[u8]) -> &[u8] {
    let mut name = name;
    while let Some(rest) = name.strip_prefix(b"./") {
        name = rest;
    }
    name
}

fn is_separator(byte: u8) -> bool {
    byte == b'/' || byte == b'\\'
}

/// Whether a path from so many folders deep never climbs above the top.
fn stays_inside(path: &[u8], folders: usize) -> bool {
    let drive = matches!(path, [b'a'..=b'z' | b'A'..=b'Z', b':', ..]);
    if drive || path.first().copied().is_some_and(is_separator) {
        return false;
    }
    let mut depth = Some(folders);
    for part in path.split(|byte| is_separator(*byte)) {
        depth = match part {
            b"" | b"." => depth,
            b".." => depth.and_then(|depth| depth.checked_sub(1)),
            _ => depth.map(|depth| depth + 1),
        };
    }
    depth.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_told() {
        let check = |path: &str, folders, expected| {
            assert_eq!(stays_inside(path.as_bytes(), folders), expected, "{path}");
        };
        check("a/b.txt", 0, true);
        check("a/../b.txt", 0, true);
        check("a/../../b/c", 0, false);
        check("../b", 1, true);
        check("../../b", 1, false);
        check("/etc/passwd", 3, false);
        check("\\\\server\\x", 3, false);
        check("C:\\x", 3, false);
        check("..\\x", 0, false);
        check("..x/...", 0, true);
    }
}
