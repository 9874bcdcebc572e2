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

    pub(super) fn article(&self, id: &str) -> Result<Answer> {
        let found = self.tables().article(id)?;
        let Some(parts) = found else { return self.absent("article") };
        let title = parts.article.page.title.clone();
        self.html(&title, "", &self.pages.article(&parts)?)
    }

    /// The bytes an article was read from, if they are still what they were.
    pub(super) fn raw(&self, id: &str) -> Result<Answer> {
        let found = self.tables().article(id)?;
        let Some(parts) = found else { return self.absent("article") };
        let raw = self.raw.lock().unwrap_or_else(PoisonError::into_inner);
        match raw.raw_of(&parts.article.page.uri, sha256_of(&parts)) {
            Ok(raw) => Ok(Answer::Raw(raw.bytes)),
            Err(why) => Err(anyhow!(why)),
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

/// The beginning of a query.
fn cut(query: &str) -> &str {
    let end = (0..=query.len().min(MOST_QUERY)).rev().find(|at| query.is_char_boundary(*at));
    query.get(..end.unwrap_or_default()).unwrap_or_default().trim()
}
