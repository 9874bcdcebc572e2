//! What a page says about itself: headline, byline, agency, dates, section, publisher, address,
//! language.
//!
//! One walk [collects](collect) everything that states a fact: JSON-LD, `meta` elements (Open Graph and
//! its many relatives), microdata, `time` elements, headings, and the lines around the headline. Then
//! each fact is chosen once from what was collected, by how sure its place is and by what else on the
//! page agrees. Doubts become notes. The text of the article is not looked at.

mod collect;
mod dates;
mod json_ld;
mod moment;
mod names;
mod people;
mod title;
mod tokens;
mod url;

use std::ops::Range;

use tidings_model::{Article, Moment, Published, Span};
use tidings_stage::{BuildError, Setting, Settings};

use self::collect::Found;
use self::json_ld::Property;
use self::names::{Names, Stated};
use super::lines::{self, Line};
use super::{Document, Tag};
use crate::facts::{self, Agencies};

pub(super) use self::json_ld::escape;
pub(super) use self::title::Headline;

/// The setting that names further names of facts.
pub(super) const SETTING: Setting = Setting::new(
    "metadata",
    tidings_stage::Kind::Files,
    "Further names of facts in markup, in the form of `config/lexicon/metadata.toml`.",
);

/// Where a headline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the text of an element.
    Node(usize),
    /// It is a stretch of the source: the value of an attribute, or a text.
    Source(Span),
    /// It is written as a string of JSON there.
    Record(Span),
}

/// What a page says about itself.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) headline: Option<Headline>,
    /// Whether the page calls itself an article: by a record, or a day of publication in markup.
    pub(super) is_recorded: bool,
    /// Where the text of the article stands in the page's record of it, if it does.
    pub(super) body: Option<Span>,
    byline: Option<String>,
    agency: Option<String>,
    published: Option<Published>,
    modified: Option<Moment>,
    section: Option<String>,
    publisher: Option<String>,
    canonical_url: Option<String>,
    language: Option<String>,
    notes: Vec<String>,
}

/// Reads what pages say about themselves.
#[derive(Debug)]
pub(super) struct Metadata {
    names: Names,
    words: facts::Words,
    agencies: Agencies,
}

impl Metadata {
    /// With the built-in names, and those of the settings.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub(super) fn load(settings: &Settings) -> Result<Self, BuildError> {
        let none = Settings::defaults(&[], settings.base());
        Ok(Self {
            names: Names::load(settings)?,
            words: facts::Words::load(&none)?,
            agencies: Agencies::load(&none)?,
        })
    }

    /// Reads a page, whose address and day of fetching help where they are known.
    pub(super) fn read(
        &self,
        document: &Document<'_>,
        url: Option<&str>,
        fetched: Option<Moment>,
    ) -> About {
        let found = collect::collect(document, &self.names);
        let canonical_url = canonical(&found, url);
        let mut page = Page {
            document,
            names: &self.names,
            words: &self.words,
            agencies: &self.agencies,
            url: url.or(canonical_url.as_deref()),
            fetched,
            own: None,
            headline: 0,
            lines: Vec::new(),
            found,
        };
        page.own = page.own_record();
        let headline = title::find(&page);
        page.headline = page.node_of(headline.as_ref());
        page.lines = lines::within(document, page.window());
        let dates = dates::find(&page);
        let people = people::find(&page);
        let mut notes = dates.notes;
        if page.found.things.broken > 0 {
            notes.push(
                "the page's JSON-LD is not quite JSON; what can be read of it is used".to_owned(),
            );
        }
        About {
            headline,
            is_recorded: page.own.is_some() || page.stated(Stated::Published).next().is_some(),
            body: page.body(),
            byline: people.byline,
            agency: people.agency,
            published: dates.published,
            modified: dates.modified,
            section: page.sections().first().map(|section| (*section).to_owned()),
            publisher: page.publisher(),
            language: page.language(),
            canonical_url,
            notes,
        }
    }
}

