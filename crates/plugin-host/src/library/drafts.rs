//! The articles that a reader in a library makes, while it makes them.

use std::collections::BTreeSet;

use tidings_model::{
    Article, Block, BlockKind, Form, Moment, Published, PublishedFrom, RawDocument, Reject, Span,
    TracedText,
};
use tidings_plugin_api::TextField;

use crate::changes::place;

/// Articles of one document; the last is in work.
pub(super) struct Drafts<'a> {
    raw: &'a RawDocument,
    drafts: Vec<Draft>,
    /// Their addresses: a document may hold many thousands.
    uris: BTreeSet<String>,
}

struct Draft {
    article: Article,
    text: tidings_model::TracedBuilder,
}

impl<'a> Drafts<'a> {
    pub(super) fn of(raw: &'a RawDocument) -> Self {
        Self { raw, drafts: Vec::new(), uris: BTreeSet::new() }
    }

    pub(super) fn begin(&mut self, (part, kept): (String, bool)) -> Result<(), String> {
        let form = if kept { Form::Record } else { Form::Page };
        let article = Article::new(self.raw, &part, form, TracedText::default());
        if !self.uris.insert(article.uri.clone()) {
            return Err(format!("article: two articles of one document are both `{part}`"));
        }
        self.drafts.push(Draft { article, text: TracedText::builder() });
        Ok(())
    }

    /// Text that is the raw bytes traces to them one by one, and other text to them as a whole.
    pub(super) fn text(&mut self, (text, raw): (String, Span)) -> Result<(), String> {
        let outside = || format!("text: the document has no bytes {raw}");
        let bytes = self.raw.bytes.get(raw.range()).ok_or_else(outside)?;
        let builder = &mut self.last()?.text;
        match bytes {
            [] => builder.inserted(&text),
            bytes if bytes == text.as_bytes() => builder.exact(raw.start, &text),
            _ => builder.rewritten(raw, &text),
        }
        Ok(())
    }

    pub(super) fn block(&mut self, (kind, span): (BlockKind, Span)) -> Result<(), String> {
        self.last()?.article.blocks.push(Block { kind, span });
        Ok(())
    }

    pub(super) fn set(
        &mut self,
        (field, value): (TextField, Option<String>),
    ) -> Result<(), String> {
        if let Some(place) = place(&mut self.last()?.article, field) {
            *place = value;
        }
        Ok(())
    }

    pub(super) fn published(&mut self, at: Moment) -> Result<(), String> {
        self.last()?.article.published = Some(Published { at, from: PublishedFrom::Metadata });
        Ok(())
    }

    pub(super) fn metadata(&mut self, (name, json): (String, String)) -> Result<(), String> {
        serde_json::from_str::<serde::de::IgnoredAny>(&json)
            .map_err(|why| format!("metadata: `{name}`: {why}"))?;
        self.last()?.article.metadata.insert(name, json);
        Ok(())
    }

    fn last(&mut self) -> Result<&mut Draft, String> {
        self.drafts.last_mut().ok_or_else(|| "article: none was begun yet".to_owned())
    }

    /// The articles, whole.
    pub(super) fn finish(self) -> Result<Vec<Article>, Reject> {
        self.drafts.into_iter().map(Draft::finish).collect()
    }
}

impl Draft {
    fn finish(self) -> Result<Article, Reject> {
        let article = Article { text: self.text.finish(), ..self.article };
        let mut end = 0;
        for Block { kind, span } in &article.blocks {
            if !article.text.holds(*span) || span.start < end {
                let why = format!("{kind} block {span} is outside the text, or overlaps another");
                return Err(Reject::failed("bad_record", why));
            }
            end = span.end;
        }
        Ok(article)
    }
}
