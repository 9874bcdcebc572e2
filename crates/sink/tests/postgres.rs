//! The sink `postgres`, against a server of its own; skipped, with a message, where none is installed.

#![cfg(feature = "postgres")]
#![expect(clippy::unwrap_used, reason = "a test that cannot set up its run has failed")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use postgres::{Client, NoTls};
use serde_json::Value;
use testkit::{hostile, skipped};
use tidings_model::table::{self, Cell, Column, Kind, Table};
use tidings_sink::Postgres;
use tidings_stage::{BuildError, Row, Settings, Sink, SinkContext, SinkError, Stage};

/// The password is what a variable of cargo's holds, for a test may not set one of its own.
const VARIABLE: &str = "CARGO_PKG_NAME";
const PASSWORD: &str = env!("CARGO_PKG_NAME");
/// One that holds another word.
const OTHER: &str = "CARGO_PKG_VERSION";
const SCHEMA: &str = "it's \"news\"";

fn built(given: &[(&'static str, &str)]) -> Result<Postgres, BuildError> {
    let mut settings = Settings::defaults(Postgres::SPEC.settings, ".");
    for (name, value) in given {
        settings.set(name, tidings_stage::Value::Text((*value).to_owned()));
    }
    Postgres::build(&settings)
}

/// A server of our own in a folder of its own, reached by loopback with a password.
struct Server {
    folder: tempfile::TempDir,
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the programs that make and run a server.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = debian.map(|version| version.path().join("bin"));
    folders
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// A command that runs as a user other than root, for whom the programs refuse to work.
fn command(program: &Path, root: bool) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
    command
}

impl Server {
    fn start() -> Result<Self, String> {
        let programs = programs().ok_or("no PostgreSQL server is installed")?;
        let folder = tempfile::tempdir().map_err(|why| why.to_string())?;
        let id = Command::new("id").arg("-u").output().map_err(|why| why.to_string())?;
        let root = id.stdout == b"0\n";
        if root {
            let given = Command::new("chown").arg("nobody:nogroup").arg(folder.path()).status();
            given.map_err(|why| why.to_string())?;
        }
        let password = folder.path().join("password");
        std::fs::write(&password, PASSWORD).map_err(|why| why.to_string())?;
        let data = folder.path().join("data");
        let made = command(&programs.join("initdb"), root)
            .args(["--auth=scram-sha-256", "--username=analyst", "--encoding=UTF8", "--no-locale"])
            .arg("--no-sync")
            .arg("--pwfile")
            .arg(&password)
            .arg("--pgdata")
            .arg(&data)
            .output()
            .map_err(|why| why.to_string())?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").map_err(|why| why.to_string())?;
        let port = free.local_addr().map_err(|why| why.to_string())?.port();
        drop(free);
        let child = command(&programs.join("postgres"), root)
            .args(["-h", "127.0.0.1", "-F", "-p", &port.to_string(), "-k", ""])
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|why| why.to_string())?;
        let server = Self { folder, child, port };
        for _ in 0..100 {
            match server.connect() {
                Ok(_) => return Ok(server),
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        }
        Err("the server did not come up within ten seconds".to_owned())
    }

    fn connect(&self) -> Result<Client, postgres::Error> {
        let mut config = postgres::Config::new();
        config.host("127.0.0.1").port(self.port).user("analyst").dbname("postgres");
        config.password(PASSWORD).connect(NoTls)
    }

    fn url(&self) -> String {
        format!("postgresql://analyst@127.0.0.1:{}/postgres", self.port)
    }
}

fn write(sink: &Postgres, rows: &[(&'static Table, Vec<Cell<'static>>)]) -> Result<(), SinkError> {
    let folder = tempfile::tempdir().unwrap();
    let mut part = sink.open(SinkContext { folder: folder.path(), run: "{}" })?;
    for (table, cells) in rows {
        part.write(Row { table, cells })?;
    }
    part.finish().map(|written| assert!(written.is_empty()))
}

/// A cell as the server gives it back: U+0000 has become U+FFFD.
fn as_held(kind: Kind, cell: &Cell<'_>) -> Value {
    match (cell, kind) {
        (Cell::Text(text), _) => Value::from(text.replace('\0', "\u{fffd}")),
        (Cell::Int(n), _) => Value::from(*n),
        (Cell::Float(n), _) => Value::from(*n),
        (Cell::Bool(b), _) => Value::from(*b),
        (Cell::List(cells), Kind::List(kind)) => {
            cells.iter().map(|cell| as_held(*kind, cell)).collect()
        }
        (Cell::Struct(cells), Kind::Struct(columns)) => columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| (column.name.to_owned(), as_held(column.kind, cell)))
            .collect(),
        _ => Value::Null,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn read(client: &mut Client, table: &Table) -> Vec<Vec<Value>> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.kind {
            Kind::List(_) | Kind::Struct(_) => {
                format!("{}::text", quoted(column.name))
            }
            _ => quoted(column.name),
        })
        .collect();
    let (columns, schema, name) = (columns.join(", "), quoted(SCHEMA), quoted(table.name));
    let sql = format!("SELECT {columns} FROM {schema}.{name} ORDER BY ctid");
    let cell = |row: &postgres::Row, at: usize, column: &Column| match column.kind {
        Kind::Text => row.get::<_, Option<String>>(at).map(Value::from),
        Kind::Int => row.get::<_, Option<i64>>(at).map(Value::from),
        Kind::Float => row.get::<_, Option<f64>>(at).map(Value::from),
        Kind::Bool => row.get::<_, Option<bool>>(at).map(Value::from),
        Kind::List(_) | Kind::Struct(_) => row
            .get::<_, Option<String>>(at)
            .map(|text| same_numbers(column.kind, serde_json::from_str(&text).unwrap())),
    };
    let rows = client.query(&sql, &[]).unwrap();
    let row = |row: &postgres::Row| {
        let columns = table.columns.iter().enumerate();
        columns.map(|(at, column)| cell(row, at, column).unwrap_or(Value::Null)).collect()
    };
    rows.iter().map(row).collect()
}

/// `jsonb` holds decimals and writes `1e16` as a whole number; here it is the column's again.
fn same_numbers(kind: Kind, value: Value) -> Value {
    match (kind, value) {
        (Kind::Float, Value::Number(n)) => Value::from(n.as_f64().unwrap()),
        (Kind::List(kind), Value::Array(values)) => {
            values.into_iter().map(|value| same_numbers(*kind, value)).collect()
        }
        (Kind::Struct(columns), Value::Object(mut fields)) => columns
            .iter()
            .map(|column| {
                let value = fields.remove(column.name).unwrap();
                (column.name.to_owned(), same_numbers(column.kind, value))
            })
            .collect(),
        (_, value) => value,
    }
}

fn sink(server: &Server, schema: &str, variable: &str) -> Postgres {
    let url = server.url();
    built(&[("url", &url), ("schema", schema), ("password_env", variable)]).unwrap()
}

/// One test, so that one server is started: what it holds, that a rerun gives the same, what is
/// refused, and that no message holds the password.
#[test]
fn tables_are_written_and_written_again() {
    let server = match Server::start() {
        Ok(server) => server,
        Err(why) => return skipped(&why),
    };
    assert!(server.folder.path().is_dir());
    let why = sink(&server, SCHEMA, "TIDINGS_NO_SUCH_VARIABLE").check().unwrap_err();
    assert!(why.to_string().contains("password missing"), "{why}");
    let wrong = sink(&server, SCHEMA, OTHER);
    let why = format!("{} {wrong:?}", wrong.check().unwrap_err());
    assert!(why.contains("authentication failed"), "{why}");
    assert!(!why.contains(env!("CARGO_PKG_VERSION")), "{why}");
    let ours = sink(&server, SCHEMA, VARIABLE);
    ours.check().unwrap();
    let mut client = server.connect().unwrap();
    let there = |client: &mut Client| {
        let sql = "SELECT count(*) FROM pg_namespace WHERE nspname = $1";
        client.query_one(sql, &[&SCHEMA]).unwrap().get::<_, i64>(0)
    };
    assert_eq!(there(&mut client), 0, "a check leaves nothing behind");
    let rows: Vec<_> = table::ALL
        .into_iter()
        .flat_map(|table| hostile::rows(table).into_iter().map(move |row| (table, row)))
        .collect();
    for _ in 0..2 {
        write(&ours, &rows).unwrap();
        for table in table::ALL {
            let expected: Vec<Vec<Value>> = rows
                .iter()
                .filter(|(of, _)| *of == table)
                .map(|(_, cells)| {
                    let cells = table.columns.iter().zip(cells);
                    cells.map(|(column, cell)| as_held(column.kind, cell)).collect()
                })
                .collect();
            assert_eq!(read(&mut client, table), expected, "{}", table.name);
        }
    }
    write(&ours, &rows[..1]).unwrap();
    assert_eq!(read(&mut client, rows[0].0).len(), 1, "a rerun replaces");

    client.batch_execute("CREATE SCHEMA mine; CREATE TABLE mine.facts (kept int)").unwrap();
    let mine = sink(&server, "mine", VARIABLE);
    let why = mine.check().unwrap_err().to_string();
    assert!(why.contains("no run of Tidings made it"), "{why}");
    assert!(write(&mine, &rows[..1]).is_err());
    client.batch_execute("SELECT kept FROM mine.facts").unwrap();

    let gone = [("url", "postgresql://analyst@127.0.0.1:1/postgres"), ("password_env", VARIABLE)];
    let why = built(&gone).unwrap().check().unwrap_err().to_string();
    assert!(why.contains("127.0.0.1") && !why.contains(PASSWORD), "{why}");
}

#[test]
fn a_password_in_the_address_is_refused_and_not_repeated() {
    let why = built(&[("url", "postgresql://me:hush-hush@localhost/news")]).unwrap_err();
    assert!(why.to_string().contains("PGPASSWORD"), "{why}");
    let why = format!("{why} {:?}", built(&[("url", "host=localhost password=hush-hush port=x")]));
    assert!(!why.contains("hush"), "{why}");
}
