//! Text cut into atoms: runs of letters, runs of digits, single marks.
//!
//! Dates and quantities read finer than words: `16/06/2021`, `$3bn` and `An-72P` are several atoms
//! each, and only the rules can say what they are together. Every atom knows what stands before it
//! (nothing, a blank, a new line) and which word of the rules' vocabulary it is.

use tidings_model::Span;

use crate::word_map::WordMap;

/// The number of a word in a [`Vocabulary`]; 0 for every word that is not in it.
pub(crate) type WordId = u16;

/// The words that the rules of a stage know, in lower case.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    ids: WordMap,
}

impl Vocabulary {
    /// The number of a word, which is added if it is new.
    pub(crate) fn add(&mut self, word: &str) -> WordId {
        let next = u32::try_from(self.ids.len() + 1).expect("vocabularies are small");
        let id = self.ids.get_or_add(&word.to_lowercase(), next);
        WordId::try_from(id).expect("vocabularies are small")
    }

    /// The number of a word, 0 if it is not known.
    fn id(&self, word: &str) -> WordId {
        self.ids.get(word).map_or(0, |id| id as WordId)
    }
}

/// Longer numbers are no part of a name.
const LONGEST_DIGITS: usize = 2;

/// What an atom is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Letters, the first of them small.
    Lower,
    /// Letters, only the first of them a capital.
    Capital,
    /// Letters with capitals beyond the first: `NATO`, `McDonald`.
    Upper,
    /// ASCII digits.
    Digits,
    /// One other character.
    Mark,
}

/// What stands between an atom and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing.
    None,
    /// Blanks.
    Space,
    /// One line break.
    Line,
    /// Several line breaks, or the edge of the text.
    Paragraph,
}

/// A run of letters or digits, or a single mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    /// Its first byte.
    pub(crate) start: u32,
    /// One past its last byte.
    pub(crate) end: u32,
    /// Which word it is.
    pub(crate) word: WordId,
    /// What it is made of.
    pub(crate) shape: Shape,
    /// What stands before it.
    pub(crate) gap: Gap,
    /// Whether a sentence begins with it.
    pub(crate) opens: bool,
    /// Its first byte.
    first: u8,
}

impl Atom {
    /// Whether it is a run of letters.
    #[inline]
    pub(crate) fn is_word(self) -> bool {
        matches!(self.shape, Shape::Lower | Shape::Capital | Shape::Upper)
    }

    /// Whether it is a run of letters that begins with a capital.
    pub(crate) fn is_name(self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }
}

/// What stands beyond both ends of a text.
const EDGE: Atom = Atom {
    start: 0,
    end: 0,
    word: 0,
    shape: Shape::Mark,
    gap: Gap::Paragraph,
    opens: true,
    first: 0,
};

/// The atoms of a text, in order.
#[derive(Debug)]
pub(crate) struct Atoms<'t> {
    text: &'t str,
    list: Vec<Atom>,
}

impl<'t> Atoms<'t> {
    /// Cuts a text; `sentences` are in order.
    pub(crate) fn cut(text: &'t str, sentences: &[Span], vocabulary: &Vocabulary) -> Self {
        let mut starts = sentences.iter().map(|sentence| sentence.start).peekable();
        let mut list = Vec::with_capacity(text.len() / 5);
        let (mut at, mut gap) = (0, Gap::Paragraph);
        while let Some((run, len)) = run_at(text, at) {
            match run {
                Run::Blank(wider) => gap = widened(gap, wider),
                Run::Atom(shape) => {
                    let word = match shape {
                        Shape::Digits if len > LONGEST_DIGITS => 0,
                        _ => vocabulary.id(plain(text.get(at..at + len).unwrap_or_default())),
                    };
                    let Span { start, end } = Span::at(at..at + len);
                    let mut opens = list.is_empty();
                    while starts.next_if(|&sentence| sentence <= start).is_some() {
                        opens = true;
                    }
                    let first = text.as_bytes().get(at).copied().unwrap_or_default();
                    list.push(Atom { start, end, word, shape, gap, opens, first });
                    gap = Gap::None;
                }
            }
            at += len;
        }
        Self { text, list }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The atom of that number; beyond the ends, a mark of no length.
    #[inline]
    pub(crate) fn at(&self, i: usize) -> Atom {
        self.list.get(i).copied().unwrap_or(EDGE)
    }

    /// The atom before that number.
    pub(crate) fn before(&self, i: usize) -> Atom {
        i.checked_sub(1).map_or(EDGE, |i| self.at(i))
    }

    /// Its characters.
    pub(crate) fn text(&self, i: usize) -> &'t str {
        let atom = self.at(i);
        self.text.get(atom.start as usize..atom.end as usize).unwrap_or_default()
    }

