//! Annotated reports of planted events: which article tells which story, what each name names, which
//! counts are one, which sources contradict each other, and which articles are copies.
//!
//! An article is made from its number alone, so a corpus of any size is never held as a whole.

mod page;
mod plan;
mod report;
mod world;

use serde::Serialize;

use super::events::Document;
use super::random::Random;
pub(crate) use page::{Planted, Told};
use plan::{COUNTED, DISPUTED, Plan};
use report::Edition;
use world::World;

/// Share of the later articles of a story that repeat an earlier one.
const COPIED: f64 = 0.2;
/// The largest story, as a share of all articles.
const LARGEST: usize = 20;

/// What to make.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Wanted {
    /// Where every draw comes from: the same seed, the same corpus
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many articles
    #[arg(long, default_value_t = 10_000)]
    pub(crate) articles: usize,
    /// Let all articles be of one story
    #[arg(long)]
    pub(crate) one_story: bool,
    /// Leave the days of publication out
    #[arg(long)]
    pub(crate) undated: bool,
}

/// A corpus that is made as it is read.
#[derive(Debug)]
pub(crate) struct Corpus {
    world: World,
    random: Random,
    dated: bool,
    /// Number of the first article of each story, and of the end.
    starts: Vec<usize>,
}

/// The truth about an article, as a line of JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Truth {
    id: String,
    story: usize,
    copy_of: Option<usize>,
    counts: Vec<(&'static str, bool)>,
}

impl Corpus {
    pub(crate) fn new(wanted: &Wanted) -> Self {
        let random = Random::new(wanted.seed);
        let mut sizes = random.fork(2);
        let most = (wanted.articles / LARGEST).max(1);
        let mut starts = vec![0];
        let mut made = 0;
        while made < wanted.articles {
            let size = if wanted.one_story {
                wanted.articles
            } else {
                plan::reports(&mut sizes, most).min(wanted.articles - made)
            };
            made += size;
            starts.push(made);
        }
        Self { world: World::new(&random), random, dated: !wanted.undated, starts }
    }

    /// Number of articles.
    pub(crate) fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whether the sources of a story contradict each other, as far as it has enough reports.
    pub(crate) fn article(&self, n: usize) -> Told {
        let story = self.starts.partition_point(|&start| start <= n) - 1;
        let (first, end) = (self.starts[story], self.starts[story + 1]);
        let plan = Plan::new(&self.world, story, end - first, &self.random.fork(3));
        let wordings = self.random.fork(4);
        let own = |at: usize| wordings.fork((first + at) as u64);
        let at = n - first;
        let mut place = own(at).fork(1);
        let copy_of = (at > 0 && place.chance(COPIED)).then(|| place.below(at));
        // A copy of a copy is one of what that one repeats.
        let root = |mut of: usize| {
            loop {
                let mut place = own(of).fork(1);
                if of == 0 || !place.chance(COPIED) {
                    return of;
                }
                of = place.below(of);
            }
        };
        let copy_of = copy_of.map(root);
        let wording = own(copy_of.unwrap_or(at)).fork(2);
        let edition = Edition { id: format!("{n:08}"), dated: self.dated };
        let mut told = report::write(&self.world, &plan, &edition, &wording, place);
        if let Some(of) = copy_of {
            told.copy_of = Some(first + of);
            told.doc.article.copy_of = Some(self.id(first + of));
        }
        told
    }

    /// The identifier of an article that is no copy.
    fn id(&self, n: usize) -> tidings_model::ArticleId {
        self.article(n).doc.article.id
    }

    /// An article as a line of JSON, for pipelines that read text, and the truth about it.
    pub(crate) fn written(&self, n: usize) -> (Document, Truth) {
        let told = self.article(n);
        let article = &told.doc.article;
        let id = format!("{n:08}");
        let document = Document {
            id: id.clone(),
            url: article.source.as_ref().map(|source| format!("https://{source}/{id}")),
            title: article.title.clone(),
            published: article.published.map(|published| published.at.to_string()),
            text: article.text.as_str().to_owned(),
        };
        let counts = told.planted.iter().flatten();
        let counts = counts.map(|planted| (COUNTED[planted.count].class, planted.rival)).collect();
        (document, Truth { id, story: told.story, copy_of: told.copy_of, counts })
    }
}

/// Whether a planted count is one on which sources may contradict each other.
pub(crate) fn disputed(planted: Planted) -> bool {
    planted.count == DISPUTED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(articles: usize, seed: u64) -> Corpus {
        Corpus::new(&Wanted { seed, articles, one_story: false, undated: false })
    }

    #[test]
    fn an_article_depends_on_seed_and_number_alone() {
        let (one, other) = (corpus(300, 1), corpus(300, 1));
        assert_eq!(one.len(), 300);
        for n in [0, 7, 150, 299] {
            assert_eq!(one.article(n).doc, other.article(n).doc);
        }
        assert_ne!(one.article(0).doc.text(), corpus(300, 2).article(0).doc.text());
    }

    #[test]
    fn truth_is_as_long_as_what_it_tells_of_and_spans_lie_in_the_text() {
        let corpus = corpus(200, 3);
        let mut copies = 0;
        for n in 0..corpus.len() {
            let told = corpus.article(n);
            assert_eq!(told.named.len(), told.doc.mentions.len());
            assert_eq!(told.planted.len(), told.doc.claims.len());
            let mut fresh = tidings_model::AnnotatedArticle::new(told.doc.article.clone());
            let found = tidings_model::Findings {
                mentions: told.doc.mentions.clone(),
                timexes: told.doc.timexes.clone(),
                sentences: told.doc.sentences.clone(),
                ..Default::default()
            };
            fresh.accept("made", found).unwrap();
            let claims =
                tidings_model::Findings { claims: told.doc.claims.clone(), ..Default::default() };
            fresh.accept("made", claims).unwrap();
            assert_eq!(fresh, told.doc);
            if let Some(of) = told.copy_of {
                copies += 1;
                let first = corpus.article(of);
                assert_eq!((first.story, first.copy_of), (told.story, None));
                assert_eq!(first.doc.text(), told.doc.text());
                assert_eq!(Some(first.doc.article.id), told.doc.article.copy_of);
            }
        }
        assert!(copies > 5, "{copies}");
    }
}
