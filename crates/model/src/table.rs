//! The columns of every output table, defined once.
//!
//! A [`Table`] names its columns, their kinds and what they mean; the function beside it makes a
//! row of [`Cell`]s from the record. Sinks derive Arrow, SQL, CSV and JSON from the columns; the
//! plugin interface takes [`schema_hash`] from them. The order of columns is part of the contract.

mod named;

use std::borrow::Cow;

use xxhash_rust::xxh3::Xxh3;

use crate::{
    AnnotatedArticle, Bound, Claim, Cooccurrence, Copy, Entity, Fact, Mention, Metadata, Note,
    Placement, PublishedFrom, Quantity, Span, Story, TimelineEntry, Timex,
};

pub use named::Named;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Int,
    /// A floating-point number of 64 bits.
    Float,
    /// True or false.
    Bool,
    /// A list.
    List(&'static Kind),
    /// A group of named fields.
    Struct(&'static [Column]),
}

/// A column, or a field of a nested one. Every column may be null.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means.
    pub about: &'static str,
}

/// An output table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// What one row is called.
    pub row: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

impl Table {
    /// The place of a column in a row.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Not known, or not there.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Cell<'a>>),
    /// The fields of a group, in the order of its columns.
    Struct(Vec<Cell<'a>>),
}

impl Cell<'_> {
    /// Whether it may stand in a column of that kind.
    #[must_use]
    pub fn fits(&self, kind: Kind) -> bool {
        match (self, kind) {
            (Cell::Null, _)
            | (Cell::Text(_), Kind::Text)
            | (Cell::Int(_), Kind::Int)
            | (Cell::Float(_), Kind::Float)
            | (Cell::Bool(_), Kind::Bool) => true,
            (Cell::List(cells), Kind::List(kind)) => cells.iter().all(|cell| cell.fits(*kind)),
            (Cell::Struct(cells), Kind::Struct(columns)) => {
                cells.len() == columns.len()
                    && cells.iter().zip(columns).all(|(cell, column)| cell.fits(column.kind))
            }
            _ => false,
        }
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same value, owning its text.
    #[must_use]
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Null => Cell::Null,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Int(n) => Cell::Int(n),
            Cell::Float(n) => Cell::Float(n),
            Cell::Bool(b) => Cell::Bool(b),
            Cell::List(cells) => Cell::List(cells.into_iter().map(Cell::into_owned).collect()),
            Cell::Struct(cells) => Cell::Struct(cells.into_iter().map(Cell::into_owned).collect()),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<u32> for Cell<'_> {
    fn from(n: u32) -> Self {
        Cell::Int(i64::from(n))
    }
}

impl From<u64> for Cell<'_> {
    fn from(n: u64) -> Self {
        i64::try_from(n).map_or(Cell::Int(i64::MAX), Cell::Int)
    }
}

impl From<f64> for Cell<'_> {
    /// A number that JSON cannot hold becomes null.
    fn from(n: f64) -> Self {
        if n.is_finite() { Cell::Float(n) } else { Cell::Null }
    }
}

impl From<bool> for Cell<'_> {
    fn from(b: bool) -> Self {
        Cell::Bool(b)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Vec<T>> for Cell<'a> {
    fn from(values: Vec<T>) -> Self {
        Cell::List(values.into_iter().map(Into::into).collect())
    }
}

/// A value that is written as it displays: an identifier, a date, a named value.
fn shown<'a>(value: impl std::fmt::Display) -> Cell<'a> {
    Cell::Text(Cow::Owned(value.to_string()))
}

fn maybe<'a>(value: Option<impl std::fmt::Display>) -> Cell<'a> {
    value.map_or(Cell::Null, shown)
}

fn list<'a, T>(values: &'a [T], cell: impl Fn(&'a T) -> Cell<'a>) -> Cell<'a> {
    Cell::List(values.iter().map(cell).collect())
}

