//! The first page: counts, what differs, the biggest stories.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use tidings_model::table;

use super::matrix::{Stand, stand};
use super::rows::{FactRow, PageRow, StoryRow};
use super::story::figure;

/// Lines of a tally that are shown; the rest is summed up.
const MOST_LINES: usize = 12;

/// All that the overview shows.
#[derive(Debug, Default, Serialize)]
pub struct OverviewParts {
    /// Name of the run.
    pub name: String,
    /// What its pipeline is for.
    pub about: String,
    /// Rows of each table: how many, and the word for them.
    pub counts: Vec<(u64, String)>,
    /// Each stage with what went in and out.
    pub stages: Vec<StageLine>,
    /// Documents and articles left out, by stage and reason.
    pub rejects: Vec<(String, String, u64)>,
    /// Facts of each verdict.
    pub verdicts: BTreeMap<String, u64>,
    /// Languages, sources and days of publication of the articles.
    pub tally: Tallied,
    /// The biggest stories.
    pub stories: Vec<StorySummary>,
    /// How many stories there are.
    pub all_stories: usize,
    /// The facts on which sources differ most.
    pub conflicts: Vec<ConflictLine>,
    /// What is still made before all can be shown, in words; empty where nothing is.
    pub making: String,
    /// What is left out of this file, in words.
    pub left_out: Vec<String>,
}

/// A stage of the run.
#[derive(Debug, Serialize)]
pub struct StageLine {
    label: String,
    family: String,
    taken: u64,
    given: u64,
    lost: u64,
}

/// A fact on which sources differ.
#[derive(Debug, Clone, Serialize)]
pub struct ConflictLine {
    id: String,
    story: String,
    story_title: String,
    label: String,
    camps: String,
    explanation: String,
    origins: i64,
}

impl ConflictLine {
    /// The line of a fact.
    #[must_use]
    pub fn of(fact: &FactRow, story_title: &str) -> Self {
        Self {
            id: fact.id.clone(),
            story: fact.story.clone(),
            story_title: story_title.to_owned(),
            label: fact.label.clone(),
            camps: camps(fact),
            explanation: fact.explanation.clone(),
            origins: fact.origins,
        }
    }
}

/// The different values of a fact, as they are shown beside each other; not those that take no side.
pub(super) fn camps(fact: &FactRow) -> String {
    let mut camps: Vec<String> = Vec::new();
    let sides = fact.values.iter().filter(|value| stand(fact, value) != Stand::Apart);
    for value in sides.filter_map(|value| value.value.as_deref()) {
        let camp = figure(value);
        if !camps.contains(&camp) && camps.len() < 4 {
            camps.push(camp);
        }
    }
    camps.join(" or ")
}

/// A story in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StorySummary {
    id: String,
    title: String,
    from: Option<String>,
    to: Option<String>,
    pages: usize,
    sources: usize,
    verdicts: BTreeMap<String, u64>,
}

impl StorySummary {
    /// The line of a story with so many facts of each verdict that several pages bear on.
    #[must_use]
    pub fn of(story: &StoryRow, verdicts: BTreeMap<String, u64>) -> Self {
        Self {
            id: story.id.clone(),
            title: story.title.clone(),
            from: story.from.clone(),
            to: story.to.clone(),
            pages: story.articles.len(),
            sources: story.sources.len(),
            verdicts,
        }
    }
}

/// Counts over all articles.
#[derive(Debug, Default)]
pub struct Tally {
    languages: BTreeMap<String, u64>,
    sources: BTreeMap<String, u64>,
    days: BTreeMap<String, u64>,
    copies: u64,
}

/// The same for a page: the most frequent, and what is left of each.
#[derive(Debug, Default, Serialize)]
pub struct Tallied {
    languages: Vec<(String, u64)>,
    sources: Vec<(String, u64)>,
    all_sources: usize,
    days: Vec<(String, u64)>,
    copies: u64,
    undated: u64,
    /// The days as the data of a chart.
    chart: String,
}

impl Tally {
    /// Counts an article.
    pub fn take(&mut self, page: &PageRow) {
        self.take_many(page, 1, u64::from(page.copy_of.is_some()));
    }

