//! `report`: one self-contained page with the facts of each story, quoted from their sources.
//!
//! The page needs no network and runs no script. Facts of several documents come first, conflicts
//! before all; each value is shown in its sentence, with its source and its place in the raw bytes.
//! Memory is bounded by the facts shown: of the articles only the quoted passages are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value};
use serde::Serialize;
use tidings_model::table::{self, Cell, Named, Table};
use tidings_stage::{
    BuildError, Default, Family, Field, Kind as Accepts, PartWriter, Row, Setting, Settings, Sink,
    SinkContext, SinkError, Spec, Stage, Written,
};

const FILE: &str = "report.html";
const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");
/// Bytes of context on each side of a quoted value, before it is widened to a blank.
const CONTEXT_BYTES: usize = 160;
/// Values shown for a fact: some of each role and wording; the tables hold them all.
const MOST_VALUES: usize = 12;
/// The order in which verdicts are shown.
const VERDICTS: [&str; 6] = ["conflict", "compatible", "agree", "distinct", "copied", "single"];

/// Writes `report.html`.
#[derive(Debug)]
pub struct Report {
    most_stories: usize,
}

impl Stage for Report {
    const SPEC: Spec = Spec {
        name: "report",
        family: Family::Sink,
        about: "Writes report.html: the facts of each story, their verdicts and sources, quoted.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[Setting::new(
            "most_stories",
            Accepts::Int { min: 1, max: 100_000 },
            "Show so many stories, the largest first; the tables hold the rest.",
        )
        .or(Default::Int(200))],
        example: "most_stories = 50",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let most =
            usize::try_from(settings.int("most_stories")).expect("checked against its bounds");
        Ok(Self { most_stories: most })
    }
}

impl Sink for Report {
    fn files(&self) -> Vec<PathBuf> {
        vec![FILE.into()]
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let path = context.folder.join(FILE);
        let run = serde_json::from_str(context.run)
            .map_err(|why| SinkError::Format { path: path.clone(), problem: why.to_string() })?;
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        Ok(Box::new(Writer {
            path,
            file,
            run,
            most_stories: self.most_stories,
            stories: Vec::new(),
            chosen: BTreeMap::new(),
            left_out: 0,
            facts: Vec::new(),
            quoted: BTreeMap::new(),
            sources: BTreeMap::new(),
        }))
    }
}

/// What the page shows, as it is gathered from the rows.
struct Writer {
    path: PathBuf,
    file: File,
    run: serde_json::Value,
    most_stories: usize,
    stories: Vec<StoryShown>,
    /// Id of a story that is shown, to its place.
    chosen: BTreeMap<String, usize>,
    left_out: usize,
    facts: Vec<FactShown>,
    /// Article id to the facts and values that quote it.
    quoted: BTreeMap<String, Vec<(usize, usize)>>,
    sources: BTreeMap<String, SourceShown>,
}

#[derive(Debug, Clone, Serialize)]
struct StoryShown {
    id: String,
    title: String,
    articles: Vec<String>,
    from: Option<String>,
    to: Option<String>,
    sources: usize,
    shared: Vec<FactShown>,
    single: Vec<FactShown>,
    pages: Vec<SourceShown>,
}

#[derive(Debug, Clone, Serialize)]
struct FactShown {
    id: String,
    story: String,
    kind: String,
    label: String,
    verdict: String,
    preferred: Option<String>,
    explanation: String,
    origins: i64,
    values: Vec<ValueShown>,
    values_left_out: usize,
}

#[derive(Debug, Clone, Default, Serialize)]
struct ValueShown {
    article: String,
    source: Option<SourceShown>,
    value: Option<String>,
    modifier: Option<String>,
    certainty: Option<String>,
    speaker: Option<String>,
    role: Option<String>,
    before: String,
    text: String,
    after: String,
    raw_start: Option<i64>,
    raw_end: Option<i64>,
    #[serde(skip)]
    span: (usize, usize),
}

#[derive(Debug, Clone, Serialize)]
struct SourceShown {
    id: String,
    name: String,
    title: String,
    uri: String,
    published: Option<String>,
    published_from: String,
    copy_of: Option<String>,
}

fn owned(row: &Named<'_>, name: &str) -> Option<String> {
    row.text(name).map(str::to_owned)
}

