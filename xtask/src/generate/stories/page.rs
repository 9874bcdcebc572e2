//! An annotated article in the making: text with names, dates and claims noted as they are written.

use tidings_model::{
    Anchor, AnnotatedArticle, Article, Block, BlockKind, Claim, ClaimKind, Date, Form, Label,
    MediaType, Mention, Metadata, Moment, Published, PublishedFrom, RawDocument, Span, Timex,
    TimexType, TracedText,
};

use super::world::Thing;

/// What a claim was planted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Planted {
    /// Which of the counts of its story it gives.
    pub(crate) count: usize,
    /// Whether it gives the value that another source contradicts.
    pub(crate) rival: bool,
}

/// An article, and what is true of it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) doc: AnnotatedArticle,
    pub(crate) story: usize,
    /// What each mention names.
    pub(crate) named: Vec<Thing>,
    /// What each claim was planted as.
    pub(crate) planted: Vec<Option<Planted>>,
    /// The number of the article in its story that this one repeats.
    pub(crate) copy_of: Option<usize>,
}

/// Where an article comes from.
#[derive(Debug)]
pub(super) struct Origin<'a> {
    pub(super) id: &'a str,
    pub(super) source: &'a str,
    pub(super) day: Option<Date>,
}

#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    title: usize,
    sentence: usize,
    sentences: Vec<Span>,
    mentions: Vec<Mention>,
    named: Vec<Thing>,
    timexes: Vec<Timex>,
    claims: Vec<(Claim, Option<Planted>)>,
}

impl Page {
    pub(super) fn titled(title: &str) -> Self {
        Self { text: title.to_owned(), title: title.len(), ..Self::default() }
    }

    /// Begins a sentence.
    pub(super) fn begin(&mut self) {
        self.text.push_str(if self.sentences.is_empty() { "\n\n" } else { " " });
        self.sentence = self.text.len();
    }

    /// Ends a sentence.
    pub(super) fn end(&mut self) {
        self.text.push('.');
        self.sentences.push(Span::at(self.sentence..self.text.len()));
    }

    /// Writes a whole sentence, its full stop included.
    pub(super) fn sentence(&mut self, text: &str) -> Span {
        self.begin();
        let from = self.text.len();
        self.text.push_str(text);
        let span = Span::at(from..self.text.len());
        self.sentences.push(span);
        span
    }

    pub(super) fn say(&mut self, text: &str) -> Span {
        let from = self.text.len();
        self.text.push_str(text);
        Span::at(from..self.text.len())
    }

    /// How much is written.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Writes a name; its number among the mentions.
    pub(super) fn name(&mut self, thing: Thing, text: &str) -> u32 {
        let span = self.say(text);
        let (label, kind) = match thing {
            Thing::Person(_) => (Label::Per, None),
            Thing::Town(_) => (Label::Loc, Some("city".to_owned())),
            Thing::Body(_) => (Label::Org, None),
        };
        self.mentions.push(Mention {
            span,
            label,
            kind,
            canonical: None,
            confidence: 1.0,
            place: None,
        });
        self.named.push(thing);
        (self.mentions.len() - 1) as u32
    }

    /// Writes a date; its number among the dates.
    pub(super) fn date(&mut self, text: &str, day: Option<Date>) -> u32 {
        let span = self.say(text);
        self.timexes.push(Timex {
            span,
            kind: TimexType::Date,
            value: day.map_or_else(|| "XXXX-XX-XX".to_owned(), |day| day.to_string()),
            from: day,
            to: day,
            anchor: if day.is_some() { Anchor::Published } else { Anchor::None },
            reference: None,
            clock: String::new(),
        });
        (self.timexes.len() - 1) as u32
    }

    pub(super) fn claim(
        &mut self,
        kind: ClaimKind,
        span: Span,
        class: &str,
        planted: Option<Planted>,
    ) -> &mut Claim {
        let mut claim = Claim::new(kind, span, class);
        claim.class = Some(class.to_owned());
        self.claims.push((claim, planted));
        &mut self.claims.last_mut().expect("one was pushed").0
    }

    pub(super) fn told(mut self, origin: &Origin<'_>, story: usize) -> Told {
        let raw = RawDocument {
            uri: format!("made#{}", origin.id),
            bytes: self.text.clone().into_bytes(),
            media: MediaType::JsonLine,
            metadata: Metadata::new(),
        };
        let title = self.text.get(..self.title).unwrap_or_default().to_owned();
        let mut article = Article::new(&raw, "", Form::Page, TracedText::verbatim(self.text));
        article.blocks = vec![Block { kind: BlockKind::Title, span: Span::at(0..title.len()) }];
        article.title = Some(title);
        article.source = Some(origin.source.to_owned());
        let published = |day| Published { at: Moment::day(day), from: PublishedFrom::Metadata };
        article.published = origin.day.map(published);
        self.claims.sort_by_key(|(claim, _)| claim.span);
        let (claims, planted) = self.claims.into_iter().unzip();
        let mut doc = AnnotatedArticle::new(article);
        doc.sentences = self.sentences;
        doc.mentions = self.mentions;
        doc.timexes = self.timexes;
        doc.claims = claims;
        Told { doc, story, named: self.named, planted, copy_of: None }
    }
}