    /// Counts articles of one source, language and day, and how many of them repeat another.
    pub fn take_many(&mut self, page: &PageRow, articles: u64, copies: u64) {
        let unknown = || "not known".to_owned();
        *self.languages.entry(page.language.clone().unwrap_or_else(unknown)).or_default() +=
            articles;
        *self.sources.entry(page.source.clone()).or_default() += articles;
        let day = page.published.as_deref().and_then(|at| at.get(..10)).unwrap_or_default();
        *self.days.entry(day.to_owned()).or_default() += articles;
        self.copies += copies;
    }

    /// The counts as the overview shows them.
    #[must_use]
    pub fn tallied(&self) -> Tallied {
        let days: Vec<(String, u64)> = self
            .days
            .iter()
            .filter(|(day, _)| !day.is_empty())
            .map(|(d, n)| (d.clone(), *n))
            .collect();
        let bars: Vec<Value> = days
            .iter()
            .map(|(day, articles)| serde_json::json!({ "day": day, "articles": articles }))
            .collect();
        Tallied {
            languages: most(&self.languages),
            sources: most(&self.sources),
            all_sources: self.sources.len(),
            copies: self.copies,
            undated: self.days.get("").copied().unwrap_or_default(),
            chart: Value::from(bars).to_string(),
            days,
        }
    }
}

/// The most frequent first, the rest summed up.
fn most(counts: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> =
        counts.iter().map(|(name, n)| (name.clone(), *n)).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    if counts.len() == MOST_LINES + 1 {
        return counts;
    }
    let rest = counts.split_off(counts.len().min(MOST_LINES));
    if !rest.is_empty() {
        let name = format!("{} others", rest.len());
        counts.push((name, rest.iter().map(|(_, n)| n).sum()));
    }
    counts
}

impl OverviewParts {
    /// What the account of a run (`run.json`) says.
    #[must_use]
    pub fn of_run(run: &Value) -> Self {
        let word = |key: &str| run[key].as_str().unwrap_or_default().to_owned();
        let counts = table::ALL.iter().filter_map(|table| {
            let rows = run["tables"][table.name].as_u64()?;
            Some((rows, if rows == 1 { table.row } else { table.name }.to_owned()))
        });
        let stages = run["stages"].as_array().map(Vec::as_slice).unwrap_or_default();
        Self {
            name: word("name"),
            about: word("about"),
            counts: counts.collect(),
            stages: stages.iter().map(stage_line).collect(),
            rejects: stages.iter().flat_map(rejects_of).collect(),
            ..Self::default()
        }
    }
}

fn stage_line(stage: &Value) -> StageLine {
    let count = |key: &str| stage[key].as_u64().unwrap_or_default();
    StageLine {
        label: stage["label"].as_str().unwrap_or_default().to_owned(),
        family: stage["family"].as_str().unwrap_or_default().to_owned(),
        taken: count("in"),
        given: stage["yielded"].as_u64().unwrap_or_else(|| count("out")),
        lost: rejects_of(stage).iter().map(|(_, _, n)| n).sum(),
    }
}

fn rejects_of(stage: &Value) -> Vec<(String, String, u64)> {
    let label = stage["label"].as_str().unwrap_or_default();
    let of = |how: &str| {
        let reasons = stage[how].as_object().into_iter().flatten();
        let line = |(reason, n): (&String, &Value)| {
            (label.to_owned(), reason.clone(), n.as_u64().unwrap_or_default())
        };
        reasons.map(line).collect::<Vec<_>>()
    };
    [of("dropped"), of("failed")].concat()
}

#[test]
fn what_takes_no_side_is_no_camp() {
    use super::rows::ValueRow;
    let value = |value: &str, role: Option<&str>| ValueRow {
        value: Some(value.to_owned()),
        role: role.map(str::to_owned),
        ..ValueRow::default()
    };
    let values = vec![
        value("2015-10-31", None),
        value("XXXX-XX-XX", Some("unresolved")),
        value("2015-10-30", None),
    ];
    let fact = FactRow { verdict: "conflict".to_owned(), values, ..FactRow::default() };
    assert_eq!(camps(&fact), "2015-10-31 or 2015-10-30");
}

#[test]
fn what_is_rare_is_summed_up() {
    let counts: BTreeMap<String, u64> = (1..=20).map(|n| (format!("s{n:02}"), n)).collect();
    let most = most(&counts);
    assert_eq!(most.len(), MOST_LINES + 1);
    assert_eq!(most.first().unwrap(), &("s20".to_owned(), 20));
    assert_eq!(most.last().unwrap(), &("8 others".to_owned(), 36));
}
