//! What a user knows of names: which are one, and which are not, whatever the rules would say.
//!
//! ```toml
//! [[same]]
//! label = "PER"
//! names = ["Berit Holm", "B. Holm-Lund"]   # the first is the name they are listed under
//!
//! [[apart]]
//! label = "ORG"
//! names = ["Lenn Rescue", "Lenn Rescue Fund"]
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use tidings_model::Label;
use tidings_stage::{BuildError, Settings};

use super::Key;
use crate::lexicon::{self, name_key};

/// Judgements, by the keys of the names as they are written.
#[derive(Debug, Clone, Default)]
pub(super) struct Judgements {
    /// For each name that is the same as others, the name they are listed under.
    same: BTreeMap<Key, String>,
    /// Pairs that are never joined, each both ways.
    apart: BTreeSet<(Key, Key)>,
    judged: BTreeSet<Key>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    same: Vec<WrittenNames>,
    apart: Vec<WrittenNames>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNames {
    label: Label,
    names: Vec<String>,
}

impl Judgements {
    /// Reads the files of a setting.
    ///
    /// # Errors
    /// If a file cannot be read, or judges a pair of names both ways.
    pub(super) fn load(setting: &'static str, settings: &Settings) -> Result<Self, BuildError> {
        let mut read = Self::default();
        for path in settings.paths(setting) {
            read.extend(lexicon::read(setting, path)?);
            if let Some((a, b)) = read.contradiction() {
                let problem =
                    format!("{a:?} and {b:?} are judged to be one and not to be one; keep either");
                return Err(BuildError::File { setting, path: path.clone(), line: None, problem });
            }
        }
        Ok(read)
    }

    fn extend(&mut self, written: Written) {
        let key = |label, name: &String| -> Key { (label, name_key(name)) };
        for set in written.same {
            let known = set.names.iter().find_map(|name| self.same.get(&key(set.label, name)));
            let Some(lead) = known.or(set.names.first()).cloned() else { continue };
            for name in &set.names {
                self.same.insert(key(set.label, name), lead.clone());
            }
        }
        for set in written.apart {
            let keys: Vec<Key> = set.names.iter().map(|name| key(set.label, name)).collect();
            for a in &keys {
                let others = keys.iter().filter(|b| *b != a);
                self.apart.extend(others.map(|b| (a.clone(), b.clone())));
            }
            self.judged.extend(keys);
        }
    }

    fn contradiction(&self) -> Option<(&str, &str)> {
        let lead = |key: &Key| self.same.get(key).map(|name| name_key(name));
        let both = |(a, b): &&(Key, Key)| {
            let (x, y) = (lead(a).unwrap_or(a.1.clone()), lead(b).unwrap_or(b.1.clone()));
            x == y
        };
        self.apart.iter().find(both).map(|(a, b)| (a.1.as_str(), b.1.as_str()))
    }

    /// The name that a spelling is listed under by judgement: that of its set, or, where it is kept
    /// apart from others, its own, so that no alias list brings them together.
    pub(super) fn listed<'a>(&'a self, label: Label, spelling: &'a str) -> Option<&'a str> {
        let key = (label, name_key(spelling));
        let own = || self.judged.contains(&key).then_some(spelling);
        self.same.get(&key).map(String::as_str).or_else(own)
    }

    /// Whether two names are judged not to be one.
    pub(super) fn are_apart(&self, a: &Key, b: &Key) -> bool {
        !self.apart.is_empty() && self.apart.contains(&(a.clone(), b.clone()))
    }

    /// The pairs that are never joined.
    pub(super) fn apart(&self) -> impl Iterator<Item = (&Key, &Key)> {
        self.apart.iter().map(|(a, b)| (a, b))
    }
}

#[cfg(test)]
mod tests {
    use tidings_stage::Value;

    use super::*;

    fn load(text: &str) -> Result<Judgements, BuildError> {
        let name = format!("tidings-judgements-{:x}.toml", crate::words::hash(text));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        let mut settings = Settings::defaults(&[], ".");
        settings.set("judgements", Value::Paths(vec![path.clone()]));
        let loaded = Judgements::load("judgements", &settings);
        std::fs::remove_file(path).unwrap();
        loaded
    }

    #[test]
    fn names_are_one_or_apart() {
        let judged = load(
            "[[same]]\nlabel = \"PER\"\nnames = [\"Berit Holm\", \"B. Lund\"]\n\
             [[same]]\nlabel = \"PER\"\nnames = [\"B. Lund\", \"Lady Lund\"]\n\
             [[apart]]\nlabel = \"ORG\"\nnames = [\"IS\", \"Daesh\"]",
        )
        .unwrap();
        assert_eq!(judged.listed(Label::Per, "B Lund"), Some("Berit Holm"));
        assert_eq!(judged.listed(Label::Per, "lady lund"), Some("Berit Holm"));
        assert_eq!(judged.listed(Label::Org, "B. Lund"), None);
        assert_eq!(judged.listed(Label::Org, "Daesh"), Some("Daesh"));
        let key = |name: &str| (Label::Org, name.to_owned());
        assert!(judged.are_apart(&key("is"), &key("daesh")));
        assert!(judged.are_apart(&key("daesh"), &key("is")));
        assert!(!judged.are_apart(&key("is"), &key("un")));
    }

    #[test]
    fn what_is_judged_both_ways_is_refused() {
        let why = load(
            "[[same]]\nlabel = \"PER\"\nnames = [\"A B\", \"C D\"]\n\
             [[apart]]\nlabel = \"PER\"\nnames = [\"C D\", \"A B\"]",
        )
        .unwrap_err();
        assert!(why.to_string().contains("keep either"), "{why}");
        let why = load("[[some]]\nlabel = \"PER\"\nnames = []").unwrap_err();
        assert!(matches!(why, BuildError::File { line: Some(1), .. }), "{why}");
    }
}