    /// Whether it is that mark.
    #[inline]
    pub(crate) fn is_mark(&self, i: usize, mark: char) -> bool {
        let atom = self.at(i);
        atom.shape == Shape::Mark
            && match u8::try_from(mark).ok().filter(u8::is_ascii) {
                Some(mark) => atom.first == mark,
                None => !atom.first.is_ascii() && self.text(i).starts_with(mark),
            }
    }

    /// Whether it is one of these marks.
    #[inline]
    pub(crate) fn is_one_of(&self, i: usize, marks: &[char]) -> bool {
        let atom = self.at(i);
        if atom.shape != Shape::Mark {
            return false;
        }
        match atom.first.is_ascii() {
            true => marks.contains(&char::from(atom.first)),
            false => self.text(i).starts_with(marks),
        }
    }

    /// Whether it is that mark, with nothing before it.
    pub(crate) fn is_glued_mark(&self, i: usize, mark: char) -> bool {
        self.at(i).gap == Gap::None && self.is_mark(i, mark)
    }

    /// Whether it stands in the same sentence as the atom before it.
    pub(crate) fn continues(&self, i: usize) -> bool {
        let atom = self.at(i);
        atom.gap < Gap::Paragraph && !atom.opens
    }

    /// Its value, if it is at most nine digits.
    pub(crate) fn number(&self, i: usize) -> Option<i32> {
        let digits = (self.at(i).shape == Shape::Digits).then(|| self.text(i))?;
        if digits.len() > 9 { None } else { digits.parse().ok() }
    }

    /// How many bytes it has.
    #[inline]
    pub(crate) fn width(&self, i: usize) -> usize {
        let atom = self.at(i);
        (atom.end - atom.start) as usize
    }

    /// From the first byte of one atom to the last byte of the atom before another.
    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        Span::new(self.at(first).start, self.before(end).end.max(self.at(first).start))
    }
}

enum Run {
    Blank(Gap),
    Atom(Shape),
}

/// A curly apostrophe is the same word as a straight one.
fn plain(run: &str) -> &str {
    if run == "’" { "'" } else { run }
}

fn widened(gap: Gap, by: Gap) -> Gap {
    match (gap, by) {
        (Gap::Line | Gap::Paragraph, Gap::Line) => Gap::Paragraph,
        _ => gap.max(by),
    }
}

/// What starts at a byte, and how long it is.
fn run_at(text: &str, at: usize) -> Option<(Run, usize)> {
    let bytes = text.as_bytes().get(at..)?;
    let first = *bytes.first()?;
    let count = |test: fn(&u8) -> bool| bytes.iter().take_while(|byte| test(byte)).count();
    Some(match first {
        b'\n' => (Run::Blank(Gap::Line), 1),
        b'0'..=b'9' => (Run::Atom(Shape::Digits), count(u8::is_ascii_digit)),
        _ if first.is_ascii_alphabetic() => letters(text, at),
        _ if first.is_ascii_whitespace() => (Run::Blank(Gap::Space), 1),
        _ if first.is_ascii() => (Run::Atom(Shape::Mark), 1),
        _ => other(text, at),
    })
}

fn other(text: &str, at: usize) -> (Run, usize) {
    let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) else {
        return (Run::Blank(Gap::Space), 1);
    };
    match first {
        _ if first.is_whitespace() => (Run::Blank(Gap::Space), first.len_utf8()),
        _ if first.is_alphabetic() => letters(text, at),
        _ => (Run::Atom(Shape::Mark), first.len_utf8()),
    }
}

/// A run of letters, with its shape.
fn letters(text: &str, at: usize) -> (Run, usize) {
    let bytes = text.as_bytes().get(at..).unwrap_or_default();
    let len = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if bytes.get(len).is_some_and(|next| !next.is_ascii()) {
        return any_letters(text, at);
    }
    let run = bytes.get(..len).unwrap_or_default();
    let first = run.first().is_some_and(u8::is_ascii_uppercase);
    let others = run.iter().skip(1).any(u8::is_ascii_uppercase);
    (Run::Atom(shape_of(first, others)), len)
}

/// The same where some of the letters are not ASCII.
fn any_letters(text: &str, at: usize) -> (Run, usize) {
    let run = text.get(at..).unwrap_or_default().chars().take_while(|c| c.is_alphabetic());
    let (mut len, mut first, mut others) = (0, false, false);
    for c in run {
        match len {
            0 => first = c.is_uppercase(),
            _ => others |= c.is_uppercase(),
        }
        len += c.len_utf8();
    }
    (Run::Atom(shape_of(first, others)), len)
}

/// The shape of letters of which the first, and of which others, are capitals.
fn shape_of(first: bool, others: bool) -> Shape {
    match (first, others) {
        (_, true) => Shape::Upper,
        (true, false) => Shape::Capital,
        (false, false) => Shape::Lower,
    }
}

