//! When a page was published and last changed.
//!
//! What pages say in markup for machines comes first, then what they show around the headline, then
//! their address. Dates of other articles are kept out by their place: a date counts that belongs to
//! the page's own record, or stands near its headline.

use tidings_model::{Date, Moment, Published, PublishedFrom};

use super::json_ld::Property;
use super::moment::{self, Reading};
use super::names::Stated;
use super::{Page, url};
use crate::facts::{self, Dateline, Stamp, Written};
use crate::html::lines::{self, Line};
use crate::html::{Node, Tag};

/// When a page was published and changed, and doubts about that.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<Published>,
    pub(super) modified: Option<Moment>,
    pub(super) notes: Vec<String>,
}

/// A date that a page states.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    reading: Reading,
    from: PublishedFrom,
    /// Whether the page shows it under its headline, or with a label.
    shown: bool,
}

/// The dates of a page, the surest first.
#[derive(Debug, Default)]
struct Candidates {
    published: Vec<Candidate>,
    modified: Vec<Candidate>,
    /// Days that say nothing by themselves, but settle the order of others.
    witnesses: Vec<Date>,
    notes: Vec<String>,
}

/// A line with a longer text than this is running text, in words.
const LONG_LINE: usize = 25;

/// On a page that gives its day nowhere else, so many lines with a year are looked at.
const MOST_LINES: usize = 1_000;

/// Longer lines are no evidence for the order of day and month, in bytes.
const EVIDENCE: usize = 400;

/// So many dates are tried before a page is given up.
const MOST_TRIED: usize = 16;

/// After so many lines of running text the article has begun.
const BODY_LINES: usize = 2;

/// Finds the dates of a page.
pub(super) fn find(page: &Page<'_>) -> Dates {
    let mut all = Candidates::default();
    all.of_json_ld(page);
    all.of_statements(page);
    all.of_times(page);
    all.of_lines(page);
    all.of_first_day(page);
    if let Some(day) = page.url.and_then(url::day) {
        all.witnesses.push(day);
        all.add(Stated::Published, Reading::Sure(Moment::day(day)), PublishedFrom::Metadata);
    }
    if all.published.is_empty() {
        all.of_page_record(page);
    }
    if all.published.is_empty() {
        all.of_labels(page);
    }
    if all.published.is_empty() {
        all.of_lone_time(page);
    }
    all.choose(page)
}

impl Candidates {
    fn add(&mut self, stated: Stated, reading: Reading, from: PublishedFrom) {
        let list = match stated {
            Stated::Modified => &mut self.modified,
            _ => &mut self.published,
        };
        list.push(Candidate { reading, from, shown: false });
    }

    /// Adds what a machine wrote.
    fn machine(&mut self, page: &Page<'_>, stated: Stated, text: &str) {
        match moment::read(page.words, text) {
            Some(reading) => self.add(stated, reading, PublishedFrom::Metadata),
            None => self
                .notes
                .push(format!("a date of the page's markup cannot be read: {}", short(text))),
        }
    }

    /// The record of the article itself.
    fn of_json_ld(&mut self, page: &Page<'_>) {
        let Some(own) = page.own else { return };
        for (role, stated) in
            [(Property::Published, Stated::Published), (Property::Modified, Stated::Modified)]
        {
            page.found
                .things
                .names(own, role)
                .into_iter()
                .take(1)
                .for_each(|text| self.machine(page, stated, text));
        }
    }

    /// The record of the page, where there is none of the article.
    fn of_page_record(&mut self, page: &Page<'_>) {
        let is_record = |kind: &str| page.names.is_page(kind) || page.names.is_article(kind);
        let things = page.found.things.iter().map(|(_, thing)| thing);
        let records: Vec<_> =
            things.filter(|thing| thing.is_main() && thing.is_a(is_record)).collect();
        let dated = |role: Property| records.iter().find_map(move |thing| thing.first(role));
        let published = dated(Property::Published).or_else(|| dated(Property::Created));
        if let Some(text) = published.or_else(|| dated(Property::Uploaded)) {
            self.machine(page, Stated::Published, text);
        }
        if let Some(text) = dated(Property::Modified) {
            self.machine(page, Stated::Modified, text);
        }
    }

