//! A story as its page shows it: facts with their values quoted, and who says what of each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::matrix::{Matrix, Stand, stand};
use super::overview::camps;
use super::rows::{DatedRow, EntityRow, FactRow, PageRow, StoryRow, ValueRow};

/// Facts of several origins shown of one story; the tables hold them all.
const MOST_SHARED: usize = 150;
/// Facts of one origin shown of one story.
const MOST_SINGLE: usize = 60;
/// Values shown for a fact: some of each role and wording.
const MOST_VALUES: usize = 12;
/// Pages shown of one story.
const MOST_PAGES: usize = 300;
/// Dated facts shown of one story.
const MOST_DATED: usize = 150;
/// Entities shown of one story.
const MOST_ENTITIES: usize = 60;
/// The order in which verdicts are shown.
const VERDICTS: [&str; 6] = ["conflict", "compatible", "agree", "distinct", "copied", "single"];

/// All that is known of a story when its page is made.
#[derive(Debug, Default)]
pub struct StoryParts {
    /// The story.
    pub story: StoryRow,
    /// Its facts.
    pub facts: Vec<FactRow>,
    /// Its dated facts.
    pub dated: Vec<DatedRow>,
    /// Its pages, by identifier.
    pub pages: BTreeMap<String, PageRow>,
    /// Its entities: identifier, name and label.
    pub entities: Vec<EntityRef>,
}

/// An entity as it is named elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct EntityRef {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// PER, ORG, LOC or MISC.
    pub label: String,
    /// In how many articles it stands.
    pub articles: i64,
}

impl EntityRef {
    /// How an entity is named elsewhere.
    #[must_use]
    pub fn of(entity: &EntityRow) -> Self {
        Self {
            id: entity.id.clone(),
            name: entity.name.clone(),
            label: entity.label.clone(),
            articles: entity.articles,
        }
    }
}

/// What the template of a story is filled with.
#[derive(Debug, Serialize)]
pub(super) struct StoryPage {
    id: String,
    title: String,
    from: Option<String>,
    to: Option<String>,
    sources: usize,
    pages_known: usize,
    origins: usize,
    verdicts: Vec<(String, usize)>,
    shared: Vec<FactShown>,
    shared_left_out: usize,
    single: Vec<FactShown>,
    single_left_out: usize,
    matrix: Matrix,
    dated: Vec<DatedShown>,
    dated_left_out: usize,
    chart: String,
    entities: Vec<EntityRef>,
    entities_left_out: usize,
    groups: Vec<Group>,
    pages_left_out: usize,
}

/// A page and its copies.
#[derive(Debug, Serialize)]
struct Group {
    first: PageRow,
    copies: Vec<PageRow>,
}

#[derive(Debug, Clone, Serialize)]
struct FactShown {
    id: String,
    kind: String,
    label: String,
    verdict: String,
    shown: Option<String>,
    range: Option<(String, String)>,
    explanation: String,
    origins: i64,
    supporting: usize,
    against: usize,
    speakers: Vec<String>,
    values: Vec<ValueShown>,
    values_left_out: usize,
    /// Where no value quotes a sentence, the pages whose headlines and days stand behind it.
    resting: Vec<PageRow>,
}

#[derive(Debug, Clone, Serialize)]
struct ValueShown {
    article: String,
    at: String,
    source: String,
    published: Option<String>,
    before: String,
    text: String,
    after: String,
    value: Option<String>,
    words: Vec<String>,
    speaker: Option<String>,
    raw: Option<(i64, i64)>,
    stand: Stand,
}

#[derive(Debug, Serialize)]
struct DatedShown {
    #[serde(flatten)]
    row: DatedRow,
    verdict: String,
}

