//! Lines that many pages of one site share: menus, slogans, calls to subscribe, notes on the paper.
//!
//! First learns which lines stand on how many pages of each site, then takes them out. The site of a
//! page is the host of its address, or else the folder that it lies in. Digits do not tell lines
//! apart, so “3 comments” and “12 comments” are one line. Pages with one long paragraph of their own in
//! common count as one, so the lines of an article that a site prints five times stay.
//!
//! What stands before or behind the article goes if five pages have it. What reads like a sentence
//! may be a quotation, or the background that each report of an event repeats: it goes only if a
//! quarter of the site's pages have it. Within the article only short lines of half the pages go.
//! Titles stay, and so do the texts of records.
//!
//! Memory: 16 bytes for each of at most forty lines of a page, and 48 for the page.

use tidings_model::{Article, Block, BlockKind, Form, Reject, Span, TextEdit, View};
use tidings_stage::{
    BuildError, Default, Family, Field, Gate, Kind, Setting, Settings, Spec, Stage,
};
use xxhash_rust::xxh3::xxh3_64;

use crate::sites::{self, Lines, Shared};
use crate::{host, page};

const PAGES: Setting = Setting::new(
    "pages",
    Kind::Int { min: 2, max: i64::MAX },
    "The number of pages of a site from which on a line that they share is the site's.",
)
.or(Default::Int(5));

/// Of a page so many lines are looked at, from its top and from its end.
const TOP: usize = 14;
const END: usize = 26;

/// A sentence has so many words, a line within an article no more than so many.
const SENTENCE_WORDS: usize = 10;
const SHORT_WORDS: usize = 14;

/// Takes the lines that pages of a site share out.
#[derive(Debug)]
pub struct SiteLines {
    pages: u32,
}

impl Stage for SiteLines {
    const SPEC: Spec = Spec {
        name: "site_lines",
        family: Family::Gate,
        about: "Takes lines out that many pages of one site share.",
        reads: &[Field::Text],
        writes: &[Field::Text],
        settings: &[PAGES],
        example: "pages = 5",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { pages: u32::try_from(settings.int(PAGES.name)).unwrap_or(u32::MAX) })
    }
}

impl Gate for SiteLines {
    type Seen = Lines;
    type Frozen = Shared;

    fn start(&self) -> Self::Seen {
        Lines::default()
    }

    fn observe(&self, seen: &mut Self::Seen, article: &Article) {
        let Some(site) = site(article) else { return };
        let parts = parts(article);
        let parts: Vec<&str> = parts.iter().map(|part| article.text.slice(*part)).collect();
        let lines = looked_at(parts.len()).filter_map(|at| sites::key(site, parts[at]));
        seen.add(site, article.id, &parts, lines);
    }

    fn merge(&self, into: &mut Self::Seen, other: Self::Seen) {
        into.merge(other);
    }

    fn freeze(&self, seen: Self::Seen, _: &mut View) -> Self::Frozen {
        seen.shared(self.pages)
    }

    fn apply(&self, frozen: &Self::Frozen, mut article: Article) -> Result<Article, Reject> {
        if let Some(site) = site(&article) {
            let edits = cuts(frozen, site, &article);
            page::edit(&mut article, edits)?;
        }
        Ok(article)
    }
}

/// A hash of the site of a page; none for records.
fn site(article: &Article) -> Option<u64> {
    let address = [&article.url, &article.canonical_url].into_iter().flatten();
    let host = address.filter_map(|url| host::host(url)).next();
    let folder = || article.uri.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    (article.form == Form::Page).then(|| xxh3_64(host.unwrap_or_else(folder).as_bytes()))
}

/// The parts of a page but its title: its blocks, or where it has none its lines.
fn parts(article: &Article) -> Vec<Span> {
    let is_title = |block: &Block| block.kind == BlockKind::Title;
    if article.blocks.iter().all(is_title) {
        let title = article.title_block().map(|block| block.span);
        let lines = page::lines(article.text.as_str()).into_iter().map(|line| line.span);
        return lines.filter(|line| title.is_none_or(|title| !title.overlaps(*line))).collect();
    }
    article.blocks.iter().filter(|block| !is_title(block)).map(|block| block.span).collect()
}

/// The places of the parts that may be furniture.
fn looked_at(parts: usize) -> impl Iterator<Item = usize> {
    let top = TOP.min(parts);
    (0..top).chain(parts.saturating_sub(END).max(top)..parts)
}

/// What is known of a part of a page.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// The share of the site's pages that have it; 0 if few do.
    share: f64,
    /// Whether it reads like a sentence.
    is_sentence: bool,
    /// Whether it has few words.
    is_short: bool,
}

impl Part {
    /// Whether it is of the site, where it stands at the top or the end of a page.
    fn is_of_site(self) -> bool {
        self.share > 0.0 && (!self.is_sentence || self.share >= sites::MANY)
    }
}

/// The edits that take the site's lines out of a page; none if no sentence would be left.
fn cuts(shared: &Shared, site: u64, article: &Article) -> Vec<TextEdit> {
    let spans = parts(article);
    let other = Part { share: 0.0, is_sentence: true, is_short: false };
    let mut parts = vec![other; spans.len()];
    for at in looked_at(spans.len()) {
        let line = article.text.slice(spans[at]);
        let words = page::word_count(line);
        parts[at] = Part {
            share: shared.share(site, line),
            is_sentence: words >= SENTENCE_WORDS && page::ends_sentence(line),
            is_short: words <= SHORT_WORDS,
        };
    }
    let cut = chosen(&parts);
    let is_left = |(part, cut): (&Part, &bool)| part.is_sentence && !cut;
    if parts.iter().zip(&cut).any(is_left) { edits(&spans, &cut) } else { Vec::new() }
}