    fn of_statements(&mut self, page: &Page<'_>) {
        for said in page.found.meta.iter().chain(&page.found.microdata) {
            if matches!(said.stated, Stated::Published | Stated::Modified) {
                self.machine(page, said.stated, &said.text);
            }
        }
    }

    /// The elements `time` around the headline; those in menus and side columns are of other pages.
    fn of_times(&mut self, page: &Page<'_>) {
        let window = page.window();
        let near = page.found.times.iter().filter(|time| window.contains(&time.index()));
        let (before, behind): (Vec<Node<'_>>, Vec<_>) =
            near.filter(|time| !is_aside(**time)).partition(|time| time.index() < page.headline);
        for time in behind.into_iter().chain(before.into_iter().rev()) {
            let text = time.attribute("datetime").filter(|text| !text.trim().is_empty());
            let text = text.map_or_else(|| time.inner_text(), Into::into);
            let class = time.attribute("class").unwrap_or_default();
            let line =
                page.lines.iter().find(|line| (line.node..line.end).contains(&(time.index() + 1)));
            let changed = page.names.is_modified_class(&class)
                || line
                    .and_then(|line| read(page, line))
                    .is_some_and(|line| line.published.is_none() && line.modified.is_some());
            if let Some(reading) = moment::read(page.words, &text) {
                let stated = if changed { Stated::Modified } else { Stated::Published };
                self.add(stated, reading, PublishedFrom::Metadata);
            }
        }
    }

    /// The elements `time` of the whole page, if all that are not about other pages give one day; the
    /// footer of an article is about that.
    fn of_lone_time(&mut self, page: &Page<'_>) {
        let is_own = |time: &&Node<'_>| !is_aside(**time) || is_in_footer_of_article(**time);
        let times = page.found.times.iter().filter(is_own);
        let texts = times.filter_map(|time| time.attribute("datetime"));
        let mut days = texts.filter_map(|text| moment::read(page.words, &text)?.sure());
        if let Some(first) = days.next()
            && days.all(|day| day.date == first.date)
        {
            self.add(Stated::Published, Reading::Sure(first), PublishedFrom::Metadata);
        }
    }

    /// The lines around the headline that are datelines.
    fn of_lines(&mut self, page: &Page<'_>) {
        let mut body = 0;
        let (mut labelled, mut behind, mut before) = (Vec::new(), Vec::new(), Vec::new());
        let mut last: Option<&Line> = None;
        for line in &page.lines {
            let is_behind = line.node >= page.headline;
            body += usize::from(is_behind && line.text.split_whitespace().count() >= LONG_LINE);
            let found = behind_label(page, last, line).or_else(|| read(page, line));
            last = Some(line);
            let Some(found) = found.filter(Dateline::is_dated) else { continue };
            match (found.labelled, is_behind) {
                (true, _) => labelled.push(found),
                (_, true) if body < BODY_LINES => behind.push(found),
                (_, false) => before.push(found),
                _ => {}
            }
        }
        labelled.into_iter().chain(behind).for_each(|found| self.line(&found));
        self.published.iter_mut().for_each(|date| date.shown |= date.from == PublishedFrom::Text);
        before.iter().rev().for_each(|found| self.line(found));
    }

    fn line(&mut self, found: &Dateline) {
        if let Some(stamp) = found.published {
            self.add(Stated::Published, Reading::Written(stamp), PublishedFrom::Text);
        }
        if let Some(stamp) = found.modified {
            self.add(Stated::Modified, Reading::Written(stamp), PublishedFrom::Text);
        }
    }

    /// The day on which the page says it was first published, if that is before the one it shows: that is
    /// then of a change.
    fn of_first_day(&mut self, page: &Page<'_>) {
        let first = self.published.first().filter(|first| first.from == PublishedFrom::Text);
        let Some((first, shown)) = first.and_then(|first| Some((*first, first.reading.sure()?)))
        else {
            return;
        };
        let lines = lines::wanted(page.document, |line| has_year(&line.text), MOST_LINES);
        let told = lines.iter().find_map(|line| facts::first_published(page.words, &line.text));
        let reading = told.map(Reading::Written);
        let before = |day: Moment| day.date < shown.date;
        let earlier = reading.filter(|reading| reading.sure().is_some_and(before));
        if let Some(reading) = earlier {
            self.modified.push(first);
            self.published.insert(0, Candidate { reading, from: PublishedFrom::Text, shown: true });
        }
    }

    /// Lines anywhere on the page that say of themselves what their date is.
    fn of_labels(&mut self, page: &Page<'_>) {
        let lines = lines::wanted(page.document, |line| has_year(&line.text), MOST_LINES);
        let labelled = |found: &Dateline| found.labelled && found.is_dated();
        let found = lines.iter().filter_map(|line| {
            read(page, line)
                .filter(labelled)
                .or_else(|| facts::dated_phrase(page.words, &line.text))
        });
        let found: Vec<Dateline> = found.take(8).collect();
        found.iter().for_each(|line| self.line(line));
    }

    fn choose(mut self, page: &Page<'_>) -> Dates {
        let short = page.lines.iter().filter(|line| line.text.len() <= EVIDENCE);
        let text = short.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        let mut notes = std::mem::take(&mut self.notes);
        let sure = self.published.iter().chain(&self.modified).filter_map(|at| at.reading.sure());
        let witnesses: Vec<Date> = sure.map(|at| at.date).chain(self.witnesses).collect();
        let judge = Judge { page, witnesses, text };
        let published = judge.first(&self.published, &mut notes);
        let published = published.map(|found| judge.on_day_of_address(found, &self.published));
        let published =
            published.map(|found| judge.not_after_shown(found, &self.published, &mut notes));
        let modified = judge.first(&self.modified, &mut notes).map(|found| found.at);
        let published = published.or_else(|| {
            let from = self.modified.first()?.from;
            notes.push(
                "the page gives no day of publication; that of its last change is taken".to_owned(),
            );
            Some(Published { at: modified?, from })
        });
        notes.dedup();
        Dates { published, modified, notes }
    }
}

/// Decides which dates can be true.
struct Judge<'p> {
    page: &'p Page<'p>,
    witnesses: Vec<Date>,
    text: String,
}