impl StoryPage {
    pub(super) fn of(parts: StoryParts) -> Self {
        let StoryParts { story, mut facts, mut dated, pages, mut entities } = parts;
        facts.sort_by_cached_key(order);
        let verdicts = count_verdicts(&facts);
        let known: BTreeMap<&str, &str> =
            facts.iter().map(|fact| (fact.id.as_str(), fact.verdict.as_str())).collect();
        dated.sort();
        let dated_left_out = cap(&mut dated, MOST_DATED);
        let dated: Vec<DatedShown> = dated
            .into_iter()
            .map(|row| DatedShown {
                verdict: known.get(row.fact.as_str()).copied().unwrap_or("single").to_owned(),
                row,
            })
            .collect();
        let matrix = Matrix::of(&facts, &pages);
        let (single, shared): (Vec<_>, Vec<_>) =
            facts.into_iter().partition(|fact| fact.verdict == "single");
        let (single, single_left_out) = shown(single, MOST_SINGLE, &pages);
        let (shared, shared_left_out) = shown(shared, MOST_SHARED, &pages);
        let entities_left_out = cap(&mut entities, MOST_ENTITIES);
        let mut groups = groups_of(&story, &pages);
        let origins = groups.len();
        let pages_left_out = cap(&mut groups, MOST_PAGES);
        Self {
            id: story.id,
            title: story.title,
            from: story.from,
            to: story.to,
            sources: story.sources.len(),
            pages_known: story.articles.len(),
            origins,
            verdicts,
            shared,
            shared_left_out,
            single,
            single_left_out,
            matrix,
            chart: serde_json::to_string(&dated).unwrap_or_default(),
            dated,
            dated_left_out,
            entities,
            entities_left_out,
            groups,
            pages_left_out,
        }
    }
}

/// The order of facts: by verdict, what is about the whole story first, then what most origins bear
/// on, and of those what has a value before mere words.
fn order(fact: &FactRow) -> (usize, bool, i64, bool, String, String) {
    let part = fact.key.contains('/');
    let (label, id) = (fact.label.clone(), fact.id.clone());
    (rank(&fact.verdict), part, -fact.origins, fact.preferred.is_none(), label, id)
}

/// Keeps so many of a list, and tells how many it leaves out.
fn cap<T>(list: &mut Vec<T>, most: usize) -> usize {
    let left_out = list.len().saturating_sub(most);
    list.truncate(most);
    left_out
}

/// The place of a verdict in the order in which facts are shown.
pub(crate) fn rank(verdict: &str) -> usize {
    VERDICTS.iter().position(|known| *known == verdict).unwrap_or(VERDICTS.len())
}

/// How many facts there are of each verdict, in the order in which they are shown.
fn count_verdicts(facts: &[FactRow]) -> Vec<(String, usize)> {
    let of = |verdict: &str| facts.iter().filter(|fact| fact.verdict == verdict).count();
    let all = VERDICTS.into_iter().map(|verdict| (verdict.to_owned(), of(verdict)));
    all.filter(|(_, count)| *count > 0).collect()
}

fn shown(
    mut facts: Vec<FactRow>,
    most: usize,
    pages: &BTreeMap<String, PageRow>,
) -> (Vec<FactShown>, usize) {
    let left_out = cap(&mut facts, most);
    (facts.into_iter().map(|fact| fact_shown(fact, pages)).collect(), left_out)
}

fn fact_shown(fact: FactRow, pages: &BTreeMap<String, PageRow>) -> FactShown {
    let range = range(&fact);
    let (supporting, against) = sides(&fact);
    let speakers: BTreeSet<String> =
        fact.values.iter().filter_map(|value| value.speaker.clone()).collect();
    let stands: Vec<Stand> = fact.values.iter().map(|value| stand(&fact, value)).collect();
    let all = fact.values.len();
    let values: Vec<ValueShown> = telling(&fact.values)
        .into_iter()
        .map(|at| value_shown(&fact.values[at], stands[at], pages))
        .collect();
    FactShown {
        shown: fact
            .preferred
            .as_deref()
            .map(figure)
            .or_else(|| (fact.verdict == "conflict").then(|| camps(&fact))),
        range,
        origins: fact.origins,
        supporting,
        against,
        speakers: speakers.into_iter().collect(),
        values_left_out: all - values.len(),
        resting: if all == 0 { own_words(pages) } else { Vec::new() },
        values,
        id: fact.id,
        kind: fact.kind,
        label: fact.label,
        verdict: fact.verdict,
        explanation: fact.explanation,
    }
}

