//! Lines of JSON Lines: an object with `text`, taken as it is.
//!
//! `url`, `title`, `published` and `source` are facts about the article; `id` is in its address
//! already; every other field is kept as JSON text. The text is left byte for byte as it reads once
//! its escapes are read.

use tidings_model::{
    Article, Block, BlockKind, Form, MediaType, Moment, Note, Published, PublishedFrom,
    RawDocument, Reject, Span, TracedText,
};
use tidings_stage::{BuildError, Family, Field, Reader, Settings, Spec, Stage};

use crate::json::{self, unescape};
use crate::{host, max_lines, page};

/// Reads one object of a JSON Lines file.
#[derive(Debug)]
pub struct JsonLine {
    max_lines: usize,
}

impl Stage for JsonLine {
    const SPEC: Spec = Spec {
        name: "json_line",
        family: Family::Read,
        about: "Reads lines of JSON: objects with `text` and, where known, `url`, `title`, `published`, `source`.",
        reads: &[Field::Raw],
        writes: &[Field::Text, Field::Blocks, Field::Page, Field::Published],
        settings: &[max_lines::SETTING],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { max_lines: max_lines::of(settings) })
    }
}

impl Reader for JsonLine {
    fn media(&self) -> &[MediaType] {
        &[MediaType::JsonLine]
    }

    fn read(&self, raw: &RawDocument, out: &mut Vec<Article>) -> Result<(), Reject> {
        let fields = json::fields(&raw.bytes)?;
        let text = text_of(&fields)?;
        max_lines::check(text.as_str(), self.max_lines)?;
        let mut article = Article::new(raw, "", Form::Record, text);
        for (at, field) in fields.iter().enumerate() {
            match fields[at + 1..].iter().any(|later| later.name == field.name) {
                true => note(&mut article, &field.name, "stands twice; the last one counts"),
                false => take(&mut article, field),
            }
        }
        if article.source.is_none() {
            article.source = article.url.as_deref().and_then(host::host);
        }
        article.blocks = blocks(&article);
        out.push(article);
        Ok(())
    }
}

/// The last `text` of an object.
fn text_of(fields: &[json::Field<'_>]) -> Result<TracedText, Reject> {
    let Some(field) = fields.iter().rfind(|field| field.name == "text") else {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_ref()).take(12).collect();
        let found = format!("expected a field `text`, found: {}", names.join(", "));
        return Err(Reject::failed("no_text", found));
    };
    if !field.json.starts_with('"') {
        let kind = kind_of(field.json);
        return Err(Reject::failed(
            "no_text",
            format!("expected a string in `text`, found {kind}"),
        ));
    }
    let text = unescape(field.json, field.start)
        .map_err(|why| Reject::failed("broken_escape", why.to_string()))?;
    if let Some(at) = memchr::memchr(0, text.as_str().as_bytes()) {
        return Err(Reject::failed("not_text", format!("found a NUL after {at} bytes of text")));
    }
    if text.as_str().trim().is_empty() {
        return Err(Reject::failed("empty", "found no character in `text` that is not blank"));
    }
    Ok(text)
}

fn kind_of(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'n') => "null",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    }
}

/// Puts a field where it belongs; what cannot be read as it should stays as JSON text.
fn take(article: &mut Article, field: &json::Field<'_>) {
    if matches!(&*field.name, "text" | "id") {
        return;
    }
    let known = matches!(&*field.name, "url" | "title" | "published" | "source");
    let value = || serde_json::from_str::<String>(field.json).ok().filter(|_| known);
    let value = value().map(|text| text.trim().to_owned());
    match (&*field.name, value) {
        (_, Some(value)) if value.is_empty() => {}
        ("url", Some(value)) => article.url = Some(value),
        ("title", Some(value)) => article.title = Some(value),
        ("source", Some(value)) => article.source = Some(value),
        ("published", Some(value)) if Moment::parse(&value).is_some() => {
            let published = |at| Published { at, from: PublishedFrom::Metadata };
            article.published = Moment::parse(&value).map(published);
        }
        (name, value) => {
            if value.is_some() {
                note(article, name, "is no ISO 8601 date or time; kept as metadata");
            } else if known && field.json != "null" {
                let found = format!("is {}, not a string; kept as metadata", kind_of(field.json));
                note(article, name, &found);
            }
            article.metadata.insert(name.to_owned(), field.json.to_owned());
        }
    }
}

fn note(article: &mut Article, field: &str, doubt: &str) {
    let stage = JsonLine::SPEC.name.to_owned();
    article.notes.push(Note { stage, span: None, text: format!("field `{field}` {doubt}") });
}