/// Which parts go.
fn chosen(parts: &[Part]) -> Vec<bool> {
    let within = |part: &Part| part.share >= 0.5 && part.is_short;
    let mut cut: Vec<bool> = parts.iter().map(within).collect();
    let top = edge(parts.iter());
    let end = edge(parts.iter().rev());
    for (at, part) in parts.iter().enumerate() {
        let at_end = at + end >= parts.len();
        // Headlines of other articles come and go among lines that stay.
        let among = at_end && part.is_short && !part.is_sentence;
        cut[at] |= (at < top || at_end) && part.is_of_site() || among;
    }
    cut
}

/// How many parts from an edge of the page on are the site's, or short lines among such.
fn edge<'a>(parts: impl Iterator<Item = &'a Part>) -> usize {
    let (mut edge, mut others) = (0, 0);
    for (at, part) in parts.enumerate() {
        match part.is_of_site() {
            true => (edge, others) = (at + 1, 0),
            false if part.is_short && !part.is_sentence && others < 2 => others += 1,
            false => break,
        }
    }
    edge
}

/// The edits that take parts out, with the blank line that parted them from the rest.
fn edits(spans: &[Span], cut: &[bool]) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut at = 0;
    for run in cut.chunk_by(|one, two| one == two) {
        let (first, next) = (at, at + run.len());
        at = next;
        if run[0] {
            let span = match (spans.get(next), first.checked_sub(1)) {
                (Some(next), _) => Span::new(spans[first].start, next.start),
                (None, Some(before)) => Span::new(spans[before].end, spans[next - 1].end),
                (None, None) => continue,
            };
            edits.push(TextEdit::cut(span, "site_line"));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> SiteLines {
        SiteLines::build(&Settings::defaults(SiteLines::SPEC.settings, ".")).unwrap()
    }

    /// Pages of one folder, their parts with a blank line between.
    fn pages(texts: &[String]) -> Vec<Article> {
        let page = |(at, text): (usize, &String)| {
            let mut page = testkit::page(text);
            page.uri = format!("site/{at}.txt");
            let lines = page::lines(text).into_iter().map(|line| line.span);
            page.blocks = lines.map(|span| Block { kind: BlockKind::Paragraph, span }).collect();
            page
        };
        texts.iter().enumerate().map(page).collect()
    }

    fn cleaned(pages: &[Article]) -> Vec<String> {
        let stage = stage();
        let (mut one, mut two) = (stage.start(), stage.start());
        for (at, page) in pages.iter().enumerate() {
            stage.observe(if at % 2 == 0 { &mut one } else { &mut two }, page);
        }
        stage.merge(&mut two, one);
        let frozen = stage.freeze(two, &mut View::default());
        let text = |page: &Article| {
            let article = stage.apply(&frozen, page.clone()).unwrap();
            for block in &article.blocks {
                assert_eq!(article.text.slice(block.span).trim(), article.text.slice(block.span));
            }
            article.text.as_str().replace("\n\n", "|")
        };
        pages.iter().map(text).collect()
    }

    fn body(n: usize) -> String {
        format!(
            "Ship {n} came in with the tide that brought boat{n} home.\n\nPilot{n} said that nobody of crew{n} was hurt in the fog of day{n}."
        )
    }

    #[test]
    fn takes_what_a_site_puts_on_its_pages() {
        let text = |n: usize| {
            format!(
                "Ports and piers\n\n{} views\n\n{}\n\nOther ports {n}\n\nGet the news of the pier every morning, free of charge and in time for breakfast.",
                n * 7,
                body(n)
            )
        };
        let texts: Vec<String> = (0..6).map(text).collect();
        let expected: Vec<String> = (0..6).map(|n| body(n).replace("\n\n", "|")).collect();
        assert_eq!(cleaned(&pages(&texts)), expected);
        let few: Vec<String> = texts.iter().take(4).cloned().collect();
        assert_eq!(cleaned(&pages(&few))[0], few[0].replace("\n\n", "|"));
    }

    #[test]
    fn leaves_what_reports_of_one_event_share() {
        let quote =
            "“We have never seen such a fog on this coast in all our years,” the pilot said.";
        let text = |n: usize| if n < 6 { format!("{}\n\n{quote}", body(n)) } else { body(n) };
        let texts: Vec<String> = (0..40).map(text).collect();
        assert_eq!(cleaned(&pages(&texts))[0], texts[0].replace("\n\n", "|"));
    }

    #[test]
    fn leaves_an_article_that_is_printed_often() {
        let mut texts: Vec<String> = (0..7).map(|n| format!("Print {n}\n\n{}", body(1))).collect();
        texts.extend((2..9).map(body));
        assert_eq!(cleaned(&pages(&texts))[0], texts[0].replace("\n\n", "|"));
    }

    #[test]
    fn sites_do_not_mix_and_records_stay() {
        let texts: Vec<String> = (0..6).map(|n| format!("{}\n\nThe pier", body(n))).collect();
        let mut apart = pages(&texts);
        for (at, page) in apart.iter_mut().enumerate() {
            page.url = Some(format!("https://pier{}.example/{at}", at % 2));
        }
        assert_eq!(cleaned(&apart)[0], texts[0].replace("\n\n", "|"));
        let records: Vec<Article> =
            pages(&texts).into_iter().map(|page| Article { form: Form::Record, ..page }).collect();
        assert_eq!(cleaned(&records)[0], texts[0].replace("\n\n", "|"));
    }

    #[test]
    fn a_page_of_nothing_else_stays() {
        let mut texts: Vec<String> = (0..6).map(|n| format!("{}\n\nThe pier", body(n))).collect();
        texts.push("The pier".to_owned());
        assert_eq!(cleaned(&pages(&texts))[6], "The pier");
    }
}
