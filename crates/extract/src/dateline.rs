//! The form of a dateline: a place in capitals at the head of a line, a region, a day or an agency,
//! and a dash.

use std::ops::Range;

use tidings_model::{AnnotatedArticle, Span};

/// So many words a dateline may have before its dash.
const LONGEST: usize = 16;

/// No place has more words.
const PLACE: usize = 4;

/// A word as datelines see it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Part<'a> {
    pub(crate) text: &'a str,
    /// Whether it stands right behind the word before it.
    pub(crate) glued: bool,
}

/// How plainly a line begins with a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// A comma, a colon or a bar stands behind the place: `CAIRO: `.
    Loose,
    /// A dash does: `CAIRO – `.
    Dash,
    /// A region, a day or an agency does, and then a dash: `CAIRO (AP) – `.
    Full,
}

/// A sentence that begins as datelines do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// The words of each place: `BEIRUT/AMMAN (Reuters) -` has two.
    pub(crate) places: Vec<Range<usize>>,
    /// The word behind the opening bracket in which an agency may stand.
    pub(crate) bracket: Option<usize>,
    /// How plain its form is.
    pub(crate) form: Form,
}

impl Dateline {
    /// Of the words of a sentence that opens a line.
    pub(crate) fn read<'a>(len: usize, part: impl Fn(usize) -> Part<'a>) -> Option<Self> {
        let words = Words { len: len.min(LONGEST), part };
        let (places, end) = words.places()?;
        let dash = (end..words.len).find(|at| is_dash(words.text(*at)));
        let form = match dash {
            Some(dash) if dash == end => Form::Dash,
            Some(dash) if words.is_tail(end..dash) => Form::Full,
            _ if matches!(words.text(end), "," | ":" | "|" | "•" | "·") => Form::Loose,
            _ => return None,
        };
        let inside = |at: &usize| words.text(*at) == "(" && words.text(at + 1) != ")";
        let tail = end..dash.filter(|_| form == Form::Full).unwrap_or(end);
        let bracket = tail.into_iter().find(inside).map(|at| at + 1);
        Some(Self { places, bracket, form })
    }
}

/// The first words of a line.
struct Words<F> {
    len: usize,
    part: F,
}

impl<'a, F: Fn(usize) -> Part<'a>> Words<F> {
    fn get(&self, at: usize) -> Part<'a> {
        if at < self.len { (self.part)(at) } else { Part::default() }
    }

    fn text(&self, at: usize) -> &'a str {
        self.get(at).text
    }

    /// The places in capitals at the head of the line, and where they end.
    fn places(&self) -> Option<(Vec<Range<usize>>, usize)> {
        let (mut places, mut at) = (Vec::new(), 0);
        loop {
            let end = self.place_end(at);
            let letters = |at| self.text(at).chars().filter(|c| c.is_alphabetic()).count();
            if end - at > PLACE || !(at..end).any(|at| letters(at) > 2) {
                return None;
            }
            places.push(at..end);
            if self.text(end) != "/" {
                return Some((places, end));
            }
            at = end + 1;
        }
    }

    /// Where a run of words in capitals ends, which hyphens may join.
    fn place_end(&self, mut at: usize) -> usize {
        let joins =
            |at: usize| self.text(at) == "-" && self.get(at).glued && self.get(at + 1).glued;
        while is_upper(self.text(at)) || joins(at) && is_upper(self.text(at + 1)) {
            at += 1;
        }
        at
    }

    /// Whether only capitalised words, numbers and marks stand between a place and its dash, but
    /// for what is in brackets.
    fn is_tail(&self, mut words: Range<usize>) -> bool {
        let mut open = false;
        matches!(self.text(words.start), "," | "(")
            && words.all(|at| {
                let text = self.text(at);
                open = text == "(" || open && text != ")";
                open || !text.starts_with(char::is_lowercase)
            })
    }
}

fn is_upper(word: &str) -> bool {
    word.starts_with(char::is_alphabetic) && !word.contains(char::is_lowercase)
}

/// Whether nothing stands before a sentence in its line.
pub(crate) fn opens_line(doc: &AnnotatedArticle, sentence: Span) -> bool {
    let before = doc.text().get(..sentence.start as usize).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t', '\u{a0}']);
    before.is_empty() || before.ends_with(['\n', '\u{2028}', '\u{2029}'])
}

/// Whether a word is a dash, however long.
pub(crate) fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "--" | "–" | "—" | "―")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, Form)>) {
        let words: Vec<&str> = text.split(' ').collect();
        let part = |at: usize| Part { text: words[at], glued: false };
        let found = Dateline::read(words.len(), part);
        let names = |line: &Dateline| {
            let name = |place: &Range<usize>| words[place.clone()].join(" ");
            line.places.iter().map(name).collect::<Vec<_>>().join("; ")
        };
        let found = found.map(|line| (names(&line), line.form));
        assert_eq!(found, expected.map(|(names, form)| (names.to_owned(), form)), "{text}");
    }

    #[test]
    fn a_place_and_what_stands_behind_it() {
        check("QUARVIK - Ships left", Some(("QUARVIK", Form::Dash)));
        check("UPPER QUARVIK ( Ebb and Flow ) — Ships", Some(("UPPER QUARVIK", Form::Full)));
        check("ST. OSTREL , Norw. , May 3 -- Ships", Some(("ST. OSTREL", Form::Full)));
        check("QUARVIK / OSTREL ( AP ) – Ships", Some(("QUARVIK; OSTREL", Form::Full)));
        check("QUARVIK : Ships", Some(("QUARVIK", Form::Loose)));
        check("QUARVIK , Norw. Ships left - all", Some(("QUARVIK", Form::Loose)));
    }

    #[test]
    fn other_lines_have_none() {
        check("Quarvik - Ships left", None);
        check("QUARVIK Ships left", None);
        check("A - B", None);
        check("QUARVIK / - Ships", None);
        check("FIVE SHIPS LEFT UPPER QUARVIK - and came", None);
        check("", None);
    }
}
