//! `postgres`: every output table in a schema of a PostgreSQL database.
//!
//! Rows are kept in files of the run until all are there; then one transaction takes them in by
//! `COPY`. So whoever reads the database sees the earlier run or this one, a run that was stopped
//! leaves the earlier one, and running again gives the same tables. Tables that another program made
//! are never touched: ours are known by their comments.
//!
//! Lists and groups are `jsonb`. A server has no way to hold U+0000, so it becomes U+FFFD. The
//! password comes from the environment when the server is called, so that it stands in no setting,
//! message or hash. The connection is not encrypted: use a socket, loopback or a tunnel.

mod copy;
mod layout;
#[cfg(feature = "postgres")]
mod load;

use std::path::PathBuf;

use tidings_model::table;
use tidings_stage::{
    BuildError, Default, Family, Field, Kind, PartWriter, Row, Setting, Settings, Sink,
    SinkContext, SinkError, Spec, Stage, Written,
};

use copy::CopyFile;

/// Writes every table into a schema of a PostgreSQL database.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "only the loader reads them all"))]
pub struct Postgres {
    url: String,
    password_env: String,
    schema: String,
}

impl Stage for Postgres {
    const SPEC: Spec = Spec {
        name: "postgres",
        family: Family::Sink,
        about: "Writes every output table into a schema of a PostgreSQL database, in one transaction at the end. \
                Needs a build with the feature `postgres`.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[
            Setting::new(
                "url",
                Kind::Text,
                "The server and database, such as postgresql://USER@HOST/DATABASE; without a password.",
            )
            .required(),
            Setting::new(
                "password_env",
                Kind::Text,
                "The environment variable that holds the password; it may be unset.",
            )
            .or(Default::Text("PGPASSWORD")),
            Setting::new("schema", Kind::Text, "The schema; it is made unless it is there.")
                .or(Default::Text("tidings")),
        ],
        example: "url = \"postgresql://analyst@localhost/news\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let text = |name: &str| settings.text(name).unwrap_or_default().to_owned();
        let sink =
            Self { url: text("url"), password_env: text("password_env"), schema: text("schema") };
        if sink.schema.is_empty() || sink.schema.len() > 63 || sink.schema.contains('\0') {
            let problem = "expected a name of 1 to 63 bytes".to_owned();
            return Err(BuildError::Setting { setting: "schema", problem });
        }
        sink.check_url()?;
        Ok(sink)
    }
}

impl Postgres {
    #[cfg(feature = "postgres")]
    fn check_url(&self) -> Result<(), BuildError> {
        load::config(self)
            .map(drop)
            .map_err(|problem| BuildError::Setting { setting: "url", problem })
    }

    #[cfg(not(feature = "postgres"))]
    fn check_url(&self) -> Result<(), BuildError> {
        Ok(())
    }
}

impl Sink for Postgres {
    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    #[cfg(feature = "postgres")]
    fn check(&self) -> Result<(), SinkError> {
        load::check(self)
    }

    #[cfg(not(feature = "postgres"))]
    fn check(&self) -> Result<(), SinkError> {
        Err(SinkError::Server {
            place: "PostgreSQL".to_owned(),
            problem: "this program was built without it; build it again with `--features postgres`, or write \
                      tables as files and load those"
                .to_owned(),
        })
    }

    fn open(&self, context: SinkContext<'_>) -> Result<Box<dyn PartWriter>, SinkError> {
        let open = |table| CopyFile::create(context.folder, table);
        let files = table::ALL.into_iter().map(open).collect::<Result<_, _>>()?;
        Ok(Box::new(Writer { sink: self.clone(), files }))
    }
}

/// A file for each table of [`table::ALL`], in its order.
struct Writer {
    #[cfg_attr(
        not(feature = "postgres"),
        expect(dead_code, reason = "says where they are loaded")
    )]
    sink: Postgres,
    files: Vec<CopyFile>,
}

impl PartWriter for Writer {
    fn write(&mut self, row: Row<'_>) -> Result<(), SinkError> {
        let at = table::ALL.iter().position(|table| std::ptr::eq(*table, row.table));
        self.files[at.expect("rows are of the tables of the model")].write(row.cells)
    }

    #[cfg(feature = "postgres")]
    fn finish(self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        let files: Vec<_> =
            self.files.into_iter().map(CopyFile::finish).collect::<Result<_, _>>()?;
        load::load(&self.sink, &files)?;
        Ok(Vec::new())
    }

    #[cfg(not(feature = "postgres"))]
    fn finish(self: Box<Self>) -> Result<Vec<Written>, SinkError> {
        self.files.into_iter().try_for_each(|file| file.finish().map(drop))?;
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(schema: &str) -> Result<Postgres, BuildError> {
        let mut settings = Settings::defaults(Postgres::SPEC.settings, ".");
        for (name, value) in [("url", "host=localhost user=me"), ("schema", schema)] {
            settings.set(name, tidings_stage::Value::Text(value.to_owned()));
        }
        Postgres::build(&settings)
    }

    #[test]
    fn a_schema_without_a_name_is_refused() {
        let why = built("").unwrap_err();
        assert!(why.to_string().contains("1 to 63 bytes"), "{why}");
    }

    #[cfg(not(feature = "postgres"))]
    #[test]
    fn a_build_without_it_says_so_before_the_run() {
        let why = built("news").unwrap().check().unwrap_err();
        assert!(why.to_string().contains("--features postgres"), "{why}");
    }
}
