//! Text whose every byte leads back to the raw bytes it came from.
//!
//! A [`TracedText`] is a string and a list of pieces in text order. A piece is *exact* (its bytes
//! are the raw bytes, one to one) or *rewritten* (it stands for zero or more raw ranges as a whole:
//! a decoded escape, a repaired character, an inserted blank). Cutting drops pieces, replacing
//! rewrites them, joining appends them; nothing ever has to look at the raw bytes again.

use serde::{Deserialize, Serialize};

use crate::Span;

/// A string and, for every byte of it, the raw bytes behind it.
///
/// ```
/// use tidings_model::{Edit, Span, TracedText};
/// let page = TracedText::verbatim("The sea\n[ad]\nrose.");
/// let clean = page.edit(&[Edit::replace(Span::new(7, 13), " ")]).unwrap();
/// assert_eq!(clean.as_str(), "The sea rose.");
/// assert_eq!(clean.trace(Span::new(8, 12)), [Span::new(13, 17)]);
/// assert_eq!(clean.trace(Span::new(4, 12)), [Span::new(4, 17)]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedText {
    text: String,
    pieces: Vec<Piece>,
    raws: Vec<Span>,
}

/// A run of text from `start` to the start of the next piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    start: u32,
    /// Where its raw ranges begin in `raws`; they end where those of the next piece begin.
    raws: u32,
    exact: bool,
}

/// A change of a span of text: replaced by `with`, or cut where `with` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub with: String,
}

impl Edit {
    /// Removes a span.
    #[must_use]
    pub fn cut(span: Span) -> Self {
        Self { span, with: String::new() }
    }

    /// Puts other text in place of a span. The new text traces to all that the span traced to.
    #[must_use]
    pub fn replace(span: Span, with: impl Into<String>) -> Self {
        Self { span, with: with.into() }
    }
}

/// Why a list of edits was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The edit reaches past the end, or into the middle of a character.
    #[error("edit {0} is not on character boundaries of the text")]
    OffBoundary(Span),
    /// The edit starts before the one ahead of it ends.
    #[error("edit {0} is out of order or overlaps the one before it")]
    Disorder(Span),
}

/// How offsets move when a list of edits is applied.
#[derive(Debug, Clone, Default)]
pub struct Offsets {
    /// Old span and new span of each edit, in order.
    moved: Vec<(Span, Span)>,
}

impl Offsets {
    fn of(edits: &[Edit]) -> Self {
        let mut shift = 0i64;
        let moved = edits
            .iter()
            .map(|edit| {
                let start = shifted(edit.span.start, shift);
                let new = Span::new(start, start + edit.with.len() as u32);
                shift += i64::from(new.len()) - i64::from(edit.span.len());
                (edit.span, new)
            })
            .collect();
        Self { moved }
    }

    /// Where a span of the old text stands in the new one; empty if all of it was cut.
    #[must_use]
    pub fn span(&self, old: Span) -> Span {
        let start = self.offset(old.start, true);
        Span::new(start, self.offset(old.end, false).max(start))
    }

    /// An offset inside a replaced span moves to the near end of what replaced it.
    fn offset(&self, old: u32, starts: bool) -> u32 {
        let next = self.moved.partition_point(|(was, _)| was.start <= old);
        let Some((was, now)) = next.checked_sub(1).map(|i| self.moved[i]) else { return old };
        if old >= was.end {
            return now.end + (old - was.end);
        }
        match (starts, old == was.start) {
            (_, true) | (true, _) => now.start,
            (false, _) => now.end,
        }
    }
}

fn shifted(offset: u32, by: i64) -> u32 {
    u32::try_from(i64::from(offset) + by).expect("edits are in order, so offsets stay positive")
}

impl TracedText {
    /// Text that is the raw bytes, byte for byte.
    #[must_use]
    pub fn verbatim(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut built = TracedBuilder::default();
        built.exact(0, &text);
        built.finish()
    }

