//! Copies of a text, each made in a way that copies are made.

use serde::{Deserialize, Serialize};

use super::noise;
use super::prose::Writer;
use super::random::Random;

/// A way to make a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The same words, other blanks and capitals.
    Exact,
    /// 3 % of the words changed.
    Edited,
    /// 6 % of the letters misread, blanks too.
    Scanned,
    /// Furniture and other headlines before and behind it.
    Junk,
    /// 30 % of it is sentences of another article.
    Foreign,
    /// Its paragraphs in another order.
    Reordered,
    /// 30 to 60 % of it, in one piece.
    Cut,
    /// No copy: another article that has one paragraph of it.
    Shared,
}

impl Kind {
    /// The kinds that make a copy.
    pub(crate) const COPIES: [Kind; 7] = [
        Kind::Exact,
        Kind::Edited,
        Kind::Scanned,
        Kind::Junk,
        Kind::Foreign,
        Kind::Reordered,
        Kind::Cut,
    ];

    /// The name in the gold file.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Exact => "exact",
            Kind::Edited => "edited",
            Kind::Scanned => "scanned",
            Kind::Junk => "junk",
            Kind::Foreign => "foreign",
            Kind::Reordered => "reordered",
            Kind::Cut => "cut",
            Kind::Shared => "shared",
        }
    }
}

/// The text of a copy. `other` is the text that [`Kind::Foreign`] takes sentences from.
///
/// # Panics
/// If the kind is [`Kind::Shared`], which is made by [`with_passage`].
pub(crate) fn copy(
    kind: Kind,
    text: &str,
    other: &str,
    writer: &mut Writer<'_>,
    random: &mut Random,
) -> String {
    match kind {
        Kind::Exact => restyled(text, random),
        Kind::Edited => noise::edited(text, 0.03, &writer.words.nouns, random),
        Kind::Scanned => noise::scanned(text, 0.06, random),
        Kind::Junk => in_junk(text, writer, random),
        Kind::Foreign => mixed(text, other, random),
        Kind::Reordered => reordered(text, random),
        Kind::Cut => cut(text, random),
        Kind::Shared => unreachable!("a shared passage makes no copy"),
    }
}

/// Marks and blanks changed, words left alone.
fn restyled(text: &str, random: &mut Random) -> String {
    match random.below(3) {
        0 => text.to_owned(),
        1 => text.replace("\n\n", "\n").replace(['“', '”'], "\""),
        _ => text.to_uppercase(),
    }
}

/// A quarter to a half of the page is lines that stand around articles.
fn in_junk(text: &str, writer: &mut Writer<'_>, random: &mut Random) -> String {
    let words = text.split_whitespace().count();
    let least = words / random.within(2, 4);
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    let mut put = 0;
    while put < least {
        let line = match random.below(4) {
            0 => writer.paragraph(),
            1 => format!("{} | {} | {}", writer.name(), writer.name(), writer.name()),
            _ => writer.headline(),
        };
        put += line.split(' ').count();
        if random.chance(0.4) { before.push(line) } else { behind.push(line) }
    }
    [before, vec![text.to_owned()], behind].concat().join("\n\n")
}

/// Runs of sentences of another text among the paragraphs, 30 % of all words.
fn mixed(text: &str, other: &str, random: &mut Random) -> String {
    let mut paragraphs: Vec<String> = paragraphs(text).map(str::to_owned).collect();
    let wanted = text.split_whitespace().count() * 3 / 7;
    let foreign = sentences(other);
    let (mut at, mut put) = (0, 0);
    while at < foreign.len() && put < wanted {
        let rest = (wanted - put) / 25 + 1;
        let run = foreign[at..foreign.len().min(at + random.within(1, 4).min(rest))].to_vec();
        at += run.len();
        put += run.iter().map(|sentence| sentence.split_whitespace().count()).sum::<usize>();
        paragraphs.insert(random.within(0, paragraphs.len()), run.join(" "));
    }
    paragraphs.join("\n\n")
}