/// The first pages of a story that repeat no other, by their days.
fn own_words(pages: &BTreeMap<String, PageRow>) -> Vec<PageRow> {
    let mut own: Vec<&PageRow> = pages.values().filter(|page| page.copy_of.is_none()).collect();
    own.sort_by_key(|page| (page.published.is_none(), &page.published, &page.uri));
    own.into_iter().take(MOST_VALUES).cloned().collect()
}

/// The lowest and the highest value meant, where they differ.
fn range(fact: &FactRow) -> Option<(String, String)> {
    if fact.kind != "count" {
        return None;
    }
    let lows = fact.values.iter().filter_map(|value| value.low).reduce(f64::min)?;
    let highs = fact.values.iter().filter_map(|value| value.high).reduce(f64::max)?;
    (lows < highs).then(|| (figure(&lows.to_string()), figure(&highs.to_string())))
}

/// Independent origins behind the value shown, and against it.
fn sides(fact: &FactRow) -> (usize, usize) {
    let of = |wanted: fn(Stand) -> bool| {
        let values = fact.values.iter().filter(|value| wanted(stand(fact, value)));
        values.map(|value| value.origin).collect::<BTreeSet<_>>()
    };
    let with = |s| matches!(s, Stand::Copy | Stand::Refine | Stand::Agree);
    let (mut with, against) = (of(with), of(Stand::is_conflict));
    with.retain(|origin| !against.contains(origin));
    (with.len(), against.len())
}

fn value_shown(value: &ValueRow, stand: Stand, pages: &BTreeMap<String, PageRow>) -> ValueShown {
    let page = pages.get(&value.article);
    let words = [&value.modifier, &value.certainty, &value.role];
    ValueShown {
        article: value.article.clone(),
        at: format!("at{}", value.span.0),
        source: page.map_or_else(|| value.article.clone(), |page| page.source.clone()),
        published: page.and_then(|page| page.published.clone()),
        before: value.around.0.clone(),
        text: value.text.clone(),
        after: value.around.1.clone(),
        value: value.known().map(figure),
        words: words.into_iter().flatten().map(|word| word.replace('_', " ")).collect(),
        speaker: value.speaker.clone(),
        raw: value.raw,
        stand,
    }
}

/// The values that tell most, in their own order: the first of each role, value and wording, and
/// then whatever comes first.
fn telling(values: &[ValueRow]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let new: Vec<bool> =
        values.iter().map(|value| seen.insert((&value.role, &value.value, &value.text))).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|&at| (!new[at], at));
    order.truncate(MOST_VALUES);
    order.sort_unstable();
    order
}

/// Pages that stand for themselves, each with those that repeat it.
fn groups_of(story: &StoryRow, pages: &BTreeMap<String, PageRow>) -> Vec<Group> {
    let own: Vec<&PageRow> = story.articles.iter().filter_map(|id| pages.get(id)).collect();
    let here: BTreeSet<&str> = own.iter().map(|page| page.id.as_str()).collect();
    let root = |page: &&&PageRow| page.copy_of.as_deref().filter(|of| here.contains(of)).is_none();
    let mut groups: Vec<Group> = own
        .iter()
        .filter(root)
        .map(|page| Group { first: (*page).clone(), copies: Vec::new() })
        .collect();
    for page in own.iter().filter(|page| !root(page)) {
        let of = page.copy_of.as_deref().unwrap_or_default();
        match groups.iter_mut().find(|group| group.first.id == of) {
            Some(group) => group.copies.push((*page).clone()),
            None => groups.push(Group { first: (*page).clone(), copies: Vec::new() }),
        }
    }
    groups.sort_by(|a, b| {
        (&a.first.published, &a.first.uri).cmp(&(&b.first.published, &b.first.uri))
    });
    groups
}

/// How many there are of something, with thousands apart.
pub(crate) fn counted(count: i64) -> String {
    match count.unsigned_abs() {
        size @ 1_000..10_000 => {
            let sign = if count < 0 { "-" } else { "" };
            format!("{sign}{},{:03}", size / 1000, size % 1000)
        }
        _ => figure(&count.to_string()),
    }
}