/// Defines a table and the function that makes its rows: a column a line.
macro_rules! table {
    ($(#[$meta:meta])* $table:ident = $name:literal of $one:literal, $about:literal, $row:ident($($arg:ident: $ty:ty),+) {
        $($column:ident: $kind:expr, $doc:literal, $cell:expr;)+
    }) => {
        $(#[$meta])*
        pub static $table: Table = Table {
            name: $name,
            row: $one,
            about: $about,
            columns: &[$(Column { name: stringify!($column), kind: $kind, about: $doc }),+],
        };

        #[doc = concat!("A row of `", $name, "`.")]
        #[must_use]
        pub fn $row<'a>($($arg: &'a $ty),+) -> Vec<Cell<'a>> {
            vec![$($cell.into()),+]
        }
    };
}

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, about }
}

static RAW_PIECES: Kind = Kind::Struct(&[
    column("raw_start", Kind::Int, "First raw byte."),
    column("raw_end", Kind::Int, "One past the last raw byte."),
]);

static BLOCKS: Kind = Kind::Struct(&[
    column("kind", Kind::Text, "What the block is."),
    column("start", Kind::Int, "First byte in the text."),
    column("end", Kind::Int, "One past the last byte."),
    column("raw_start", Kind::Int, "First raw byte."),
    column("raw_end", Kind::Int, "One past the last raw byte."),
]);

static REMOVED: Kind = Kind::Struct(&[
    column("raw_start", Kind::Int, "First raw byte."),
    column("raw_end", Kind::Int, "One past the last raw byte."),
    column("reason", Kind::Text, "Why it was cut."),
    column(
        "text",
        Kind::Text,
        "The words that stood there, the first thousand bytes; null where the piece before has them.",
    ),
]);

static ALIASES: Kind = Kind::Struct(&[
    column("text", Kind::Text, "The spelling."),
    column("count", Kind::Int, "How often it stands there."),
]);

static VALUES: Kind = Kind::Struct(&[
    column("claim", Kind::Text, "The claim that gives it."),
    column("article", Kind::Text, "Its article."),
    column("start", Kind::Int, "First byte in the article's text."),
    column("end", Kind::Int, "One past the last byte."),
    column("raw_start", Kind::Int, "First raw byte."),
    column("raw_end", Kind::Int, "One past the last raw byte."),
    column("text", Kind::Text, "The words."),
    column("value", Kind::Text, "A decimal, an ISO date or a name."),
    column("low", Kind::Float, "The lowest value meant."),
    column("high", Kind::Float, "The highest value meant."),
    column("modifier", Kind::Text, "The hedge."),
    column("certainty", Kind::Text, "How far the page stands behind it."),
    column("status", Kind::Text, "Whether it has happened."),
    column("speaker", Kind::Text, "Who says so."),
    column("role", Kind::Text, "Its part in the fact."),
    column("origin", Kind::Int, "The independent origin it counts for."),
]);

static SHARED: Kind = Kind::Struct(&[
    column("a_start", Kind::Int, "First byte in the copy's text."),
    column("a_end", Kind::Int, "One past the last byte."),
    column("b_start", Kind::Int, "First byte in the other text."),
    column("b_end", Kind::Int, "One past the last byte."),
]);

static TEXT: Kind = Kind::Text;

/// An article with what became known about it from the others.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The article and its layers.
    pub doc: &'a AnnotatedArticle,
    /// What the others added.
    pub placement: &'a Placement,
}

/// A span of an article and where it leads.
struct Traced<'a> {
    span: Span,
    hull: Option<Span>,
    pieces: Vec<Span>,
    text: &'a str,
}