/// Words and phrases with what they mean, found by their first atom.
///
/// A phrase is cut like a text, so `US$` and `p.m.` are phrases too. A hyphen may stand between the
/// words of a phrase; a phrase written with a capital letter is found only as it is written.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: Vec<Vec<Phrase<T>>>,
}

#[derive(Debug)]
struct Phrase<T> {
    rest: Vec<WordId>,
    as_written: Option<Box<str>>,
    meaning: T,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: Vec::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; of phrases of one length those matched as written win, then the first added.
    pub(crate) fn add(&mut self, phrase: &str, meaning: T, vocabulary: &mut Vocabulary) {
        let parts = Atoms::cut(phrase, &[], &Vocabulary::default());
        let mut words: Vec<WordId> = Vec::new();
        for i in 0..parts.len() {
            words.push(vocabulary.add(plain(parts.text(i))));
        }
        let Some((&first, rest)) = words.split_first() else { return };
        let as_written =
            phrase.contains(char::is_uppercase).then(|| phrase.replace(' ', "").into());
        let slot = usize::from(first);
        if self.by_first.len() <= slot {
            self.by_first.resize_with(slot + 1, Vec::new);
        }
        self.by_first[slot].push(Phrase { rest: rest.to_vec(), as_written, meaning });
        self.by_first[slot].sort_by_key(|phrase| {
            (std::cmp::Reverse(phrase.rest.len()), phrase.as_written.is_none())
        });
    }

    /// The meaning and the end of the longest phrase that starts at an atom.
    pub(crate) fn longest(&self, atoms: &Atoms<'_>, i: usize) -> Option<(&T, usize)> {
        let word = atoms.at(i).word;
        if word == 0 {
            return None;
        }
        let found = self.by_first.get(usize::from(word))?;
        found.iter().find_map(|phrase| Some((&phrase.meaning, phrase.end(atoms, i)?)))
    }
}

impl<T> Phrase<T> {
    fn end(&self, atoms: &Atoms<'_>, i: usize) -> Option<usize> {
        let mut at = i + 1;
        for &word in &self.rest {
            let hyphen = atoms.is_glued_mark(at, '-') && atoms.at(at).word != word;
            at += usize::from(hyphen);
            if atoms.at(at).word != word || !atoms.continues(at) {
                return None;
            }
            at += 1;
        }
        let same = |written: &str| (i..at).map(|i| atoms.text(i)).eq_text(written);
        self.as_written.as_deref().is_none_or(same).then_some(at)
    }
}

trait EqText {
    fn eq_text(self, whole: &str) -> bool;
}

impl<'t, I: Iterator<Item = &'t str>> EqText for I {
    /// Whether the parts, put together, are the whole.
    fn eq_text(mut self, whole: &str) -> bool {
        let rest = self.try_fold(whole, |rest, part| rest.strip_prefix(part));
        rest.is_some_and(str::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_runs_and_marks() {
        let check = |text: &str, expected: &str| {
            let atoms = Atoms::cut(text, &[], &Vocabulary::default());
            let shown: Vec<&str> = (0..atoms.len()).map(|i| atoms.text(i)).collect();
            assert_eq!(shown.join("|"), expected);
        };
        check("16/06/2021 21:35", "16|/|06|/|2021|21|:|35");
        check("An-72P’s élan", "An|-|72|P|’|s|élan");
        check("\u{a0}", "");
    }

    #[test]
    fn knows_gaps_and_shapes() {
        let atoms = Atoms::cut("a B\nNATO\n\n7c", &[], &Vocabulary::default());
        let gaps: Vec<Gap> = (0..atoms.len()).map(|i| atoms.at(i).gap).collect();
        assert_eq!(gaps, [Gap::Paragraph, Gap::Space, Gap::Line, Gap::Paragraph, Gap::None]);
        let shapes: Vec<Shape> = (0..atoms.len()).map(|i| atoms.at(i).shape).collect();
        use Shape::{Capital, Digits, Lower, Upper};
        assert_eq!(shapes, [Lower, Capital, Upper, Digits, Lower]);
    }

    #[test]
    fn finds_the_longest_phrase() {
        let mut vocabulary = Vocabulary::default();
        let mut phrases = Phrases::default();
        for (phrase, meaning) in [("basis points", 1), ("basis", 2), ("US$", 3), ("MW", 4)] {
            phrases.add(phrase, meaning, &mut vocabulary);
        }
        let check = |text: &str, expected: Option<(i32, usize)>| {
            let found = Atoms::cut(text, &[], &vocabulary);
            assert_eq!(phrases.longest(&found, 0).map(|(m, end)| (*m, end)), expected, "{text}");
        };
        check("Basis points", Some((1, 2)));
        check("basis-point", Some((2, 1)));
        check("US$5", Some((3, 2)));
        check("MW", Some((4, 1)));
        check("mw", None);
        check("other", None);
    }
}
