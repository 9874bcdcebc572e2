//! The units of the element that holds the article which are not the article: lines that only lead
//! elsewhere, bars, sections such as “Related articles”, notices and disclaimers at the end.

use tidings_model::BlockKind;

use super::document::Document;
use super::hints::Names;
use super::units::{Unit, Units};
use crate::furniture::{self, Words};

/// Above this share of links a unit with few words only leads elsewhere.
const LINKED: f32 = 0.7;
const FEW_WORDS: u32 = 25;

/// Longer units are never known by their wording, in characters.
const LONGEST: u32 = 300;

/// Longer units are no disclaimers, in characters.
const LONGEST_DISCLAIMER: u32 = 1200;

/// The share of an article's prose that one heading may cut off behind it.
const TAIL: f32 = 0.2;

/// Notices are known as such only where less of the article's prose is left.
const NOTICE_TAIL: f32 = 0.15;

/// The units of an article, split: those kept, and those cut with the reason.
#[derive(Debug, Default)]
pub(super) struct Trimmed {
    pub(super) kept: Vec<usize>,
    pub(super) cut: Vec<(usize, &'static str)>,
}

/// Splits the units that stand within the article.
pub(super) fn trim(
    document: &Document<'_>,
    units: &Units,
    within: &[usize],
    (names, words): (&Names, &Words),
) -> Trimmed {
    let all: u32 = within.iter().map(|&at| prose(&units.list[at])).sum();
    let mut trimmer = Trimmer { document, units, names, words, all, left: all, ended: None };
    let mut trimmed = Trimmed::default();
    for &at in within {
        match trimmer.reason(&units.list[at]) {
            Some(reason) => trimmed.cut.push((at, reason)),
            None => trimmed.kept.push(at),
        }
    }
    while let Some(last) = trimmed.kept.pop_if(|at| units.list[*at].kind == BlockKind::Heading) {
        trimmed.cut.push((last, "heading_of_nothing"));
    }
    trimmed
}

/// Characters of a unit that reads like sentences.
fn prose(unit: &Unit) -> u32 {
    let m = unit.measure;
    let reads = m.words >= 15 && m.stops > 0 && m.link_share() < 0.4;
    if reads { m.chars } else { 0 }
}

struct Trimmer<'d> {
    document: &'d Document<'d>,
    units: &'d Units,
    names: &'d Names,
    words: &'d Words,
    /// The prose of the article, and what of it is left from the current unit on.
    all: u32,
    left: u32,
    ended: Option<End>,
}

/// A heading such as “Related articles”.
struct End {
    /// The level of the heading; 9 if its element is none.
    level: u8,
    /// Whether hardly any of the article's prose stands behind it.
    for_good: bool,
}

impl End {
    /// Whether the article goes on with a unit.
    fn is_over(&self, unit: &Unit, level: Option<u8>) -> bool {
        level.is_some_and(|level| level <= self.level) || (!self.for_good && prose(unit) > 0)
    }
}

impl Trimmer<'_> {
    /// Why the next unit is cut, if it is.
    fn reason(&mut self, unit: &Unit) -> Option<&'static str> {
        let level = unit.level;
        self.ended = self.ended.take().filter(|end| !end.is_over(unit, level));
        let text = match unit.measure.chars <= LONGEST || self.is_tail(TAIL) {
            true => self.units.text(self.document, unit),
            false => String::new(),
        };
        let by_words =
            || if unit.measure.chars <= LONGEST { self.by_words(unit, &text) } else { None };
        let ended = self.ended.as_ref().map(|_| "after_article");
        let reason = ended.or_else(by_words).or_else(|| self.at_end(unit, &text));
        if reason == Some("end_heading") {
            self.ended = Some(End { level: level.unwrap_or(9), for_good: self.is_tail(TAIL) });
        }
        self.left -= prose(unit);
        reason
    }

    /// Whether less than a share of the article's prose is left.
    fn is_tail(&self, share: f32) -> bool {
        (self.left as f32) < share * self.all as f32
    }

    fn by_words(&self, unit: &Unit, text: &str) -> Option<&'static str> {
        if self.words.ends_article(text) {
            return Some("end_heading");
        }
        if !text.contains(char::is_alphanumeric) {
            return Some("ornament");
        }
        let leads_away = unit.measure.link_share() >= LINKED && unit.measure.words <= FEW_WORDS;
        if leads_away && unit.kind != BlockKind::Heading {
            return Some("link");
        }
        furniture::reason(self.words, text)
    }

    fn at_end(&self, unit: &Unit, text: &str) -> Option<&'static str> {
        let short = |most: u32| unit.measure.chars <= most;
        if short(LONGEST) && self.is_tail(NOTICE_TAIL) && self.words.is_notice(text) {
            return Some("notice");
        }
        let disclaims = || self.is_tail(TAIL) && self.names.disclaims(text);
        (short(LONGEST_DISCLAIMER) && disclaims()).then_some("disclaimer")
    }
}