fn reordered(text: &str, random: &mut Random) -> String {
    let mut parts: Vec<&str> = paragraphs(text).collect();
    let few = parts.len() < 3;
    if few {
        parts = sentences(text);
    }
    random.shuffle(&mut parts);
    parts.join(if few { " " } else { "\n\n" })
}

/// A run of whole sentences, 30 to 60 % of the words, from anywhere.
fn cut(text: &str, random: &mut Random) -> String {
    let sentences = sentences(text);
    let words = |part: &[&str]| part.iter().map(|s| s.split_whitespace().count()).sum::<usize>();
    let wanted = (words(&sentences) as f64 * (0.3 + 0.3 * random.share())) as usize;
    let last = (0..sentences.len()).rev().find(|&at| words(&sentences[at..]) >= wanted);
    let from = random.within(0, last.unwrap_or(0));
    let many = (1..=sentences.len() - from).find(|n| words(&sentences[from..from + n]) >= wanted);
    sentences[from..from + many.unwrap_or(sentences.len() - from)].join(" ")
}

/// Another article with one long paragraph of this one put among its own, and where it now stands.
///
/// None if no paragraph has between 30 and 120 words.
pub(crate) fn with_passage(
    text: &str,
    other: &str,
    random: &mut Random,
) -> Option<(String, String)> {
    let fits = |part: &&str| (30..=120).contains(&part.split_whitespace().count());
    let fitting: Vec<&str> = paragraphs(text).filter(fits).collect();
    let passage = if fitting.is_empty() { None } else { Some(*random.pick(&fitting)) }?;
    let mut own: Vec<&str> = paragraphs(other).collect();
    own.insert(random.within(0, own.len()), passage);
    Some((own.join("\n\n"), passage.to_owned()))
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty())
}

/// The sentences of a text; good enough to cut it at.
fn sentences(text: &str) -> Vec<&str> {
    let ends = |part: &str| part.ends_with(['.', '!', '?', '”', '"']);
    let mut found = Vec::new();
    for line in paragraphs(text) {
        let mut start = 0;
        for (at, _) in line.match_indices(' ') {
            let sentence = line.get(start..at).unwrap_or_default();
            if ends(sentence) && sentence.len() > 30 {
                found.push(sentence);
                start = at + 1;
            }
        }
        found.extend(line.get(start..).filter(|rest| !rest.is_empty()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> String {
        let line = |n: usize| {
            format!(
                "The pilot boat {n} left the pier at noon and came back by ten. Nobody on boat {n} was hurt, its crew of {n} said."
            )
        };
        (0..20).map(line).collect::<Vec<_>>().join("\n\n")
    }

    #[test]
    fn cuts_a_third_to_two_thirds() {
        for seed in 0..50 {
            let part = cut(&text(), &mut Random::new(seed));
            let share = part.len() as f64 / text().len() as f64;
            assert!((0.28..0.66).contains(&share), "{share}");
            let joined = text().replace("\n\n", " ");
            assert!(joined.contains(&part));
        }
    }

    #[test]
    fn mixes_three_tenths_in() {
        let other = "A gull sat on the crane and looked down at us. ".repeat(60);
        let page = mixed(&text(), &other, &mut Random::new(1));
        let share = 1.0 - text().len() as f64 / page.len() as f64;
        assert!((0.25..0.35).contains(&share), "{share}");
    }

    #[test]
    fn reorders_and_loses_nothing() {
        let mut parts: Vec<String> =
            reordered(&text(), &mut Random::new(1)).split("\n\n").map(str::to_owned).collect();
        assert_ne!(parts.join("\n\n"), text());
        let mut own: Vec<String> = text().split("\n\n").map(str::to_owned).collect();
        parts.sort();
        own.sort();
        assert_eq!(parts, own);
    }
}
