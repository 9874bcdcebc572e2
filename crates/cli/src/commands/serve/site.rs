//! What is served: the pages of one run, made from its tables.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use tidings_sink::browse::Browse;
use tidings_sink::pages::{ArticleParts, Links, Pages, Shell, assets};

use super::Asked;
use super::answer::Answer;
use crate::commands::explain::pages::Pages as RawPages;
use crate::log;

/// Names by which this machine calls itself.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Characters shown of what was cut in one place.
const MOST_CUT: usize = 400;
/// Bytes of a query that are read.
const MOST_QUERY: usize = 200;

/// A run that is served.
pub(super) struct Site {
    browse: Mutex<Browse>,
    raw: Mutex<RawPages>,
    pages: Pages,
    hosts: Vec<String>,
    name: String,
}

impl Site {
    pub(super) fn open(out: &Path, run: Value, hosts: &[String]) -> Result<Self> {
        let say = &mut |words: &str| log::say(tracing::Level::INFO, words);
        let browse = Browse::open(out, run, say)?;
        Ok(Self {
            name: browse.name().to_owned(),
            browse: Mutex::new(browse),
            raw: Mutex::new(RawPages::of_run(out)?),
            pages: Pages::new(Links::Served).context("the templates of the pages")?,
            hosts: OWN_NAMES.into_iter().map(str::to_owned).chain(hosts.iter().cloned()).collect(),
        })
    }

    /// Whether a request with that `Host` is meant for this site, at whatever port.
    pub(super) fn answers_to(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    fn tables(&self) -> MutexGuard<'_, Browse> {
        self.browse.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn overview(&self) -> Result<Answer> {
        let parts = self.tables().overview()?;
        self.html(&self.name, "", &self.pages.overview(&parts)?)
    }

    pub(super) fn stories(&self, asked: &Asked) -> Result<Answer> {
        let stories = self.tables().stories(cut(&asked.q), asked.page)?;
        self.html("Stories", "", &self.pages.stories(&stories)?)
    }

    pub(super) fn story(&self, id: &str) -> Result<Answer> {
        let found = self.tables().story(id)?;
        let Some(parts) = found else { return self.absent("story") };
        let title = parts.story.title.clone();
        self.html(&title, "", &self.pages.story(parts)?)
    }

    pub(super) fn articles(&self, asked: &Asked) -> Result<Answer> {
        let articles = self.tables().articles(cut(&asked.q), asked.page)?;
        self.html("Articles", "", &self.pages.articles(&articles)?)
    }

    pub(super) fn article(&self, id: &str) -> Result<Answer> {
        let found = self.tables().article(id)?;
        let Some(mut parts) = found else { return self.absent("article") };
        let title = parts.article.page.title.clone();
        self.fill_cuts(&mut parts);
        self.html(&title, "", &self.pages.article(&parts)?)
    }

    /// The bytes an article was read from, if they are still what they were.
    pub(super) fn raw(&self, id: &str) -> Result<Answer> {
        let found = self.tables().article(id)?;
        let Some(parts) = found else { return self.absent("article") };
        self.raw_of(&parts).map(Answer::Raw).map_err(|why| anyhow!(why))
    }

    fn raw_of(&self, parts: &ArticleParts) -> Result<Vec<u8>, String> {
        let raw = self.raw.lock().unwrap_or_else(PoisonError::into_inner);
        raw.raw_of(&parts.article.page.uri, sha256_of(parts)).map(|raw| raw.bytes)
    }

    /// Finds what stood where something was cut; where the document is gone, the place says so alone.
    fn fill_cuts(&self, parts: &mut ArticleParts) {
        if parts.article.cuts.is_empty() {
            return;
        }
        let Ok(raw) = self.raw_of(parts) else { return };
        for cut in &mut parts.article.cuts {
            cut.words = words_at(&raw, cut.raw);
        }
    }

    pub(super) fn entities(&self, asked: &Asked) -> Result<Answer> {
        let parts = self.tables().entities(cut(&asked.q), asked.page)?;
        self.html("Entities", "", &self.pages.entities(&parts)?)
    }

    pub(super) fn entity(&self, id: &str) -> Result<Answer> {
        let found = self.tables().entity(id)?;
        let Some(parts) = found else { return self.absent("entity") };
        let name = parts.entity.name.clone();
        self.html(&name, "", &self.pages.entity(&parts)?)
    }

    pub(super) fn search(&self, asked: &Asked) -> Result<Answer> {
        let query = cut(&asked.q);
        let (found, more) = self.tables().search(&self.pages, query)?;
        self.html("Search", query, &self.pages.found(query, &found, more)?)
    }

    fn absent(&self, what: &str) -> Result<Answer> {
        let page =
            format!("<h1>No such {what}</h1>\n<p>The run holds no {what} of that identifier.</p>");
        match self.html("Not here", "", &page)? {
            Answer::Html(page) => Ok(Answer::Absent(page)),
            other => Ok(other),
        }
    }

    /// A page in its frame, with the scripts that it needs.
    fn html(&self, title: &str, query: &str, page: &str) -> Result<Answer> {
        let title = format!("{title} · Tidings");
        let head = "<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/assets/style.css\">";
        let mut html =
            self.pages.shell(&Shell { title: &title, run: &self.name, head, query }, page)?;
        let charts: &[&str] = if page.contains("<figure class=\"chart") {
            &["vega", "vega-lite", "vega-embed", "page", "charts", "serve"]
        } else {
            &["page", "serve"]
        };
        if page.contains("data-chart=\"map\"") {
            let outlines = assets::COUNTRIES.replace('<', "\\u003c");
            html.push_str(&format!(
                "<script type=\"application/json\" id=\"countries\">{outlines}</script>\n"
            ));
        }
        for script in charts {
            html.push_str(&format!("<script src=\"/assets/{script}.js\"></script>\n"));
        }
        html.push_str("</body>\n</html>\n");
        Ok(Answer::Html(html))
    }
}

fn sha256_of(parts: &ArticleParts) -> &str {
    let found = parts.article.details.iter().find(|(name, _)| *name == "sha256");
    found.map_or("", |(_, hash)| hash)
}

/// The first words at a span of raw bytes, without the tags of markup.
fn words_at(raw: &[u8], (start, end): (i64, i64)) -> Option<String> {
    let bytes = raw.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::new();
    let mut rest = text.as_ref();
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
        match tag.split_once('>').filter(|_| is_tag) {
            Some((_, after)) => rest = after,
            None => {
                plain.push('<');
                rest = tag;
            }
        }
        plain.push(' ');
    }
    plain.push_str(rest);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = words.join(" ");
    let short: String = words.chars().take(MOST_CUT).collect();
    let more = if short.len() < words.len() { "…" } else { "" };
    (!short.is_empty()).then(|| format!("{short}{more}"))
}

#[test]
fn what_was_cut_is_shown_as_words() {
    let check = |raw: &str, expected: Option<&str>| {
        assert_eq!(words_at(raw.as_bytes(), (0, raw.len() as i64)).as_deref(), expected, "{raw}");
    };
    check("Read more\n  here", Some("Read more here"));
    check("<a href='x'>Home</a> 3 < 4 <!-- x --> end", Some("Home 3 < 4 end"));
    check("<br>", None);
    assert_eq!(words_at(b"abc", (2, 9)), None);
}

/// The beginning of a query.
fn cut(query: &str) -> &str {
    let end = (0..=query.len().min(MOST_QUERY)).rev().find(|at| query.is_char_boundary(*at));
    query.get(..end.unwrap_or_default()).unwrap_or_default().trim()
}
