//! The words of dates, from `config/lexicon/dates.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use tidings_stage::BuildError;

use super::holidays::Holiday;
use crate::atoms::{Atoms, Phrases, Vocabulary};
use crate::lexicon::Source;
use crate::numerals::Numbers;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// Which way a word points from the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    /// `last Tuesday`, `the previous year`.
    Last,
    /// `this past Tuesday`.
    Past,
    /// `this week`.
    This,
    /// `next week`: of the week after.
    Next,
    /// `the coming Tuesday`: the first one ahead.
    Coming,
}

/// A small word that holds a date together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Link {
    The,
    A,
    Of,
    In,
    On,
    At,
    And,
    Or,
    To,
    By,
    Between,
    From,
    For,
    After,
    Before,
    Ago,
    Back,
    Later,
    Now,
    Same,
    That,
    Each,
    Few,
    Final,
    Financial,
    Period,
    Entire,
    Possessive,
    Long,
    ApostropheS,
    /// A weak month or a bare year may stand after it.
    Support,
    /// A bare year may stand after it, if no counted noun follows.
    WeakSupport,
    /// A year before a noun may stand after it.
    Determiner,
    /// A length without a number may stand after it.
    Measured,
    /// A month that is a forename too.
    Forename,
    /// A counted plural without an s.
    People,
    Old,
    Age,
    Recent,
    /// The letters of a fiscal year: `FY2015`.
    FiscalYear,
    QuarterLetter,
    HalfLetter,
    Half,
    /// `BC` after a year.
    BeforeChrist,
    /// `twice` before `a week`.
    Once,
    /// `times` before `a week`.
    Times,
    /// A verb of saying.
    Spoke,
    /// It joins the ends of a stretch: `Monday through Friday`.
    Through,
}

/// Which half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Half {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

/// A time zone, as far as values know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Zone {
    /// Universal Time.
    Utc,
    /// Any other.
    Other,
}

/// What a clause speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cue {
    /// What is to come.
    Future,
    /// What has been.
    Past,
}

/// A phrase whose value needs no arithmetic beyond days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fixed {
    /// So many days from the anchor, and a part of that day.
    Deictic(i32, String),
    /// `PAST_REF` and its like.
    Vague(String),
    /// What recurs, as a duration.
    Set(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    months: [Vec<String>; 12],
    weekdays: [Vec<String>; 7],
    weak: Vec<String>,
    units: BTreeMap<Unit, Vec<String>>,
    seasons: BTreeMap<String, Vec<String>>,
    decades: BTreeMap<String, i16>,
    day_parts: BTreeMap<String, Vec<String>>,
    sides: BTreeMap<Side, Vec<String>>,
    deictic: Vec<WrittenDeictic>,
    vague: BTreeMap<String, Vec<String>>,
    sets: BTreeMap<String, Vec<String>>,
    edges: Vec<String>,
    links: BTreeMap<Link, Vec<String>>,
    halves: BTreeMap<Half, Vec<String>>,
    zones: BTreeMap<Zone, Vec<String>>,
    cues: BTreeMap<Cue, Vec<String>>,
    holidays: Vec<WrittenHoliday>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDeictic {
    days: i32,
    #[serde(default)]
    clock: String,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct WrittenHoliday {
    names: Vec<String>,
    #[serde(flatten)]
    rule: Holiday,
}

/// TIMEX3 codes of the seasons, in the order of [`tidings_model::Reference::Season`].
const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// What a single word can be in a date.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// 1 to 12.
    pub(super) month: Option<i8>,
    /// 1 Monday to 7 Sunday.
    pub(super) weekday: Option<i8>,
    pub(super) unit: Option<Unit>,
    pub(super) side: Option<Side>,
    /// 0 spring to 3 winter.
    pub(super) season: Option<u8>,
    /// The decade of the last century that a word names: 60 for `sixties`.
    pub(super) decade: Option<i16>,
    /// Whether it is often something else.
    pub(super) weak: bool,
    /// Whether it can begin a date.
    starts: bool,
    links: u64,
}

/// Every word and phrase that the rules know.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) vocabulary: Vocabulary,
    pub(super) numbers: Numbers,
    words: Vec<Word>,
    pub(super) fixed: Phrases<Fixed>,
    pub(super) edges: Phrases<()>,
    pub(super) day_parts: Phrases<String>,
    pub(super) halves: Phrases<Half>,
    pub(super) zones: Phrases<Zone>,
    pub(super) cues: Phrases<Cue>,
    pub(super) holidays: Phrases<Holiday>,
}

impl Lexicon {
    /// Reads the embedded file and the user's.
    pub(super) fn load(more: &[Source]) -> Result<Self, BuildError> {
        let text = include_str!("../../../../config/lexicon/dates.toml");
        let written: Written = Source::embedded("dates.toml", text).parse()?;
        let mut vocabulary = Vocabulary::default();
        let numbers = Numbers::load(&mut vocabulary)?;
        let mut built = Self {
            vocabulary,
            numbers,
            words: Vec::new(),
            fixed: Phrases::default(),
            edges: Phrases::default(),
            day_parts: Phrases::default(),
            halves: Phrases::default(),
            zones: Phrases::default(),
            cues: Phrases::default(),
            holidays: Phrases::default(),
        };
        built.add_words(&written)?;
        built.add_phrases(written);
        for source in more {
            let user: WrittenUser = source.parse()?;
            built.add_holidays(user.holidays);
        }
        Ok(built)
    }

