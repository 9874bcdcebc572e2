//! `report`: the HTML report again, from the tables of a finished run.

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use anyhow::{Context, Result, anyhow};
use serde_json::Value as Json;
use tidings_model::table::{self, Cell, Table};
use tidings_sink::{Report, read_table};
use tidings_stage::{PartWriter, Row, Settings, Sink, SinkContext, Stage, Value};

use crate::Exit;
use crate::args;

/// Tables whose rows belong to articles, and come article by article.
const OF_ARTICLES: [&Table; 5] =
    [&table::MENTIONS, &table::TIMEXES, &table::QUANTITIES, &table::CLAIMS, &table::NOTES];
/// Rows of a table that wait to be taken.
const WAITING: usize = 256;

pub(crate) fn run(arguments: &args::Report) -> Result<Exit> {
    let run = run_of(&arguments.out)?;
    let sink = Report::build(&settings(arguments, &run))?;
    let to = arguments.to.clone().unwrap_or_else(|| arguments.out.join("report.html"));
    let folder = tempfile::tempdir_in(
        to.parent().filter(|parent| parent.is_dir()).unwrap_or(Path::new(".")),
    )
    .with_context(|| format!("cannot write beside {}", to.display()))?;
    let mut part = sink.open(SinkContext { folder: folder.path(), run: &run.to_string() })?;
    write(&arguments.out, part.as_mut())?;
    for written in part.finish()? {
        std::fs::rename(folder.path().join(&written.name), &to)
            .with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(Exit::Clean)
}

/// What a finished run says of itself, as its sinks were told it.
pub(crate) fn run_of(out: &Path) -> Result<Json> {
    let path = out.join("run.json");
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!("cannot read {}; is it the output folder of a finished run?", path.display())
    })?;
    let mut run: Json =
        serde_json::from_str(&text).with_context(|| format!("{} is not whole", path.display()))?;
    run.as_object_mut().map(|run| run.remove("timing"));
    Ok(run)
}

/// The settings of the run's own report, as far as no argument says otherwise.
fn settings(arguments: &args::Report, run: &Json) -> Settings {
    let mut settings = Settings::defaults(Report::SPEC.settings, &arguments.out);
    let stages = run["pipeline"]["stages"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let own = stages.rev().find(|stage| stage["use"] == "report");
    let asked = [
        ("most_stories", arguments.most_stories),
        ("most_articles", arguments.most_articles),
        ("most_entities", arguments.most_entities),
    ];
    for (name, asked) in asked {
        let own = own.and_then(|stage| stage["settings"][name].as_i64());
        if let Some(most) = asked.or(own) {
            settings.set(name, Value::Int(most));
        }
    }
    settings
}

/// Hands a sink every row of a run in the order in which the run itself does.
fn write(out: &Path, part: &mut dyn PartWriter) -> Result<()> {
    let of_articles = |table: &&Table| table.name == "articles" || is_layer(table);
    for table in table::ALL.iter().filter(|table| !of_articles(table)) {
        for cells in rows(out, table) {
            part.write(Row { table, cells: &cells? })?;
        }
    }
    let id = column(&table::ARTICLES, "id");
    let mut layers = OF_ARTICLES.map(|table| Layer { table, rows: rows(out, table), next: None });
    for cells in rows(out, &table::ARTICLES) {
        let cells = cells?;
        part.write(Row { table: &table::ARTICLES, cells: &cells })?;
        for layer in &mut layers {
            while let Some(row) = layer.of(cells[id].as_text())? {
                part.write(Row { table: layer.table, cells: &row })?;
            }
        }
    }
    layers.iter_mut().try_for_each(Layer::is_done)
}

fn is_layer(table: &Table) -> bool {
    OF_ARTICLES.iter().any(|layer| layer.name == table.name)
}

fn column(table: &Table, name: &str) -> usize {
    table.column(name).expect("it is a column of the table")
}

type Cells = Vec<Cell<'static>>;

/// The rows of a table that belong to articles, as they come.
struct Layer {
    table: &'static Table,
    rows: Rows,
    next: Option<Cells>,
}

impl Layer {
    /// The next row, if it is of this article.
    fn of(&mut self, article: Option<&str>) -> Result<Option<Cells>> {
        if self.next.is_none() {
            self.next = self.rows.next().transpose()?;
        }
        let at = column(self.table, "article");
        Ok(self.next.take_if(|row| row[at].as_text() == article))
    }

    /// An error if a row is left whose article never came.
    fn is_done(&mut self) -> Result<()> {
        let left =
            self.next.take().map_or_else(|| self.rows.next().transpose(), |row| Ok(Some(row)))?;
        match left {
            Some(_) => Err(anyhow!(
                "table `{}` holds rows of articles that `articles` has not, or in another order; run the pipeline again",
                self.table.name
            )),
            None => Ok(()),
        }
    }
}

/// Rows of a table, read by a thread of its own so that several tables can be followed at once.
struct Rows(Receiver<Result<Cells>>);

impl Iterator for Rows {
    type Item = Result<Cells>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.recv().ok()
    }
}

fn rows(out: &Path, table: &'static Table) -> Rows {
    let (to, from) = sync_channel(WAITING);
    let out = out.to_owned();
    std::thread::spawn(move || {
        let read = read_table(&out, table, &mut |cells| to.send(Ok(cells)).is_ok());
        if let Err(why) = read {
            // Nobody listens any more where another table failed first.
            let _ = to.send(Err(why.into()));
        }
    });
    Rows(from)
}
