//! Towns in a headline, which may stand outside of the text.
//!
//! Listed towns alone: every word of a headline may be written large. A name that is also a common word
//! or somebody's name counts, unless the words around it or the page speak for a town, only where no
//! other is heard, and the place of a whole site (`- Ostby News, Weather`) little.

use std::ops::Range;

use super::ground::Ground;
use crate::lexicon::{Lexicon, PlaceWords};
use crate::words::{BARS, fold, words};

/// The voice of a town in the headline, and of one that a whole site writes about.
const HEADLINE: f64 = 2.0;
const SITE: f64 = 0.5;
/// The voice of a name that may be a word or a person's: heard where no other is.
const FAINT: f64 = 0.001;
/// Words of a name, and of a headline that are read.
const LONGEST: usize = 4;
const READ: usize = 60;

/// The towns of a headline, over a page with such places.
pub(super) fn grounds(title: &str, page: &[Ground], lexicon: &Lexicon) -> Vec<Ground> {
    let towns = &lexicon.towns;
    let places: Vec<Range<usize>> = words(title).take(READ).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < places.len() {
        let longest = LONGEST.min(places.len() - at);
        let town = (1..=longest).rev().find_map(|n| {
            let span = places[at].start..places[at + n - 1].end;
            let name = title.get(span.clone()).filter(|name| is_large(name))?;
            let town = towns.lists(&towns.in_full(name)) && !is_word(name, lexicon);
            town.then_some((n, span, name))
        });
        let Some((n, span, name)) = town else {
            at += 1;
            continue;
        };
        at += n;
        let around = Around { title, span };
        let voice = around.voice(&lexicon.incidents.place);
        found.extend(Ground::new(None, name, voice, towns).map(|ground| {
            let known = page.iter().any(|other| other.key == ground.key);
            let sure = known || !towns.is_ambiguous(&ground.name) || around.is_place(lexicon);
            Ground { voice: if sure { ground.voice } else { FAINT }, ..ground }
        }));
    }
    found
}

/// Whether a name is a word of every headline: `Man`.
fn is_word(name: &str, lexicon: &Lexicon) -> bool {
    let word = fold(name);
    lexicon.facts.people.contains(&word) || lexicon.function_words.contains(&word)
}

fn is_large(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

struct Around<'a> {
    title: &'a str,
    span: Range<usize>,
}

impl Around<'_> {
    fn before(&self) -> &str {
        self.title.get(..self.span.start).unwrap_or_default()
    }

    fn behind(&self) -> &str {
        self.title.get(self.span.end..).unwrap_or_default()
    }

    fn voice(&self, list: &PlaceWords) -> f64 {
        let behind = self.behind();
        let mut rest = words(behind).filter_map(|at| behind.get(at)).map(fold);
        let barred = BARS.iter().any(|bar| self.before().contains(bar));
        if barred || rest.any(|word| list.sections.contains(&word)) { SITE } else { HEADLINE }
    }

    /// Whether `in` or `near` stands before it, or a state or `police` behind.
    fn is_place(&self, lexicon: &Lexicon) -> bool {
        let (before, behind) = (self.before(), self.behind());
        let list = &lexicon.incidents.place;
        let last = words(before).last().and_then(|at| before.get(at)).map(fold);
        let next = words(behind).next().and_then(|at| behind.get(at));
        let stated = behind.starts_with(", ") && next.is_some_and(is_large);
        last.is_some_and(|word| list.places.contains(&word))
            || stated
            || next.is_some_and(|word| list.bodies.contains(&fold(word)))
    }
}

#[test]
fn towns_of_headlines_are_told_from_words() {
    let lexicon = Lexicon::load("lexicon", &tidings_stage::Settings::defaults(&[], ".")).unwrap();
    let check = |title, expected: &str| {
        let found = grounds(title, &[], &lexicon);
        let shown: Vec<String> =
            found.iter().map(|ground| format!("{} {}", ground.name, ground.voice)).collect();
        assert_eq!(shown.join("; "), expected, "{title}");
    };
    check("Two hurt in Southeast D.C.", "Washington 2");
    check("Chicago man dies after fall", "Chicago 2");
    check("Reading lessons resume", "Reading 0.001");
    check("Ferry sinks near Reading", "Reading 2");
    check("Boy hurt at fair - KXYZ.com - St. Louis, MO News", "Saint Louis 0.5");
    check("Man hurt by falling tree", "");
    check("man hurt in chicago", "");
}
