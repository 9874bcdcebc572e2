//! Rows into the server, all in one transaction.

use std::error::Error as _;
use std::fs::File;
use std::io::copy;
use std::path::PathBuf;
use std::time::Duration;

use postgres::config::Host;
use postgres::{Client, Config, Error, NoTls, Transaction};
use tidings_model::table::{self, Table};
use tidings_stage::SinkError;

use super::{Postgres, layout};
use crate::sql::quoted;

/// How long a server may take to answer at all.
const CONNECT: Duration = Duration::from_secs(10);

/// Where the server is, as the settings say.
pub(super) fn config(sink: &Postgres) -> Result<Config, String> {
    let mut config: Config = sink.url.parse().map_err(|why| told(&why))?;
    if config.get_password().is_some() {
        return Err(format!(
            "holds a password; leave it out and put it into the environment variable {}",
            sink.password_env
        ));
    }
    if config.get_hosts().is_empty() {
        return Err("names no host; expected such as postgresql://USER@HOST/DATABASE".to_owned());
    }
    config.application_name("tidings");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    Ok(config)
}

/// Whether the server can be reached and would let the schema be written.
pub(super) fn check(sink: &Postgres) -> Result<(), SinkError> {
    let failed = failed(sink);
    let mut client = connect(sink)?;
    let mut transaction = client.transaction().map_err(&failed)?;
    ours(sink, &mut transaction)?;
    prepare(sink, &mut transaction).map_err(&failed)?;
    transaction.rollback().map_err(&failed)
}

/// Replaces the rows of every table.
pub(super) fn load(sink: &Postgres, files: &[(&'static Table, PathBuf)]) -> Result<(), SinkError> {
    let failed = failed(sink);
    let mut client = connect(sink)?;
    let mut transaction = client.transaction().map_err(&failed)?;
    // Two runs into one schema come one after the other.
    transaction
        .execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", &[&sink.schema])
        .map_err(&failed)?;
    ours(sink, &mut transaction)?;
    prepare(sink, &mut transaction).map_err(&failed)?;
    for (table, path) in files {
        let mut rows = File::open(path).map_err(SinkError::disk("read", path))?;
        let sql = format!(
            "{}TRUNCATE {};",
            layout::drop_indexes(&sink.schema, table),
            layout::name(&sink.schema, table)
        );
        transaction.batch_execute(&sql).map_err(&failed)?;
        let mut into = transaction.copy_in(&layout::copy(&sink.schema, table)).map_err(&failed)?;
        copy(&mut rows, &mut into).map_err(SinkError::disk("send", path))?;
        into.finish().map_err(&failed)?;
        transaction.batch_execute(&layout::indexes(&sink.schema, table)).map_err(&failed)?;
    }
    transaction.commit().map_err(&failed)
}

fn connect(sink: &Postgres) -> Result<Client, SinkError> {
    let mut config = config(sink).map_err(|problem| server(sink, problem))?;
    if let Some(password) = std::env::var_os(&sink.password_env) {
        config.password(password.as_encoded_bytes());
    }
    config.connect(NoTls).map_err(failed(sink))
}

/// Refuses tables of that name which no run of ours has made.
fn ours(sink: &Postgres, transaction: &mut Transaction<'_>) -> Result<(), SinkError> {
    const COMMENTS: &str = "SELECT relname::text, obj_description(pg_class.oid, 'pg_class')
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = $1 AND relname = ANY($2) ORDER BY relname";
    let names = table::ALL.map(|table| table.name).to_vec();
    for row in transaction.query(COMMENTS, &[&sink.schema, &names]).map_err(failed(sink))? {
        let (name, comment): (String, Option<String>) = (row.get(0), row.get(1));
        if !comment.is_some_and(|comment| comment.starts_with(layout::MARK)) {
            let problem = format!(
                "`{name}` is there already and no run of Tidings made it; set `schema` to another name"
            );
            return Err(server(sink, problem));
        }
    }
    Ok(())
}

/// Makes the schema and tables that are not there, and again those with other columns than ours.
fn prepare(sink: &Postgres, transaction: &mut Transaction<'_>) -> Result<(), Error> {
    const COLUMNS: &str =
        "SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2";
    const THERE: &str = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    // Asked first, because who may write a schema need not be allowed to make one.
    if transaction.query_opt(THERE, &[&sink.schema])?.is_none() {
        transaction.batch_execute(&format!("CREATE SCHEMA {}", quoted(&sink.schema)))?;
    }
    for table in table::ALL {
        let row = transaction.query_one(COLUMNS, &[&sink.schema, &table.name])?;
        let found: Option<String> = row.get(0);
        if found.as_deref() == Some(&layout::listed(table)) {
            continue;
        }
        if found.is_some() {
            let name = layout::name(&sink.schema, table);
            transaction.batch_execute(&format!("DROP TABLE {name}"))?;
        }
        transaction.batch_execute(&layout::create(&sink.schema, table))?;
    }
    Ok(())
}

fn failed(sink: &Postgres) -> impl Fn(Error) -> SinkError + use<'_> {
    |why| server(sink, told(&why))
}

fn server(sink: &Postgres, problem: String) -> SinkError {
    SinkError::Server { place: place(sink), problem }
}

/// The server, database and schema, without what must not be printed.
fn place(sink: &Postgres) -> String {
    let Ok(config) = config(sink) else { return "PostgreSQL".to_owned() };
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("schema `{}` of database `{database}` at {}", sink.schema, host.unwrap_or_default())
}

/// An error with its causes: the client's own words leave out what the server says.
fn told(why: &Error) -> String {
    let mut words = why.to_string();
    let mut source = why.source();
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        source = cause.source();
    }
    words
}
