//! The pages that people look at: an overview, stories, articles, entities.
//!
//! One renderer makes them for the report, where all stand in one file and are put on screen when
//! asked for, and for a server, which makes each when it is asked for. A page is a piece of HTML
//! without scripts or styles of its own; charts are figures with their data in an attribute, drawn
//! by the scripts of [`assets`]. Whatever comes from a document is escaped by the templates.

pub mod assets;
mod entity;
mod links;
mod matrix;
mod overview;
mod rows;
mod story;
mod text;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Value, context};
use serde::Serialize;

pub use entity::{EntitiesParts, EntityParts};
pub use links::Links;
pub use overview::{ConflictLine, OverviewParts, StorySummary, Tally};
pub use rows::{
    ArticleRow, BlockRow, CutRow, DatedRow, EntityRow, FactRow, Layer, MarkRow, PageRow, PairRow,
    StoryRow, ValueRow,
};
pub use story::{EntityRef, StoryParts};
pub(crate) use story::{counted, rank};
pub use text::FactMark;

/// The templates, by name.
const TEMPLATES: [(&str, &str); 11] = [
    ("shell.html", include_str!("../../templates/shell.html")),
    ("overview.html", include_str!("../../templates/overview.html")),
    ("stories.html", include_str!("../../templates/stories.html")),
    ("story.html", include_str!("../../templates/story.html")),
    ("articles.html", include_str!("../../templates/articles.html")),
    ("article.html", include_str!("../../templates/article.html")),
    ("entities.html", include_str!("../../templates/entities.html")),
    ("entity.html", include_str!("../../templates/entity.html")),
    ("found.html", include_str!("../../templates/found.html")),
    ("waiting.html", include_str!("../../templates/waiting.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
];

/// Makes pages.
#[derive(Debug)]
pub struct Pages {
    templates: Environment<'static>,
    links: Links,
}

/// What surrounds a page.
#[derive(Debug, Default, Serialize)]
pub struct Shell<'a> {
    /// The title of the window.
    pub title: &'a str,
    /// The name of the run.
    pub run: &'a str,
    /// What stands in the head: styles, and the policy where no header carries it. HTML.
    pub head: &'a str,
    /// What was searched for, to be shown in the field.
    pub query: &'a str,
}

/// All that is known of an article when its page is made.
#[derive(Debug, Default)]
pub struct ArticleParts {
    /// The article.
    pub article: ArticleRow,
    /// What was found in it.
    pub marks: Vec<MarkRow>,
    /// Values of facts that it gives.
    pub facts: Vec<FactMark>,
    /// The headline of its story.
    pub story_title: Option<String>,
    /// Articles that repeat it: identifier and name of the source.
    pub copies: Vec<(String, String)>,
}

/// A list that may go on elsewhere.
#[derive(Debug, Default, Serialize)]
pub struct Listed<T> {
    /// What is shown.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub all: usize,
    /// The address of what comes before.
    pub before: Option<String>,
    /// The address of what comes after.
    pub after: Option<String>,
    /// What the list was searched for.
    pub query: String,
}

/// Something found by a search.
#[derive(Debug, Serialize)]
pub struct Found {
    /// What it is: story, fact, entity.
    pub kind: &'static str,
    /// Its words.
    pub words: String,
    /// What there is to say of it.
    pub more: String,
    /// Its address.
    pub href: String,
    /// Of a fact, its verdict.
    pub verdict: Option<String>,
    /// Of a fact, the headline of its story.
    pub story: Option<String>,
}

impl Pages {
    /// Pages with links of that kind.
    ///
    /// # Errors
    /// If a template is broken.
    pub fn new(links: Links) -> Result<Self, Error> {
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates
            .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        templates.add_function("link", move |page: &str, id: &str, at: Option<&str>| {
            Value::from_safe_string(links.to(page, id, at))
        });
        templates.add_filter("n", |count: i64| story::counted(count));
        templates.add_filter("words", |name: &str| name.replace('_', " "));
        templates.add_filter("day", |at: &str| at.get(..10).unwrap_or(at).to_owned());
        templates.add_filter("time", |at: &str| at.replace('T', " "));
        templates.add_global("served", links == Links::Served);
        for (name, text) in TEMPLATES {
            templates.add_template(name, text)?;
        }
        Ok(Self { templates, links })
    }

    /// The address of a page.
    #[must_use]
    pub fn link(&self, page: &str, id: &str, at: Option<&str>) -> String {
        self.links.to(page, id, at)
    }

    fn render(&self, name: &str, with: Value) -> Result<String, Error> {
        self.templates.get_template(name)?.render(with)
    }

    /// The head of a document and its first page, up to and with `</main>`; scripts and the end
    /// of the document are the caller's.
    ///
    /// # Errors
    /// As for all pages, if a template does not fit what it is filled with.
    pub fn shell(&self, shell: &Shell<'_>, page: &str) -> Result<String, Error> {
        self.render("shell.html", context! { shell => Value::from(Serde(shell)), page })
    }

    /// What happened, where sources differ, and how much of everything there is.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn overview(&self, parts: &OverviewParts) -> Result<String, Error> {
        self.render("overview.html", context! { o => Value::from(Serde(parts)) })
    }

    /// All stories, the largest first.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn stories(&self, stories: &Listed<StorySummary>) -> Result<String, Error> {
        self.render("stories.html", context! { stories => Value::from(Serde(stories)) })
    }

    /// A story.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn story(&self, parts: StoryParts) -> Result<String, Error> {
        let story = story::StoryPage::of(parts);
        self.render("story.html", context! { s => Value::from(Serde(&story)) })
    }

    /// All articles, the latest first.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn articles(&self, articles: &Listed<PageRow>) -> Result<String, Error> {
        self.render("articles.html", context! { articles => Value::from(Serde(articles)) })
    }

    /// An article: its text with all that was found in it.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn article(&self, parts: &ArticleParts) -> Result<String, Error> {
        let (stretches, stretches_left_out) = text::stretches(&parts.article);
        let text = text::html(&parts.article, &parts.marks, &parts.facts, self.links);
        // What one page alone says is marked in the text; a list of it would say nothing new.
        let mut facts = once_each(&parts.facts);
        facts.retain(|fact| fact.verdict != "single");
        let facts_left_out = facts.len().saturating_sub(MOST_FACTS);
        let facts: Vec<Value> = facts.into_iter().take(MOST_FACTS).map(fact_line).collect();
        self.render(
            "article.html",
            context! {
                page => Value::from(Serde(&parts.article.page)),
                details => &parts.article.details,
                marks_left_out => parts.marks.len().saturating_sub(text::MOST_MARKS),
                stretches => Value::from(Serde(&stretches)),
                stretches_left_out,
                story_title => &parts.story_title,
                copies => &parts.copies,
                facts,
                facts_left_out,
                text => Value::from_safe_string(text),
            },
        )
    }

    /// All entities, with who is named together and where places are.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn entities(&self, parts: &EntitiesParts) -> Result<String, Error> {
        self.render("entities.html", context! { e => Value::from(Serde(&entity::shown(parts))) })
    }

    /// An entity.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn entity(&self, parts: &EntityParts) -> Result<String, Error> {
        self.render("entity.html", context! { e => Value::from(Serde(parts)) })
    }

    /// A page in place of one that cannot be made yet.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn waiting(&self, making: &str) -> Result<String, Error> {
        self.render("waiting.html", context! { making })
    }

    /// What a search has found.
    ///
    /// # Errors
    /// If the template does not fit.
    pub fn found(&self, query: &str, found: &[Found], more: bool) -> Result<String, Error> {
        self.render("found.html", context! { query, found => Value::from(Serde(found)), more })
    }
}

