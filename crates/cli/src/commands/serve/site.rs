//! What is served: the pages of one run, made from its tables.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use tidings_model::table;
use tidings_sink::browse::{Browse, BrowseError, Part, Preparation};
use tidings_sink::pages::{ArticleParts, Links, OverviewParts, Pages, Shell, assets};
use tidings_sink::table_file;
use tracing::Level;

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
    preparation: Preparation,
    /// The run as far as it can be looked at; none while its tables are copied.
    browse: Mutex<Option<Browse>>,
    /// What is still made of it, in words, or why that cannot be.
    making: Mutex<Result<String, String>>,
    run: Value,
    raw: Mutex<RawPages>,
    pages: Pages,
    hosts: Vec<String>,
    name: String,
}

impl Site {
    pub(super) fn open(out: &Path, run: Value, hosts: &[String]) -> Result<Self> {
        let preparation = Preparation::of(out, run.clone());
        let browse = preparation.browse()?;
        if browse.is_none() {
            table_file(out, &table::ARTICLES)?;
        }
        Ok(Self {
            preparation,
            browse: Mutex::new(browse),
            making: Mutex::new(Ok("getting ready".to_owned())),
            name: run["name"].as_str().unwrap_or_default().to_owned(),
            run,
            raw: Mutex::new(RawPages::of_run(out)?),
            pages: Pages::new(Links::Served).context("the templates of the pages")?,
            hosts: OWN_NAMES.into_iter().map(str::to_owned).chain(hosts.iter().cloned()).collect(),
        })
    }

    /// Makes whatever is missing; pages are answered as soon as what they need is there.
    pub(super) fn prepare(&self) {
        let mut told = String::new();
        let mut say = |words: &str| {
            let what = words.split(':').next().unwrap_or_default();
            if what != told {
                log::say(Level::INFO, what);
                what.clone_into(&mut told);
            }
            *held(&self.making) = Ok(words.to_owned());
        };
        let mut next = || -> Result<bool, BrowseError> {
            let made = self.preparation.make_next(&mut say)?.is_some();
            if made {
                *held(&self.browse) = self.preparation.browse()?;
            }
            Ok(made)
        };
        loop {
            match next() {
                Ok(true) => {}
                Ok(false) => return,
                Err(why) => {
                    log::say(Level::ERROR, &why.to_string());
                    *held(&self.making) = Err(why.to_string());
                    return;
                }
            }
        }
    }

