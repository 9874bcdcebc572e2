//! What could stand in place of a value that is not accepted, as it would be written.

use tidings_stage::Kind;

use crate::tree::{Item, Value};

/// The same value in the form that is accepted, or the nearest one that is; none if there is no telling.
pub(crate) fn instead(kind: Kind, item: &Item) -> Option<String> {
    match (kind, &item.value) {
        (Kind::Int { min, max }, Value::Int(number)) => Some(number.clamp(&min, &max).to_string()),
        (Kind::Int { min, max }, Value::Text(text)) => {
            let number: i64 = text.written.trim().parse().ok()?;
            (min..=max).contains(&number).then(|| number.to_string())
        }
        (Kind::Float { min, max }, Value::Float(number)) => within(*number, min, max),
        #[expect(clippy::cast_precision_loss, reason = "a setting is not that exact")]
        (Kind::Float { min, max }, Value::Int(number)) => within(*number as f64, min, max),
        (Kind::Float { min, max }, Value::Text(text)) => {
            let number: f64 = text.written.trim().parse().ok()?;
            (min..=max).contains(&number).then(|| number.to_string())
        }
        (Kind::Bool, Value::Text(text)) => {
            matches!(&*text.written, "true" | "false").then(|| text.written.clone())
        }
        (Kind::Text, Value::Int(_) | Value::Float(_) | Value::Bool(_)) => {
            Some(quoted(item.at.written()))
        }
        (Kind::Text | Kind::File | Kind::Choice(_), Value::List(items)) => match &items[..] {
            [Item { value: Value::Text(text), .. }] => Some(quoted(&text.written)),
            _ => None,
        },
        (Kind::Texts | Kind::Files | Kind::Patterns, Value::Text(text)) => {
            Some(format!("[{}]", quoted(&text.written)))
        }
        _ => None,
    }
}

/// A value of that kind, as it is written.
pub(crate) fn example(kind: Kind) -> String {
    match kind {
        Kind::Bool => "true".into(),
        Kind::Int { min, .. } => min.to_string(),
        Kind::Float { min, .. } => min.to_string(),
        Kind::Text => "\"text\"".into(),
        Kind::Choice(words) => quoted(words.first().unwrap_or(&"")),
        Kind::Texts => "[\"a\", \"b\"]".into(),
        Kind::File => "\"path/to/file\"".into(),
        Kind::Files => "[\"path/to/file\"]".into(),
        Kind::Patterns => "[\"pages/**/*\"]".into(),
        Kind::TextTable => "{ A = \"b\" }".into(),
    }
}

/// A name made of what may stand in one.
pub(crate) fn name(given: &str, plain: impl Fn(char) -> bool) -> Option<String> {
    let kept: String = given.chars().filter(|c| plain(*c)).collect();
    let kept = kept.trim_start_matches('.');
    (!kept.is_empty()).then(|| quoted(kept))
}

fn within(number: f64, min: f64, max: f64) -> Option<String> {
    let near = if number.is_nan() { number } else { number.max(min).min(max) };
    near.is_finite().then(|| near.to_string())
}

/// As JSON writes a text: TOML reads the same escapes, but not those of Rust.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