/// Facts listed beside an article.
const MOST_FACTS: usize = 40;

/// The first value of each fact.
fn once_each(facts: &[FactMark]) -> Vec<&FactMark> {
    let mut seen = std::collections::BTreeSet::new();
    facts.iter().filter(|fact| seen.insert(&fact.fact)).collect()
}

fn fact_line(fact: &FactMark) -> Value {
    let at = format!("at{}", fact.span.0);
    context! { id => &fact.fact, verdict => &fact.verdict, label => &fact.label, at }
}

/// The words on both sides of a span, up to the ends of its line or a fair length.
#[must_use]
pub fn around(text: &str, (start, end): (usize, usize)) -> (String, String) {
    const CONTEXT_BYTES: usize = 160;
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else {
        return <(String, String)>::default();
    };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let cut = line.len().saturating_sub(CONTEXT_BYTES);
    let before = match (cut..line.len()).find(|&at| at > 0 && line.as_bytes()[at - 1] == b' ') {
        Some(at) if cut > 0 => format!("… {}", line.get(at..).unwrap_or_default()),
        _ => line.to_owned(),
    };
    let line = after.split('\n').next().unwrap_or_default();
    let after = match (CONTEXT_BYTES..line.len()).find(|&at| line.as_bytes()[at] == b' ') {
        Some(at) => format!("{} …", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    };
    (before, after)
}

#[test]
fn quotes_the_line_around_a_span() {
    let check = |text: &str, span, before: &str, after: &str| {
        assert_eq!(around(text, span), (before.to_owned(), after.to_owned()));
    };
    check("Title\n\nAbout nine boats sank.\nMore", (13, 23), "About ", " sank.");
    check("nine", (0, 4), "", "");
    check("é", (1, 2), "", "");
    let long = format!("{}nine {}", "word ".repeat(60), "word ".repeat(60));
    let (before, after) = around(&long, (300, 304));
    assert!(before.starts_with("… word") && before.len() < 180, "{before}");
    assert!(after.ends_with("word …") && after.len() < 180, "{after}");
}
