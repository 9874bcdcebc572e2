//! Rows for tests: texts, numbers and nestings that break careless writers and readers.

use proptest::prelude::*;
use tidings_model::table::{self, Cell, Column, Kind, Table};

/// Texts that some format, shell, query language or reader takes for its own.
pub const TEXTS: [&str; 40] = [
    "",
    " ",
    "null",
    "NULL",
    "\\N",
    "\\.",
    "NaN",
    "-0",
    "0x1F",
    "1e400",
    "true",
    "\"",
    "\"\"",
    "'",
    "'; DROP TABLE articles; --",
    "a,b;c\td|e",
    "line\nfeed",
    "carriage\rreturn",
    "both\r\nat once\r\n",
    "\u{0}",
    "before\u{0}after",
    "\u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{7f}",
    "back\\slash\\n \\x00 \\u0000",
    "\u{feff}begins with a mark",
    "\u{fffd}\u{fffd}",
    "\u{fffe}\u{ffff}",
    "\u{202e}from right to left\u{202c}",
    "zero\u{200b}width\u{200d}",
    "\u{2028}\u{2029}\u{85}",
    "e\u{301} \u{e9} \u{1e9e}",
    "👩\u{200d}👩\u{200d}👧 🏴\u{e0067}\u{e0062}\u{e007f}",
    "田中さんにあげて下さい",
    "<script>alert(1)</script><!-- ]]> -->",
    "&lt;&amp;&#0;&nbsp;",
    "=cmd|' /C calc'!A0",
    "{\"a\": [1, {}]}",
    "[1, 2",
    "../../etc/passwd",
    "%s%n ${HOME} $(true) `true`",
    "\u{10ffff}",
];

const INTS: [i64; 6] = [0, -1, i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1];
const FLOATS: [f64; 8] = [0.0, -1.5, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 0.1, 1e16];

/// As many rows as there are hostile texts, each column with another of them.
#[must_use]
pub fn rows(table: &Table) -> Vec<Vec<Cell<'static>>> {
    let row = |turn: usize| {
        let cells = table.columns.iter().enumerate();
        cells.map(|(at, column)| cell(column.kind, turn + at * 7)).collect()
    };
    (0..TEXTS.len()).map(row).collect()
}

fn cell(kind: Kind, turn: usize) -> Cell<'static> {
    match kind {
        Kind::Text => Cell::from(TEXTS[turn % TEXTS.len()]),
        Kind::Int => Cell::Int(INTS[turn % INTS.len()]),
        Kind::Float => Cell::Float(FLOATS[turn % FLOATS.len()]),
        Kind::Bool => Cell::Bool(turn.is_multiple_of(2)),
        Kind::List(kind) => Cell::List((0..turn % 3).map(|at| cell(*kind, turn + at)).collect()),
        Kind::Struct(columns) => {
            let fields = columns.iter().enumerate();
            Cell::Struct(fields.map(|(at, column)| cell(column.kind, turn + at)).collect())
        }
    }
}

/// A table and some rows of it.
pub fn any_rows() -> impl Strategy<Value = (&'static Table, Vec<Vec<Cell<'static>>>)> {
    (0..table::ALL.len()).prop_flat_map(|at| {
        let table = table::ALL[at];
        (Just(table), prop::collection::vec(any_row(table.columns), 0..6))
    })
}

fn any_row(columns: &'static [Column]) -> BoxedStrategy<Vec<Cell<'static>>> {
    columns.iter().map(|column| any_cell(column.kind)).collect::<Vec<_>>().boxed()
}

fn any_cell(kind: Kind) -> BoxedStrategy<Cell<'static>> {
    let value = match kind {
        Kind::Text => prop_oneof![
            "\\PC{0,12}|[\"\\\\\n\u{0}]{1,3}",
            prop::sample::select(&TEXTS[..]).prop_map(str::to_owned),
        ]
        .prop_map(Cell::from)
        .boxed(),
        Kind::Int => any::<i64>().prop_map(Cell::Int).boxed(),
        Kind::Float => prop::num::f64::NORMAL.prop_map(Cell::Float).boxed(),
        Kind::Bool => any::<bool>().prop_map(Cell::Bool).boxed(),
        Kind::List(kind) => {
            prop::collection::vec(any_cell(*kind), 0..4).prop_map(Cell::List).boxed()
        }
        Kind::Struct(columns) => any_row(columns).prop_map(Cell::Struct).boxed(),
    };
    prop_oneof![4 => value, 1 => Just(Cell::Null)].boxed()
}