impl<'a> Placed<'a> {
    fn traced(&self, span: Span) -> Traced<'a> {
        let pieces = self.doc.article.text.trace(span);
        let hull = pieces.iter().copied().reduce(Span::hull);
        Traced { span, hull, pieces, text: self.doc.slice(span) }
    }

    fn article(&self) -> Cell<'static> {
        shown(self.doc.article.id)
    }

    /// The pieces of a span, where there are several; null where the hull says it all.
    fn raw(&self, span: Span) -> Cell<'static> {
        let pieces = self.traced(span).pieces;
        if pieces.len() < 2 {
            return Cell::Null;
        }
        let cell = |raw: Span| Cell::Struct(vec![raw.start.into(), raw.end.into()]);
        Cell::List(pieces.into_iter().map(cell).collect())
    }

    fn raw_start(&self, span: Span) -> Option<u32> {
        self.traced(span).hull.map(|raw| raw.start)
    }

    fn raw_end(&self, span: Span) -> Option<u32> {
        self.traced(span).hull.map(|raw| raw.end)
    }

    fn words(&self, span: Span) -> &'a str {
        let traced = self.traced(span);
        debug_assert_eq!(traced.span, span);
        traced.text
    }

    fn timex_value(&self, index: Option<u32>) -> Option<String> {
        let index = index?;
        match self.placement.timexes.get(&index) {
            Some(resolved) => Some(resolved.value.clone()),
            None => self.doc.timexes.get(index as usize).map(|timex| timex.value.clone()),
        }
    }

    fn period(&self, claim: &Claim) -> Option<String> {
        let index = claim.period?;
        let timex = self.doc.timexes.get(index as usize)?;
        let resolved = self.placement.timexes.get(&index);
        let (from, to) = resolved.map_or((timex.from, timex.to), |found| (found.from, found.to));
        let day = |day: Option<crate::Date>| day.map_or("..".to_owned(), |day| day.to_string());
        Some(match (claim.bound, from, to) {
            (None, None, None) => timex.value.clone(),
            (None, from, to) => format!("{}/{}", day(from), day(to)),
            (Some(Bound::From), None, _) => format!("{}/..", timex.value),
            (Some(Bound::From), from, _) => format!("{}/..", day(from)),
            (Some(Bound::To), _, None) => format!("../{}", timex.value),
            (Some(Bound::To), _, to) => format!("../{}", day(to)),
        })
    }
}

fn metadata_text(metadata: &Metadata) -> Option<String> {
    if metadata.is_empty() {
        return None;
    }
    let name = |name: &str| serde_json::Value::from(name).to_string();
    let fields: Vec<String> =
        metadata.iter().map(|(key, value)| format!("{}:{value}", name(key))).collect();
    Some(format!("{{{}}}", fields.join(",")))
}

fn span_cells(span: Span) -> [Cell<'static>; 2] {
    [span.start.into(), span.end.into()]
}

fn hull_cells(raw: Option<Span>) -> [Cell<'static>; 2] {
    [raw.map(|raw| raw.start).into(), raw.map(|raw| raw.end).into()]
}

table! {
    /// Clean articles.
    ARTICLES = "articles" of "article", "A clean article.", article_row(p: Placed<'a>) {
        id: Kind::Text, "Identifier.", p.article();
        uri: Kind::Text, "Address of the document, and of the article within it.", &p.doc.article.uri;
        source: Kind::Text, "Who put it out.", p.doc.article.source.as_ref();
        url: Kind::Text, "Address on the web.", p.doc.article.url.as_ref();
        title: Kind::Text, "Headline.", p.doc.article.title.as_ref();
        byline: Kind::Text, "Who wrote it.", p.doc.article.byline.as_ref();
        agency: Kind::Text, "News agency credited.", p.doc.article.agency.as_ref();
        published: Kind::Text, "When, ISO 8601.",
            maybe(p.placement.published.or(p.doc.article.published).map(|x| x.at));
        published_from: Kind::Text, "How that is known: metadata, text, story, none.",
            p.placement.published.or(p.doc.article.published)
                .map_or(PublishedFrom::None, |x| x.from).as_str();
        language: Kind::Text, "ISO 639-1 code.", p.doc.article.language.as_ref();
        text: Kind::Text, "Clean text.", p.doc.text();
        blocks: Kind::List(&BLOCKS), "Parts of the text.", list(&p.doc.article.blocks, |block| {
            let [start, end] = span_cells(block.span);
            let [raw_start, raw_end] = hull_cells(p.doc.article.text.hull(block.span));
            Cell::Struct(vec![block.kind.as_str().into(), start, end, raw_start, raw_end])
        });
        removed: Kind::List(&REMOVED), "What was cut.", list(&p.doc.article.removed, |removal| {
            let [start, end] = span_cells(removal.raw);
            Cell::Struct(vec![start, end, (&removal.reason).into(), removal.text.as_ref().into()])
        });
        copy_of: Kind::Text, "The article it repeats.", maybe(p.doc.article.copy_of);
        story: Kind::Text, "Its story.", maybe(p.placement.story);
        modified: Kind::Text, "When it was last changed.", maybe(p.doc.article.modified);
        section: Kind::Text, "Part of the site.", p.doc.article.section.as_ref();
        publisher: Kind::Text, "Publisher's name.", p.doc.article.publisher.as_ref();
        canonical_url: Kind::Text, "Address the page calls its own.", p.doc.article.canonical_url.as_ref();
        language_confidence: Kind::Float, "How sure the language is, 0 to 1.", p.doc.article.language_confidence;
        page_verdict: Kind::Text, "article, index, blocked, empty.", maybe(p.doc.article.page_verdict);
        sha256: Kind::Text, "SHA-256 of the raw document.", shown(p.doc.article.sha256);
        fetched: Kind::Text, "When it was fetched.", maybe(p.doc.article.fetched);
        metadata: Kind::Text, "Other fields that came with it, as JSON.", metadata_text(&p.doc.article.metadata);
    }
}

