//! The tree and the reader against other parsers, public tests and hostile pages.

mod fuzz;
mod hostile;
mod oracle;
mod outline;
mod record;
mod standard;

use tidings_model::{Article, MediaType, Metadata, RawDocument, Reject};
use tidings_stage::{Reader, Settings, Stage};

use super::Html;

fn reader() -> Html {
    Html::build(&Settings::defaults(Html::SPEC.settings, ".")).unwrap()
}

fn page(bytes: impl Into<Vec<u8>>) -> RawDocument {
    let (uri, bytes) = ("test.html".to_owned(), bytes.into());
    RawDocument { uri, bytes, media: MediaType::Html, metadata: Metadata::new() }
}

fn read(reader: &Html, bytes: &[u8]) -> Result<Article, Reject> {
    let mut out = Vec::new();
    reader.read(&page(bytes), &mut out)?;
    assert_eq!(out.len(), 1, "a page is one article");
    Ok(out.remove(0))
}