/// A number with its thousands apart, from five digits on, for it may be a year; any other words as
/// they are.
pub(super) fn figure(value: &str) -> String {
    let (sign, digits) = value.strip_prefix('-').map_or(("", value), |rest| ("-", rest));
    let (whole, rest) = digits.split_once('.').map_or((digits, ""), |(whole, rest)| (whole, rest));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() < 5 || !is_number(whole) || !is_number(rest) {
        return value.to_owned();
    }
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped() {
        let check = |value, expected: &str| assert_eq!(figure(value), expected);
        check("61240", "61,240");
        check("-1234567.25", "-1,234,567.25");
        check("2386", "2386");
        check("2024-03-14", "2024-03-14");
        check("Vigo harbour", "Vigo harbour");
        let counts = [7, 999, 1000, 3007, 18_182].map(counted);
        assert_eq!(counts, ["7", "999", "1,000", "3,007", "18,182"]);
    }

    #[test]
    fn a_fact_that_quotes_nothing_names_the_pages_it_rests_on() {
        let page = |id: &str, published: &str, copy_of: Option<&str>| PageRow {
            id: id.to_owned(),
            published: Some(published.to_owned()),
            copy_of: copy_of.map(str::to_owned),
            ..PageRow::default()
        };
        let pages = [
            page("late", "2024-03-15", None),
            page("copy", "2024-03-13", Some("late")),
            page("first", "2024-03-14", None),
        ];
        let pages = pages.into_iter().map(|page| (page.id.clone(), page)).collect();
        let resting = |values| {
            let fact = fact_shown(FactRow { values, ..FactRow::default() }, &pages);
            fact.resting.into_iter().map(|page| page.id).collect::<Vec<_>>()
        };
        assert_eq!(resting(Vec::new()), ["first", "late"]);
        assert!(resting(vec![ValueRow::default()]).is_empty());
    }

    #[test]
    fn what_is_about_the_whole_story_comes_first() {
        let fact = |verdict: &str, key: &str, origins, preferred: Option<&str>| FactRow {
            id: format!("{verdict} {key}"),
            verdict: verdict.to_owned(),
            key: key.to_owned(),
            origins,
            preferred: preferred.map(str::to_owned),
            ..FactRow::default()
        };
        let mut facts = [
            fact("single", "event/close", 1, None),
            fact("single", "count/boat", 1, Some("3")),
            fact("single", "place", 1, Some("Vigo")),
            fact("agree", "count/boat", 4, Some("64")),
            fact("agree", "killed", 2, Some("9")),
        ];
        facts.sort_by_cached_key(order);
        assert_eq!(
            facts.map(|fact| fact.id),
            [
                "agree killed",
                "agree count/boat",
                "single place",
                "single count/boat",
                "single event/close"
            ]
        );
    }

    #[test]
    fn shows_some_of_each_wording_where_there_are_many() {
        let value = |text: &str| ValueRow { text: text.to_owned(), ..ValueRow::default() };
        let mut values = vec![value("nine"); 40];
        values.push(value("eleven"));
        let shown = telling(&values);
        assert_eq!((shown.len(), shown.last()), (MOST_VALUES, Some(&40)));
    }

    #[test]
    fn copies_stand_under_what_they_repeat() {
        let page = |id: &str, copy_of: Option<&str>| PageRow {
            id: id.to_owned(),
            copy_of: copy_of.map(str::to_owned),
            ..PageRow::default()
        };
        let pages = [page("a", None), page("b", Some("a")), page("c", Some("elsewhere"))];
        let story = StoryRow {
            articles: pages.iter().map(|page| page.id.clone()).collect(),
            ..StoryRow::default()
        };
        let pages = pages.into_iter().map(|page| (page.id.clone(), page)).collect();
        let groups = groups_of(&story, &pages);
        let shown: Vec<_> = groups.iter().map(|g| (g.first.id.as_str(), g.copies.len())).collect();
        assert_eq!(shown, [("a", 1), ("c", 0)]);
    }
}