table! {
    /// Names.
    MENTIONS = "mentions" of "mention", "A name in an article.",
    mention_row(p: Placed<'a>, index: u32, m: Mention) {
        article: Kind::Text, "Its article.", p.article();
        start: Kind::Int, "First byte in the text.", m.span.start;
        end: Kind::Int, "One past the last byte.", m.span.end;
        raw_start: Kind::Int, "First raw byte.", p.raw_start(m.span);
        raw_end: Kind::Int, "One past the last raw byte.", p.raw_end(m.span);
        raw: Kind::List(&RAW_PIECES), "Raw pieces, where there are several.", p.raw(m.span);
        text: Kind::Text, "The words.", p.words(m.span);
        label: Kind::Text, "PER, ORG, LOC, MISC.", m.label.as_str();
        kind: Kind::Text, "Finer kind.", m.kind.as_ref();
        entity: Kind::Text, "Its entity.", maybe(p.placement.entities.get(index));
        confidence: Kind::Float, "How sure, 0 to 1.", m.confidence;
        lat: Kind::Float, "Latitude in degrees.", m.place.map(|x| x.lat);
        lon: Kind::Float, "Longitude in degrees.", m.place.map(|x| x.lon);
        precision: Kind::Text, "What the coordinates stand for.", maybe(m.place.map(|x| x.precision));
    }
}

table! {
    /// Dates, times and durations.
    TIMEXES = "timexes" of "timex", "A time expression in an article.",
    timex_row(p: Placed<'a>, index: u32, t: Timex) {
        article: Kind::Text, "Its article.", p.article();
        start: Kind::Int, "First byte in the text.", t.span.start;
        end: Kind::Int, "One past the last byte.", t.span.end;
        raw_start: Kind::Int, "First raw byte.", p.raw_start(t.span);
        raw_end: Kind::Int, "One past the last raw byte.", p.raw_end(t.span);
        raw: Kind::List(&RAW_PIECES), "Raw pieces, where there are several.", p.raw(t.span);
        text: Kind::Text, "The words.", p.words(t.span);
        type: Kind::Text, "DATE, TIME, DURATION, SET.", t.kind.as_str();
        value: Kind::Text, "TIMEX3 value.", p.timex_value(Some(*index));
        from: Kind::Text, "First day, ISO 8601.",
            maybe(p.placement.timexes.get(index).map_or(t.from, |x| x.from));
        to: Kind::Text, "Last day, ISO 8601.",
            maybe(p.placement.timexes.get(index).map_or(t.to, |x| x.to));
        anchor: Kind::Text, "What it was resolved against.",
            p.placement.timexes.get(index).map_or(t.anchor, |x| x.anchor).as_str();
    }
}

