//! Where the sentences of a text end and begin, in about three bytes each.

use super::words::Word;

/// Between two sentences: where the one ends, and where the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Break {
    pub(super) end: u32,
    pub(super) start: u32,
}

/// Finds the breaks of a text and packs them, in order; its two ends are breaks too.
///
/// They need not be right for a reader, only the same for the same words.
pub(super) fn pack(text: &str, words: &[Word], into: &mut Vec<u8>) {
    let mut last = 0;
    let mut keep = |found: Break| {
        write(found.end - last, into);
        write(found.start - found.end, into);
        last = found.start;
    };
    if let (Some(first), Some(end)) = (words.first(), words.last()) {
        keep(Break { end: 0, start: begin(text, first.start) });
        let pairs = words.windows(2).filter_map(|pair| between(text, pair[0].end, pair[1].start));
        pairs.for_each(&mut keep);
        let len = crate::offset(text.len());
        let rest = text.get(end.end as usize..).unwrap_or_default();
        keep(Break { end: end.end + until_blank(rest), start: len });
    }
}

/// The breaks that were packed, in order.
pub(super) fn unpack(mut packed: &[u8]) -> impl Iterator<Item = Break> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let end = at + read(&mut packed)?;
        at = end + read(&mut packed)?;
        Some(Break { end, start: at })
    })
}

/// Where the first sentence begins: its first word, with what opens right before it.
fn begin(text: &str, word: u32) -> u32 {
    let before = text.get(..word as usize).unwrap_or_default();
    let opened = before.chars().rev().take_while(|c| !c.is_whitespace());
    word - crate::offset(opened.map(char::len_utf8).sum())
}

fn until_blank(text: &str) -> u32 {
    crate::offset(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The break between two words, if what stands there ends a sentence or a line.
fn between(text: &str, from: u32, to: u32) -> Option<Break> {
    let gap = text.get(from as usize..to as usize)?;
    // One blank or hyphen is what mostly stands there.
    if gap.len() < 2 && gap != "\n" {
        return None;
    }
    let blank = gap.find(char::is_whitespace)?;
    let (before, rest) = gap.split_at(blank);
    let behind = rest.trim_start();
    let blanks = rest.get(..rest.len() - behind.len()).unwrap_or_default();
    let ends = before.contains(['.', '!', '?', '。']) || blanks.contains('\n');
    ends.then(|| Break { end: from + until_blank(gap), start: to - crate::offset(behind.len()) })
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn write(mut number: u32, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn read(from: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn finds_sentences() {
        let check = |text: &str, expected: &[&str]| {
            let mut packed = Vec::new();
            pack(text, &words(text), &mut packed);
            let breaks: Vec<Break> = unpack(&packed).collect();
            let found = breaks
                .windows(2)
                .map(|pair| text.get(pair[0].start as usize..pair[1].end as usize).unwrap());
            assert_eq!(found.collect::<Vec<_>>(), expected);
        };
        check("“Fog came. ” No ship left!\n\nNone.", &["“Fog came.", "” No ship left!", "None."]);
        let long = "a".repeat(200);
        check(&format!(" {long} - b\nc"), &[&format!("{long} - b"), "c"]);
        check("...", &[]);
        check("", &[]);
    }
}
