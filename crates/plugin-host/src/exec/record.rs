//! What a process is sent.

use serde::Serialize;
use tidings_model::{
    AnnotatedArticle, Article, ArticleId, Block, Claim, Form, Mention, Quantity, Span, Timex,
};

#[derive(Serialize)]
struct Record<'a> {
    id: ArticleId,
    uri: &'a str,
    form: Form,
    source: Option<&'a str>,
    url: Option<&'a str>,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    agency: Option<&'a str>,
    published: Option<String>,
    language: Option<&'a str>,
    text: &'a str,
    blocks: &'a [Block],
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    layers: Option<Layers<'a>>,
}

#[derive(Serialize)]
struct Layers<'a> {
    sentences: &'a [Span],
    mentions: &'a [Mention],
    timexes: &'a [Timex],
    quantities: &'a [Quantity],
    claims: &'a [Claim],
}

/// The line for an extractor.
pub(super) fn extract(doc: &AnnotatedArticle) -> Vec<u8> {
    let AnnotatedArticle { sentences, mentions, timexes, quantities, claims, .. } = doc;
    let layers = Layers { sentences, mentions, timexes, quantities, claims };
    line(&doc.article, Some(layers))
}

/// The line for a cleaner.
pub(super) fn clean(article: &Article) -> Vec<u8> {
    line(article, None)
}

fn line(article: &Article, layers: Option<Layers<'_>>) -> Vec<u8> {
    let record = Record {
        id: article.id,
        uri: &article.uri,
        form: article.form,
        source: article.source.as_deref(),
        url: article.url.as_deref(),
        title: article.title.as_deref(),
        byline: article.byline.as_deref(),
        agency: article.agency.as_deref(),
        published: article.published.map(|published| published.at.to_string()),
        language: article.language.as_deref(),
        text: article.text.as_str(),
        blocks: &article.blocks,
        layers,
    };
    let mut line = serde_json::to_vec(&record).expect("texts and finite numbers are JSON");
    line.push(b'\n');
    line
}