    /// Starts an empty text.
    #[must_use]
    pub fn builder() -> TracedBuilder {
        TracedBuilder::default()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.text.len() as u32
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the span lies in the text, on character boundaries.
    #[must_use]
    pub fn holds(&self, span: Span) -> bool {
        span.start <= span.end
            && self.text.is_char_boundary(span.start as usize)
            && self.text.is_char_boundary(span.end as usize)
    }

    /// The words of a span.
    ///
    /// # Panics
    /// If the text does not [hold](Self::holds) the span.
    #[must_use]
    #[expect(clippy::string_slice, reason = "spans are checked to be on character boundaries")]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The raw byte ranges behind a span, in text order, neighbours joined.
    ///
    /// Empty where nothing raw stands behind it (an inserted blank, an empty span).
    #[must_use]
    pub fn trace(&self, span: Span) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        for (at, piece) in self.pieces_of(span) {
            for raw in self.raws_of(at) {
                let raw = if piece.exact { self.exact_part(at, *raw, span) } else { *raw };
                push_raw(&mut found, raw);
            }
        }
        found
    }

    /// The smallest raw range that holds everything behind a span.
    #[must_use]
    pub fn hull(&self, span: Span) -> Option<Span> {
        self.trace(span).into_iter().reduce(Span::hull)
    }

    /// The same text after edits, which must be in order and must not overlap.
    ///
    /// # Errors
    /// If an edit is out of order, overlaps another or cuts a character in two.
    pub fn edit(&self, edits: &[Edit]) -> Result<TracedText, EditError> {
        self.check(edits)?;
        let mut built = TracedBuilder::default();
        let mut kept = 0;
        for edit in edits {
            self.copy_into(&mut built, Span::new(kept, edit.span.start));
            built.rewritten_from(&self.trace(edit.span), &edit.with);
            kept = edit.span.end;
        }
        self.copy_into(&mut built, Span::new(kept, self.len()));
        Ok(built.finish())
    }

    /// How spans move under these edits.
    #[must_use]
    pub fn offsets(edits: &[Edit]) -> Offsets {
        Offsets::of(edits)
    }

    /// Adds another text of the same document at the end.
    #[must_use]
    pub fn join(&self, other: &TracedText) -> TracedText {
        let mut built = TracedBuilder::default();
        self.copy_into(&mut built, Span::new(0, self.len()));
        other.copy_into(&mut built, Span::new(0, other.len()));
        built.finish()
    }

    /// The part of this text that a span covers.
    ///
    /// # Panics
    /// If the text does not [hold](Self::holds) the span.
    #[must_use]
    pub fn part(&self, span: Span) -> TracedText {
        let mut built = TracedBuilder::default();
        self.copy_into(&mut built, span);
        built.finish()
    }

    fn check(&self, edits: &[Edit]) -> Result<(), EditError> {
        let mut done = 0;
        for edit in edits {
            if !self.holds(edit.span) {
                return Err(EditError::OffBoundary(edit.span));
            }
            if edit.span.start < done {
                return Err(EditError::Disorder(edit.span));
            }
            done = edit.span.end;
        }
        Ok(())
    }

    fn copy_into(&self, built: &mut TracedBuilder, span: Span) {
        for (at, piece) in self.pieces_of(span) {
            let part = self.clip(at, span);
            match (piece.exact, self.raws_of(at)) {
                (true, [raw]) => {
                    built.exact(self.exact_part(at, *raw, span).start, self.slice(part))
                }
                (_, raws) => built.rewritten_from(raws, self.slice(part)),
            }
        }
    }

    fn pieces_of(&self, span: Span) -> impl Iterator<Item = (usize, Piece)> {
        let first = self.pieces.partition_point(|p| p.start <= span.start).saturating_sub(1);
        let wanted = if span.is_empty() { 0 } else { usize::MAX };
        self.pieces[first.min(self.pieces.len())..]
            .iter()
            .copied()
            .enumerate()
            .map(move |(i, piece)| (first + i, piece))
            .take(wanted)
            .take_while(move |(_, piece)| piece.start < span.end)
    }

    fn raws_of(&self, at: usize) -> &[Span] {
        let end = self.pieces.get(at + 1).map_or(self.raws.len(), |next| next.raws as usize);
        &self.raws[self.pieces[at].raws as usize..end]
    }

    fn clip(&self, at: usize, span: Span) -> Span {
        let end = self.pieces.get(at + 1).map_or(self.len(), |next| next.start);
        Span::new(self.pieces[at].start.max(span.start), end.min(span.end))
    }