fn words(row: &Named<'_>, name: &str) -> String {
    owned(row, name).unwrap_or_default()
}

fn offset(row: &Named<'_>, name: &str) -> usize {
    row.int(name).and_then(|n| usize::try_from(n).ok()).unwrap_or_default()
}

impl Writer {
    fn take_story(&mut self, row: &Named<'_>) {
        let texts = |name| row.list(name).iter().filter_map(Cell::as_text).map(str::to_owned);
        self.stories.push(StoryShown {
            id: words(row, "id"),
            title: owned(row, "title").unwrap_or_else(|| "(no title)".to_owned()),
            articles: texts("articles").collect(),
            from: owned(row, "from"),
            to: owned(row, "to"),
            sources: row.list("sources").len(),
            shared: Vec::new(),
            single: Vec::new(),
            pages: Vec::new(),
        });
    }

    /// Keeps the largest stories, once all are known.
    fn choose_stories(&mut self) {
        self.stories.sort_by(|a, b| (b.articles.len(), &a.id).cmp(&(a.articles.len(), &b.id)));
        self.left_out += self.stories.len().saturating_sub(self.most_stories);
        self.stories.truncate(self.most_stories);
        self.chosen =
            self.stories.iter().enumerate().map(|(at, story)| (story.id.clone(), at)).collect();
    }

    fn take_fact(&mut self, row: &Named<'_>) {
        let story = words(row, "story");
        if !self.chosen.contains_key(&story) {
            return;
        }
        let fact = self.facts.len();
        let all: Vec<ValueShown> = row.groups("values").map(|value| value_shown(&value)).collect();
        let values_left_out = all.len().saturating_sub(MOST_VALUES);
        let values = telling(all);
        for (at, value) in values.iter().enumerate() {
            self.quoted.entry(value.article.clone()).or_default().push((fact, at));
        }
        self.facts.push(FactShown {
            id: words(row, "id"),
            story,
            kind: words(row, "kind"),
            label: words(row, "label"),
            verdict: words(row, "verdict"),
            preferred: owned(row, "preferred"),
            explanation: words(row, "explanation"),
            origins: row.int("origins").unwrap_or_default(),
            values,
            values_left_out,
        });
    }

    fn take_article(&mut self, row: &Named<'_>) {
        let id = words(row, "id");
        let uri = words(row, "uri");
        let source = SourceShown {
            name: owned(row, "source").unwrap_or_else(|| uri.clone()),
            title: words(row, "title"),
            published: owned(row, "published"),
            published_from: words(row, "published_from"),
            copy_of: owned(row, "copy_of"),
            id: id.clone(),
            uri,
        };
        let text = row.text("text").unwrap_or_default();
        for (fact, at) in self.quoted.remove(&id).unwrap_or_default() {
            let value = &mut self.facts[fact].values[at];
            (value.before, value.after) = around(text, value.span);
            value.source = Some(source.clone());
        }
        if row.text("story").is_some_and(|story| self.chosen.contains_key(story)) {
            self.sources.insert(id, source);
        }
    }

    fn page(&mut self) -> Result<String, minijinja::Error> {
        self.facts
            .sort_by_cached_key(|fact| (rank(&fact.verdict), fact.label.clone(), fact.id.clone()));
        for fact in std::mem::take(&mut self.facts) {
            let story = &mut self.stories[self.chosen[&fact.story]];
            match fact.verdict.as_str() {
                "single" => story.single.push(fact),
                _ => story.shared.push(fact),
            }
        }
        for story in &mut self.stories {
            story.pages =
                story.articles.iter().filter_map(|id| self.sources.get(id).cloned()).collect();
            story.pages.sort_by(|a, b| a.uri.cmp(&b.uri));
        }
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.add_template(FILE, TEMPLATE)?;
        templates.get_template(FILE)?.render(minijinja::context! {
            style => STYLE,
            run => Value::from(Serde(&self.run)),
            stories => Value::from(Serde(&self.stories)),
            left_out => self.left_out,
            one => table::ALL.iter().map(|table| (table.name, table.row)).collect::<BTreeMap<_, _>>(),
        })
    }
}

fn rank(verdict: &str) -> usize {
    VERDICTS.iter().position(|known| *known == verdict).unwrap_or(VERDICTS.len())
}

