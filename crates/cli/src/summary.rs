//! What a run found, for a person: the facts of its largest stories.

use std::collections::BTreeMap;
use std::io::{Result, Write};

use tidings_model::{Fact, Story, Verdict, View};

/// Stories shown, the largest first.
const MOST_STORIES: usize = 3;
/// Facts of several pages shown for a story.
const MOST_FACTS: usize = 8;
/// Wordings shown for a fact.
const MOST_WORDINGS: usize = 4;
/// Characters of a wording.
const MOST_CHARS: usize = 60;

/// The order in which verdicts are shown: what an analyst must see first.
const VERDICTS: [Verdict; 6] = [
    Verdict::Conflict,
    Verdict::Compatible,
    Verdict::Agree,
    Verdict::Distinct,
    Verdict::Copied,
    Verdict::Single,
];

/// Writes the facts of the largest stories.
pub(crate) fn write(out: &mut impl Write, view: &View) -> Result<()> {
    if view.facts.is_empty() {
        return Ok(());
    }
    let counts: Vec<String> =
        VERDICTS.iter().filter_map(|verdict| counted(view, *verdict)).collect();
    writeln!(
        out,
        "{} facts of {} stories: {}",
        view.facts.len(),
        view.stories.len(),
        counts.join(", ")
    )?;
    let mut stories: Vec<&Story> = view.stories.iter().collect();
    stories.sort_by(|a, b| (b.articles.len(), a.id).cmp(&(a.articles.len(), b.id)));
    for story in stories.into_iter().take(MOST_STORIES) {
        write_story(out, story, view)?;
    }
    Ok(())
}

fn counted(view: &View, verdict: Verdict) -> Option<String> {
    let count = view.facts.iter().filter(|fact| fact.verdict == verdict).count();
    (count > 0).then(|| format!("{count} {verdict}"))
}

fn write_story(out: &mut impl Write, story: &Story, view: &View) -> Result<()> {
    let title = story.title.as_deref().unwrap_or("(no title)");
    writeln!(out, "\n{title} ({} pages)", story.articles.len())?;
    let of_story = view.facts.iter().filter(|fact| fact.story == story.id);
    let mut facts: Vec<&Fact> = of_story.filter(|fact| fact.verdict != Verdict::Single).collect();
    facts.sort_by_key(|fact| (rank(fact.verdict), std::cmp::Reverse(fact.origins), fact.id));
    for fact in facts.iter().take(MOST_FACTS) {
        let preferred = fact.preferred.as_deref().map(|value| format!(" = {value}"));
        let verdict = fact.verdict.as_str();
        writeln!(
            out,
            "  {verdict:<10} {}{}: {}",
            fact.label,
            preferred.unwrap_or_default(),
            wordings(fact)
        )?;
    }
    match facts.len().saturating_sub(MOST_FACTS) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more facts of several pages"),
    }
}

fn rank(verdict: Verdict) -> usize {
    VERDICTS.iter().position(|known| *known == verdict).unwrap_or(VERDICTS.len())
}

/// The words for a fact's values, with how many pages use them.
fn wordings(fact: &Fact) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    fact.values.iter().for_each(|value| *counts.entry(value.text.as_str()).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    let more = counts.len().saturating_sub(MOST_WORDINGS);
    let mut shown: Vec<String> = counts.into_iter().take(MOST_WORDINGS).map(wording).collect();
    if more > 0 {
        shown.push(format!("and {more} other wordings"));
    }
    shown.join(", ")
}

fn wording((text, count): (&str, usize)) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = line.char_indices().nth(MOST_CHARS).and_then(|(at, _)| line.get(..at));
    let words = cut.map_or_else(|| format!("“{line}”"), |cut| format!("“{cut}…”"));
    if count > 1 { format!("{words} ×{count}") } else { words }
}

#[test]
fn cuts_long_wordings_and_counts_equal_ones() {
    assert_eq!(wording(("nine\npeople", 1)), "“nine people”");
    assert_eq!(wording(("nine", 3)), "“nine” ×3");
    assert_eq!(wording((&"é".repeat(61), 1)), format!("“{}…”", "é".repeat(60)));
}