/// The paragraphs of the text as it stands; the first is the title if it says the same.
fn blocks(article: &Article) -> Vec<Block> {
    let title = article.title.as_deref().map(page::bare);
    let is_title = |span: Span| {
        span.len() <= 1000
            && title.as_deref() == Some(page::bare(article.text.slice(span)).as_str())
    };
    let kind = |at, span| match at == 0 && is_title(span) {
        true => BlockKind::Title,
        false => BlockKind::Paragraph,
    };
    let spans = page::paragraphs(article.text.as_str()).into_iter().enumerate();
    spans.map(|(at, span)| Block { kind: kind(at, span), span }).collect()
}

#[cfg(test)]
mod tests {
    use tidings_model::Metadata;

    use super::*;

    fn read(line: &str) -> Result<Article, Reject> {
        let raw = RawDocument {
            uri: "wires.jsonl#7".to_owned(),
            bytes: line.as_bytes().to_vec(),
            media: MediaType::JsonLine,
            metadata: Metadata::new(),
        };
        let mut out = Vec::new();
        JsonLine { max_lines: 9 }.read(&raw, &mut out)?;
        Ok(out.remove(0))
    }

    fn show(article: &Article) -> String {
        let blocks = article.blocks.iter();
        let blocks = blocks.map(|b| format!("{} {:?}", b.kind, article.text.slice(b.span)));
        let facts = [
            article.url.as_ref().map(|url| format!("url {url}")),
            article.title.as_ref().map(|title| format!("title {title}")),
            article.source.as_ref().map(|source| format!("source {source}")),
            article.published.map(|published| format!("published {}", published.at)),
        ];
        let rest = article.metadata.iter().map(|(name, json)| format!("{name}={json}"));
        let notes = article.notes.iter().map(|note| format!("note: {}", note.text));
        let all = blocks.chain(facts.into_iter().flatten()).chain(rest).chain(notes);
        all.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn reads_objects() {
        let check = |line: &str, expected: &str| assert_eq!(show(&read(line).unwrap()), expected);
        check(r#"{"id": 7, "text": "Fog."}"#, r#"paragraph "Fog.""#);
        check(
            r#"{"text": "Fog Closes Port\n\nShips wait.", "title": "Fog closes port", "url": "https://www.quay.example/a"}"#,
            r#"title "Fog Closes Port"; paragraph "Ships wait."; url https://www.quay.example/a; title Fog closes port; source quay.example"#,
        );
        check(
            r#"{"text": "Fog.", "published": "2024-03-14T18:05Z", "source": "The Quay", "tags": [1, {"a": "é"}]}"#,
            r#"paragraph "Fog."; source The Quay; published 2024-03-14T18:05Z; tags=[1, {"a": "é"}]"#,
        );
        check(
            r#"{"text": "Fog.", "published": "14/03/24", "title": 3, "url": null}"#,
            r#"paragraph "Fog."; published="14/03/24"; title=3; url=null; note: field `published` is no ISO 8601 date or time; kept as metadata; note: field `title` is a number, not a string; kept as metadata"#,
        );
        check(
            r#"{"text": "Rain.", "text": "Fog."}"#,
            r#"paragraph "Fog."; note: field `text` stands twice; the last one counts"#,
        );
    }

    #[test]
    fn leaves_the_text_alone() {
        let line = r#"{"text": " a\u00a0b\r\n\tcafe\u0301 \ud83d\ude00 "}"#;
        assert_eq!(read(line).unwrap().text.as_str(), " a\u{a0}b\r\n\tcafe\u{301} 😀 ");
    }

    #[test]
    fn refuses_broken_lines() {
        let check = |line: &str, expected: &str| {
            assert_eq!(read(line).unwrap_err().to_string(), expected);
        };
        check(
            r#"{"id": 1, "body": ""}"#,
            "failed (no_text): expected a field `text`, found: id, body",
        );
        check(r#"{"text": null}"#, "failed (no_text): expected a string in `text`, found null");
        check(
            r#"{"text": ["a"]}"#,
            "failed (no_text): expected a string in `text`, found an array",
        );
        check(
            r#"{"text": " \n"}"#,
            "failed (empty): found no character in `text` that is not blank",
        );
        check(r#"{"text": "a\u0000"}"#, "failed (not_text): found a NUL after 1 bytes of text");
        check(
            r#"{"text": "a\ud800"}"#,
            "failed (broken_escape): half of a surrogate pair at byte 11 of the line, with no other half beside it",
        );
        assert!(read("{\"text\": \"a").unwrap_err().reason == "broken_json");
    }
}
