//! A stage of Tidings in a library. `cargo build --release`, and name it in a pipeline file:
//!
//! ```toml
//! [[@FAMILY@]]
//! use = "@NAME@"
//! from = "PATH/TO/target/release/@NAME@"
//! ```

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use tidings_plugin_api::{
    BuildError, Default, Family, Kind, Output, Setting, Settings, Sink, Spec, Stage,
};

tidings_plugin_api::export_stages! { sink @TYPE@; }

const FILE: &str = "@NAME@.jsonl";

/// Writes the rows of one table, a JSON object a line.
pub struct @TYPE@ {
    table: String,
}

/// What takes the rows of one run.
pub struct Writer {
    file: BufWriter<File>,
    table: String,
    rows: u64,
}

impl Stage for @TYPE@ {
    const SPEC: Spec = Spec {
        name: "@NAME@",
        family: Family::Sink,
        about: "Writes the rows of one table, a JSON object a line.",
        reads: &[],
        writes: &[],
        settings: &[Setting::new("table", Kind::Text, "Which table.").or(Default::Text("articles"))],
        example: "",
    };

    /// What can fail for good fails here, before the first document.
    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { table: settings.text("table").unwrap_or_default().to_owned() })
    }
}

impl Sink for @TYPE@ {
    type Writer = Writer;

    fn files(&self) -> Vec<String> {
        vec![FILE.to_owned()]
    }

    fn open(&self, folder: &Path, _run: &str) -> Result<Writer, String> {
        let file = File::create(folder.join(FILE)).map_err(|why| why.to_string())?;
        Ok(Writer { file: BufWriter::new(file), table: self.table.clone(), rows: 0 })
    }

    fn write(writer: &mut Writer, table: &str, row: &str) -> Result<(), String> {
        if table == writer.table {
            writeln!(writer.file, "{row}").map_err(|why| why.to_string())?;
            writer.rows += 1;
        }
        Ok(())
    }

    fn finish(mut writer: Writer) -> Result<Vec<Output>, String> {
        writer.file.flush().map_err(|why| why.to_string())?;
        Ok(vec![Output { name: FILE.to_owned(), rows: writer.rows }])
    }
}

#[cfg(test)]
mod tests {
    use tidings_model::table::{ARTICLES, Cell};

    #[test]
    fn writes_a_line_a_row() {
        let folder = std::env::temp_dir().join(format!("@NAME@-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let row = vec![Cell::Null; ARTICLES.columns.len()];
        let files = tidings_plugin_host::Trial::of(super::tidings_stages(), "@NAME@")
            .write(&folder, &ARTICLES, &[row.clone(), row])
            .unwrap();
        assert_eq!(files[0].rows, 2);
        let text = std::fs::read_to_string(folder.join(super::FILE)).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(text.lines().count(), 2);
    }
}