    fn exact_part(&self, at: usize, raw: Span, span: Span) -> Span {
        let part = self.clip(at, span);
        let ahead = part.start - self.pieces[at].start;
        Span::new(raw.start + ahead, raw.start + ahead + part.len())
    }
}

/// Builds a [`TracedText`] from front to back.
#[derive(Debug, Default)]
pub struct TracedBuilder {
    made: TracedText,
}

impl TracedBuilder {
    /// Appends text whose bytes stand at `raw_start` in the raw document, one to one.
    pub fn exact(&mut self, raw_start: u32, text: &str) {
        if text.is_empty() {
            return;
        }
        let raw = Span::new(raw_start, raw_start + text.len() as u32);
        match (self.made.pieces.last(), self.made.raws.last_mut()) {
            (Some(last), Some(before)) if last.exact && before.end == raw_start => {
                before.end = raw.end
            }
            _ => self.piece(&[raw], true),
        }
        self.made.text.push_str(text);
    }

    /// Appends text that stands for a raw range as a whole, such as a decoded escape.
    pub fn rewritten(&mut self, raw: Span, text: &str) {
        self.rewritten_from(&[raw], text);
    }

    /// Appends text that no raw byte stands behind.
    pub fn inserted(&mut self, text: &str) {
        self.rewritten_from(&[], text);
    }

    /// Appends a part of another text of the same document.
    ///
    /// # Panics
    /// If the text does not [hold](TracedText::holds) the span.
    pub fn traced(&mut self, text: &TracedText, span: Span) {
        text.copy_into(self, span);
    }

    /// Appends text that stands for several raw ranges as a whole.
    pub fn rewritten_from(&mut self, raws: &[Span], text: &str) {
        if !text.is_empty() {
            self.piece(raws, false);
            self.made.text.push_str(text);
        }
    }

    /// Length so far, in bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.made.len()
    }

    /// Whether nothing was appended yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// The text so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.made.as_str()
    }

    /// The finished text.
    #[must_use]
    pub fn finish(self) -> TracedText {
        self.made
    }

    fn piece(&mut self, raws: &[Span], exact: bool) {
        let piece = Piece { start: self.made.len(), raws: self.made.raws.len() as u32, exact };
        self.made.pieces.push(piece);
        self.made.raws.extend(raws.iter().filter(|raw| !raw.is_empty()));
    }
}

