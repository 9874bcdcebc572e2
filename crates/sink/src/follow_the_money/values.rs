//! Values as FollowTheMoney's types accept them.

use std::collections::BTreeMap;

use serde_json::Value;
use tidings_model::table::Cell;

/// The properties of an entity: each with its values, all of them texts.
#[derive(Debug, Default)]
pub(super) struct Properties(BTreeMap<&'static str, Vec<String>>);

impl Properties {
    fn add(&mut self, property: &'static str, value: String) {
        let values = self.0.entry(property).or_default();
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    }

    /// A name or short text, on one line.
    pub(super) fn name(&mut self, property: &'static str, text: Option<&str>) {
        let clean = text.map(|text| printable(text, false));
        let words = clean.as_deref().unwrap_or_default().split_whitespace();
        self.add(property, words.collect::<Vec<_>>().join(" "));
    }

    /// A text of many lines.
    pub(super) fn text(&mut self, property: &'static str, text: Option<&str>) {
        self.add(property, text.map(|text| printable(text, true)).unwrap_or_default());
    }

    /// A day or a moment, ISO 8601; nothing else.
    pub(super) fn date(&mut self, property: &'static str, text: Option<&str>) {
        let dated = |text: &&str| {
            let mut parts = text.splitn(3, '-').map(|part| part.as_bytes());
            parts.next().is_some_and(|year| year.len() == 4 && year.iter().all(u8::is_ascii_digit))
        };
        self.add(property, text.filter(dated).unwrap_or_default().to_owned());
    }

    /// An address on the web; nothing else.
    pub(super) fn address(&mut self, property: &'static str, text: Option<&str>) {
        let web = |text: &&str| {
            let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
            let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
            host.is_some_and(|host| host.contains('.'))
                && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        };
        self.add(property, text.filter(web).unwrap_or_default().to_owned());
    }

    pub(super) fn number(&mut self, property: &'static str, cell: &Cell<'_>) {
        if let Cell::Float(n) = cell {
            self.add(property, n.to_string());
        }
    }

    /// Those that have values.
    pub(super) fn into_json(self) -> Value {
        let some = self.0.into_iter().filter(|(_, values)| !values.is_empty());
        some.map(|(property, values)| (property.to_owned(), Value::from(values))).collect()
    }
}

/// The text without what the schema's values may not hold: control characters, and line ends
/// where it is one line. Each becomes a blank, so that words stay apart.
fn printable(text: &str, lines: bool) -> String {
    let keep = |c: char| !c.is_control() || (lines && matches!(c, '\n' | '\t'));
    text.chars().map(|c| if keep(c) { c } else { ' ' }).collect()
}