    fn add_words(&mut self, written: &Written) -> Result<(), BuildError> {
        for (number, names) in (1i8..).zip(&written.months) {
            self.each(names, |word| word.month = Some(number));
        }
        for (number, names) in (1i8..).zip(&written.weekdays) {
            self.each(names, |word| word.weekday = Some(number));
        }
        for (unit, names) in &written.units {
            self.each(names, |word| word.unit = Some(*unit));
        }
        for (side, names) in &written.sides {
            self.each(names, |word| word.side = Some(*side));
        }
        for (code, names) in &written.seasons {
            let known = SEASONS.iter().position(|known| known == code);
            let unknown = || format!("dates.toml: `{code}` is no season; write SP, SU, FA or WI");
            let season = known.ok_or_else(|| BuildError::Other(unknown()))?;
            self.each(names, |word| word.season = Some(season as u8));
        }
        for (name, years) in &written.decades {
            self.each(std::slice::from_ref(name), |word| word.decade = Some(*years));
        }
        for (link, names) in &written.links {
            self.each(names, |word| word.links |= 1 << *link as u64);
        }
        self.each(&written.weak, |word| word.weak = true);
        Ok(())
    }

    fn add_phrases(&mut self, written: Written) {
        for entry in written.deictic {
            for phrase in &entry.words {
                let meaning = Fixed::Deictic(entry.days, entry.clock.clone());
                self.add_fixed(phrase, meaning);
            }
        }
        for (value, phrases) in written.vague {
            phrases.iter().for_each(|phrase| self.add_fixed(phrase, Fixed::Vague(value.clone())));
        }
        for (value, phrases) in written.sets {
            phrases.iter().for_each(|phrase| self.add_fixed(phrase, Fixed::Set(value.clone())));
        }
        for phrase in &written.edges {
            self.edges.add(phrase, (), &mut self.vocabulary);
            self.starts(phrase);
        }
        for (clock, phrases) in written.day_parts {
            for phrase in &phrases {
                self.day_parts.add(phrase, clock.clone(), &mut self.vocabulary);
                self.starts(phrase);
            }
        }
        let vocabulary = &mut self.vocabulary;
        for (half, phrases) in &written.halves {
            phrases.iter().for_each(|phrase| self.halves.add(phrase, *half, vocabulary));
        }
        for (zone, phrases) in &written.zones {
            phrases.iter().for_each(|phrase| self.zones.add(phrase, *zone, vocabulary));
        }
        for (cue, phrases) in &written.cues {
            phrases.iter().for_each(|phrase| self.cues.add(phrase, *cue, vocabulary));
        }
        self.add_holidays(written.holidays);
    }

    fn add_holidays(&mut self, holidays: Vec<WrittenHoliday>) {
        for holiday in holidays {
            for name in &holiday.names {
                self.holidays.add(name, holiday.rule, &mut self.vocabulary);
                self.starts(name);
            }
        }
    }

    fn add_fixed(&mut self, phrase: &str, meaning: Fixed) {
        self.fixed.add(phrase, meaning, &mut self.vocabulary);
        self.starts(phrase);
    }

    /// Marks the first word of a phrase as one that can begin a date.
    fn starts(&mut self, phrase: &str) {
        let atoms = Atoms::cut(phrase, &[], &self.vocabulary);
        let first = atoms.at(0).word;
        self.entry(first).starts = true;
    }

    fn each(&mut self, names: &[String], set: impl Fn(&mut Word)) {
        for name in names {
            let id = self.vocabulary.add(name);
            set(self.entry(id));
        }
    }

    fn entry(&mut self, id: u16) -> &mut Word {
        let slot = usize::from(id);
        if self.words.len() <= slot {
            self.words.resize(slot + 1, Word::default());
        }
        &mut self.words[slot]
    }

    /// What the word of an atom can be.
    pub(super) fn word(&self, atoms: &Atoms<'_>, i: usize) -> Word {
        self.words.get(usize::from(atoms.at(i).word)).copied().unwrap_or_default()
    }

    /// Whether an atom is one of the words that a link stands for.
    pub(super) fn is(&self, atoms: &Atoms<'_>, i: usize, link: Link) -> bool {
        self.word(atoms, i).is(link)
    }
}

impl Word {
    /// Whether it is one of the words that a link stands for.
    pub(super) fn is(self, link: Link) -> bool {
        self.links & (1 << link as u64) != 0
    }

    /// Whether an expression can begin with it, whatever follows.
    pub(super) fn begins(self) -> bool {
        self.starts
            || self.month.is_some()
            || self.weekday.is_some()
            || self.unit.is_some()
            || self.side.is_some()
            || self.season.is_some()
            || self.decade.is_some()
    }

    /// Whether an expression can begin with it if the next word belongs to one too: `the`, `same`.
    pub(super) fn leads(self) -> bool {
        const LEADERS: [Link; 14] = [
            Link::FiscalYear,
            Link::QuarterLetter,
            Link::HalfLetter,
            Link::Once,
            Link::The,
            Link::Same,
            Link::That,
            Link::Few,
            Link::Final,
            Link::Recent,
            Link::Possessive,
            Link::Entire,
            Link::Financial,
            Link::Period,
        ];
        const MASK: u64 = {
            let (mut mask, mut i) = (0, 0);
            while i < LEADERS.len() {
                mask |= 1 << LEADERS[i] as u64;
                i += 1;
            }
            mask
        };
        self.links & MASK != 0
    }
}

/// What a user may add.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUser {
    holidays: Vec<WrittenHoliday>,
}
