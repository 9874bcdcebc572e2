//! Rows of the output tables as the pages need them: each read once, by the names of its columns.

use serde::Serialize;
use tidings_model::table::{Cell, Named};

/// A story.
#[derive(Debug, Clone, Default)]
pub struct StoryRow {
    /// Identifier.
    pub id: String,
    /// Headline, or a word that says there is none.
    pub title: String,
    /// Identifiers of its articles, copies too.
    pub articles: Vec<String>,
    /// Day of its first article, ISO 8601.
    pub from: Option<String>,
    /// Day of its last article, ISO 8601.
    pub to: Option<String>,
    /// Identifiers of its entities, the most spoken of first.
    pub entities: Vec<String>,
    /// Names of its sources.
    pub sources: Vec<String>,
}

impl StoryRow {
    /// Reads a row of `stories`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        Self {
            id: words(row, "id"),
            title: owned(row, "title").unwrap_or_else(|| "(no title)".to_owned()),
            articles: texts(row, "articles"),
            from: owned(row, "from"),
            to: owned(row, "to"),
            entities: texts(row, "entities"),
            sources: texts(row, "sources"),
        }
    }
}

/// A fact with its values.
#[derive(Debug, Clone, Default)]
pub struct FactRow {
    /// Identifier.
    pub id: String,
    /// Identifier of its story.
    pub story: String,
    /// What kind of thing it is about: count, date, place, event, attributed.
    pub kind: String,
    /// What it is about, as programs compare it; one word where it is about the story as a whole.
    pub key: String,
    /// What it is about, in words.
    pub label: String,
    /// How its values stand to each other.
    pub verdict: String,
    /// The value that most origins support.
    pub preferred: Option<String>,
    /// The rule behind the verdict, in words.
    pub explanation: String,
    /// Independent origins.
    pub origins: i64,
    /// Every value.
    pub values: Vec<ValueRow>,
}

impl FactRow {
    /// Reads a row of `facts`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        Self {
            id: words(row, "id"),
            story: words(row, "story"),
            kind: words(row, "kind"),
            key: words(row, "key"),
            label: words(row, "label"),
            verdict: words(row, "verdict"),
            preferred: owned(row, "preferred"),
            explanation: words(row, "explanation"),
            origins: row.int("origins").unwrap_or_default(),
            values: row.groups("values").map(|value| ValueRow::of(&value)).collect(),
        }
    }
}

/// A value of a fact, and the words around it once they are known.
#[derive(Debug, Clone, Default)]
pub struct ValueRow {
    /// Identifier of the article that gives it.
    pub article: String,
    /// First and last byte in the article's text.
    pub span: (usize, usize),
    /// First and last raw byte.
    pub raw: Option<(i64, i64)>,
    /// The words.
    pub text: String,
    /// A decimal, an ISO date or a name.
    pub value: Option<String>,
    /// The lowest value meant.
    pub low: Option<f64>,
    /// The highest value meant.
    pub high: Option<f64>,
    /// The hedge, if there is one.
    pub modifier: Option<String>,
    /// How far the page stands behind it, where it does not just assert it.
    pub certainty: Option<String>,
    /// Who says so.
    pub speaker: Option<String>,
    /// Its part in the fact.
    pub role: Option<String>,
    /// The independent origin it counts for.
    pub origin: i64,
    /// What stands before and after it on its line.
    pub around: (String, String),
}

impl ValueRow {
    /// The value, where it says more than the words: not a date whose year nobody knows (TIMEX3's
    /// `XXXX-WXX-3` for a Wednesday).
    pub(crate) fn known(&self) -> Option<&str> {
        self.value.as_deref().filter(|value| !value.starts_with("XXXX"))
    }

    fn of(row: &Named<'_>) -> Self {
        Self {
            article: words(row, "article"),
            span: span(row),
            raw: raw(row),
            text: words(row, "text"),
            value: owned(row, "value"),
            low: float(row, "low"),
            high: float(row, "high"),
            modifier: owned(row, "modifier").filter(|modifier| modifier != "exact"),
            certainty: owned(row, "certainty").filter(|certainty| certainty != "asserted"),
            speaker: owned(row, "speaker"),
            role: owned(row, "role"),
            origin: row.int("origin").unwrap_or_default(),
            around: <(String, String)>::default(),
        }
    }
}