table! {
    /// Numbers.
    QUANTITIES = "quantities" of "quantity", "A number with what it counts or measures.",
    quantity_row(p: Placed<'a>, q: Quantity) {
        article: Kind::Text, "Its article.", p.article();
        start: Kind::Int, "First byte in the text.", q.span.start;
        end: Kind::Int, "One past the last byte.", q.span.end;
        raw_start: Kind::Int, "First raw byte.", p.raw_start(q.span);
        raw_end: Kind::Int, "One past the last raw byte.", p.raw_end(q.span);
        raw: Kind::List(&RAW_PIECES), "Raw pieces, where there are several.", p.raw(q.span);
        text: Kind::Text, "The words.", p.words(q.span);
        value: Kind::Float, "The number as written.", q.value;
        low: Kind::Float, "The lowest value meant.", q.low;
        high: Kind::Float, "The highest value meant.", q.high;
        unit: Kind::Text, "The unit; null for counts.", q.unit.as_ref();
        counted: Kind::Text, "The counted noun.", q.counted.as_ref();
        modifier: Kind::Text, "The hedge.", q.modifier.as_str();
        dimension: Kind::Text, "Dimension of the unit; count for counts.", q.dimension.as_ref();
    }
}

table! {
    /// Claims.
    CLAIMS = "claims" of "claim", "One thing said.", claim_row(p: Placed<'a>, c: Claim) {
        id: Kind::Text, "Identifier.", shown(c.id(p.doc.article.id));
        article: Kind::Text, "Its article.", p.article();
        start: Kind::Int, "First byte in the text.", c.span.start;
        end: Kind::Int, "One past the last byte.", c.span.end;
        raw_start: Kind::Int, "First raw byte.", p.raw_start(c.span);
        raw_end: Kind::Int, "One past the last raw byte.", p.raw_end(c.span);
        raw: Kind::List(&RAW_PIECES), "Raw pieces, where there are several.", p.raw(c.span);
        kind: Kind::Text, "count, date, place, event, statement.", c.kind.as_str();
        predicate: Kind::Text, "Lemma of the verb or noun.", &c.predicate;
        class: Kind::Text, "Class of the predicate.", c.class.as_ref();
        actor: Kind::Text, "Who did it.", c.actor.as_ref();
        object: Kind::Text, "What it was done to.", c.object.as_ref();
        value: Kind::Float, "The value as written.", c.value;
        low: Kind::Float, "The lowest value meant.", c.low;
        high: Kind::Float, "The highest value meant.", c.high;
        unit: Kind::Text, "Unit or head noun.", c.unit.as_ref();
        modifier: Kind::Text, "The hedge.", maybe(c.modifier);
        time: Kind::Text, "TIMEX3 value of the event's time.", p.timex_value(c.time);
        period: Kind::Text, "The stretch it covers, FROM/TO; `..` where an end is not given.", p.period(c);
        place: Kind::Text, "The event's place.",
            c.place.and_then(|at| p.doc.mentions.get(at as usize)).map(|m| p.words(m.span));
        speaker: Kind::Text, "Who says so.", c.speaker.as_ref().map(|s| &s.name);
        anonymous: Kind::Bool, "Whether the name is kept back.", c.speaker.as_ref().map(|s| s.anonymous);
        cue: Kind::Text, "The words that mark the speech.", c.cue.map(|cue| p.words(cue));
        via: Kind::Text, "Who passed it on.", c.via.as_ref();
        mode: Kind::Text, "direct, indirect, mixed.", maybe(c.mode);
        status: Kind::Text, "actual, planned, running, conditional, negated.", c.status.as_str();
        certainty: Kind::Text, "asserted, reported, possible, denied.", c.certainty.as_str();
    }
}

