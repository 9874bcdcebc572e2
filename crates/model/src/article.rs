//! A clean article, every byte of it traced.

use serde::{Deserialize, Serialize};

use crate::{
    ArticleId, Edit, EditError, MediaType, Metadata, Moment, Published, RawDocument, Sha256, Span,
    TracedText, fact, named_enum,
};

named_enum! {
    /// What a block of an article is.
    BlockKind {
        /// The headline.
        Title = "title",
        /// A subheading.
        Heading = "heading",
        /// A paragraph of running text.
        Paragraph = "paragraph",
        /// An item of a list.
        ListItem = "list_item",
        /// A quotation set apart.
        Quote = "quote",
        /// A table, a row a line.
        Table = "table",
        /// The text under a picture.
        Caption = "caption",
    }
}

named_enum! {
    /// Whether the text is a page, with furniture around the article, or a record's own text.
    Form {
        /// A page: cleaners may cut it, and its text begins with its title.
        Page = "page",
        /// A page whose markup told its parts: cleaners repair its characters and leave its blocks.
        Markup = "markup",
        /// The text field of a record: kept byte for byte.
        Record = "record",
    }
}

named_enum! {
    /// What kind of page a document turned out to be.
    PageVerdict {
        /// An article.
        Article = "article",
        /// A list of links to articles.
        Index = "index",
        /// A wall: a log-in, a consent page, an error.
        Blocked = "blocked",
        /// Nothing to read.
        Empty = "empty",
    }
}

/// A stretch of the text that stands by itself, such as a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the text.
    pub span: Span,
}

/// Something that was on the page and is no longer in the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Removal {
    /// The raw bytes.
    pub raw: Span,
    /// A short name, such as `repeated_caption`.
    pub reason: String,
    /// The words that stood there, on one line; none where there are none, or where the piece before
    /// has them.
    pub text: Option<String>,
}

impl Removal {
    /// Bytes kept of the words of one removal, at the most.
    pub const MOST_BYTES: usize = 1_000;

    /// What was cut in one place: its pieces in the raw bytes, the first of them with the words.
    pub fn of(raws: Vec<Span>, reason: &str, words: &str) -> impl Iterator<Item = Self> + use<> {
        let mut text = Some(one_line(words)).filter(|text| !text.is_empty());
        let reason = reason.to_owned();
        let removal = move |raw| Self { raw, reason: reason.clone(), text: text.take() };
        raws.into_iter().map(removal)
    }
}

/// Words with one blank between them, as many as may be kept; a sign says that there were more.
fn one_line(words: &str) -> String {
    let mut line = String::new();
    for word in words.split_whitespace() {
        let blank = usize::from(!line.is_empty());
        if line.len() + blank + word.len() > Removal::MOST_BYTES {
            if line.is_empty() {
                line.extend(word.chars().take(Removal::MOST_BYTES / 4));
            }
            line.push('…');
            break;
        }
        line.push_str(if blank == 1 { " " } else { "" });
        line.push_str(word);
    }
    line
}

/// A change to an article's text, with its reason if something is lost by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// The change.
    pub edit: Edit,
    /// Why, for the list of removals; `None` for a repair that loses nothing.
    pub reason: Option<&'static str>,
}

impl TextEdit {
    /// Cuts a span, for a reason.
    #[must_use]
    pub fn cut(span: Span, reason: &'static str) -> Self {
        Self { edit: Edit::cut(span), reason: Some(reason) }
    }

    /// Writes a span in another way, nothing lost: a repaired character, a joined line.
    #[must_use]
    pub fn repair(span: Span, with: impl Into<String>) -> Self {
        Self { edit: Edit::replace(span, with), reason: None }
    }
}

