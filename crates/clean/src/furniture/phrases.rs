//! Phrases that a line may begin with, found by their first word.

use std::collections::BTreeMap;

/// A list of phrases, each in the form of [`plain`](super::words::plain) text.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// By the letters and digits they begin with; the longest first.
    by_start: BTreeMap<String, Vec<String>>,
}

impl Phrases {
    /// Lists phrases.
    pub(super) fn new(phrases: Vec<String>) -> Self {
        let mut by_start: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for phrase in phrases {
            by_start.entry(start(&phrase).to_owned()).or_default().push(phrase);
        }
        for phrases in by_start.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        }
        Self { by_start }
    }

    /// The longest phrase that a text begins with, ending where a word ends.
    pub(super) fn at_start_of(&self, text: &str) -> Option<&str> {
        let phrases = self.by_start.get(start(text))?;
        phrases.iter().map(String::as_str).find(|phrase| begins_with(text, phrase))
    }
}

/// The letters and digits that a text begins with.
fn start(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn begins_with(text: &str, phrase: &str) -> bool {
    let next = text.strip_prefix(phrase).map(|rest| rest.chars().next());
    let inside = phrase.ends_with(char::is_alphanumeric);
    next.is_some_and(|next| !inside || !next.is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_longest() {
        let phrases = ["read", "read more", "don't miss", "© 2"].map(str::to_owned);
        let phrases = Phrases::new(phrases.to_vec());
        let check = |text, expected| assert_eq!(phrases.at_start_of(text), expected, "{text:?}");
        check("read more: fog", Some("read more"));
        check("read moreover", Some("read"));
        check("reader", None);
        check("don't miss it", Some("don't miss"));
        check("© 2024", None);
        check("© 2 or so", Some("© 2"));
    }
}