impl About {
    /// Writes the facts into the article of the page; what its source stated stays.
    pub(super) fn fill(self, article: &mut Article, stage: &str) {
        let Self {
            headline,
            is_recorded: _,
            body: _,
            byline,
            agency,
            published,
            modified,
            section,
            publisher,
            canonical_url,
            language,
            notes,
        } = self;
        article.title = article.title.take().or(headline.map(|headline| headline.text));
        article.byline = article.byline.take().or(byline);
        article.agency = article.agency.take().or(agency);
        article.published = article.published.or(published);
        article.modified = article.modified.or(modified);
        article.section = article.section.take().or(section);
        article.publisher = article.publisher.take().or(publisher);
        article.canonical_url = article.canonical_url.take().or(canonical_url);
        article.language = article.language.take().or(language);
        let note = |text| tidings_model::Note { stage: stage.to_owned(), span: None, text };
        article.notes.extend(notes.into_iter().map(note));
    }
}

/// A page with what was collected from it, while its facts are chosen.
struct Page<'p> {
    document: &'p Document<'p>,
    names: &'p Names,
    words: &'p facts::Words,
    agencies: &'p Agencies,
    url: Option<&'p str>,
    fetched: Option<Moment>,
    found: Found<'p>,
    /// The record of the article in the page's JSON-LD.
    own: Option<usize>,
    /// The node near which headline, date and byline stand.
    headline: usize,
    /// The lines around it.
    lines: Vec<Line>,
}

/// How many nodes before and behind the headline its date and byline may stand.
const BEFORE: usize = 120;
const BEHIND: usize = 500;

impl<'p> Page<'p> {
    /// The record in the page's JSON-LD that is about its article: the one with the page's address,
    /// else the only one there is, or the first that does not name another page.
    fn own_record(&self) -> Option<usize> {
        let things = &self.found.things;
        let is_article = |kind: &str| self.names.is_article(kind);
        let articles = things.iter().filter(|(_, thing)| thing.is_main() && thing.is_a(is_article));
        let articles: Vec<usize> = articles.map(|(at, _)| at).take(64).collect();
        let is_here = |at: &&usize| {
            let addresses = things.addresses(**at);
            self.addresses().any(|own| addresses.iter().any(|address| url::same_page(own, address)))
        };
        let here = articles.iter().find(is_here);
        here.or(articles.first().filter(|_| articles.len() <= 3)).copied()
    }

    /// Where the plain text of the article stands in the record of it.
    fn body(&self) -> Option<Span> {
        let body = self.found.things.value_of(self.own?, Property::Body)?.span;
        let written = self.document.source().get(body.range())?;
        let holds_markup =
            ["</", "<\\/", "<br", "<p>", "&lt;"].iter().any(|tag| written.contains(tag));
        (!holds_markup).then_some(body)
    }

    /// The addresses that the page gives as its own.
    fn addresses(&self) -> impl Iterator<Item = &str> {
        let stated = self.found.meta.iter().filter(|said| said.stated == Stated::Url);
        let canonical = self.found.canonical.as_deref();
        self.url.into_iter().chain(canonical).chain(stated.map(|said| said.text.as_str()))
    }

    /// The node near which headline, date and byline stand.
    fn node_of(&self, headline: Option<&Headline>) -> usize {
        let body = self.document.elements(Tag::BODY).next().map_or(0, super::Node::index);
        let Some(headline) = headline else { return body };
        headline.heading.or_else(|| self.shown(&headline.text, body)).unwrap_or(body)
    }

