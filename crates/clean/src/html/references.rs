//! Character references: `&amp;`, `&#8217;`, `&#xE9;`.

use std::sync::LazyLock;

/// Names as the HTML standard lists them, in byte order: a name, `!` where the semicolon may be left
/// out, and the code points it stands for.
const LIST: &str = include_str!("references.txt");

/// The longest name that may stand without its semicolon.
const LONGEST_LOOSE: usize = 6;

/// The longest name of all.
const LONGEST: usize = 31;

struct Name {
    name: &'static str,
    loose: bool,
    text: String,
}

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| LIST.lines().filter_map(name).collect());

/// How many names begin with a lesser byte than each.
static BEFORE: LazyLock<[usize; 256]> = LazyLock::new(|| {
    let first = |at: usize| move |name: &Name| usize::from(name.name.as_bytes()[0]) < at;
    std::array::from_fn(|at| NAMES.partition_point(first(at)))
});

fn name(line: &'static str) -> Option<Name> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let last = words.next_back()?;
    let points = last.split('+').filter_map(|hex| u32::from_str_radix(hex, 16).ok());
    let text = points.filter_map(char::from_u32).collect();
    Some(Name { name, loose: words.next().is_some(), text })
}

/// What a character reference stands for, and how many bytes of the source it takes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The bytes from `&` to the semicolon, or to the end of the name.
    pub(crate) len: usize,
    /// The characters: one, rarely two.
    pub(crate) text: Text,
}

/// The characters of a reference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Text {
    Char(char),
    Named(&'static str),
}

impl Text {
    /// The characters as a string.
    pub(crate) fn as_str<'a>(&'a self, buffer: &'a mut [u8; 4]) -> &'a str {
        match self {
            Text::Char(c) => c.encode_utf8(buffer),
            Text::Named(text) => text,
        }
    }
}

/// The reference at the start of these bytes, which begin with `&`, if there is one.
///
/// In the value of an attribute a name without its semicolon counts only where the value does not
/// go on with a letter, a digit or an equals sign: there it is part of an address.
pub(crate) fn reference(bytes: &[u8], in_attribute: bool) -> Option<Reference> {
    match bytes.get(1)? {
        b'#' => numeric(bytes),
        c if c.is_ascii_alphanumeric() => named(bytes, in_attribute),
        _ => None,
    }
}

fn named(bytes: &[u8], in_attribute: bool) -> Option<Reference> {
    let tail = &bytes[1..bytes.len().min(LONGEST + 2)];
    let run = tail.iter().position(|c| !c.is_ascii_alphanumeric()).unwrap_or(tail.len());
    let ends = tail.get(run) == Some(&b';');
    if let Some(name) = ends.then(|| find(&tail[..run])).flatten() {
        return Some(Reference { len: run + 2, text: Text::Named(&name.text) });
    }
    let lens = (2..=run.min(LONGEST_LOOSE)).rev();
    let (len, name) = lens.filter_map(|len| Some((len, loose(&tail[..len])?))).next()?;
    let next = bytes.get(len + 1);
    let goes_on = next.is_some_and(|c| c.is_ascii_alphanumeric() || *c == b'=');
    (!(in_attribute && goes_on))
        .then_some(Reference { len: len + 1, text: Text::Named(&name.text) })
}

fn loose(name: &[u8]) -> Option<&'static Name> {
    find(name).filter(|name| name.loose)
}

fn find(name: &[u8]) -> Option<&'static Name> {
    let first = usize::from(*name.first()?);
    let end = BEFORE.get(first + 1).copied().unwrap_or(NAMES.len());
    let names: &'static [Name] = &NAMES[BEFORE[first]..end];
    names.binary_search_by(|known| known.name.as_bytes().cmp(name)).ok().map(|at| &names[at])
}

fn numeric(bytes: &[u8]) -> Option<Reference> {
    let (radix, from) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let digits = bytes.get(from..)?;
    let len = digits.iter().position(|&c| !char::from(c).is_digit(radix)).unwrap_or(digits.len());
    let value = digits[..len].iter().filter_map(|&c| char::from(c).to_digit(radix));
    let value = value.fold(0u32, |sum, digit| sum.saturating_mul(radix).saturating_add(digit));
    let end = from + len + usize::from(digits.get(len) == Some(&b';'));
    (len > 0).then(|| Reference { len: end, text: Text::Char(character(value)) })
}

/// The character of a number; numbers of windows-1252 stand for what they were meant as.
fn character(number: u32) -> char {
    const WESTERN: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
        0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ];
    let meant = match number {
        0x80..=0x9F => u32::from(WESTERN[number as usize - 0x80]),
        _ => number,
    };
    char::from_u32(meant).filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_references() {
        let check = |source: &str, in_attribute: bool, expected: &str| {
            let found = reference(source.as_bytes(), in_attribute);
            let shown = found.map(|r| format!("{}{}", r.len, r.text.as_str(&mut [0; 4])));
            assert_eq!(shown.unwrap_or_default(), expected, "{source}");
        };
        check("&amp;c", false, "5&");
        check("&amp", false, "4&");
        check("&ampere", false, "4&");
        check("&ampere", true, "");
        check("&copy=1", true, "");
        check("&copy 1", true, "5©");
        check("&notit;", false, "4¬");
        check("&notin;", false, "7∉");
        check("&rsquo;s", false, "7’");
        check("&rsquo s", false, "");
        check("&NotEqualTilde;", false, "15≂̸");
        check("&CounterClockwiseContourIntegral;", false, "33∳");
        check("&#8217;", false, "7’");
        check("&#x2019", false, "7’");
        check("&#146;", false, "6’");
        check("&#0;", false, "4\u{FFFD}");
        check("&#xD800;", false, "8\u{FFFD}");
        check("&#99999999999;", false, "14\u{FFFD}");
        check("&#;", false, "");
        check("&#x;", false, "");
        check("& b", false, "");
        check("&", false, "");
    }

    #[test]
    fn the_list_is_whole_and_in_order() {
        assert_eq!(NAMES.len(), 2125);
        assert_eq!(NAMES.iter().filter(|name| name.loose).count(), 106);
        assert!(NAMES.is_sorted_by_key(|name| name.name));
        assert!(NAMES.iter().all(|name| !name.text.is_empty() && name.name.len() <= LONGEST));
        assert!(NAMES.iter().filter(|name| name.loose).all(|n| n.name.len() <= LONGEST_LOOSE));
    }
}
