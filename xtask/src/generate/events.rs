//! Reports of events: several of one event, each in its own words, with what such reports share.

use serde::{Deserialize, Serialize};

use super::prose::{Topic, Writer, title_case};
use super::random::Random;
use super::vocabulary::Vocabulary;

/// An article as a line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<String>,
    pub(crate) text: String,
}

/// A newspaper: its name, its host, and the line it puts under its reports.
struct Outlet {
    host: String,
    closing: Option<String>,
}

/// What the reports of one event share without being copies of each other.
struct Event {
    topic: Topic,
    day: usize,
    quotes: Vec<String>,
    background: String,
}

const OUTLETS: usize = 60;

/// So many articles; those of one event share its words, and some of them a quote or its background.
pub(crate) fn reports(words: &Vocabulary, many: usize, random: &Random) -> Vec<Document> {
    let outlets = outlets(words, &mut random.fork(1));
    let mut reports = Vec::with_capacity(many);
    for at in 0.. {
        let mut random = random.fork(100 + at);
        let event = Event::new(words, &mut random);
        for _ in 0..random.within(1, 6) {
            if reports.len() == many {
                return reports;
            }
            let outlet = random.below(outlets.len());
            let id = format!("r{:06}", reports.len());
            reports.push(event.report(words, id, &outlets[outlet], &mut random));
        }
    }
    reports
}

fn outlets(words: &Vocabulary, random: &mut Random) -> Vec<Outlet> {
    let topic = Topic::new(words, random);
    let mut writer = Writer { words, topic: &topic, random: random.fork(2) };
    let mut outlet = || {
        let name = writer.name();
        let host = name.to_lowercase().replace(' ', "-") + ".example";
        let (one, two) = (writer.name(), writer.name());
        let closing = format!("Reporting by {one} for {name}; Editing by {two}");
        Outlet { host, closing: random.chance(0.5).then_some(closing) }
    };
    (0..OUTLETS).map(|_| outlet()).collect()
}

impl Event {
    fn new(words: &Vocabulary, random: &mut Random) -> Self {
        let topic = Topic::new(words, random);
        let mut writer = Writer { words, topic: &topic, random: random.fork(3) };
        let quotes = (0..3).map(|_| writer.quote()).collect();
        let background = writer.paragraph();
        Self { topic, day: random.below(300), quotes, background }
    }

    fn report(
        &self,
        words: &Vocabulary,
        id: String,
        outlet: &Outlet,
        random: &mut Random,
    ) -> Document {
        let mut writer = Writer { words, topic: &self.topic, random: random.fork(4) };
        let title = title_case(&writer.headline());
        let many = random.within(6, 22);
        let mut paragraphs: Vec<String> = (0..many).map(|_| writer.paragraph()).collect();
        let shared = self.quotes.iter().filter(|_| random.chance(0.3)).collect::<Vec<_>>();
        for quote in shared {
            paragraphs.insert(random.within(1, paragraphs.len()), quote.clone());
        }
        if random.chance(0.3) {
            paragraphs.push(self.background.clone());
        }
        paragraphs.extend(outlet.closing.clone());
        Document {
            url: Some(format!("https://www.{}/{id}", outlet.host)),
            title: Some(title),
            published: Some(moment(self.day * 24 + random.below(48))),
            text: paragraphs.join("\n\n"),
            id,
        }
    }
}

/// So many hours into the year 2023, in ISO 8601; from day 354 on the last days of the year.
pub(crate) fn moment(hours: usize) -> String {
    const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut day, hour) = ((hours / 24).min(364), hours % 24);
    let mut month = 0;
    while day >= DAYS[month] {
        day -= DAYS[month];
        month += 1;
    }
    format!("2023-{:02}-{:02}T{hour:02}:00:00Z", month + 1, day + 1)
}

#[test]
fn moments_are_days_of_a_year() {
    assert_eq!(moment(0), "2023-01-01T00:00:00Z");
    assert_eq!(moment(31 * 24 + 5), "2023-02-01T05:00:00Z");
    assert_eq!(moment(10_000), "2023-12-31T16:00:00Z");
}