fn push_raw(found: &mut Vec<Span>, raw: Span) {
    match found.last_mut() {
        Some(last) if last.end == raw.start => last.end = raw.end,
        Some(last) if last.contains(raw) => {}
        _ => found.push(raw),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An edit chosen by three numbers, on character boundaries of the text.
    fn edit_of(text: &TracedText, (at, len, with): (usize, usize, String)) -> Edit {
        let edges: Vec<usize> =
            text.as_str().char_indices().map(|(i, _)| i).chain([text.as_str().len()]).collect();
        let start = at % edges.len();
        let end = (start + len).min(edges.len() - 1);
        Edit::replace(Span::at(edges[start]..edges[end]), with)
    }

    proptest! {
        /// However a text is edited, a character that survived still leads to its own raw bytes.
        #[test]
        fn traces_lead_home(
            raw in "[a-zé“\n ]{0,60}",
            edits in prop::collection::vec((0usize..80, 0usize..12, "[XYZ]{0,3}"), 0..8),
        ) {
            let mut text = TracedText::verbatim(raw.clone());
            for edit in edits {
                text = text.edit(&[edit_of(&text, edit)]).unwrap();
            }
            for (at, c) in text.as_str().char_indices() {
                let pieces = text.trace(Span::at(at..at + c.len_utf8()));
                if !"XYZ".contains(c) {
                    prop_assert_eq!(pieces.len(), 1);
                    prop_assert_eq!(raw.get(pieces[0].range()).map(str::to_owned), Some(c.to_string()));
                }
                for piece in pieces {
                    prop_assert!(piece.end as usize <= raw.len());
                }
            }
        }

        /// The pieces of a whole are the pieces of its parts: nothing is added or lost by slicing.
        #[test]
        fn a_span_traces_to_the_sum_of_its_characters(
            raw in "[a-zé ]{1,40}",
            edits in prop::collection::vec((0usize..50, 0usize..9, "[XY]{0,2}"), 0..5),
        ) {
            let mut text = TracedText::verbatim(raw);
            for edit in edits {
                text = text.edit(&[edit_of(&text, edit)]).unwrap();
            }
            let mut covered: Vec<u32> = text
                .as_str()
                .char_indices()
                .flat_map(|(at, c)| text.trace(Span::at(at..at + c.len_utf8())))
                .flat_map(|raw| raw.start..raw.end)
                .collect();
            let mut whole: Vec<u32> = text
                .trace(Span::new(0, text.len()))
                .into_iter()
                .flat_map(|raw| raw.start..raw.end)
                .collect();
            covered.sort_unstable();
            covered.dedup();
            whole.sort_unstable();
            whole.dedup();
            prop_assert_eq!(covered, whole);
        }

        /// Parts joined again are the text they were taken from.
        #[test]
        fn parts_join_to_the_whole(raw in "[a-zé ]{0,40}", cut in 0usize..40) {
            let text = TracedText::verbatim(raw);
            let at = edit_of(&text, (cut, 0, String::new())).span.start;
            let (head, tail) = (text.part(Span::new(0, at)), text.part(Span::new(at, text.len())));
            prop_assert_eq!(head.join(&tail), text);
        }

        /// Several edits at once are the same edits one after the other, from the back.
        #[test]
        fn edits_together_are_edits_in_turn(
            raw in "[a-zé ]{0,40}",
            edits in prop::collection::vec((0usize..50, 0usize..9, "[XY]{0,2}"), 0..5),
        ) {
            let text = TracedText::verbatim(raw);
            let mut list: Vec<Edit> = edits.into_iter().map(|e| edit_of(&text, e)).collect();
            list.sort_by_key(|e| e.span);
            let mut end = 0;
            list.retain(|e| {
                let fits = e.span.start >= end && !e.span.is_empty();
                if fits { end = e.span.end; }
                fits
            });
            let together = text.edit(&list).unwrap();
            let mut turn = text.clone();
            for edit in list.iter().rev() {
                turn = turn.edit(std::slice::from_ref(edit)).unwrap();
            }
            prop_assert_eq!(together, turn);
        }
    }

    #[test]
    fn a_sentence_joined_over_a_page_break_has_two_raw_pieces() {
        let page = TracedText::verbatim("The\n\nPage 3 of 3\n\nraid began.");
        let joined =
            page.edit(&[Edit::cut(Span::new(3, 17)), Edit::replace(Span::new(17, 18), " ")]);
        let joined = joined.unwrap();
        assert_eq!(joined.as_str(), "The raid began.");
        assert_eq!(joined.trace(Span::new(0, 8)), [Span::new(0, 3), Span::new(17, 22)]);
        assert_eq!(joined.hull(Span::new(0, 8)), Some(Span::new(0, 22)));
    }

    #[test]
    fn refuses_disorder_and_split_characters() {
        let text = TracedText::verbatim("né");
        let check = |edits: &[Edit], expected| assert_eq!(text.edit(edits).unwrap_err(), expected);
        let (off, late) = (Span::new(2, 3), Span::new(0, 1));
        check(&[Edit::cut(off)], EditError::OffBoundary(off));
        check(&[Edit::cut(Span::new(0, 3)), Edit::cut(late)], EditError::Disorder(late));
        check(&[Edit::cut(Span::new(3, 9))], EditError::OffBoundary(Span::new(3, 9)));
    }

    #[test]
    fn offsets_follow_the_edits() {
        let edits = [Edit::cut(Span::new(2, 5)), Edit::replace(Span::new(8, 9), "xyz")];
        let offsets = TracedText::offsets(&edits);
        let check = |old: (u32, u32), new: (u32, u32)| {
            assert_eq!(offsets.span(Span::new(old.0, old.1)), Span::new(new.0, new.1), "{old:?}");
        };
        check((0, 2), (0, 2));
        check((0, 4), (0, 2));
        check((2, 5), (2, 2));
        check((3, 7), (2, 4));
        check((8, 9), (5, 8));
        check((9, 12), (8, 11));
    }
}