/// An entity.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EntityRow {
    /// Identifier.
    pub id: String,
    /// PER, ORG, LOC or MISC.
    pub label: String,
    /// Finer kind.
    pub kind: Option<String>,
    /// The name it is listed under.
    pub name: String,
    /// Spellings and how often they stand there, the most frequent first.
    pub aliases: Vec<(String, i64)>,
    /// Number of mentions.
    pub mentions: i64,
    /// Number of articles.
    pub articles: i64,
    /// Number of sources.
    pub sources: i64,
    /// Day of the first article, ISO 8601.
    pub first_seen: Option<String>,
    /// Day of the last article, ISO 8601.
    pub last_seen: Option<String>,
    /// Latitude and longitude in degrees.
    pub place: Option<(f64, f64)>,
    /// What the coordinates stand for.
    pub precision: Option<String>,
}

impl EntityRow {
    /// Reads a row of `entities`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        let count = |name| row.int(name).unwrap_or_default();
        let alias = |alias: Named<'_>| (words(&alias, "text"), alias.int("count").unwrap_or(1));
        Self {
            id: words(row, "id"),
            label: words(row, "label"),
            kind: owned(row, "kind"),
            name: words(row, "name"),
            aliases: row.groups("aliases").map(alias).collect(),
            mentions: count("mentions"),
            articles: count("articles"),
            sources: count("sources"),
            first_seen: owned(row, "first_seen"),
            last_seen: owned(row, "last_seen"),
            place: float(row, "lat").zip(float(row, "lon")),
            precision: owned(row, "precision"),
        }
    }
}

/// A dated fact of a story.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DatedRow {
    /// First day, ISO 8601.
    pub from: String,
    /// Last day, ISO 8601.
    pub to: String,
    /// The fact in words.
    pub label: String,
    /// Identifier of the fact.
    pub fact: String,
    /// Identifier of the story.
    #[serde(skip)]
    pub story: String,
}

impl DatedRow {
    /// Reads a row of `timeline`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        Self {
            from: words(row, "from"),
            to: words(row, "to"),
            label: words(row, "label"),
            fact: words(row, "fact"),
            story: words(row, "story"),
        }
    }
}

/// Two entities named in the same articles.
#[derive(Debug, Clone, Serialize)]
pub struct PairRow {
    /// Identifier of one.
    pub a: String,
    /// Identifier of the other.
    pub b: String,
    /// Articles with both.
    pub articles: i64,
    /// Independent origins with both.
    pub origins: i64,
    /// Pointwise mutual information, in bits.
    pub pmi: f64,
}

impl PairRow {
    /// Reads a row of `cooccurrence`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        Self {
            a: words(row, "a"),
            b: words(row, "b"),
            articles: row.int("articles").unwrap_or_default(),
            origins: row.int("origins").unwrap_or_default(),
            pmi: float(row, "pmi").unwrap_or_default(),
        }
    }
}

/// What pages say of an article without its text.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PageRow {
    /// Identifier.
    pub id: String,
    /// Who put it out, or its address where that is not known.
    pub source: String,
    /// Headline.
    pub title: String,
    /// Address of the document.
    pub uri: String,
    /// Address on the web, if it is one that a browser may follow.
    pub url: Option<String>,
    /// When it was published, ISO 8601.
    pub published: Option<String>,
    /// How that is known.
    pub published_from: String,
    /// The article it repeats.
    pub copy_of: Option<String>,
    /// Its story.
    pub story: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
}

impl PageRow {
    /// The order of lists: the latest first, those without a date last.
    pub(crate) fn latest_first(&self, other: &Self) -> std::cmp::Ordering {
        (&other.published, &self.uri, &self.id).cmp(&(&self.published, &other.uri, &other.id))
    }

    /// Reads a row of `articles`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        let uri = words(row, "uri");
        let web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        Self {
            id: words(row, "id"),
            source: owned(row, "source").unwrap_or_else(|| uri.clone()),
            title: owned(row, "title").unwrap_or_else(|| "(no title)".to_owned()),
            url: owned(row, "url").filter(web),
            published: owned(row, "published"),
            published_from: words(row, "published_from"),
            copy_of: owned(row, "copy_of"),
            story: owned(row, "story"),
            language: owned(row, "language"),
            uri,
        }
    }
}

/// A part of an article's text.
#[derive(Debug, Clone)]
pub struct BlockRow {
    /// What it is.
    pub kind: String,
    /// First and last byte in the text.
    pub span: (usize, usize),
    /// First and last byte in the raw document; none where no raw byte stands behind it.
    pub raw: Option<(i64, i64)>,
}

