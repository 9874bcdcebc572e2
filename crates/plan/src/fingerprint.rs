//! The hash of everything in a pipeline that can change a result.
//!
//! That is: the version of Tidings, the name of the pipeline, and every stage with its settings,
//! the contents of the files they name, and the library it comes out of. Left out is what only
//! says which documents are read or how the work is shared out: input patterns, `limit`, threads,
//! batches, credits, `on_reject`. Variables count by what they hold.

use std::path::Path;

use tidings_stage::{Family, Kind, Setting, Value};

use crate::diagnostics::Problems;
use crate::file::File;
use crate::problem::Problem;
use crate::stages::Draft;

/// The hash, in hexadecimal digits.
pub(crate) fn of(file: &File, problems: &mut Problems) -> String {
    let mut hash = Fields(blake3::Hasher::new());
    hash.add(b"tidings pipeline 1");
    hash.add(env!("CARGO_PKG_VERSION").as_bytes());
    hash.add(file.name.as_bytes());
    for draft in &file.stages {
        hash.stage(draft, problems);
    }
    hash.0.finalize().to_hex().to_string()
}

/// Fields of a hash, each with its length before it, so that no two lists of them look the same.
struct Fields(blake3::Hasher);

impl Fields {
    fn add(&mut self, field: &[u8]) {
        self.0.update(&(field.len() as u64).to_le_bytes());
        self.0.update(field);
    }

    fn stage(&mut self, draft: &Draft, problems: &mut Problems) {
        let spec = &draft.entry.spec;
        self.add(spec.family.as_str().as_bytes());
        self.add(spec.name.as_bytes());
        self.add(draft.library.as_ref().map_or(&[], |library| library.hash.as_bytes()));
        for (key, value) in draft.checked.settings.iter() {
            if !selects_input(spec.family, spec.settings, key) {
                self.add(key.as_bytes());
                self.value(value, draft, key, problems);
            }
        }
    }

    fn value(&mut self, value: &Value, draft: &Draft, key: &str, problems: &mut Problems) {
        match value {
            Value::Bool(value) => self.add(&[u8::from(*value)]),
            Value::Int(number) => self.add(&number.to_le_bytes()),
            Value::Float(number) => self.add(&number.to_bits().to_le_bytes()),
            Value::Text(text) => self.add(text.as_bytes()),
            Value::Texts(texts) => self.list(texts, |hash, text| hash.add(text.as_bytes())),
            Value::TextTable(texts) => self.list(texts, |hash, (key, text)| {
                hash.add(key.as_bytes());
                hash.add(text.as_bytes());
            }),
            Value::Path(path) => self.content(path, draft, key, problems),
            Value::Paths(paths) => {
                self.list(paths, |hash, path| hash.content(path, draft, key, problems));
            }
        }
    }

    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        let items = items.into_iter();
        self.add(&(items.len() as u64).to_le_bytes());
        items.for_each(|item| each(self, item));
    }

    /// A file counts by what it holds, not by where it lies.
    fn content(&mut self, path: &Path, draft: &Draft, key: &str, problems: &mut Problems) {
        let mut content = blake3::Hasher::new();
        let read = std::fs::File::open(path).and_then(|file| content.update_reader(file).map(drop));
        match read {
            Ok(()) => self.add(content.finalize().as_bytes()),
            Err(error) => {
                let at = draft.checked.place_of(key, path).unwrap_or(&draft.at);
                let (written, cause) = (at.written().to_owned(), error.to_string());
                problems.add(at, Problem::NotAFile { written, cause });
            }
        }
    }
}

/// Whether a setting says which documents are read, and nothing about what becomes of them.
fn selects_input(family: Family, settings: &[Setting], key: &str) -> bool {
    family == Family::Source && settings.iter().any(|s| s.name == key && s.kind == Kind::Patterns)
}
