//! CSV, read back: an empty field without quotes is null, one with quotes an empty text.

use std::fs::File;
use std::io::{BufRead, BufReader};

use tidings_model::table::{Cell, Kind, Table};

use super::{OTHER_VERSION, Take, json_lines};

pub(super) fn read(file: File, table: &Table, take: Take<'_>) -> Result<(), String> {
    let mut records = Records { input: BufReader::with_capacity(1 << 16, file), line: 1 };
    let names = records.next()?.ok_or("is empty; a header was expected")?;
    let place = |name: &str| {
        let at = names.iter().position(|known| known.as_deref() == Some(name));
        at.ok_or(OTHER_VERSION)
    };
    let columns: Vec<(usize, Kind)> = table
        .columns
        .iter()
        .map(|column| Ok((place(column.name)?, column.kind)))
        .collect::<Result<_, &str>>()?;
    loop {
        let line = records.line;
        let Some(mut fields) = records.next()? else { return Ok(()) };
        if fields.len() != names.len() {
            return Err(format!("line {line}: {} fields, not {}", fields.len(), names.len()));
        }
        let cell = |(at, kind): &(usize, Kind)| cell_of(*kind, fields[*at].take());
        let cells: Result<Vec<_>, String> = columns.iter().map(cell).collect();
        if !take(cells.map_err(|why| format!("line {line}: {why}"))?) {
            return Ok(());
        }
    }
}

fn cell_of(kind: Kind, field: Option<String>) -> Result<Cell<'static>, String> {
    let Some(text) = field else { return Ok(Cell::Null) };
    let wrong = || format!("`{text}` is not what its column holds");
    match kind {
        Kind::Text => Ok(Cell::from(text)),
        Kind::Int => text.parse().map(Cell::Int).map_err(|_| wrong()),
        Kind::Float => text.parse().map(Cell::Float).map_err(|_| wrong()),
        Kind::Bool => text.parse().map(Cell::Bool).map_err(|_| wrong()),
        Kind::List(_) | Kind::Struct(_) => json_lines::nested(kind, &text),
    }
}

/// The records of a file.
struct Records<R> {
    input: R,
    /// The line that the next record begins on, counted from 1.
    line: u64,
}

/// What the field before a byte was.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing yet.
    Empty,
    Plain,
    Quoted,
    /// A quote within quotes: the end, or the first of two.
    Closing,
}

impl<R: BufRead> Records<R> {
    fn next(&mut self) -> Result<Option<Vec<Option<String>>>, String> {
        let (mut fields, mut field) = (Vec::new(), Vec::new());
        let (mut state, begins) = (State::Empty, self.line);
        let wrong = |problem: &str| format!("line {begins}: {problem}");
        loop {
            let buffer = self.input.fill_buf().map_err(|why| wrong(&why.to_string()))?;
            if buffer.is_empty() {
                if fields.is_empty() && state == State::Empty {
                    return Ok(None);
                }
                return Err(wrong("the record breaks off"));
            }
            let mut used = 0;
            for byte in buffer {
                used += 1;
                state = match (state, byte) {
                    (State::Quoted, b'"') => State::Closing,
                    (State::Quoted, _) => {
                        field.push(*byte);
                        State::Quoted
                    }
                    (State::Closing, b'"') => {
                        field.push(b'"');
                        State::Quoted
                    }
                    (State::Empty, b'"') => State::Quoted,
                    (_, b',' | b'\n') => {
                        let text = std::mem::take(&mut field);
                        let text = String::from_utf8(text).map_err(|_| wrong("is not UTF-8"))?;
                        fields.push((state != State::Empty).then_some(text));
                        State::Empty
                    }
                    (State::Closing, _) => return Err(wrong("something follows a closing quote")),
                    (_, b'"') => return Err(wrong("a quote within a field that has none")),
                    _ => {
                        field.push(*byte);
                        State::Plain
                    }
                };
                self.line += u64::from(*byte == b'\n');
                if *byte == b'\n' && state == State::Empty {
                    self.input.consume(used);
                    return Ok(Some(fields));
                }
            }
            self.input.consume(used);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut records = Records { input: text.as_bytes(), line: 1 };
        let mut found = String::new();
        let why = loop {
            match records.next() {
                Ok(Some(fields)) => found.push_str(&format!("{fields:?};")),
                Ok(None) => break String::new(),
                Err(why) => break why,
            }
        };
        assert_eq!(found + &why, expected.replace('(', "Some(\"").replace(')', "\")"));
    }

    #[test]
    fn records_are_told_apart() {
        check("a,\"\",,\"b\"\"c\"\n", "[(a), (), None, (b\\\"c)];");
        check("\"x\ny\",1\nz,2\n", "[(x\\ny), (1)];[(z), (2)];");
        check("a,b", "line 1: the record breaks off");
        check("a\n\"b\n\nc", "[(a)];line 2: the record breaks off");
        check("\"a\"b\n", "line 1: something follows a closing quote");
        check("a\"b\n", "line 1: a quote within a field that has none");
    }
}
