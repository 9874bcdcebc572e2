//! Paths as addresses, and back.
//!
//! An address is the path as the pipeline spells it, with `/` between its parts. Blanks, `%`, `#`,
//! `?`, control characters and bytes that are not UTF-8 are percent-encoded; other letters stand as
//! they are, so that a person can read them. Behind `#` stands the part of the file that is meant.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

/// The address of a path.
pub(crate) fn of_path(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) { encode(&slashed(bytes)) } else { encode(bytes) }
}

/// The address of a part of a file.
pub(crate) fn of_part(file: &str, part: &str) -> String {
    format!("{file}#{}", encode(part.as_bytes()))
}

/// The address of a member of an archive, by its name, whatever that is written in.
pub(crate) fn of_member(archive: &str, name: &[u8]) -> String {
    format!("{archive}#{}", encode(name))
}

/// The address of the file, and the encoded part behind `#` if there is one.
pub(crate) fn split(uri: &str) -> (&str, Option<&str>) {
    uri.split_once('#').map_or((uri, None), |(file, part)| (file, Some(part)))
}

/// How far into its file an address says that a record of a web archive lies, or the member that
/// it is packed in, if it says so.
pub(crate) fn offset(file: &str, uri: &str) -> Option<u64> {
    let part = uri.strip_prefix(file)?.strip_prefix('#')?;
    part.split(['+', '#']).next()?.parse().ok()
}

/// The path that an address stands for, if a path of this system can.
pub(crate) fn to_path(file: &str) -> Option<PathBuf> {
    path_of(decode(file)?)
}

/// A path with `.`, doubled and trailing separators gone; `..` stays.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir)).collect()
}

fn slashed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect()
}

fn encode(bytes: &[u8]) -> String {
    let mut uri = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                ' ' | '%' | '#' | '?' => escape(&mut uri, &[letter as u8]),
                _ if letter.is_control() => {
                    escape(&mut uri, letter.encode_utf8(&mut [0; 4]).as_bytes())
                }
                _ => uri.push(letter),
            }
        }
        escape(&mut uri, chunk.invalid());
    }
    uri
}

fn escape(uri: &mut String, bytes: &[u8]) {
    for byte in bytes {
        write!(uri, "%{byte:02X}").expect("a string takes what is written to it");
    }
}

fn decode(uri: &str) -> Option<Vec<u8>> {
    let mut pieces = uri.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(piece.get(2..)?.as_bytes());
    }
    Some(bytes)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_from_their_addresses() {
        let check = |path: &str, uri: &str| {
            assert_eq!(of_path(Path::new(path)), uri);
            assert_eq!(to_path(uri), Some(PathBuf::from(path)));
        };
        check("pages/a.txt", "pages/a.txt");
        check("a b/50%/#1?.txt", "a%20b/50%25/%231%3F.txt");
        check("Åland/日報\u{1}.txt", "Åland/日報%01.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_comes_back_too() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
        assert_eq!(of_path(path), "caf%E9.txt");
        assert_eq!(to_path("caf%E9.txt").as_deref(), Some(path));
    }

    #[test]
    fn refuses_broken_escapes() {
        assert_eq!(to_path("a%2"), None);
        assert_eq!(to_path("a%zz"), None);
    }

    #[test]
    fn parts_stand_behind_the_file() {
        assert_eq!(of_part("a.jsonl", "id 7#x"), "a.jsonl#id%207%23x");
        assert_eq!(split("a.jsonl#id%207%23x"), ("a.jsonl", Some("id%207%23x")));
        assert_eq!(split("a.txt"), ("a.txt", None));
    }

    #[test]
    fn records_say_how_far_in_they_lie() {
        let check = |uri: &str, expected| assert_eq!(offset("a.warc.gz", uri), expected);
        check("a.warc.gz#4711", Some(4711));
        check("a.warc.gz#4711+20", Some(4711));
        check("a.warc.gz#4711#entry-3", Some(4711));
        check("a.warc.gz#wire/a.txt", None);
        check("a.warc.gz", None);
        check("b.warc.gz#4711", None);
    }

    #[test]
    fn tidies_paths() {
        let check = |path: &str, tidied: &str| assert_eq!(tidy(Path::new(path)), Path::new(tidied));
        check("./a//b/./c/", "a/b/c");
        check("../a", "../a");
        check(".", "");
    }
}
