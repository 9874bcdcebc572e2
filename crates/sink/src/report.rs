//! `report`: one self-contained file with every page of a run that people look at.
//!
//! It needs no network and runs under a policy that allows exactly its own scripts and styles, by
//! their hashes. Pages of stories, articles and entities stand in it packed and are put on screen
//! when asked for. Articles are written as they come; in memory stay the facts, entities
//! and headlines of what is shown, which the settings bound.

mod gather;
mod inert;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tidings_model::table::{Named, Table};
use tidings_stage::{
    BuildError, Default, Family, Field, Kind as Accepts, PartWriter, Row, Setting, Settings, Sink,
    SinkContext, SinkError, Spec, Stage, Written,
};

use crate::pages::{ArticleParts, Links, Pages, Shell, assets};
use gather::Gathered;
use inert::Inert;

const FILE: &str = "report.html";

/// How much a report shows at the most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    /// Stories, the largest first.
    pub(crate) stories: usize,
    /// Articles of those stories.
    pub(crate) articles: usize,
    /// Entities, those in most articles first.
    pub(crate) entities: usize,
}

/// Writes `report.html`.
#[derive(Debug)]
pub struct Report {
    most: Most,
}

const fn most_of(name: &'static str, about: &'static str, default: i64) -> Setting {
    Setting::new(name, Accepts::Int { min: 1, max: 1_000_000 }, about).or(Default::Int(default))
}

impl Stage for Report {
    const SPEC: Spec = Spec {
        name: "report",
        family: Family::Sink,
        about: "Writes report.html: stories with their facts, articles with their marks, entities, in one file.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[
            most_of(
                "most_stories",
                "Show so many stories, the largest first; the tables hold the rest.",
                5_000,
            ),
            most_of(
                "most_articles",
                "Show so many articles, those of the largest stories first.",
                5_000,
            ),
            most_of("most_entities", "Show so many entities, those in most articles first.", 2_000),
        ],
        example: "most_stories = 50",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let most = |name| usize::try_from(settings.int(name)).expect("checked against its bounds");
        Ok(Self {
            most: Most {
                stories: most("most_stories"),
                articles: most("most_articles"),
                entities: most("most_entities"),
            },
        })
    }
}

impl Sink for Report {
    fn files(&self) -> Vec<PathBuf> {
        vec![FILE.into()]
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let path = context.folder.join(FILE);
        let run = serde_json::from_str(context.run)
            .map_err(|why| SinkError::Format { path: path.clone(), problem: why.to_string() })?;
        let file = File::create(&path).map_err(SinkError::disk("create", &path))?;
        let pages = Pages::new(Links::InFile).map_err(|why| broken(&path, &why))?;
        let gathered = Gathered::new(self.most, run);
        Ok(Box::new(Writer { path, file: BufWriter::new(file), pages, gathered, begun: false }))
    }
}

/// A template that does not fit, as the error of a sink.
fn broken(path: &Path, why: &minijinja::Error) -> SinkError {
    SinkError::Format { path: path.to_owned(), problem: format!("{why:#}") }
}

/// The file, and what later parts of it need.
struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    pages: Pages,
    gathered: Gathered,
    /// Whether the head of the file is written.
    begun: bool,
}

impl Writer {
    fn put(&mut self, text: &str) -> Result<(), SinkError> {
        self.file.write_all(text.as_bytes()).map_err(SinkError::disk("write", &self.path))
    }

    fn put_page(&mut self, name: &str, page: &str) -> Result<(), SinkError> {
        self.put(&Inert::page(name, page).to_string())
    }

    /// Writes the head of the file, once.
    fn begin(&mut self) -> Result<(), SinkError> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let name = self.gathered.run_name();
        let shell =
            Shell { title: &format!("{name} · Tidings"), run: &name, head: &head(), query: "" };
        let first = "<noscript><p>This report needs the scripts that it carries.</p></noscript>";
        let begun = self.pages.shell(&shell, first).map_err(|why| broken(&self.path, &why))?;
        self.put(&begun)
    }

    /// Writes the article whose rows have all come, unless it has to wait for its copies.
    fn put_article(&mut self) -> Result<(), SinkError> {
        self.gathered.article_is_whole().map_or(Ok(()), |parts| self.put_parts(&parts))
    }

    fn put_parts(&mut self, parts: &ArticleParts) -> Result<(), SinkError> {
        self.begin()?;
        let page = self.pages.article(parts).map_err(|why| broken(&self.path, &why))?;
        self.put_page(&format!("article/{}", parts.article.page.id), &page)
    }

    /// Writes every page that needed all articles to be known first.
    fn put_rest(&mut self) -> Result<u64, SinkError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |why: minijinja::Error| broken(&path, &why)
        };
        let failed = failed(&self.path);
        let overview = self.pages.overview(&self.gathered.overview()).map_err(&failed)?;
        self.put_page("overview", &overview)?;
        let stories = self.pages.stories(&self.gathered.story_list()).map_err(&failed)?;
        self.put_page("stories", &stories)?;
        let articles = self.pages.articles(&self.gathered.article_list()).map_err(&failed)?;
        self.put_page("articles", &articles)?;
        let entities = self.pages.entities(&self.gathered.entity_list()).map_err(&failed)?;
        self.put_page("entities", &entities)?;
        for at in 0..self.gathered.entities_shown() {
            let parts = self.gathered.entity(at);
            let page = self.pages.entity(&parts).map_err(&failed)?;
            self.put_page(&format!("entity/{}", parts.entity.id), &page)?;
        }
        let index = self.gathered.index(&self.pages);
        self.put(&Inert::new("index", &index).to_string())?;
        let stories = self.gathered.take_stories();
        let written = stories.len() as u64;
        for parts in stories {
            let name = format!("story/{}", parts.story.id);
            let page = self.pages.story(parts).map_err(&failed)?;
            self.put_page(&name, &page)?;
        }
        Ok(written)
    }

    fn end(&mut self) -> Result<(), SinkError> {
        self.put(&Inert::new("countries", assets::COUNTRIES).to_string())?;
        self.put(&format!(
            "<script type=\"text/plain\" id=\"licenses\">{}</script>\n",
            assets::LICENSES
        ))?;
        for script in SCRIPTS {
            self.put(&format!("<script>{script}</script>\n"))?;
        }
        self.put("</body>\n</html>\n")?;
        self.file.flush().map_err(SinkError::disk("write", &self.path))
    }
}

/// The scripts of a report, in the order in which they need each other.
const SCRIPTS: [&str; 6] = [
    assets::VEGA,
    assets::VEGA_LITE,
    assets::VEGA_EMBED,
    assets::PAGE,
    assets::CHARTS,
    assets::REPORT,
];

/// The policy of the file and its styles.
fn head() -> String {
    let scripts: Vec<String> = SCRIPTS.iter().map(|script| assets::source_of(script)).collect();
    let style = assets::source_of(assets::STYLE);
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; \
         style-src {style}; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>{}</style>",
        scripts.join(" "),
        assets::STYLE
    )
}

impl PartWriter for Writer {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        if std::ptr::eq::<Table>(row.table, &tidings_model::table::ARTICLES) {
            self.put_article()?;
        }
        self.gathered.take(row.table, &Named::row(row.table, row.cells));
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.put_article()?;
        self.gathered.take_waiting().iter().try_for_each(|parts| self.put_parts(parts))?;
        self.begin()?;
        let rows = self.put_rest()?;
        self.end()?;
        Ok(vec![Written { name: FILE.into(), rows }])
    }
}

#[cfg(test)]
mod tests;