impl Judge<'_> {
    /// The first that can be true; why others cannot is noted.
    fn first(&self, candidates: &[Candidate], notes: &mut Vec<String>) -> Option<Published> {
        for Candidate { reading, from, .. } in candidates.iter().take(MOST_TRIED) {
            let at = match reading {
                Reading::Sure(at) => Ok(*at),
                Reading::Written(stamp) => self.settled(stamp, notes),
            };
            match at.and_then(|at| self.possible(at)) {
                Ok(at) => return Some(Published { at, from: *from }),
                Err(doubt) => notes.push(doubt),
            }
        }
        None
    }

    /// The same instant as the page's own clock gives it, if its address stands for that: a moment in
    /// UTC may lie on the day before or behind.
    fn on_day_of_address(&self, found: Published, candidates: &[Candidate]) -> Published {
        let day = self.page.url.and_then(url::day).filter(|day| *day != found.at.date);
        let is_next = |day: Date| {
            [day.tomorrow(), day.yesterday()]
                .into_iter()
                .flatten()
                .any(|next| next == found.at.date)
        };
        let Some(day) = day.filter(|day| found.at.offset_minutes == Some(0) && is_next(*day))
        else {
            return found;
        };
        let others = candidates.iter().filter_map(|other| other.reading.sure());
        let local = others.filter(|at| at.date == day).max_by_key(|at| at.time.is_some());
        Published { at: local.unwrap_or(found.at), ..found }
    }

    /// A day that the page shows under its headline, if that is before the one its markup gives: an
    /// article cannot bear a day before its own, but a record may be of a move to another system.
    fn not_after_shown(
        &self,
        found: Published,
        candidates: &[Candidate],
        notes: &mut Vec<String>,
    ) -> Published {
        let shown = candidates.iter().filter(|other| other.shown);
        let Some(first) = shown.filter_map(|other| other.reading.sure()).next() else {
            return found;
        };
        let earlier = first.date.tomorrow().is_ok_and(|limit| limit < found.at.date);
        if !earlier || self.possible(first).is_err() {
            return found;
        }
        let (shown, stated) = (first.date, found.at.date);
        notes.push(format!(
            "the page shows the day {shown}, its markup gives {stated}; the earlier is taken"
        ));
        Published { at: first, from: PublishedFrom::Text }
    }

    /// A day of the web, and not of the future.
    fn possible(&self, at: Moment) -> Result<Moment, String> {
        if at.date.year() < url::FIRST_YEAR {
            return Err(format!("the page gives the date {at}, which is before the web"));
        }
        let late = |fetched: Moment| fetched.date.tomorrow().is_ok_and(|limit| at.date > limit);
        match self.page.fetched.filter(|fetched| late(*fetched)) {
            Some(fetched) => {
                Err(format!("the page gives the date {at}, but was fetched on {}", fetched.date))
            }
            None => Ok(at),
        }
    }

    /// The moment of a date as people write it.
    fn settled(&self, stamp: &Stamp, notes: &mut Vec<String>) -> Result<Moment, String> {
        if let Written::Open { day_first, month_first } = stamp.written {
            let says = |day| self.witnesses.contains(&day);
            let by_witness = (says(day_first) != says(month_first)).then(|| says(day_first));
            if let Some(first) = by_witness {
                return Ok(moment::on(if first { day_first } else { month_first }, stamp));
            }
        }
        facts::settle(self.page.words, stamp, &self.text).map(|date| moment::on(date, stamp)).or_else(|doubt| {
            let Written::Open { day_first, month_first } = stamp.written else { return Err(doubt) };
            let (first, region) = self.page.day_first().ok_or(doubt)?;
            let date = if first { day_first } else { month_first };
            notes.push(format!("the date on the page is {day_first} or {month_first}; read as {date}, as is usual in the region {region}"));
            Ok(moment::on(date, stamp))
        })
    }
}

