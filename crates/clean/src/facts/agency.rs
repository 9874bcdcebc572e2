//! The news agency a page credits: as a line of its own, at the end of the text, or after the place
//! at its beginning.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use tidings_stage::{BuildError, Kind, Setting, Settings};

use crate::lexicon::{self, Lexicon};

/// The setting that names further lists of agencies.
pub(crate) const SETTING: Setting = Setting::new(
    "agencies",
    Kind::Files,
    "Further news agencies, in the form of `config/lexicon/agencies.toml`.",
);

/// A credit is no longer than this, in bytes.
const LONGEST: usize = 80;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    agencies: BTreeMap<String, Vec<String>>,
    credits: Credits,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Credits {
    starts: Vec<String>,
    nameless: Vec<String>,
    not_agencies: Vec<String>,
}

impl Lexicon for Lists {
    fn extend(&mut self, more: Self) {
        for (name, others) in more.agencies {
            self.agencies.entry(name).or_default().extend(others);
        }
        self.credits.starts.extend(more.credits.starts);
        self.credits.nameless.extend(more.credits.nameless);
        self.credits.not_agencies.extend(more.credits.not_agencies);
    }
}

/// A credit: the agencies it names, perhaps none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credit(pub(crate) Option<String>);

/// The agencies known by name, and the words of credits.
#[derive(Debug)]
pub(crate) struct Agencies {
    /// Every name to the one it is credited with.
    names: BTreeMap<String, String>,
    /// The longest first.
    starts: Vec<String>,
    nameless: BTreeSet<String>,
    not_agencies: BTreeSet<String>,
}

impl Agencies {
    /// The built-in list, with those a pipeline names.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub(crate) fn load(settings: &Settings) -> Result<Self, BuildError> {
        const BUILT_IN: &str = include_str!("../../../../config/lexicon/agencies.toml");
        let lists: Lists = lexicon::load(BUILT_IN, SETTING.name, settings)?;
        let mut names = BTreeMap::new();
        for (name, others) in lists.agencies {
            names.extend(others.into_iter().map(|other| (other, name.clone())));
            names.insert(name.clone(), name);
        }
        let mut starts = lists.credits.starts;
        starts.sort_by_key(|start| std::cmp::Reverse(start.len()));
        Ok(Self {
            names,
            starts,
            nameless: lists.credits.nameless.into_iter().collect(),
            not_agencies: lists.credits.not_agencies.into_iter().collect(),
        })
    }

    /// Reads a whole line as a credit: `- IANS`, `(With inputs from AP)`, `Source: Reuters`.
    ///
    /// Behind a dash, in brackets or after such words an unknown name in capitals counts too.
    pub(crate) fn line(&self, line: &str) -> Option<Credit> {
        if line.len() > LONGEST {
            return None;
        }
        let bare = line.trim_matches(|c: char| c.is_whitespace() || "()[]-–—*_.".contains(c));
        if self.nameless.contains(&bare.to_lowercase()) && bare.len() < line.len() {
            return Some(Credit(None));
        }
        let named = self.behind_start(bare);
        let marked = named.is_some() || line.starts_with(['-', '–', '—', '(', '[']);
        self.list(named.unwrap_or(bare), marked)
    }

    /// The credit at the end of a paragraph, and where it begins: `… they said. (Reuters)`.
    ///
    /// Only agencies known by name count here.
    pub(crate) fn tail(&self, paragraph: &str) -> Option<(usize, Credit)> {
        let at = paragraph.rfind(['(', '–', '—']).max(paragraph.rfind(" -").map(|at| at + 1))?;
        let (before, credit) = paragraph.split_at_checked(at)?;
        let before = before.trim_end();
        if credit.len() > LONGEST || before.is_empty() || !crate::page::ends_sentence(before) {
            return None;
        }
        let bare = credit.trim_matches(|c: char| c.is_whitespace() || "()-–—.".contains(c));
        let credit = self.list(self.behind_start(bare).unwrap_or(bare), false)?;
        Some((before.len(), credit))
    }

    /// The agency after the place at the beginning of a text: `LUNDE (AFP) – Fog …`.
    pub(crate) fn lead(&self, paragraph: &str) -> Option<String> {
        let (place, rest) = paragraph.split_once('(')?;
        let (agency, rest) = rest.split_once(')')?;
        let dash = rest.trim_start().starts_with(['-', '–', '—', ':']);
        let short = place.len() <= LONGEST && place.split_whitespace().count() <= 8;
        let Credit(name) = self.list(agency, false).filter(|_| dash && short)?;
        name
    }

    /// What stands behind the words of a credit.
    fn behind_start<'a>(&self, text: &'a str) -> Option<&'a str> {
        let low = text.to_ascii_lowercase();
        let start = self.starts.iter().find(|start| low.starts_with(start.as_str()))?;
        let rest = text.get(start.len()..)?;
        rest.starts_with([':', ' ']).then(|| rest.trim_start_matches([':', ' ']))
    }

    /// A list of agencies: names known, or, if `shaped` will do, in capitals.
    fn list(&self, text: &str, shaped: bool) -> Option<Credit> {
        let parts = text.split([',', '/', '&', ';']).flat_map(|part| part.split(" and "));
        let mut found: Vec<&str> = Vec::new();
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            found.push(match self.names.get(part) {
                Some(name) => name,
                None if shaped && self.is_shaped(part) => part,
                None if !found.is_empty() && self.nameless.contains(&part.to_lowercase()) => {
                    continue;
                }
                None => return None,
            });
        }
        (!found.is_empty()).then(|| Credit(Some(found.join(", "))))
    }

    /// `CWA`: two to six capitals.
    fn is_shaped(&self, name: &str) -> bool {
        (2..=6).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_uppercase())
            && !self.not_agencies.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(credit: Option<Credit>) -> String {
        credit.map_or("text".to_owned(), |Credit(name)| name.unwrap_or_default())
    }

    #[test]
    fn reads_lines() {
        let agencies = Agencies::load(&Settings::defaults(&[], ".")).unwrap();
        let check =
            |line, expected: &str| assert_eq!(show(agencies.line(line)), expected, "{line:?}");
        check("- IANS", "IANS");
        check("(Reuters)", "Reuters");
        check("Source: Associated Press", "AP");
        check("(With inputs from LWA)", "LWA");
        check("AFP, Reuters", "AFP, Reuters");
        check("—LWA/AP", "LWA, AP");
        check("(With inputs from agencies)", "");
        check("LWA", "text");
        check("(END)", "text");
        check("Source: Ministry of Ports", "text");
        check("- Fog", "text");
    }

    #[test]
    fn reads_ends_and_beginnings() {
        let agencies = Agencies::load(&Settings::defaults(&[], ".")).unwrap();
        let tail = |text| agencies.tail(text).map(|(at, credit)| (at, show(Some(credit))));
        assert_eq!(tail("“Fog,” he said. (Reuters)"), Some((19, "Reuters".to_owned())));
        assert_eq!(tail("Ships wait. - AFP"), Some((11, "AFP".to_owned())));
        assert_eq!(tail("Ships wait for the pilots (AFP)"), None);
        assert_eq!(tail("Ships wait. (LWA)"), None);
        let lead = |text| agencies.lead(text).unwrap_or_default();
        assert_eq!(lead("LUNDE, March 5 (Xinhua) -- Fog came."), "Xinhua");
        assert_eq!(lead("LUNDE (Reuters) - Fog came."), "Reuters");
        assert_eq!(lead("The port (closed) – no ship left."), "");
        assert_eq!(lead("Fog (AP) came."), "");
    }
}
