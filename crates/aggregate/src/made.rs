//! Annotated articles made by hand, for the tests of this crate.
//!
//! A [`Made`] page is written a sentence at a time; names, dates and claims point at words of the
//! sentence just written.

use tidings_model::{
    AnnotatedArticle, Article, Claim, ClaimKind, Form, Label, MediaType, Mention, Metadata,
    Modifier, Moment, Published, PublishedFrom, RawDocument, Reference, Span, Speaker, Status,
    Timex, TimexType, TracedText, View,
};
use tidings_stage::{Aggregator, Settings, Stage};

/// A page in the making.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    uri: String,
    day: Option<&'static str>,
    text: String,
    last: usize,
    sentences: Vec<Span>,
    mentions: Vec<Mention>,
    timexes: Vec<Timex>,
    claims: Vec<Claim>,
}

impl Made {
    /// A page at an address, published on a day; an empty day is none.
    pub(crate) fn page(uri: &str, day: &'static str) -> Self {
        Self {
            uri: uri.to_owned(),
            day: Some(day).filter(|day| !day.is_empty()),
            text: String::new(),
            last: 0,
            sentences: Vec::new(),
            mentions: Vec::new(),
            timexes: Vec::new(),
            claims: Vec::new(),
        }
    }

    pub(crate) fn says(mut self, sentence: &str) -> Self {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.last = self.text.len();
        self.text.push_str(sentence);
        self.sentences.push(Span::at(self.last..self.text.len()));
        self
    }

    fn find(&self, words: &str) -> Span {
        let rest = self.text.get(self.last..).unwrap();
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} in {rest:?}"));
        Span::at(self.last + at..self.last + at + words.len())
    }

    pub(crate) fn name(self, words: &str, label: Label) -> Self {
        self.kind(words, label, None)
    }

    pub(crate) fn city(self, words: &str) -> Self {
        self.kind(words, Label::Loc, Some("city"))
    }

    pub(crate) fn kind(mut self, words: &str, label: Label, kind: Option<&str>) -> Self {
        let span = self.find(words);
        let kind = kind.map(str::to_owned);
        self.mentions.push(Mention {
            span,
            label,
            kind,
            canonical: None,
            confidence: 1.0,
            place: None,
        });
        self.mentions.sort_by_key(|mention| mention.span);
        self
    }

    /// A date whose days are known, of one day.
    pub(crate) fn on(mut self, words: &str, day: &str) -> Self {
        let date = day.parse().unwrap();
        let anchor = tidings_model::Anchor::Published;
        let timex = Timex {
            span: self.find(words),
            kind: TimexType::Date,
            value: day.to_owned(),
            from: Some(date),
            to: Some(date),
            anchor,
            reference: None,
            clock: String::new(),
        };
        self.timexes.push(timex);
        self
    }

    /// A date that hangs on the page's day.
    pub(crate) fn relative(mut self, words: &str, reference: Reference) -> Self {
        let at = self.day.map(|day| day.parse().unwrap());
        let mut timex = Timex {
            span: self.find(words),
            kind: TimexType::Date,
            value: reference.unresolved(),
            from: None,
            to: None,
            anchor: tidings_model::Anchor::None,
            reference: Some(reference),
            clock: String::new(),
        };
        if let Some(resolved) =
            at.and_then(|day| timex.resolve(day, tidings_model::Anchor::Published))
        {
            timex.settle(resolved);
        }
        self.timexes.push(timex);
        self
    }

    /// A duration, such as `P2D`.
    pub(crate) fn lasting(mut self, words: &str, value: &str) -> Self {
        self.timexes.push(Timex {
            span: self.find(words),
            kind: TimexType::Duration,
            value: value.to_owned(),
            from: None,
            to: None,
            anchor: tidings_model::Anchor::None,
            reference: None,
            clock: String::new(),
        });
        self
    }

    /// A count of a class: the words, the class and the number.
    pub(crate) fn count(self, words: &str, class: &str, value: f64) -> Self {
        let last = words.rsplit(' ').next().filter(|word| word.chars().all(char::is_alphabetic));
        let unit = last.map(|word| word.trim_end_matches('s').to_owned());
        self.claim(ClaimKind::Count, words, class, |claim| {
            claim.value = Some(value);
            claim.low = Some(value);
            claim.high = Some(value);
            claim.unit = unit;
            claim.modifier = Some(Modifier::Exact);
        })
    }

    pub(crate) fn claim(
        mut self,
        kind: ClaimKind,
        words: &str,
        class: &str,
        set: impl FnOnce(&mut Claim),
    ) -> Self {
        let mut claim = Claim::new(kind, self.find(words), class);
        claim.class = Some(class.to_owned());
        set(&mut claim);
        self.claims.push(claim);
        self
    }

    pub(crate) fn change(mut self, set: impl FnOnce(&mut Claim)) -> Self {
        set(self.claims.last_mut().unwrap());
        self
    }

    /// Bounds and hedge of the last claim.
    pub(crate) fn between(self, low: f64, high: f64, modifier: Modifier) -> Self {
        let bound = |x: f64| x.is_finite().then_some(x);
        self.change(|claim| {
            (claim.low, claim.high, claim.modifier) = (bound(low), bound(high), Some(modifier))
        })
    }

    pub(crate) fn status(self, status: Status) -> Self {
        self.change(|claim| claim.status = status)
    }

    pub(crate) fn by(self, actor: &str) -> Self {
        self.change(|claim| claim.actor = Some(actor.to_owned()))
    }

    pub(crate) fn speaker(self, name: &str) -> Self {
        self.change(|claim| {
            claim.speaker = Some(Speaker { span: None, name: name.to_owned(), anonymous: false })
        })
    }

    /// The last claim's time is the last date written.
    pub(crate) fn then(self) -> Self {
        let last = self.timexes.len() as u32 - 1;
        self.change(|claim| claim.time = Some(last))
    }

    /// The last claim covers the last duration written.
    pub(crate) fn over(self) -> Self {
        let last = self.timexes.len() as u32 - 1;
        self.change(|claim| claim.period = Some(last))
    }

    /// The last claim's place is a name of this spelling.
    pub(crate) fn at(mut self, words: &str) -> Self {
        let span = self.find(words);
        let place = self.mentions.iter().position(|mention| mention.span == span).unwrap() as u32;
        self.claims.last_mut().unwrap().place = Some(place);
        self
    }

    pub(crate) fn article(mut self) -> AnnotatedArticle {
        let raw = RawDocument {
            uri: self.uri.clone(),
            bytes: self.text.clone().into_bytes(),
            media: MediaType::Text,
            metadata: Metadata::new(),
        };
        let mut article =
            Article::new(&raw, "", Form::Page, TracedText::verbatim(self.text.clone()));
        article.source = Some(self.uri.clone());
        let at = self.day.map(|day| Moment::parse(day).unwrap());
        article.published = at.map(|at| Published { at, from: PublishedFrom::Metadata });
        self.claims.sort_by_key(|claim| claim.span);
        let mut doc = AnnotatedArticle::new(article);
        doc.sentences = self.sentences;
        doc.mentions = self.mentions;
        doc.timexes = self.timexes;
        doc.claims = self.claims;
        doc
    }
}