    /// Whether a request with that `Host` is meant for this site, at whatever port.
    pub(super) fn answers_to(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// What a lookup answers if what it needs is there, else a page that says what is being made.
    fn look<T>(
        &self,
        needs: Part,
        look: impl FnOnce(&Browse) -> Result<T, BrowseError>,
    ) -> Result<Result<T, Answer>> {
        if let Some(browse) = held(&self.browse).as_ref().filter(|browse| browse.has(needs)) {
            return Ok(Ok(look(browse)?));
        }
        self.wait().map(Err)
    }

    /// A page that is asked for again by itself.
    fn wait(&self) -> Result<Answer> {
        let making = held(&self.making).clone().map_err(|why| anyhow!(why))?;
        let page = self.pages.waiting(&making)?;
        Ok(Answer::Waiting(self.framed("Getting ready", "", &page)?))
    }

    pub(super) fn overview(&self) -> Result<Answer> {
        match self.look(Part::Lists, Browse::overview)? {
            Ok(parts) => self.html(&self.name, "", &self.pages.overview(&parts)?),
            Err(_) => {
                let making = held(&self.making).clone().unwrap_or_else(|why| why);
                let parts = OverviewParts { making, ..OverviewParts::of_run(&self.run) };
                let page = self.pages.overview(&parts)?;
                Ok(Answer::Early(self.framed(&self.name, "", &page)?))
            }
        }
    }

    pub(super) fn stories(&self, asked: &Asked) -> Result<Answer> {
        let query = cut(&asked.q);
        match self.look(needed(query), |run| run.stories(query, asked.page))? {
            Ok(stories) => self.html("Stories", "", &self.pages.stories(&stories)?),
            Err(wait) => Ok(wait),
        }
    }

    pub(super) fn story(&self, id: &str) -> Result<Answer> {
        match self.look(Part::Tables, |run| run.story(id))? {
            Ok(Some(parts)) => {
                let title = parts.story.title.clone();
                self.html(&title, "", &self.pages.story(parts)?)
            }
            Ok(None) => self.absent("story"),
            Err(wait) => Ok(wait),
        }
    }

    pub(super) fn articles(&self, asked: &Asked) -> Result<Answer> {
        match self.look(Part::Lists, |run| run.articles(cut(&asked.q), asked.page))? {
            Ok(articles) => self.html("Articles", "", &self.pages.articles(&articles)?),
            Err(wait) => Ok(wait),
        }
    }

    pub(super) fn article(&self, id: &str) -> Result<Answer> {
        match self.look(Part::Tables, |run| run.article(id))? {
            Ok(Some(parts)) => {
                self.html(&parts.article.page.title, "", &self.pages.article(&parts)?)
            }
            Ok(None) => self.absent("article"),
            Err(wait) => Ok(wait),
        }
    }

    /// The bytes an article was read from, if they are still what they were.
    pub(super) fn raw(&self, id: &str) -> Result<Answer> {
        match self.look(Part::Tables, |run| run.article(id))? {
            Ok(Some(parts)) => self.raw_of(&parts).map(Answer::Raw).map_err(|why| anyhow!(why)),
            Ok(None) => self.absent("article"),
            Err(wait) => Ok(wait),
        }
    }

    fn raw_of(&self, parts: &ArticleParts) -> Result<Vec<u8>, String> {
        held(&self.raw).raw_of(&parts.article.page.uri, sha256_of(parts)).map(|raw| raw.bytes)
    }

    pub(super) fn entities(&self, asked: &Asked) -> Result<Answer> {
        let query = cut(&asked.q);
        match self.look(needed(query), |run| run.entities(query, asked.page))? {
            Ok(parts) => self.html("Entities", "", &self.pages.entities(&parts)?),
            Err(wait) => Ok(wait),
        }
    }

    pub(super) fn entity(&self, id: &str) -> Result<Answer> {
        match self.look(Part::Tables, |run| run.entity(id))? {
            Ok(Some(parts)) => self.html(&parts.entity.name, "", &self.pages.entity(&parts)?),
            Ok(None) => self.absent("entity"),
            Err(wait) => Ok(wait),
        }
    }

    pub(super) fn search(&self, asked: &Asked) -> Result<Answer> {
        let query = cut(&asked.q);
        match self.look(Part::Words, |run| run.search(&self.pages, query))? {
            Ok((found, more)) => {
                self.html("Search", query, &self.pages.found(query, &found, more)?)
            }
            Err(wait) => Ok(wait),
        }
    }

    fn absent(&self, what: &str) -> Result<Answer> {
        let page =
            format!("<h1>No such {what}</h1>\n<p>The run holds no {what} of that identifier.</p>");
        Ok(Answer::Absent(self.framed("Not here", "", &page)?))
    }

    fn html(&self, title: &str, query: &str, page: &str) -> Result<Answer> {
        self.framed(title, query, page).map(Answer::Html)
    }

    /// A page in its frame, with the scripts that it needs.
    fn framed(&self, title: &str, query: &str, page: &str) -> Result<String> {
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
        Ok(html)
    }
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a list needs: ranks, or words where it is searched.
fn needed(query: &str) -> Part {
    if query.is_empty() { Part::Lists } else { Part::Words }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The folder of a run that found nothing, its tables in a format that has to be copied.
    fn empty_run() -> tempfile::TempDir {
        let out = tempfile::tempdir().unwrap();
        std::fs::write(out.path().join("run.json"), "{}").unwrap();
        for table in table::ALL {
            std::fs::write(out.path().join(format!("{}.jsonl", table.name)), "").unwrap();
        }
        out
    }

    #[test]
    fn what_is_not_ready_says_so_and_comes_by_itself() {
        let out = empty_run();
        let run = serde_json::json!({ "name": "fog", "tables": { "stories": 7 } });
        let site = Site::open(out.path(), run, &[]).unwrap();
        let asked = Asked::default();
        let early = site.overview().unwrap();
        assert!(
            matches!(&early, Answer::Early(page) if page.contains("<b>7</b> stories") && page.contains("Getting ready")),
            "{early:?}"
        );
        for waiting in
            [site.stories(&asked), site.search(&asked), site.article("a1"), site.raw("a1")]
        {
            assert!(matches!(waiting.unwrap(), Answer::Waiting(_)));
        }
        site.prepare();
        let ready = site.overview().unwrap();
        assert!(
            matches!(&ready, Answer::Html(page) if !page.contains("Getting ready")),
            "{ready:?}"
        );
        assert!(matches!(site.stories(&asked).unwrap(), Answer::Html(_)));
        assert!(matches!(site.search(&asked).unwrap(), Answer::Html(_)));
        assert!(matches!(site.article("a1").unwrap(), Answer::Absent(_)));
        // The next server finds it all made.
        let run = serde_json::json!({ "name": "fog", "tables": { "stories": 7 } });
        let again = Site::open(out.path(), run, &[]).unwrap();
        assert!(matches!(again.search(&asked).unwrap(), Answer::Html(_)));
    }

    #[test]
    fn a_folder_that_cannot_be_made_ready_says_why() {
        let out = empty_run();
        std::fs::write(out.path().join("facts.jsonl"), "no JSON\n").unwrap();
        let site = Site::open(out.path(), serde_json::json!({}), &[]).unwrap();
        site.prepare();
        let why = site.stories(&Asked::default()).unwrap_err().to_string();
        assert!(why.contains("facts.jsonl: line 1"), "{why}");
        std::fs::remove_file(out.path().join("articles.jsonl")).unwrap();
        let why = Site::open(out.path(), serde_json::json!({}), &[]).map(drop).unwrap_err();
        assert!(why.to_string().contains("articles.parquet, articles.jsonl"), "{why}");
    }
}