/// Something cut from an article.
#[derive(Debug, Clone)]
pub struct CutRow {
    /// First and last raw byte.
    pub raw: (i64, i64),
    /// Why it was cut.
    pub reason: String,
    /// What stood there; none where nothing did, or where the piece before has it.
    pub words: Option<String>,
}

/// An article with its text.
#[derive(Debug, Clone, Default)]
pub struct ArticleRow {
    /// What is said of it without its text.
    pub page: PageRow,
    /// Clean text.
    pub text: String,
    /// Parts of the text, in order.
    pub blocks: Vec<BlockRow>,
    /// What was cut.
    pub cuts: Vec<CutRow>,
    /// Who wrote it, the agency, the section and the like: names of columns and what they hold.
    pub details: Vec<(&'static str, String)>,
}

impl ArticleRow {
    /// Reads a row of `articles`.
    #[must_use]
    pub fn of(row: &Named<'_>) -> Self {
        let block = |block: Named<'_>| BlockRow {
            kind: words(&block, "kind"),
            span: span(&block),
            raw: raw(&block),
        };
        let cut = |cut: Named<'_>| CutRow {
            raw: raw(&cut).unwrap_or_default(),
            reason: words(&cut, "reason"),
            words: owned(&cut, "text"),
        };
        let details =
            ["byline", "agency", "publisher", "section", "modified", "page_verdict", "sha256"];
        Self {
            page: PageRow::of(row),
            text: words(row, "text"),
            blocks: row.groups("blocks").map(block).collect(),
            cuts: row.groups("removed").map(cut).collect(),
            details: details
                .into_iter()
                .filter_map(|name| Some((name, owned(row, name)?)))
                .collect(),
        }
    }
}

/// What a marked span of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// A claim: the widest, so that others stand within it.
    Claim,
    /// A number.
    Quantity,
    /// A date, time or duration.
    Date,
    /// A name.
    Name,
}

/// A marked span of an article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    /// What it is.
    pub layer: Layer,
    /// First and last byte in the text.
    pub span: (usize, usize),
    /// What there is to say of it, for a tooltip.
    pub told: String,
    /// The entity it names, or none.
    pub entity: Option<String>,
}

impl MarkRow {
    /// Reads a row of `mentions`, `timexes`, `quantities` or `claims`; none of another table.
    #[must_use]
    pub fn of(table: &str, row: &Named<'_>) -> Option<Self> {
        let (layer, told) = match table {
            "mentions" => (Layer::Name, &["label", "kind", "precision"][..]),
            "timexes" => (Layer::Date, &["type", "value"][..]),
            "quantities" => (Layer::Quantity, &["modifier", "value", "unit", "counted"][..]),
            "claims" => (
                Layer::Claim,
                &["kind", "predicate", "value", "time", "place", "speaker", "status", "certainty"]
                    [..],
            ),
            _ => return None,
        };
        let told: Vec<String> = told.iter().filter_map(|name| shown(row.cell(name))).collect();
        let entity = owned(row, "entity").filter(|_| layer == Layer::Name);
        Some(Self { layer, span: span(row), told: told.join(" · "), entity })
    }
}

/// A cell for people; none of one that holds nothing.
fn shown(cell: &Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.replace('_', " ")),
        Cell::Int(n) => Some(n.to_string()),
        Cell::Float(n) => Some(n.to_string()),
        _ => None,
    }
}

fn owned(row: &Named<'_>, name: &str) -> Option<String> {
    row.text(name).map(str::to_owned)
}

fn words(row: &Named<'_>, name: &str) -> String {
    owned(row, name).unwrap_or_default()
}

fn texts(row: &Named<'_>, name: &str) -> Vec<String> {
    row.list(name).iter().filter_map(Cell::as_text).map(str::to_owned).collect()
}

fn float(row: &Named<'_>, name: &str) -> Option<f64> {
    match row.cell(name) {
        Cell::Float(n) => Some(*n),
        #[expect(clippy::cast_precision_loss, reason = "a figure to be shown")]
        Cell::Int(n) => Some(*n as f64),
        _ => None,
    }
}

fn raw(row: &Named<'_>) -> Option<(i64, i64)> {
    row.int("raw_start").zip(row.int("raw_end"))
}

fn span(row: &Named<'_>) -> (usize, usize) {
    let at = |name| row.int(name).and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    (at("start"), at("end"))
}