fn value_shown(row: &Named<'_>) -> ValueShown {
    ValueShown {
        article: words(row, "article"),
        value: owned(row, "value"),
        modifier: owned(row, "modifier").filter(|modifier| modifier != "exact"),
        certainty: owned(row, "certainty").filter(|certainty| certainty != "asserted"),
        speaker: owned(row, "speaker"),
        role: owned(row, "role"),
        text: words(row, "text"),
        raw_start: row.int("raw_start"),
        raw_end: row.int("raw_end"),
        span: (offset(row, "start"), offset(row, "end")),
        ..ValueShown::default()
    }
}

/// The values that tell most, in their own order: the first of each role, value and wording, and
/// then whatever comes first.
fn telling(values: Vec<ValueShown>) -> Vec<ValueShown> {
    if values.len() <= MOST_VALUES {
        return values;
    }
    let mut seen = BTreeSet::new();
    let new: Vec<bool> = values
        .iter()
        .map(|value| seen.insert((value.role.clone(), value.value.clone(), value.text.clone())))
        .collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|&at| (!new[at], at));
    order.truncate(MOST_VALUES);
    let chosen: BTreeSet<usize> = order.into_iter().collect();
    let values = values.into_iter().enumerate().filter(|(at, _)| chosen.contains(at));
    values.map(|(_, value)| value).collect()
}

/// The words on both sides of a span, up to the ends of its line or a fair length.
fn around(text: &str, (start, end): (usize, usize)) -> (String, String) {
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

impl PartWriter for Writer {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        let named = Named::row(row.table, row.cells);
        let is = |table: &'static Table| std::ptr::eq(row.table, table);
        if is(&table::STORIES) {
            self.take_story(&named);
        } else if is(&table::FACTS) {
            if self.facts.is_empty() {
                self.choose_stories();
            }
            self.take_fact(&named);
        } else if is(&table::ARTICLES) {
            self.take_article(&named);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.choose_stories();
        let page = self.page().map_err(|why| SinkError::Format {
            path: self.path.clone(),
            problem: format!("{why:#}"),
        })?;
        self.file.write_all(page.as_bytes()).map_err(SinkError::disk("write", &self.path))?;
        Ok(vec![Written { name: FILE.into(), rows: self.stories.len() as u64 }])
    }
}

#[cfg(test)]
mod tests {
    use tidings_model::table::Column;

    use super::*;

    fn story_cells(title: &str) -> Vec<Cell<'static>> {
        let cell = |column: &Column| match column.name {
            "id" => Cell::from("s1"),
            "title" => Cell::from(title.to_owned()),
            "articles" => Cell::List(vec![Cell::from("a1")]),
            _ => Cell::Null,
        };
        table::STORIES.columns.iter().map(cell).map(Cell::into_owned).collect()
    }

    fn page_of(rows: &[(&'static Table, Vec<Cell<'static>>)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let sink = Report { most_stories: 1 };
        let mut part = sink
            .open(SinkContext {
                folder: folder.path(),
                run: r#"{"tables": {"stories": 1, "entities": 2}}"#,
            })
            .unwrap();
        for (table, cells) in rows {
            part.write(Row { table, cells }).unwrap();
        }
        part.finish().unwrap();
        std::fs::read_to_string(folder.path().join(FILE)).unwrap()
    }

    #[test]
    fn hostile_titles_are_escaped() {
        let page = page_of(&[(&table::STORIES, story_cells("<script>alert(1)</script>"))]);
        assert!(page.contains("&lt;script&gt;"), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn says_how_many_stories_are_left_out() {
        let rows = [(&table::STORIES, story_cells("One")), (&table::STORIES, story_cells("Two"))];
        let rows = rows.map(|(table, cells)| (table as &'static Table, cells));
        let page = page_of(&rows);
        assert!(page.contains("1 smaller story is left out"), "{page}");
        assert!(page.contains("<b>1</b> story</li>"), "{page}");
        assert!(page.contains("<b>2</b> entities</li>"), "{page}");
    }

    #[test]
    fn shows_some_of_each_wording_where_there_are_many() {
        let value = |text: &str| ValueShown { text: text.to_owned(), ..ValueShown::default() };
        let mut values = vec![value("nine"); 40];
        values.push(value("eleven"));
        let shown = telling(values);
        assert_eq!(shown.len(), MOST_VALUES);
        assert_eq!(shown[MOST_VALUES - 1].text, "eleven");
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
}
