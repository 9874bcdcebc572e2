//! Rows whose cells are found by name.

use super::{Cell, Column, Kind, Table};

/// A row of a table, or a group within one, whose cells are found by the names of their columns.
///
/// A name that is not among the columns is as one that holds nothing.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    columns: &'static [Column],
    cells: &'a [Cell<'a>],
}

impl<'a> Named<'a> {
    /// A row of that table.
    #[must_use]
    pub fn row(table: &Table, cells: &'a [Cell<'a>]) -> Self {
        Self { columns: table.columns, cells }
    }

    /// The cell of a column; [`Cell::Null`] if there is none.
    #[must_use]
    pub fn cell(&self, name: &str) -> &'a Cell<'a> {
        let at = self.columns.iter().position(|column| column.name == name);
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Null)
    }

    /// The text in a column, if there is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.cell(name).as_text()
    }

    /// The whole number in a column, if there is one.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        if let Cell::Int(n) = self.cell(name) { Some(*n) } else { None }
    }

    /// The list in a column; an empty one if there is none.
    #[must_use]
    pub fn list(&self, name: &str) -> &'a [Cell<'a>] {
        if let Cell::List(cells) = self.cell(name) { cells } else { &[] }
    }

    /// The groups in a column that lists groups; none in any other.
    pub fn groups(&self, name: &str) -> impl Iterator<Item = Named<'a>> + use<'a> {
        let column = self.columns.iter().find(|column| column.name == name);
        let columns = match column.map(|column| column.kind) {
            Some(Kind::List(Kind::Struct(columns))) => *columns,
            _ => &[],
        };
        self.list(name).iter().filter_map(move |cell| match cell {
            Cell::Struct(cells) => Some(Named { columns, cells }),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FACTS, VALUES};
    use super::*;

    #[test]
    fn cells_are_found_by_name() {
        let Kind::Struct(columns) = VALUES else { panic!("values are groups") };
        let value = |text: &'static str| {
            let cell = |column: &Column| match column.name {
                "text" => Cell::from(text),
                "start" => Cell::Int(7),
                _ => Cell::Null,
            };
            Cell::Struct(columns.iter().map(cell).collect())
        };
        let cell = |column: &Column| match column.name {
            "label" => Cell::from("boats"),
            "values" => Cell::List(vec![value("nine"), value("ten")]),
            _ => Cell::Null,
        };
        let cells: Vec<Cell<'_>> = FACTS.columns.iter().map(cell).collect();
        let row = Named::row(&FACTS, &cells);
        let texts = ["label", "kind", "wings"].map(|name| row.text(name));
        assert_eq!(texts, [Some("boats"), None, None]);
        assert_eq!((row.int("label"), row.list("label").len()), (None, 0));
        let groups = row.groups("values").map(|group| (group.text("text"), group.int("start")));
        assert_eq!(groups.collect::<Vec<_>>(), [(Some("nine"), Some(7)), (Some("ten"), Some(7))]);
        assert_eq!(row.groups("label").count(), 0);
    }
}