table! {
    /// Entities.
    ENTITIES = "entities" of "entity", "A named thing, over all articles.", entity_row(e: Entity) {
        id: Kind::Text, "Identifier.", shown(e.id);
        label: Kind::Text, "PER, ORG, LOC, MISC.", e.label.as_str();
        kind: Kind::Text, "Finer kind.", e.kind.as_ref();
        name: Kind::Text, "Name it is listed under.", &e.name;
        aliases: Kind::List(&ALIASES), "Spellings, the most frequent first.",
            list(&e.aliases, |alias| Cell::Struct(vec![(&alias.text).into(), alias.count.into()]));
        mentions: Kind::Int, "Number of mentions.", e.mentions;
        articles: Kind::Int, "Number of articles.", e.articles;
        sources: Kind::Int, "Number of sources.", e.sources;
        first_seen: Kind::Text, "Day of the first article.", maybe(e.first_seen);
        last_seen: Kind::Text, "Day of the last article.", maybe(e.last_seen);
        lat: Kind::Float, "Latitude in degrees.", e.place.map(|x| x.lat);
        lon: Kind::Float, "Longitude in degrees.", e.place.map(|x| x.lon);
        precision: Kind::Text, "What the coordinates stand for.", maybe(e.place.map(|x| x.precision));
    }
}

table! {
    /// Stories.
    STORIES = "stories" of "story", "Articles about one event.", story_row(s: Story) {
        id: Kind::Text, "Identifier.", shown(s.id);
        title: Kind::Text, "Headline that stands for it.", s.title.as_ref();
        articles: Kind::List(&TEXT), "Its articles, copies too.", list(&s.articles, shown);
        from: Kind::Text, "Day of its first article.", maybe(s.from);
        to: Kind::Text, "Day of its last one.", maybe(s.to);
        places: Kind::List(&TEXT), "Its places, the most spoken of first.", list(&s.places, shown);
        entities: Kind::List(&TEXT), "Its entities, the most spoken of first.", list(&s.entities, shown);
        sources: Kind::List(&TEXT), "Its sources.", list(&s.sources, Cell::from);
    }
}

table! {
    /// Facts.
    FACTS = "facts" of "fact", "What a story's articles say about one thing.", fact_row(f: Fact) {
        id: Kind::Text, "Identifier.", shown(f.id);
        story: Kind::Text, "Its story.", shown(f.story);
        kind: Kind::Text, "count, date, place, event, attributed.", &f.kind;
        key: Kind::Text, "What it is about, to compare by.", &f.key;
        label: Kind::Text, "The same in words.", &f.label;
        verdict: Kind::Text, "agree, compatible, conflict, distinct, copied, single.", f.verdict.as_str();
        preferred: Kind::Text, "The value most origins support.", f.preferred.as_ref();
        explanation: Kind::Text, "The rule, in words.", &f.explanation;
        origins: Kind::Int, "Independent origins.", f.origins;
        values: Kind::List(&VALUES), "Every value.", list(&f.values, |v| {
            let [start, end] = span_cells(v.span);
            let [raw_start, raw_end] = hull_cells(v.raw);
            Cell::Struct(vec![
                shown(v.claim), shown(v.article), start, end, raw_start, raw_end,
                (&v.text).into(), v.value.as_ref().into(), v.low.into(), v.high.into(),
                maybe(v.modifier), v.certainty.as_str().into(), v.status.as_str().into(),
                v.speaker.as_ref().into(), v.role.as_ref().into(), v.origin.into(),
            ])
        });
    }
}

table! {
    /// Dated facts.
    TIMELINE = "timeline" of "entry", "A dated fact of a story.", timeline_row(t: TimelineEntry) {
        story: Kind::Text, "Its story.", shown(t.story);
        from: Kind::Text, "First day.", shown(t.from);
        to: Kind::Text, "Last day.", shown(t.to);
        fact: Kind::Text, "The fact.", shown(t.fact);
        label: Kind::Text, "The fact in words.", &t.label;
    }
}

table! {
    /// Pairs of entities.
    COOCCURRENCE = "cooccurrence" of "pair", "Two entities named in the same articles.",
    cooccurrence_row(c: Cooccurrence) {
        a: Kind::Text, "One entity.", shown(c.a);
        b: Kind::Text, "The other.", shown(c.b);
        articles: Kind::Int, "Articles with both.", c.articles;
        origins: Kind::Int, "Independent origins with both.", c.origins;
        pmi: Kind::Float, "Pointwise mutual information, in bits.", c.pmi;
    }
}

