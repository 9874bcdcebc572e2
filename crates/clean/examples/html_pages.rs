//! Reads every page of a folder with the HTML reader alone, for measuring.
//!
//!     html_pages FOLDER REPEAT        pages and CPU seconds of reading alone, for REPEAT passes
//!     html_pages FOLDER --articles    one line of JSON a page, as the table of articles has it

#![expect(clippy::print_stdout, reason = "what it measures is its output")]

use std::error::Error;
use std::path::Path;

use tidings_clean::Html;
use tidings_model::{Article, MediaType, Metadata, RawDocument};
use tidings_stage::{Reader, Settings, Stage};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(folder), Some(what)) = (words.next(), words.next()) else {
        return Err("expected a folder, and a number of passes or --articles".into());
    };
    let pages = pages(Path::new(&folder))?;
    let reader = Html::build(&Settings::defaults(Html::SPEC.settings, "."))?;
    if what == "--articles" {
        pages.iter().for_each(|page| show(&read(&reader, page), &page.uri));
        return Ok(());
    }
    let passes: usize = what.parse()?;
    let before = std::time::Instant::now();
    let mut found = 0;
    for _ in 0..passes {
        found += pages.iter().map(|page| read(&reader, page).len()).sum::<usize>();
    }
    println!("{found} articles in {:.3} s", before.elapsed().as_secs_f64());
    Ok(())
}

fn pages(folder: &Path) -> std::io::Result<Vec<RawDocument>> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let page = |path: std::path::PathBuf| {
        Ok(RawDocument {
            uri: path.display().to_string(),
            bytes: std::fs::read(path)?,
            media: MediaType::Html,
            metadata: Metadata::new(),
        })
    };
    files.into_iter().map(page).collect()
}

fn read(reader: &Html, page: &RawDocument) -> Vec<Article> {
    let mut out = Vec::new();
    if let Err(why) = reader.read(page, &mut out) {
        println!("{}: {why}", page.uri);
    }
    out
}

fn show(articles: &[Article], uri: &str) {
    for article in articles {
        let blocks = article.blocks.iter().map(|block| {
            serde_json::json!({"kind": block.kind, "start": block.span.start, "end": block.span.end})
        });
        let published = article.published.map(|published| published.at.to_string());
        let row = serde_json::json!({
            "id": article.id.to_string(), "uri": uri, "title": article.title, "text": article.text.as_str(),
            "blocks": blocks.collect::<Vec<_>>(), "published": published, "notes": article.notes.iter().map(|note| &note.text).collect::<Vec<_>>(), "byline": article.byline, "verdict": article.page_verdict, "section": article.section, "publisher": article.publisher, "agency": article.agency, "language": article.language, "modified": article.modified.map(|at| at.to_string()), "url": article.canonical_url,
            "removed": article.removed.iter().map(|cut| (&cut.reason, cut.raw.start, cut.raw.end)).collect::<Vec<_>>(),
        });
        println!("{row}");
    }
}
