//! What a process answers.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tidings_model::{ArticleId, Claim, Findings, Mention, Quantity, Reject, Span, Timex, Token};
use tidings_plugin_api::TextField;

use crate::changes::Changes;

/// What either may answer instead.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ending {
    id: Option<String>,
    fail: Option<String>,
    drop: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Extracted {
    #[serde(rename = "id")]
    _id: Option<String>,
    sentences: Vec<Span>,
    tokens: Vec<Token>,
    mentions: Vec<Mention>,
    timexes: Vec<Timex>,
    quantities: Vec<Quantity>,
    claims: Vec<Claim>,
    notes: Vec<(Span, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Cleaned {
    #[serde(rename = "id")]
    _id: Option<String>,
    edits: Vec<WrittenEdit>,
    set: BTreeMap<String, Option<String>>,
    notes: Vec<(Span, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEdit {
    span: Span,
    #[serde(default)]
    with: String,
    reason: Option<String>,
}

/// The findings that an extractor answers about an article.
pub(super) fn extracted(about: ArticleId, answer: &[u8]) -> Result<Findings, Reject> {
    let Extracted { sentences, tokens, mentions, timexes, quantities, claims, notes, .. } =
        read(about, answer)?;
    let found = Findings {
        sentences,
        tokens,
        mentions,
        timexes,
        quantities,
        claims,
        notes,
        ..Findings::default()
    };
    Ok(found)
}

/// The changes that a cleaner answers about an article.
pub(super) fn cleaned(about: ArticleId, answer: &[u8]) -> Result<Changes, Reject> {
    let Cleaned { edits, set, notes, .. } = read(about, answer)?;
    let edits = edits.into_iter().map(|edit| (edit.span, edit.with, edit.reason));
    let texts = set.into_iter().map(|(name, value)| Ok((settable(&name)?, value)));
    let mut changes = Changes { notes, ..Changes::default() };
    edits.for_each(|edit| changes.edit(edit));
    changes.texts = texts.collect::<Result<_, Reject>>()?;
    Ok(changes)
}

fn settable(name: &str) -> Result<TextField, Reject> {
    let settable = || TextField::ALL.into_iter().filter(|field| field.is_settable());
    settable().find(|field| field.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = settable().map(TextField::as_str).collect();
        bad(format!("`set`: expected one of {}, found `{name}`", names.join(", ")))
    })
}

/// The answer, unless it is about another article or ends this one.
fn read<T: DeserializeOwned>(about: ArticleId, answer: &[u8]) -> Result<T, Reject> {
    let ending: Ending = parse(answer)?;
    if let Some(id) = ending.id.filter(|id| *id != about.to_string()) {
        return Err(bad(format!("an answer about {id}, when {about} was asked")));
    }
    match (ending.fail, ending.drop) {
        (Some(why), _) => Err(Reject::failed("exec_failed", why)),
        (None, Some(why)) => Err(Reject::dropped("exec_dropped", why)),
        (None, None) => parse(answer),
    }
}

fn parse<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Reject> {
    serde_json::from_slice(answer).map_err(|error| {
        let said = error.to_string().replace(" at line 1 column ", " at byte ");
        let start: String = String::from_utf8_lossy(answer).chars().take(SHOWN).collect();
        bad(format!("expected an answer in JSON: {said}: {start}"))
    })
}

/// How much of a bad answer is shown.
const SHOWN: usize = 120;

fn bad(detail: String) -> Reject {
    Reject::failed("exec_bad_answer", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> ArticleId {
        ArticleId::of(&[b"x"])
    }

    #[test]
    fn reads_findings() {
        let answer = br#"{"notes": [[{"start": 0, "end": 3}, "loud"]], "mentions": [{"span":
            {"start": 0, "end": 3}, "label": "PER", "confidence": 1}]}"#;
        let found = extracted(about(), answer).unwrap();
        assert_eq!(found.notes, [(Span::new(0, 3), "loud".to_owned())]);
        assert_eq!(found.mentions[0].label, tidings_model::Label::Per);
        assert_eq!(extracted(about(), b"{}"), Ok(Findings::default()));
        let named = format!("{{\"id\": \"{}\"}}", about());
        assert_eq!(extracted(about(), named.as_bytes()), Ok(Findings::default()));
    }

    #[test]
    fn reads_changes() {
        let answer = br#"{"edits": [{"span": {"start": 0, "end": 3}, "reason": "menu"}], "set": {"byline": null}}"#;
        let changes = cleaned(about(), answer).unwrap();
        assert_eq!(changes.edits[0].2.as_deref(), Some("menu"));
        assert_eq!(changes.texts, [(TextField::Byline, None)]);
    }

    #[test]
    fn says_what_is_wrong_with_an_answer() {
        let check = |answer: &str, expected: &str| {
            let reject = extracted(about(), answer.as_bytes()).unwrap_err();
            assert_eq!(format!("{}: {}", reject.reason, reject.detail), expected);
        };
        check(
            "",
            "exec_bad_answer: expected an answer in JSON: EOF while parsing a value at byte 0: ",
        );
        check(
            "ready",
            "exec_bad_answer: expected an answer in JSON: expected value at byte 1: ready",
        );
        check(
            r#"{"names": []}"#,
            "exec_bad_answer: expected an answer in JSON: unknown field `names`, expected one of \
             `id`, `sentences`, `tokens`, `mentions`, `timexes`, `quantities`, `claims`, `notes` at \
             byte 8: {\"names\": []}",
        );
        check(
            r#"{"id": "a1"}"#,
            &format!("exec_bad_answer: an answer about a1, when {} was asked", about()),
        );
        check(r#"{"fail": "no idea"}"#, "exec_failed: no idea");
        check(r#"{"drop": "dull"}"#, "exec_dropped: dull");
        let reject = cleaned(about(), br#"{"set": {"text": "x"}}"#).unwrap_err();
        assert!(reject.detail.starts_with("`set`: expected one of source, url, title"), "{reject}");
    }
}
