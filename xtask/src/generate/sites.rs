//! Pages of sites, with the furniture of each around its articles, as plain text.
//!
//! Traps are planted too: reports of one event on one site that share a quotation, and articles that
//! a site prints several times.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::prose::{Topic, Writer, title_case};
use super::random::Random;
use super::vocabulary::Vocabulary;

/// What to make.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Wanted {
    /// Where every draw comes from: the same seed, the same pages
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many sites
    #[arg(long, default_value_t = 20)]
    pub(crate) sites: usize,
}

/// What a reader would call the article of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Truth {
    pub(crate) title: String,
    #[serde(rename = "articleBody")]
    pub(crate) body: String,
}

/// Pages by path, and their articles by name.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) pages: BTreeMap<String, String>,
    pub(crate) gold: BTreeMap<String, Truth>,
}

/// What a site puts on its pages.
struct Site {
    top: Vec<String>,
    /// Headlines of other articles; a page shows some of them.
    others: Vec<String>,
    end: Vec<String>,
}

/// Makes pages.
pub(crate) fn make(wanted: &Wanted) -> Pages {
    let random = Random::new(wanted.seed);
    let words = Vocabulary::new(&mut random.fork(1));
    let mut made = Pages::default();
    for site in 0..wanted.sites {
        let mut random = random.fork(10 + site as u64);
        let topic = Topic::new(&words, &mut random);
        let mut writer = Writer { words: &words, topic: &topic, random: random.fork(1) };
        let furniture = Site::new(&mut writer, &mut random);
        let quote = writer.quote();
        let pages = random.within(6, 40);
        let mut last = None;
        for page in 0..pages {
            let again = last.clone().filter(|_| random.chance(0.1));
            let truth = again.unwrap_or_else(|| article(&mut writer, &quote, &mut random));
            let name = format!("s{site:03}-{page:03}");
            made.pages
                .insert(format!("s{site:03}/{name}.txt"), furniture.page(&truth, &mut random));
            made.gold.insert(name, truth.clone());
            last = Some(truth);
        }
    }
    made
}

fn article(writer: &mut Writer<'_>, quote: &str, random: &mut Random) -> Truth {
    let title = title_case(&writer.headline());
    let many = random.within(3, 14);
    let mut paragraphs: Vec<String> = (0..many).map(|_| writer.paragraph()).collect();
    if random.chance(0.2) {
        paragraphs.insert(random.within(1, paragraphs.len()), quote.to_owned());
    }
    Truth { title, body: paragraphs.join("\n\n") }
}

impl Site {
    fn new(writer: &mut Writer<'_>, random: &mut Random) -> Self {
        let mut some = |least, most, line: &dyn Fn(&mut Writer<'_>) -> String| -> Vec<String> {
            (0..random.within(least, most)).map(|_| line(writer)).collect()
        };
        let top = [
            some(1, 4, &|w: &mut Writer<'_>| title_case(&w.name())),
            some(0, 2, &|w: &mut Writer<'_>| w.sentence()),
        ]
        .concat();
        let others = some(6, 12, &|w: &mut Writer<'_>| w.headline());
        let end = [
            some(1, 3, &|w: &mut Writer<'_>| w.paragraph()),
            some(1, 4, &|w: &mut Writer<'_>| title_case(&w.name())),
        ]
        .concat();
        Self { top, others, end }
    }

    fn page(&self, truth: &Truth, random: &mut Random) -> String {
        let mut others = self.others.clone();
        random.shuffle(&mut others);
        others.truncate(4);
        let count = format!("{} {}", random.within(2, 90), self.others[0]);
        let lines = [
            vec![truth.title.clone()],
            self.top.clone(),
            vec![truth.body.clone(), count],
            others,
            self.end.clone(),
        ];
        lines.concat().join("\n\n")
    }
}

#[test]
fn every_page_has_its_article() {
    let made = make(&Wanted { seed: 1, sites: 3 });
    assert!(made.pages.len() >= 18 && made.pages.len() == made.gold.len());
    for (path, page) in &made.pages {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".txt");
        assert!(page.contains(&made.gold[name].body) && page.len() > made.gold[name].body.len());
    }
}
