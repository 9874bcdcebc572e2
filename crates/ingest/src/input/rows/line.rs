//! Lines of a stream, none longer than a limit.

use std::io::{self, BufRead};

/// A line without its ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// All of it.
    Whole(Vec<u8>),
    /// It was longer than the limit; so many bytes were passed over.
    TooLong(u64),
}

/// Reads up to the next line feed or the end; nothing at the end.
///
/// A line beyond `limit` bytes is counted but not kept, so memory stays within the limit.
pub(crate) fn read(bytes: &mut impl BufRead, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut len = 0;
    loop {
        let chunk = bytes.fill_buf()?;
        if chunk.is_empty() && len == 0 {
            return Ok(None);
        }
        let feed = memchr::memchr(b'\n', chunk);
        let taken = &chunk[..feed.unwrap_or(chunk.len())];
        len += taken.len() as u64;
        if len <= limit as u64 {
            line.extend_from_slice(taken);
        }
        let (ended, used) = (feed.is_some() || chunk.is_empty(), taken.len());
        bytes.consume(used + usize::from(feed.is_some()));
        if ended {
            return Ok(Some(if len <= limit as u64 { whole(line) } else { Line::TooLong(len) }));
        }
    }
}

fn whole(mut line: Vec<u8>) -> Line {
    line.pop_if(|byte| *byte == b'\r');
    Line::Whole(line)
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    #[test]
    fn cuts_lines_whatever_the_buffer() {
        let check = |text: &str, expected: &[&str]| {
            for capacity in 1..9 {
                let mut bytes = BufReader::with_capacity(capacity, Cursor::new(text));
                let mut found = Vec::new();
                while let Some(line) = read(&mut bytes, 5).unwrap() {
                    found.push(match line {
                        Line::Whole(line) => String::from_utf8(line).unwrap(),
                        Line::TooLong(len) => format!("too long: {len}"),
                    });
                }
                assert_eq!(found, expected, "{text:?} by {capacity}");
            }
        };
        check("", &[]);
        check("\n", &[""]);
        check("ab\ncd", &["ab", "cd"]);
        check("ab\r\n\r\ncd\n", &["ab", "", "cd"]);
        check("12345\n1234567\nab\n123456", &["12345", "too long: 7", "ab", "too long: 6"]);
    }
}