/// One article: its text, and what its page says about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// A hash of address and content.
    pub id: ArticleId,
    /// The address of the document; of one article among many in it, with a part.
    pub uri: String,
    /// SHA-256 of the document's bytes.
    pub sha256: Sha256,
    /// Whether cleaners may cut the text.
    pub form: Form,
    /// Who put it out: a site, a publisher, else the folder it came from.
    pub source: Option<String>,
    /// The address on the web.
    pub url: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The news agency credited.
    pub agency: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// When it was last changed.
    pub modified: Option<Moment>,
    /// When it was fetched.
    pub fetched: Option<Moment>,
    /// The part of the site it stands in.
    pub section: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The address the page calls its own.
    pub canonical_url: Option<String>,
    /// ISO 639-1 code of the language.
    pub language: Option<String>,
    /// How sure that is, 0 to 1.
    pub language_confidence: Option<f64>,
    /// What kind of page it is.
    pub page_verdict: Option<PageVerdict>,
    /// The text; of a page it begins with the title, as a block of its own.
    pub text: TracedText,
    /// The parts of the text, in order, not overlapping.
    pub blocks: Vec<Block>,
    /// What was cut, in the order it was cut.
    pub removed: Vec<Removal>,
    /// The article this one repeats.
    pub copy_of: Option<ArticleId>,
    /// Everything else that came with the document.
    pub metadata: Metadata,
    /// Doubts of the stages so far.
    pub notes: Vec<crate::Note>,
}

impl Article {
    /// An article that is a text and nothing else, each byte its own, as for a measurement.
    #[must_use]
    pub fn of_text(uri: &str, text: &str) -> Self {
        let raw = RawDocument {
            uri: uri.to_owned(),
            bytes: text.as_bytes().to_vec(),
            media: MediaType::Text,
            metadata: Metadata::new(),
        };
        Self::new(&raw, "", Form::Page, TracedText::verbatim(text))
    }

    /// An article that has only its text, with identity and metadata from the document.
    ///
    /// Its address on the web and when it was fetched are taken from the [facts](fact) of its
    /// source; what else the source knows is its metadata.
    ///
    /// `part` tells articles of one document apart; it is empty where there is only one.
    #[must_use]
    pub fn new(raw: &RawDocument, part: &str, form: Form, text: TracedText) -> Self {
        let uri = if part.is_empty() { raw.uri.clone() } else { format!("{}#{part}", raw.uri) };
        let sha256 = Sha256::of(&raw.bytes);
        let url = raw.fact(fact::URL);
        let fetched = raw.fact(fact::FETCHED).and_then(|at| Moment::parse(&at));
        let mut metadata = raw.metadata.clone();
        metadata.retain(|name, _| {
            !(name == fact::URL && url.is_some() || name == fact::FETCHED && fetched.is_some())
        });
        Self {
            id: ArticleId::of(&[uri.as_bytes(), &sha256.0]),
            uri,
            sha256,
            form,
            source: None,
            url,
            title: None,
            byline: None,
            agency: None,
            published: None,
            modified: None,
            fetched,
            section: None,
            publisher: None,
            canonical_url: None,
            language: None,
            language_confidence: None,
            page_verdict: None,
            text,
            blocks: Vec::new(),
            removed: Vec::new(),
            copy_of: None,
            metadata,
            notes: Vec::new(),
        }
    }

    /// Applies edits to the text, moves blocks and notes along, and records what was lost.
    ///
    /// Edits must be in order and must not overlap. Blocks left empty are dropped; notes whose
    /// words were cut stay, without a place.
    ///
    /// # Errors
    /// If an edit is out of order, overlaps another or cuts a character in two.
    pub fn edit(&mut self, edits: Vec<TextEdit>) -> Result<(), EditError> {
        if edits.is_empty() {
            return Ok(());
        }
        let (changes, reasons): (Vec<Edit>, Vec<_>) =
            edits.into_iter().map(|edit| (edit.edit, edit.reason)).unzip();
        let text = self.text.edit(&changes)?;
        for (change, reason) in changes.iter().zip(reasons) {
            if let Some(reason) = reason {
                let raws = self.text.trace(change.span);
                self.removed.extend(Removal::of(raws, reason, self.text.slice(change.span)));
            }
        }
        let offsets = TracedText::offsets(&changes);
        for block in &mut self.blocks {
            block.span = offsets.span(block.span);
        }
        self.blocks.retain(|block| !block.span.is_empty());
        for note in &mut self.notes {
            note.span = note.span.map(|span| offsets.span(span)).filter(|span| !span.is_empty());
        }
        self.text = text;
        Ok(())
    }