/// Runs one aggregator over articles dealt into shards, and merges the shards.
pub(crate) fn run<T: Aggregator + Stage>(
    docs: &[AnnotatedArticle],
    shards: usize,
    view: &mut View,
) {
    run_with::<T>(&Settings::defaults(T::SPEC.settings, "."), docs, shards, view);
}

/// The same with settings of one's own.
pub(crate) fn run_with<T: Aggregator + Stage>(
    settings: &Settings,
    docs: &[AnnotatedArticle],
    shards: usize,
    view: &mut View,
) {
    let stage = T::build(settings).unwrap();
    let mut partials: Vec<T::Partial> = (0..shards).map(|_| stage.start()).collect();
    for (n, doc) in docs.iter().enumerate() {
        stage.add(&mut partials[n * 31 % shards], doc);
    }
    let mut whole = stage.start();
    for partial in partials.into_iter().rev() {
        stage.merge(&mut whole, partial);
    }
    stage.finish(whole, view);
}

/// Runs all aggregators of the crate, in the order their fields demand.
pub(crate) fn view_of(docs: &[AnnotatedArticle], shards: usize) -> View {
    let mut view = View::default();
    run::<crate::Entities>(docs, shards, &mut view);
    run::<crate::Stories>(docs, shards, &mut view);
    run::<crate::Anchors>(docs, shards, &mut view);
    run::<crate::Facts>(docs, shards, &mut view);
    run::<crate::Timeline>(docs, shards, &mut view);
    run::<crate::Cooccurrences>(docs, shards, &mut view);
    view
}