    /// The first text of the body that is these words, in whatever element it stands.
    fn shown(&self, words: &str, body: usize) -> Option<usize> {
        let alike = |node: &super::Node<'_>| {
            let text = node.raw_text().trim();
            text.len() >= words.len()
                && text.len() <= 2 * words.len() + 16
                && node.text().trim() == words
        };
        self.document
            .node(body)
            .descendants()
            .filter(|node| node.is_text())
            .find(alike)
            .map(super::Node::index)
    }

    /// The nodes near the headline.
    fn window(&self) -> Range<usize> {
        self.headline.saturating_sub(BEFORE)..self.headline.saturating_add(BEHIND)
    }

    fn stated(&self, stated: Stated) -> impl Iterator<Item = &str> {
        let said = self.found.meta.iter().chain(&self.found.microdata);
        said.filter(move |said| said.stated == stated).map(|said| said.text.as_str())
    }

    fn recorded(&self, role: Property) -> Vec<&str> {
        self.own.map(|own| self.found.things.names(own, role)).unwrap_or_default()
    }

    /// Names of the site.
    fn sites(&self) -> Vec<&str> {
        let things = self
            .found
            .things
            .iter()
            .filter(|(_, thing)| thing.is_a(|kind| self.names.is_site(kind)));
        let named = things.filter_map(|(_, thing)| thing.first(Property::Name));
        let stated = self.stated(Stated::Site).chain(self.stated(Stated::Publisher));
        stated.chain(self.recorded(Property::Publisher)).chain(named).take(32).collect()
    }

    /// Names of the part of the site.
    fn sections(&self) -> Vec<&str> {
        let mut all = self.recorded(Property::Section);
        all.extend(self.stated(Stated::Section));
        all.retain(|section| !section.contains("://") && section.len() <= 80);
        all
    }

    fn publisher(&self) -> Option<String> {
        let recorded = self.recorded(Property::Publisher);
        let mut named = recorded
            .into_iter()
            .chain(self.stated(Stated::Site))
            .chain(self.stated(Stated::Publisher));
        named.find(|name| !name.contains("://")).map(str::to_owned)
    }

    /// ISO 639-1 code of the language the page gives.
    fn language(&self) -> Option<String> {
        let recorded = self.recorded(Property::Language);
        let own = self.found.language.as_deref();
        let mut given = own.into_iter().chain(recorded).chain(self.stated(Stated::Language));
        given.find_map(|tag| {
            let code = tag.trim().split(['-', '_', ',', ' ']).next()?.to_lowercase();
            (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code)
        })
    }

    /// Whether the day stands first in the region of the site, and that region.
    fn day_first(&self) -> Option<(bool, String)> {
        let end = self.url.and_then(url::host_end);
        let by_host = end.and_then(|end| {
            let first = self
                .names
                .day_first(&end)
                .or_else(|| self.names.is_month_first_host(&end).then_some(false));
            Some((first?, end))
        });
        let own = self.found.language.as_deref();
        let mut tags = own.into_iter().chain(self.stated(Stated::Language));
        by_host.or_else(|| {
            tags.find_map(|tag| {
                let region = tag.split(['-', '_']).nth(1)?.to_lowercase();
                Some((self.names.day_first(&region)?, region))
            })
        })
    }
}

