//! Sinks: the output tables as files, and the report that people look at.
//!
//! Every format derives its columns from [`tidings_model::table`]; nothing here knows where a row
//! came from. Files are made in the folder the runner gives, and renamed by it once all are whole.

pub mod browse;
mod csv;
mod follow_the_money;
mod graphml;
mod json_lines;
pub mod pages;
mod parquet;
mod postgres;
mod read;
mod report;
mod sql;
mod sqlite;
mod tables;

pub use self::postgres::Postgres;
pub use follow_the_money::FollowTheMoney;
pub use graphml::Graphml;
pub use read::{ReadError, Wanted, find_rows, read_table, table_file};
pub use report::Report;
pub use tables::Tables;

use tidings_stage::Registry;

/// Lists the sinks of this crate.
pub fn register(registry: &mut Registry) {
    registry.sink::<Tables>();
    registry.sink::<FollowTheMoney>();
    registry.sink::<Graphml>();
    registry.sink::<Postgres>();
    registry.sink::<Report>();
}
