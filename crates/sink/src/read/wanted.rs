//! Which rows of a table are looked for, when not all are wanted.

use tidings_model::table::{Cell, Table};

/// Rows whose text in a column begins with one of some words; none of those begins another.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The column; it holds text.
    pub column: &'static str,
    begins: Vec<String>,
}

impl Wanted {
    /// Rows whose text in `column` begins with one of these words.
    pub fn beginning<'a>(column: &'static str, words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut begins: Vec<String> = words.into_iter().map(str::to_owned).collect();
        begins.sort_unstable();
        begins.dedup();
        Self { column, begins }
    }

    /// What the text may begin with, in order.
    pub(super) fn begins(&self) -> &[String] {
        &self.begins
    }

    /// Whether a text is one of those.
    pub(super) fn is(&self, text: &str) -> bool {
        let behind = self.begins.partition_point(|begin| begin.as_str() <= text);
        behind.checked_sub(1).is_some_and(|at| text.starts_with(&self.begins[at]))
    }

    /// Whether the least and the greatest text of some rows leave room for one of those.
    pub(super) fn may_be_within(&self, least: &[u8], greatest: &[u8]) -> bool {
        self.begins.iter().any(|begin| {
            let begin = begin.as_bytes();
            begin <= greatest && (least <= begin || least.starts_with(begin))
        })
    }

    /// Whether a row of a table is one of those.
    pub(super) fn is_row(&self, table: &Table, cells: &[Cell<'_>]) -> bool {
        let at = table.column(self.column);
        at.and_then(|at| cells[at].as_text()).is_some_and(|text| self.is(text))
    }
}

#[test]
fn a_text_is_found_by_its_beginning() {
    let wanted = Wanted::beginning("id", ["f75", "a1", "f20"]);
    for text in ["a1", "a1c", "f20", "f75ff"] {
        assert!(wanted.is(text), "{text}");
    }
    for text in ["", "a", "a2", "f", "f7", "f76", "g"] {
        assert!(!wanted.is(text), "{text}");
    }
    let within =
        |least: &str, greatest: &str| wanted.may_be_within(least.as_bytes(), greatest.as_bytes());
    assert!(within("a0", "a2") && within("f75aa", "f75bb") && within("f74", "f75"));
    assert!(!within("a2", "f1") && !within("f76", "z") && !within("0", "a0ff"));
}