table! {
    /// Doubts.
    NOTES = "notes" of "note", "A doubt that a stage had.", note_row(p: Placed<'a>, n: Note) {
        article: Kind::Text, "Its article.", p.article();
        stage: Kind::Text, "The stage.", &n.stage;
        start: Kind::Int, "First byte in the text.", n.span.map(|span| span.start);
        end: Kind::Int, "One past the last byte.", n.span.map(|span| span.end);
        text: Kind::Text, "What is doubtful.", &n.text;
    }
}

table! {
    /// Pairs of copies.
    COPIES = "copies" of "copy", "Two articles of which one repeats the other.", copy_row(c: Copy) {
        a: Kind::Text, "The copy.", shown(c.a);
        b: Kind::Text, "What it repeats.", shown(c.b);
        kind: Kind::Text, "exact, near, shared.", c.kind.as_str();
        similarity: Kind::Float, "Containment, 0 to 1.", c.similarity;
        spans: Kind::List(&SHARED), "Passages in common.", list(&c.spans, |shared| {
            let ([a_start, a_end], [b_start, b_end]) = (span_cells(shared.a), span_cells(shared.b));
            Cell::Struct(vec![a_start, a_end, b_start, b_end])
        });
    }
}

/// Every output table, in the order in which sinks receive them: what needs no article first.
pub static ALL: [&Table; 12] = [
    &STORIES,
    &ENTITIES,
    &FACTS,
    &TIMELINE,
    &COOCCURRENCE,
    &COPIES,
    &ARTICLES,
    &MENTIONS,
    &TIMEXES,
    &QUANTITIES,
    &CLAIMS,
    &NOTES,
];

/// A hash of every table, column and kind: two builds that differ in it cannot share records.
#[must_use]
pub fn schema_hash() -> u64 {
    let mut state = Xxh3::new();
    for table in ALL {
        state.update(format!("{table:?}").as_bytes());
    }
    state.digest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, ClaimKind, Form, Label, MediaType, RawDocument, TracedText};

    fn fits(table: &Table, row: &[Cell<'_>]) {
        assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        for (cell, column) in row.iter().zip(table.columns) {
            assert!(cell.fits(column.kind), "{}.{}: {cell:?}", table.name, column.name);
        }
    }

    #[test]
    fn rows_are_called_by_one_name_each() {
        let names: std::collections::BTreeSet<&str> = ALL.iter().map(|table| table.row).collect();
        assert_eq!(names.len(), ALL.len());
        assert_eq!((ENTITIES.row, STORIES.row), ("entity", "story"));
    }

    #[test]
    fn rows_fit_their_columns() {
        let raw = RawDocument {
            uri: "a.txt".into(),
            bytes: b"Storm hits Porto".to_vec(),
            media: MediaType::Text,
            metadata: [("n".to_owned(), "1".to_owned())].into(),
        };
        let text = TracedText::verbatim("Storm hits Porto");
        let mut doc = AnnotatedArticle::new(Article::new(&raw, "", Form::Page, text));
        let porto = Mention {
            span: Span::new(11, 16),
            label: Label::Loc,
            kind: Some("city".into()),
            canonical: None,
            confidence: 0.9,
            place: None,
        };
        doc.mentions.push(porto.clone());
        let placement = Placement::default();
        let placed = Placed { doc: &doc, placement: &placement };
        fits(&ARTICLES, &article_row(&placed));
        let row = mention_row(&placed, &0, &porto);
        fits(&MENTIONS, &row);
        assert_eq!(row[MENTIONS.column("text").unwrap()].as_text(), Some("Porto"));
        let mut claim = Claim::new(ClaimKind::Event, Span::new(0, 16), "hit");
        claim.place = Some(0);
        let row = claim_row(&placed, &claim);
        fits(&CLAIMS, &row);
        assert_eq!(row[CLAIMS.column("place").unwrap()].as_text(), Some("Porto"));
    }
}