    /// The block that is the title, if the text holds it.
    #[must_use]
    pub fn title_block(&self) -> Option<Block> {
        self.blocks.iter().copied().find(|block| block.kind == BlockKind::Title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MediaType, Note};

    #[test]
    fn what_the_source_knows_comes_along() {
        let mut raw = RawDocument {
            uri: "a.warc#0".to_owned(),
            bytes: Vec::new(),
            media: MediaType::Html,
            metadata: Metadata::new(),
        };
        let facts = [
            (fact::URL, "https://quay.example/fog"),
            (fact::FETCHED, "2024-03-14T18:05:00Z"),
            (fact::CONTENT_TYPE, "text/html"),
        ];
        facts.into_iter().for_each(|(name, value)| raw.state(name, value));
        let article = Article::new(&raw, "", Form::Page, TracedText::default());
        assert_eq!(article.url.as_deref(), Some("https://quay.example/fog"));
        assert_eq!(article.fetched, Moment::parse("2024-03-14T18:05Z"));
        let left: Vec<_> =
            article.metadata.iter().map(|(name, json)| (name.as_str(), json.as_str())).collect();
        assert_eq!(left, [("content_type", "\"text/html\"")]);
    }

    #[test]
    fn blocks_and_notes_follow_the_edits() {
        let raw = RawDocument {
            uri: "a.txt".to_owned(),
            bytes: b"Menu\nFog came.".to_vec(),
            media: MediaType::Text,
            metadata: Metadata::new(),
        };
        let mut article =
            Article::new(&raw, "", Form::Page, TracedText::verbatim("Menu\nFog came."));
        let span = Span::new(5, 14);
        article.blocks = vec![
            Block { kind: BlockKind::Heading, span: Span::new(0, 4) },
            Block { kind: BlockKind::Paragraph, span },
        ];
        let note = |span| Note { stage: "test".to_owned(), span, text: "?".to_owned() };
        article.notes = vec![note(Some(Span::new(5, 8))), note(Some(Span::new(0, 4))), note(None)];
        article.edit(vec![TextEdit::cut(Span::new(0, 5), "menu")]).unwrap();
        assert_eq!(article.blocks, [Block { kind: BlockKind::Paragraph, span: Span::new(0, 9) }]);
        assert_eq!(article.notes, [note(Some(Span::new(0, 3))), note(None), note(None)]);
        let menu = Removal {
            raw: Span::new(0, 5),
            reason: "menu".to_owned(),
            text: Some("Menu".to_owned()),
        };
        assert_eq!(article.removed, [menu]);
    }

    #[test]
    fn of_what_was_cut_the_words_are_kept_as_far_as_they_may() {
        let check = |words: &str, expected: Option<&str>| {
            let raws = vec![Span::new(0, 5), Span::new(7, 9)];
            let cuts: Vec<Removal> = Removal::of(raws, "menu", words).collect();
            assert_eq!(cuts[0].text.as_deref(), expected);
            assert_eq!((cuts.len(), cuts[1].text.as_deref()), (2, None));
        };
        check(" Home\n\n News ", Some("Home News"));
        check(" \n", None);
        let long = "fog ".repeat(1_000);
        check(&long, Some(&format!("{}…", "fog ".repeat(250).trim_end())));
        check(&"é".repeat(1_000), Some(&format!("{}…", "é".repeat(250))));
    }
}
