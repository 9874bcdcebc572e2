//! Looks at a library's file before the system's loader does.
//!
//! The loader maps what the file's tables speak of and reads it; where the file ends too early, that
//! is a SIGBUS inside `dlopen` and the end of the process. For ELF, the tables are therefore held
//! against the length of the file first. Layouts as in the System V ABI, chapters 4 and 5.

use std::path::Path;

use super::LoadError;

/// Refuses what is no library of this platform, and what was copied only in part.
pub(super) fn check(path: &Path, bytes: &[u8]) -> Result<(), LoadError> {
    let path = || path.to_owned();
    if !has_magic(bytes) {
        return Err(LoadError::NotALibrary { path: path(), found: looks_like(bytes) });
    }
    if !bytes.starts_with(ELF) {
        return Ok(());
    }
    let has = bytes.len() as u64;
    match Elf::read(bytes).map(|elf| elf.end()) {
        Some(needs) if needs <= has => Ok(()),
        Some(needs) => Err(LoadError::Truncated { path: path(), needs, has }),
        None => Err(LoadError::Truncated { path: path(), needs: HEADER_64 as u64, has }),
    }
}

const ELF: &[u8] = b"\x7fELF";
const HEADER_64: usize = 64;

fn has_magic(bytes: &[u8]) -> bool {
    match std::env::consts::OS {
        "windows" => bytes.starts_with(b"MZ"),
        "macos" | "ios" => [&[0xcf, 0xfa, 0xed, 0xfe], &[0xca, 0xfe, 0xba, 0xbe]]
            .iter()
            .any(|magic: &&[u8; 4]| bytes.starts_with(*magic)),
        _ => bytes.starts_with(ELF),
    }
}

fn looks_like(bytes: &[u8]) -> String {
    match bytes.first_chunk::<4>() {
        _ if bytes.is_empty() => "an empty file".to_owned(),
        Some(b"\x7fELF") => "a library of Linux or a BSD".to_owned(),
        Some([b'M', b'Z', ..]) => "a library of Windows".to_owned(),
        Some([0xcf, 0xfa, 0xed, 0xfe]) => "a library of macOS".to_owned(),
        _ if std::str::from_utf8(bytes).is_ok() => "a text file".to_owned(),
        _ => "something else".to_owned(),
    }
}

/// The numbers of an ELF header that say how far the file reaches.
struct Elf<'a> {
    bytes: &'a [u8],
    wide: bool,
    big_endian: bool,
}

impl<'a> Elf<'a> {
    /// Nothing if even the header is cut off.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let wide = *bytes.get(4)? == 2;
        let big_endian = *bytes.get(5)? == 2;
        let header = if wide { HEADER_64 } else { 52 };
        (bytes.len() >= header).then_some(Self { bytes, wide, big_endian })
    }

    /// One past the last byte that a segment, or either table, speaks of.
    fn end(&self) -> u64 {
        let (segments, sections) = (self.segment_table(), self.section_table());
        let file_end = |at: u64| {
            let (offset, size) = if self.wide { (8, 32) } else { (4, 16) };
            self.word(at + offset).saturating_add(self.word(at + size))
        };
        segments.entries().map(file_end).chain([segments.end(), sections.end()]).max().unwrap_or(0)
    }

    fn segment_table(&self) -> Table {
        match self.wide {
            true => self.table(32, 54, 56),
            false => self.table(28, 42, 44),
        }
    }

    fn section_table(&self) -> Table {
        match self.wide {
            true => self.table(40, 58, 60),
            false => self.table(32, 46, 48),
        }
    }

    fn table(&self, start: u64, size: u64, count: u64) -> Table {
        Table { start: self.word(start), size: self.number(size, 2), count: self.number(count, 2) }
    }

    /// An offset or a size: eight bytes, or four.
    fn word(&self, at: u64) -> u64 {
        self.number(at, if self.wide { 8 } else { 4 })
    }

    /// The number at a place; 0 past the end, where the table's own end already says too much.
    fn number(&self, at: u64, len: usize) -> u64 {
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let bytes = start.checked_add(len).and_then(|end| self.bytes.get(start..end));
        let digit = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        let bytes = bytes.unwrap_or_default().iter();
        if self.big_endian { bytes.fold(0, digit) } else { bytes.rev().fold(0, digit) }
    }
}

struct Table {
    start: u64,
    size: u64,
    count: u64,
}

impl Table {
    fn end(&self) -> u64 {
        if self.count == 0 { 0 } else { self.start.saturating_add(self.size * self.count) }
    }

    fn entries(&self) -> impl Iterator<Item = u64> {
        (0..self.count).map(|index| self.start.saturating_add(self.size * index))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> String {
        check(Path::new("x.so"), bytes)
            .map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn refuses_what_is_no_library() {
        let check = |bytes: &[u8], what: &str| {
            let expected =
                format!("x.so: expected a library of this platform (linux), found {what}; ");
            assert!(found(bytes).starts_with(&expected), "{}", found(bytes));
        };
        check(b"", "an empty file");
        check(b"#!/bin/sh\n", "a text file");
        check(b"MZ\x90\0", "a library of Windows");
        check(b"\xcf\xfa\xed\xfe", "a library of macOS");
        check(b"\xff\x00\x01\x02", "something else");
    }

    #[test]
    fn every_cut_of_a_program_is_seen() {
        let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert_eq!(found(&program), "fine");
        for eighths in 0..8 {
            let cut = 64 + (program.len() - 65) * eighths / 8;
            assert!(found(&program[..cut]).contains("only a part of a library"), "{cut}");
        }
        let all_but_one = &program[..program.len() - 1];
        assert!(found(all_but_one).contains("only a part of a library"));
        assert!(found(b"\x7fELF\x02").contains("only a part of a library"));
    }
}