/// The address the page calls its own, made whole.
fn canonical(found: &Found<'_>, url: Option<&str>) -> Option<String> {
    let stated =
        found.meta.iter().filter(|said| said.stated == Stated::Url).map(|said| said.text.as_str());
    let mut given = found.canonical.as_deref().into_iter().chain(stated);
    given.find_map(|address| url::absolute(address, url))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found on a page, in short.
    fn about(source: &str, url: Option<&str>) -> String {
        let metadata = Metadata::load(&Settings::defaults(&[SETTING], ".")).unwrap();
        let document = Document::parse(source);
        let fetched = Moment::parse("2024-06-01");
        let about = metadata.read(&document, url, fetched);
        let facts = [
            about.headline.map(|headline| headline.text),
            about.published.map(|published| format!("on {}", published.at)),
            about.modified.map(|modified| format!("changed {modified}")),
            about.byline.map(|byline| format!("by {byline}")),
            about.agency.map(|agency| format!("via {agency}")),
            about.section.map(|section| format!("in {section}")),
            about.publisher.map(|publisher| format!("of {publisher}")),
            about.canonical_url.map(|url| format!("at {url}")),
            about.language.map(|language| format!("lang {language}")),
        ];
        let notes = about.notes.into_iter().map(|note| format!("note: {note}"));
        let all: Vec<String> = facts.into_iter().flatten().chain(notes).collect();
        all.join("; ")
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(about(source, None), expected, "{source}");
    }

    fn json_ld(json: &str) -> String {
        format!("<script type='application/ld+json'>{json}</script>")
    }

    #[test]
    fn records_of_the_article_come_first() {
        let record = r#"{"@type": "NewsArticle", "headline": "Fog in port", "datePublished": "2024-03-14T18:05:00Z",
            "dateModified": "2024-03-15", "articleSection": ["Ports"], "inLanguage": "en-GB",
            "author": [{"@type": "Person", "name": "Ada Mols"}, {"name": "By Ole Ruud"}], "publisher": {"name": "Lunde Post"}}"#;
        let expected = "Fog in port; on 2024-03-14T18:05Z; changed 2024-03-15; by Ada Mols, Ole Ruud; in Ports; of Lunde Post; lang en";
        check(&json_ld(record), expected);
        check(&json_ld(&format!("[{record}]")), expected);
        check(
            &json_ld(&format!(
                r#"{{"@graph": [{{"@type": "WebSite", "name": "Tides"}}, {record}]}}"#
            )),
            expected,
        );
        let meta = "<meta property='article:published_time' content='2024-01-01'>";
        check(&format!("{meta}{}", json_ld(record)), expected);
        let referred = r##"{"@graph": [{"@type": "Article", "headline": "Fog", "author": {"@id": "#a"}}, {"@id": "#a", "name": "Ada Mols"}]}"##;
        check(&json_ld(referred), "Fog; by Ada Mols");
    }

    #[test]
    fn records_of_other_articles_do_not_count() {
        let related = r#"{"@type": "ItemList", "itemListElement": [{"@type": "Article", "headline": "Rain", "datePublished": "2023-01-01"}]}"#;
        check(&json_ld(related), "");
        let two = r#"[{"@type": "Article", "url": "https://quay.example/rain", "datePublished": "2023-01-01"},
            {"@type": "Article", "mainEntityOfPage": {"@id": "https://quay.example/fog"}, "datePublished": "2024-03-14"}]"#;
        assert_eq!(
            about(&json_ld(two), Some("https://www.quay.example/fog/?a=b")),
            "on 2024-03-14"
        );
    }

    #[test]
    fn broken_records_are_read_as_far_as_they_go() {
        let note = "note: the page's JSON-LD is not quite JSON; what can be read of it is used";
        check(
            &json_ld(
                r#"{"@type": "Article", "headline": "The "white" day", "datePublished": "2024-03-14","#,
            ),
            &format!("The \"white\" day; on 2024-03-14; {note}"),
        );
        check(
            &json_ld(
                "/*<![CDATA[*/{\"@type\": \"Article\", \"headline\": \"Fog &amp; rain \\u2013 \\ud83d\\ude00\"}/*]]>*/",
            ),
            &format!("Fog & rain – 😀; {note}"),
        );
        check(&json_ld(&"[".repeat(100_000)), note);
        check(&json_ld(&"{\"a\":".repeat(100_000)), note);
        check(&json_ld("\"\\ud83d \\q \\"), note);
    }

    #[test]
    fn names_of_facts_are_many() {
        check(
            "<html lang=de-AT><meta name='DC.date.issued' content='2024-03-14'><meta property=og:title content='Fog in port'>\
             <meta name=author content='https://quay.example/ada'><meta name=byl content='By Ada Mols'>\
             <meta property=og:site_name content='Lunde Post'><link rel=canonical href=https://quay.example/fog>",
            "Fog in port; on 2024-03-14; by Ada Mols; of Lunde Post; at https://quay.example/fog; lang de",
        );
        check(
            "<h1 itemprop=headline>Fog</h1><span itemprop=author>Ada Mols</span><meta itemprop=datePublished content=2024-03-14>\
             <time itemprop=dateModified datetime='2024-03-15T08:00+01:00'>today</time>",
            "Fog; on 2024-03-14; changed 2024-03-15T08:00+01:00; by Ada Mols",
        );
        check("<h1>Fog</h1><p>By Reuters | 14 March 2024", "Fog; on 2024-03-14; via Reuters");
    }

    #[test]
    fn authors_are_people_where_they_can_be() {
        check(
            "<h1>Fog</h1><div class=post-author><a href=/x>Ada Mols</a></div>",
            "Fog; by Ada Mols",
        );
        check(
            "<h1>Fog</h1><div class=author>Ada Mols 3 May</div><a href=/author/ada>Ada Mols</a>",
            "Fog; by Ada Mols",
        );
        check("<div class=byline>By Ole Ruud</div><h1>Fog</h1>", "Fog; by Ole Ruud");
        let site = "<meta property=og:site_name content='Lunde Post'><meta name=author content='Lunde Post'><h1>Fog</h1>";
        check(site, "Fog; by Lunde Post; of Lunde Post");
        check(&format!("{site}<p>By Ada Mols"), "Fog; by Ada Mols; of Lunde Post");
        check("<meta name=author content=ada.mols><h1>Fog</h1>", "Fog");
        check("<meta name=author content='7 minutes'><h1>Fog</h1>", "Fog");
        check("<meta name=author content=admin><h1>Fog</h1>", "Fog");
    }

    #[test]
    fn dates_near_the_headline_count() {
        let rest = "<p>Ships wait.</p><aside><time datetime=2024-05-01>1 May</time></aside>";
        let check = |date: &str, expected: &str| {
            check(&format!("<h1>Fog in port</h1>{date}{rest}"), &format!("Fog in port{expected}"));
        };
        check("<time datetime=2024-03-14>Thursday</time>", "; on 2024-03-14");
        check("<div>14 March 2024</div>", "; on 2024-03-14");
        check("<div>Published</div><div>March 14, 2024</div>", "; on 2024-03-14");
        check(
            "<span>Ada Mols</span><span>Updated March 15, 2024</span>",
            "; on 2024-03-15; changed 2024-03-15; note: the page gives no day of publication; that of its last change is taken",
        );
        check(
            "<time class=updated datetime=2024-03-15>x</time><time datetime=2024-03-14>x</time>",
            "; on 2024-03-14; changed 2024-03-15",
        );
        check("<p>© 2023 Lunde Post</p>", "");
        check("", "");
    }

    #[test]
    fn days_stand_in_addresses() {
        assert_eq!(
            about("<h1>Fog</h1>", Some("https://quay.example/2024/03/14/fog")),
            "Fog; on 2024-03-14"
        );
    }

    #[test]
    fn evidence_sets_a_record_right() {
        let stated = "<meta name=date content=2024-03-14T02:05:00Z><h1>Fog</h1>";
        let local = format!("{stated}<time datetime=2024-03-13T18:05:00-08:00>13 March</time>");
        let url = Some("https://quay.example/2024/03/13/fog");
        assert_eq!(about(&local, url), "Fog; on 2024-03-13T18:05-08:00");
        check(&local, "Fog; on 2024-03-14T02:05Z");
        check(
            &format!("{stated}<p>5 March 2024</p>"),
            "Fog; on 2024-03-05; note: the page shows the day 2024-03-05, its markup gives 2024-03-14; the earlier is taken",
        );
        check(&format!("{stated}<p>20 March 2024</p>"), "Fog; on 2024-03-14T02:05Z");
        check(&format!("<p>5 March 2024</p>{stated}"), "Fog; on 2024-03-14T02:05Z");
    }

    #[test]
    fn dates_far_from_the_headline_count_with_a_label_or_alone() {
        let text = "<p>Ships wait.</p>".repeat(400);
        let check = |date: &str, expected: &str| {
            check(&format!("<h1>Fog</h1>{text}{date}"), &format!("Fog{expected}"));
        };
        check("<p>This was first published on 14 March 2024.", "; on 2024-03-14");
        check("<p>14 March 2024", "");
        let shown = "<h1>Fog</h1><p>30 May 2024, 11:07</p>";
        let first =
            |rest: &str, expected: &str| self::check(&format!("{shown}{text}{rest}"), expected);
        first(
            "<p>This article was originally published on 14 March 2024 at 4:12pm but has been changed.",
            "Fog; on 2024-03-14; changed 2024-05-30T11:07",
        );
        first(
            "<p>The report was originally published on 14 March 2024.",
            "Fog; on 2024-05-30T11:07",
        );
        first("<p>Originally published on 14 June 2024.", "Fog; on 2024-05-30T11:07");
        check("<time datetime=2024-03-14>x</time>", "; on 2024-03-14");
        check("<time datetime=2024-03-14>x</time><time datetime=2024-03-15>x</time>", "");
    }

    #[test]
    fn no_day_is_taken_that_cannot_be() {
        let check = |date: &str, expected: &str| {
            check(&format!("<meta name=date content='{date}'>"), expected);
        };
        check("2024-06-02", "on 2024-06-02");
        check(
            "2024-06-03",
            "note: the page gives the date 2024-06-03, but was fetched on 2024-06-01",
        );
        check("1874-03-14", "note: the page gives the date 1874-03-14, which is before the web");
        check("0000-00-00", "note: the dateline names no day since 1990");
        check("2024-02-31", "note: the dateline names no day since 1990");
        check("soon", "note: a date of the page's markup cannot be read: soon");
    }

    #[test]
    fn the_order_of_day_and_month_is_found_by_evidence() {
        let doubt = "note: the date on the page is 2024-04-03 or 2024-03-04";
        check(
            "<h1>Fog</h1><p>03/04/2024",
            &format!("Fog; {doubt}: nothing says whether day or month stands first"),
        );
        check(
            "<html lang=en-GB><h1>Fog</h1><p>03/04/2024",
            &format!(
                "Fog; on 2024-04-03; lang en; {doubt}; read as 2024-04-03, as is usual in the region gb"
            ),
        );
        assert_eq!(
            about("<h1>Fog</h1><p>03/04/2024", Some("https://quay.example/2024/03/04/fog")),
            "Fog; on 2024-03-04"
        );
        assert_eq!(
            about("<h1>Fog</h1><p>03/04/2024", Some("https://quay.gov/fog")),
            format!(
                "Fog; on 2024-03-04; {doubt}; read as 2024-03-04, as is usual in the region gov"
            ),
        );
    }

    #[test]
    fn headlines_are_chosen_by_agreement() {
        let site = "<meta property=og:site_name content='Lunde Post'>";
        let check = |source: &str, expected: &str| {
            check(&format!("{site}{source}"), &format!("{expected}; of Lunde Post"));
        };
        check("<title>Fog in port | Lunde Post</title>", "Fog in port");
        check("<title>Lunde Post – Fog in port</title>", "Fog in port");
        check("<title>Fog in port - by Ada Mols</title>", "Fog in port");
        check("<title>Fog - rain - snow</title>", "Fog - rain - snow");
        check(
            "<title>Fog in port - Port Weekly</title><h1>Ports</h1><h2>Fog in port</h2>",
            "Fog in port",
        );
        check("<title>Fog in port</title><h1>Lunde Post</h1><h1>Fog in port</h1>", "Fog in port");
        check(
            "<title>Fog in the port of Lunde: what to know</title><h1>Weather</h1>",
            "Fog in the port of Lunde: what to know",
        );
        check(
            "<title>Fog in port: all ships wait for rain</title><h1>Ships wait in port until the fog is gone</h1>",
            "Ships wait in port until the fog is gone",
        );
        check("<title>Fog in port</title><h1>Blog: Fog in port</h1>", "Fog in port");
        check("<title>Port log of Lunde: fog</title><h1>Lunde port log</h1>", "Lunde port log");
        check(
            "<title>Fog in port | Post</title><h1>Fog keeps the port of Lunde shut</h1><h2>Fog in port</h2>",
            "Fog keeps the port of Lunde shut",
        );
        check("<title>Fog</title><svg><title>Close</title></svg>", "Fog");
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        let pages = [
            "<meta property=og:title content=Fog>".repeat(100_000),
            "<script type=application/ld+json>{\"@type\":\"Article\"}</script>".repeat(100_000),
            format!("<meta name=date content='{}'>", "9".repeat(4_000_000)),
            "<h1>".repeat(100_000),
            "<h1>a</h1><time itemprop=datePublished>".repeat(50_000),
            format!("<title>{}</title>", " - Fog".repeat(100_000)),
            format!(
                "<title>{}</title>{}",
                " - Fog in".repeat(90),
                "<h1>Fog in - the port</h1>".repeat(50_000)
            ),
            "<p>Last updated at at 2024 on ".repeat(50_000),
            format!(
                "{}<h1>Fog</h1>{}",
                "<meta name=date content=05/06/2024>".repeat(100),
                format!("<p>{}", "1/2/2024 ".repeat(1_500)).repeat(400)
            ),
            format!("<h1>Fog</h1><p>{}", "14 March 2024 | ".repeat(100_000)),
        ];
        for page in pages {
            about(&page, None);
        }
    }
}
