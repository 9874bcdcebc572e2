//! An article as a stage in another process is shown it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tidings_model::{
    AnnotatedArticle, Article, ArticleId, Block, Claim, Form, Mention, Metadata, Published,
    Quantity, Sha256, Span, Timex, Token, TracedText,
};
use tidings_plugin_api::TextField;

use crate::sees::Sees;

/// What a stage can ask about an article, and no more: where its text comes from stays here.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Shown<'a> {
    id: ArticleId,
    uri: Cow<'a, str>,
    form: Form,
    texts: [Option<Cow<'a, str>>; TextField::ALL.len()],
    published: Option<Published>,
    metadata: Cow<'a, Metadata>,
    text: Cow<'a, str>,
    blocks: Cow<'a, [Block]>,
    sentences: Cow<'a, [Span]>,
    tokens: Cow<'a, [Token]>,
    mentions: Cow<'a, [Mention]>,
    timexes: Cow<'a, [Timex]>,
    quantities: Cow<'a, [Quantity]>,
    claims: Cow<'a, [Claim]>,
}

impl<'a> Shown<'a> {
    /// An article without layers.
    pub(super) fn article(article: &'a Article) -> Self {
        let text = |field: TextField| match field {
            TextField::Uri | TextField::Form => None,
            field => crate::changes::text(article, field).map(Cow::Borrowed),
        };
        Self {
            id: article.id,
            uri: article.uri.as_str().into(),
            form: article.form,
            texts: TextField::ALL.map(text),
            published: article.published,
            metadata: Cow::Borrowed(&article.metadata),
            text: article.text.as_str().into(),
            blocks: article.blocks.as_slice().into(),
            sentences: Cow::default(),
            tokens: Cow::default(),
            mentions: Cow::default(),
            timexes: Cow::default(),
            quantities: Cow::default(),
            claims: Cow::default(),
        }
    }

    /// An article with the layers that a stage sees.
    pub(super) fn doc(doc: &'a AnnotatedArticle, sees: Sees) -> Self {
        Self {
            sentences: sees.sentences(doc).into(),
            tokens: sees.tokens(doc).into(),
            mentions: sees.mentions(doc).into(),
            timexes: sees.timexes(doc).into(),
            quantities: sees.quantities(doc).into(),
            claims: sees.claims(doc).into(),
            ..Self::article(&doc.article)
        }
    }

    /// The article's address.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    /// The article again, its text traced to itself.
    pub(super) fn into_doc(self) -> AnnotatedArticle {
        let mut article = Article {
            id: self.id,
            uri: self.uri.into_owned(),
            sha256: Sha256([0; 32]),
            form: self.form,
            source: None,
            url: None,
            title: None,
            byline: None,
            agency: None,
            published: self.published,
            modified: None,
            fetched: None,
            section: None,
            publisher: None,
            canonical_url: None,
            language: None,
            language_confidence: None,
            page_verdict: None,
            text: TracedText::verbatim(self.text),
            blocks: self.blocks.into_owned(),
            removed: Vec::new(),
            copy_of: None,
            metadata: self.metadata.into_owned(),
            notes: Vec::new(),
        };
        for (field, text) in TextField::ALL.into_iter().zip(self.texts) {
            if let Some(place) = crate::changes::place(&mut article, field) {
                *place = text.map(Cow::into_owned);
            }
        }
        AnnotatedArticle {
            article,
            sentences: self.sentences.into_owned(),
            tokens: self.tokens.into_owned(),
            tags: Vec::new(), // No library sees them.
            mentions: self.mentions.into_owned(),
            timexes: self.timexes.into_owned(),
            quantities: self.quantities.into_owned(),
            claims: self.claims.into_owned(),
        }
    }
}
