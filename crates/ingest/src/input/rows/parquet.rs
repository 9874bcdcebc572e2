//! Rows of Parquet.
//!
//! The format is read from its end, so a file that cannot be gone about in, within an archive or
//! out of a pipe, is put into a temporary file first.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Value, Row};
use tidings_model::Reject;

use super::columns::Columns;
use super::{Field, Rows, json};
use crate::input::find::unreadable;
use crate::input::limits::Limits;
use crate::input::packing::{self, Bytes};
use crate::input::walk::{Member, Step};

/// The first bytes of a file, and its last.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// The rows of a file.
pub(crate) struct Parquet {
    columns: Columns,
    rows: Rows,
    iter: Option<RowIter<'static>>,
}

impl Parquet {
    /// Reads the rows of a file.
    pub(crate) fn new(file: Member, limits: Limits, columns: &Columns) -> Result<Self, Reject> {
        let Member { uri, mut bytes, .. } = file;
        let file = on_disk(&mut bytes, limits)?;
        let iter = guarded(|| {
            let reader = SerializedFileReader::new(file).map_err(|why| broken(&why.to_string()))?;
            check(&reader, limits, columns)?;
            Ok(RowIter::from_file_into(Box::new(reader)))
        })?;
        let (columns, rows) = (columns.clone(), Rows::new(uri, "row", limits));
        Ok(Self { columns, rows, iter: Some(iter) })
    }

    fn next_row(&mut self) -> Result<Option<Row>, Reject> {
        let Some(iter) = &mut self.iter else { return Ok(None) };
        let row = guarded(|| iter.next().transpose().map_err(|why| broken(&why.to_string())));
        if !matches!(row, Ok(Some(_))) {
            self.iter = None;
        }
        row
    }
}

impl Iterator for Parquet {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        self.iter.as_ref()?;
        let brought = match self.next_row() {
            Ok(Some(row)) => {
                self.rows.number += 1;
                let document = self.rows.document(self.columns.rename(fields(&row)));
                Some(self.rows.brought(document))
            }
            Ok(None) => self.rows.end(None),
            Err(why) => self.rows.end(Some(why)),
        };
        brought.map(Step::Brought)
    }
}

/// A file of these bytes that can be gone about in.
fn on_disk(bytes: &mut Bytes, limits: Limits) -> Result<File, Reject> {
    let io = |error: std::io::Error| unreadable(&error);
    let mut file = tempfile::tempfile().map_err(io)?;
    let mut left = limits.unpacked_bytes;
    let mut chunk = vec![0; 256 << 10];
    loop {
        let read = bytes.read(&mut chunk).map_err(|error| packing::reject(&error))?;
        left = left.checked_sub(read as u64).ok_or_else(|| {
            let limit = limits.unpacked_bytes;
            Reject::failed(
                "unpacked_size",
                format!("more than {limit} bytes, which is `max_unpacked_bytes`"),
            )
        })?;
        if read == 0 {
            break;
        }
        file.write_all(&chunk[..read]).map_err(io)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    Ok(file)
}

/// Refuses a file without the columns we need, or one that unpacks beyond the limits.
fn check(
    reader: &SerializedFileReader<File>,
    limits: Limits,
    columns: &Columns,
) -> Result<(), Reject> {
    let metadata = reader.metadata();
    let names: Vec<&str> =
        metadata.file_metadata().schema().get_fields().iter().map(|field| field.name()).collect();
    if !columns.have_content(names.iter().copied()) {
        let found = names.join("`, `");
        let detail =
            format!("expected a column `text` or `html`, found `{found}`; name it in `columns`");
        return Err(Reject::failed("no_column", detail));
    }
    for column in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        let (packed, unpacked) = (column.compressed_size(), column.uncompressed_size());
        let most = i64::try_from(limits.ratio).unwrap_or(i64::MAX).saturating_mul(packed.max(1));
        if unpacked > most.max(1 << 20) {
            let ratio = limits.ratio;
            let detail = format!(
                "a column unpacks beyond `max_ratio` = {ratio}; raise it if the file can be trusted"
            );
            return Err(Reject::failed("ratio", detail));
        }
    }
    Ok(())
}

/// What a call answers; where it panics, the file is broken in a way that nobody thought of.
fn guarded<T>(call: impl FnOnce() -> Result<T, Reject>) -> Result<T, Reject> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(broken("it makes no sense")))
}

fn broken(why: &str) -> Reject {
    Reject::failed("corrupt", format!("the Parquet file cannot be read on: {why}"))
}

/// The fields of a row that have a value.
fn fields(row: &Row) -> Vec<Field> {
    row.get_column_iter()
        .filter_map(|(name, value)| Some((name.clone(), json_of(value)?)))
        .collect()
}

/// A value as JSON; times are ISO 8601 in UTC.
fn json_of(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => value.to_string(),
        Value::Byte(value) => value.to_string(),
        Value::Short(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Long(value) => value.to_string(),
        Value::UByte(value) => value.to_string(),
        Value::UShort(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::ULong(value) => value.to_string(),
        Value::Float(value) => serde_json::Value::from(*value).to_string(),
        Value::Double(value) => serde_json::Value::from(*value).to_string(),
        Value::Str(value) => json(value),
        Value::Bytes(value) => json(std::str::from_utf8(value.data()).ok()?),
        Value::Date(days) => json(&day(*days)?.to_string()),
        Value::TimestampMillis(time) => json(&Timestamp::from_millisecond(*time).ok()?.to_string()),
        Value::TimestampMicros(time) => json(&Timestamp::from_microsecond(*time).ok()?.to_string()),
        Value::ListInternal(list) => {
            let items = list.elements().iter().map(|item| json_of(item).unwrap_or("null".into()));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Value::Group(row) => super::object(&fields(row)),
        other => json(&other.to_string()),
    })
}

/// The day so many days after the first of 1970.
fn day(days: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
