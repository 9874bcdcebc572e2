//! Pages of the documentation that are written from the code: what cannot be out of date.

use std::fmt::Write as _;

use tidings_model::table::{self, Column, Kind};
use tidings_stage::{Family, Registry};

use crate::commands::stages::{example_of, fields, meaning};

const WRITTEN: &str = "Written by `cargo xtask docs`; a test keeps it true.";

/// The page `docs/stages.md`: every stage with its settings.
#[must_use]
pub fn stages(registry: &Registry) -> String {
    let mut text = format!("# The stages\n\n{WRITTEN}\n");
    for family in Family::ALL {
        let _ = writeln!(text, "\n## {family}");
        for entry in registry.family(*family) {
            let spec = entry.spec;
            let _ = writeln!(text, "\n### {}\n\n{}\n", spec.name, spec.about);
            let _ =
                writeln!(text, "- reads {}\n- writes {}", fields(spec.reads), fields(spec.writes));
            for setting in spec.settings {
                let _ = writeln!(text, "- `{}`: {}", setting.name, meaning(setting));
            }
            let _ = writeln!(text, "\n```toml\n{}\n```", example_of(entry));
        }
    }
    text
}

/// The page `docs/tables.md`: every column of every output table.
#[must_use]
pub fn tables() -> String {
    let mut text = format!(
        "# The output tables\n\n{WRITTEN}\n\nEvery column may be null. `start` and `end` are byte offsets into the \
         article's UTF-8 `text`, half-open;\n`raw_start` and `raw_end` are the hull of the span in the bytes of the \
         input document (after decompression,\nbefore charset decoding; of a JSON Lines record, the bytes of its \
         line), and `raw` its pieces where there are several.\n"
    );
    for table in table::ALL {
        let _ = writeln!(
            text,
            "\n## {}\n\n{}\n\n| column | holds | meaning |\n|---|---|---|",
            table.name, table.about
        );
        for column in table.columns {
            let _ =
                writeln!(text, "| `{}` | {} | {} |", column.name, holds(column.kind), column.about);
        }
    }
    text
}

fn holds(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Int => "whole number".to_owned(),
        Kind::Float => "number".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::List(kind) => format!("list of {}", holds(*kind)),
        Kind::Struct(columns) => {
            let name = |column: &Column| format!("`{}`", column.name);
            format!("{{{}}}", columns.iter().map(name).collect::<Vec<_>>().join(", "))
        }
    }
}