/// A line as a dateline, as a whole or by its pieces.
fn read(page: &Page<'_>, line: &Line) -> Option<Dateline> {
    if !has_year(&line.text) {
        return None;
    }
    let whole = facts::dateline(page.words, &line.text);
    let dated = |found: &Dateline| found.is_dated();
    whole.filter(dated).or_else(|| facts::dateline(page.words, &line.pieces).filter(dated)).or_else(
        || {
            let pieces = line.pieces.split(" | ").filter(|piece| has_year(piece));
            pieces.take(4).find_map(|piece| facts::dateline(page.words, piece).filter(dated))
        },
    )
}

/// A line whose label stands on the line above it.
fn behind_label(page: &Page<'_>, label: Option<&Line>, line: &Line) -> Option<Dateline> {
    let label = label.filter(|label| label.text.len() <= 24 && has_year(&line.text))?;
    let bare = facts::dateline(page.words, &label.text)?;
    let is_label = bare.labelled && !bare.is_dated();
    let both = format!("{} {}", label.text, line.text);
    facts::dateline(page.words, &both).filter(|found| is_label && found.is_dated())
}

/// Whether a text holds four digits that may be a year of the web.
fn has_year(text: &str) -> bool {
    let century = |pair: &[u8]| pair == b"19" || pair == b"20";
    text.as_bytes()
        .windows(4)
        .any(|four| century(&four[..2]) && four[2..].iter().all(u8::is_ascii_digit))
}

/// Whether an element stands in a part of the page that is about other pages.
fn is_aside(node: Node<'_>) -> bool {
    node.ancestors().any(|outer| matches!(outer.tag(), Some(Tag::NAV | Tag::ASIDE | Tag::FOOTER)))
}

/// Whether an element stands in the footer of an article, and in no bar or side column of it.
fn is_in_footer_of_article(node: Node<'_>) -> bool {
    let mut outer = node.ancestors().filter_map(Node::tag);
    let footer = outer.by_ref().find(|tag| matches!(*tag, Tag::NAV | Tag::ASIDE | Tag::FOOTER));
    footer == Some(Tag::FOOTER) && outer.any(|tag| tag == Tag::ARTICLE)
}

/// The beginning of a text, for a message.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
