//! Which field of a record is which.

use std::collections::BTreeMap;

use tidings_stage::{BuildError, Kind, Setting, Settings};

use super::Field;

/// Names that readers know.
const KNOWN: &[&str] = &["id", "text", "html", "title", "url", "published", "source"];

/// Sets [`Columns`].
pub(crate) const COLUMNS: Setting = Setting::new(
    "columns",
    Kind::TextTable,
    "Fields of JSON Lines, CSV and Parquet that go by other names, such as { text = \"body\", id = \"guid\" }; of `id`, `text`, `html`, `title`, `url`, `published`, `source`.",
);

/// The names that fields have in files, and the names they have here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Our names, by those in the files.
    ours: BTreeMap<String, String>,
}

impl Columns {
    /// What a pipeline file sets.
    pub(crate) fn of(settings: &Settings) -> Result<Self, BuildError> {
        let mut ours = BTreeMap::new();
        for (our, theirs) in settings.table(COLUMNS.name) {
            let problem = if !KNOWN.contains(&our.as_str()) {
                format!("expected one of `{}`, found `{our}`", KNOWN.join("`, `"))
            } else if let Some(other) = ours.insert(theirs.clone(), our.clone()) {
                format!("`{theirs}` cannot be both `{other}` and `{our}`")
            } else {
                continue;
            };
            return Err(BuildError::Setting { setting: COLUMNS.name, problem });
        }
        Ok(Self { ours })
    }

    /// Whether every field has its own name.
    pub(crate) fn is_empty(&self) -> bool {
        self.ours.is_empty()
    }

    /// What the fields that we can read are called in files.
    pub(crate) fn content(&self) -> impl Iterator<Item = &str> {
        ["text", "html"].into_iter().map(|our| {
            let theirs = self.ours.iter().find(|(_, other)| *other == our);
            theirs.map_or(our, |(theirs, _)| theirs)
        })
    }

    /// Our name of a field; none if another field has that name here.
    pub(crate) fn name<'a>(&'a self, theirs: &'a str) -> Option<&'a str> {
        match self.ours.get(theirs) {
            Some(our) => Some(our),
            None => (!self.ours.values().any(|our| our == theirs)).then_some(theirs),
        }
    }

    /// Gives fields our names.
    pub(crate) fn rename(&self, fields: Vec<Field>) -> Vec<Field> {
        let renamed = |(name, json): Field| Some((self.name(&name)?.to_owned(), json));
        fields.into_iter().filter_map(renamed).collect()
    }

    /// Whether one of these names is that of a field we can read.
    pub(crate) fn have_content<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> bool {
        names.into_iter().any(|name| matches!(self.name(name), Some("text" | "html")))
    }

    /// How many of these names mean something to us.
    pub(crate) fn known<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> usize {
        let known = |name: &&str| self.name(name).is_some_and(|our| KNOWN.contains(&our));
        names.into_iter().filter(known).count()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tidings_stage::Value;

    use super::*;

    fn columns(pairs: &[(&str, &str)]) -> Result<Columns, BuildError> {
        let mut settings = Settings::defaults(&[COLUMNS], ".");
        let pairs = pairs.iter().map(|(our, theirs)| ((*our).to_owned(), (*theirs).to_owned()));
        settings.set(COLUMNS.name, Value::TextTable(pairs.collect::<BTreeMap<_, _>>()));
        Columns::of(&settings)
    }

    #[test]
    fn fields_get_our_names() {
        let columns = columns(&[("text", "body"), ("id", "guid")]).unwrap();
        let check = |theirs: &str, our: Option<&str>| assert_eq!(columns.name(theirs), our);
        check("body", Some("text"));
        check("guid", Some("id"));
        check("title", Some("title"));
        check("tags", Some("tags"));
        // The field that is called so in the file is not the one that is meant.
        check("text", None);
    }

    #[test]
    fn says_what_is_wrong() {
        let check = |pairs, expected: &str| {
            assert_eq!(
                columns(pairs).unwrap_err().to_string(),
                format!("setting `columns`: {expected}")
            );
        };
        check(
            &[("body", "text")],
            "expected one of `id`, `text`, `html`, `title`, `url`, `published`, `source`, found `body`",
        );
        check(&[("id", "a"), ("url", "a")], "`a` cannot be both `id` and `url`");
    }
}
