//! One header of a tar archive.

use memchr::memchr;

/// Everything in a tar archive begins at a multiple of so many bytes.
pub(super) const BLOCK: usize = 512;

/// What a header says of what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) link: Vec<u8>,
    pub(super) size: u64,
    pub(super) mark: u8,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Link,
    Folder,
    Device,
    /// A long name or a pax header of the member behind it.
    Extra,
    /// A pax header of all members, the name of a volume: nothing we need.
    Global,
}

impl Kind {
    fn of(mark: u8) -> Self {
        match mark {
            b'1' | b'2' => Self::Link,
            b'3' | b'4' | b'6' => Self::Device,
            b'5' | b'D' => Self::Folder,
            b'x' | b'X' | b'L' | b'K' => Self::Extra,
            b'g' | b'V' => Self::Global,
            _ => Self::File,
        }
    }

    /// Whether bytes may follow the header; a link may bear the size of its target.
    pub(super) fn has_content(self) -> bool {
        !matches!(self, Self::Link | Self::Device)
    }
}

impl Header {
    /// Reads a header, or says what is wrong with it.
    pub(super) fn read(block: &[u8; BLOCK]) -> Result<Self, &'static str> {
        if !is_header(block) {
            return Err("its checksum does not match");
        }
        let size = number(&block[124..136]).ok_or("its size is no number")?;
        let name = until_zero(&block[..100]);
        let prefix =
            if &block[257..263] == b"ustar\0" { until_zero(&block[345..500]) } else { b"" };
        let name = if prefix.is_empty() { name.to_vec() } else { [prefix, b"/", name].concat() };
        let (link, mark) = (until_zero(&block[157..257]).to_vec(), block[156]);
        Ok(Self { name, link, size, mark, kind: Kind::of(mark) })
    }
}

/// Whether a block begins with a header: its bytes add up to the sum that it names.
pub(crate) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<BLOCK>() else { return false };
    let Some(named) = number(&block[148..156]).and_then(|sum| i64::try_from(sum).ok()) else {
        return false;
    };
    // The sum counts its own eight bytes as blanks; some old programs add signed bytes.
    let (mut plain, mut signed) = (8 * i64::from(b' '), 8 * i64::from(b' '));
    for byte in block[..148].iter().chain(&block[156..]) {
        plain += i64::from(*byte);
        signed += i64::from(byte.cast_signed());
    }
    named == plain || named == signed
}

/// A number in octal digits or, if it is large, in bytes.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 != 0 {
        let bytes = field.iter().enumerate();
        return bytes
            .map(|(at, byte)| if at == 0 { byte & 0x7f } else { *byte })
            .try_fold(0u64, |number, byte| {
                number.checked_mul(256).map(|number| number + u64::from(byte))
            });
    }
    let digits = until_zero(field).trim_ascii();
    digits.iter().try_fold(0u64, |number, digit| match digit {
        b'0'..=b'7' => number.checked_mul(8).map(|number| number + u64::from(digit - b'0')),
        _ => None,
    })
}

/// The bytes before the first zero.
pub(super) fn until_zero(field: &[u8]) -> &[u8] {
    &field[..memchr(0, field).unwrap_or(field.len())]
}

/// Reads the lines of a pax header, `LENGTH KEY=VALUE`, as far as they make sense.
pub(super) fn pax(mut lines: &[u8], mut each: impl FnMut(&[u8], &[u8])) {
    while let Some((line, rest)) = pax_line(lines) {
        lines = rest;
        if let Some(equals) = memchr(b'=', line) {
            each(&line[..equals], &line[equals + 1..]);
        }
    }
}

/// The first line without its length and its end, and the lines behind it.
fn pax_line(lines: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = memchr(b' ', lines)?;
    let length: usize = std::str::from_utf8(&lines[..blank]).ok()?.parse().ok()?;
    let (line, rest) = lines.split_at_checked(length)?;
    Some((line.get(blank + 1..)?.strip_suffix(b"\n")?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_octal_or_bytes() {
        let check = |field: &[u8], expected: Option<u64>| assert_eq!(number(field), expected);
        check(b"0000644\0", Some(0o644));
        check(b"   644 \0", Some(0o644));
        check(b"\0", Some(0));
        check(b"0008\0", None);
        check(b"-1\0", None);
        check(b"\x80\0\0\0\0\0\0\0\0\0\x01\0", Some(256));
        check(&[0xff; 12], None);
    }

    #[test]
    fn pax_lines_are_read_as_far_as_they_make_sense() {
        let check = |lines: &[u8], expected: &str| {
            let mut found = String::new();
            pax(lines, |key, value| {
                found += &format!("{}:{};", key.escape_ascii(), value.escape_ascii());
            });
            assert_eq!(found, expected);
        };
        check(b"", "");
        check(b"9 path=a\n12 size=1=2\n", "path:a;size:1=2;");
        check(b"9 path=a\n11 size=1=\n", "path:a;size:1=;");
        check(b"99 path=a\n", "");
        check(b"1 ", "");
        check(b"0 path=a\n", "");
        check(b"x path=a\n", "");
    }
}
