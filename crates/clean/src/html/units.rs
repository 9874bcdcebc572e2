//! The visible text of a page in paragraphs, each with the element it stands in.

use std::ops::Range;

use tidings_model::{BlockKind, Span};

use super::document::{Document, Node};
use super::measure::Measure;
use super::tag::Tag;

/// A paragraph, heading, item or row.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) kind: BlockKind,
    /// The level of a heading, 1 to 6.
    pub(super) level: Option<u8>,
    /// The innermost block element it stands in.
    pub(super) node: u32,
    /// Its first text, which no unit before it stands behind.
    pub(super) first: u32,
    /// The table it is a row of, plus one; zero for none.
    pub(super) table: u32,
    /// Its parts in [`Units::parts`].
    pub(super) parts: Range<u32>,
    pub(super) measure: Measure,
    /// Whether its line ends are those of the source, as in `pre`.
    pub(super) pre: bool,
}

/// A piece of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A text node.
    Text(u32),
    /// The end of a line.
    Break(Span),
    /// The end of a table's cell.
    Cell,
}

impl Part {
    /// The text node it is.
    fn text(&self) -> Option<u32> {
        match self {
            Part::Text(at) => Some(*at),
            Part::Break(_) | Part::Cell => None,
        }
    }
}

/// The text of a page, without what was cut.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) list: Vec<Unit>,
    pub(super) parts: Vec<Part>,
}

impl Units {
    /// The words of a unit, one blank between them, references as written.
    pub(super) fn text(&self, document: &Document<'_>, unit: &Unit) -> String {
        let mut all = String::new();
        for part in self.parts_of(unit) {
            match part {
                Part::Text(at) => all.push_str(&document.node(*at as usize).text()),
                Part::Break(_) | Part::Cell => all.push(' '),
            }
        }
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where a unit stands in the source, from its first text to its last.
    pub(super) fn span(&self, document: &Document<'_>, unit: &Unit) -> Option<Span> {
        let texts = self.parts_of(unit).iter().filter_map(Part::text);
        let texts = texts.map(|at| document.node(at as usize).span());
        texts.reduce(Span::hull)
    }

    pub(super) fn parts_of(&self, unit: &Unit) -> &[Part] {
        &self.parts[unit.parts.start as usize..unit.parts.end as usize]
    }
}

/// Reads the units of a page, leaving out the elements of the numbers `cut`, which rise.
pub(super) fn read(document: &Document<'_>, cut: impl Iterator<Item = usize>) -> Units {
    let mut cut = cut.peekable();
    let mut walk = Walk {
        units: Units::default(),
        open: Vec::new(),
        inside: Inside { kind: BlockKind::Paragraph, ..Inside::default() },
        first: 0,
        measure: Measure::default(),
    };
    let mut at = 0;
    while at < document.len() {
        let node = document.node(at);
        walk.leave(at);
        let is_cut = cut.next_if_eq(&at).is_some();
        at = if walk.enter(node, is_cut) { at + 1 } else { node.end() };
    }
    walk.leave(document.len());
    walk.flush();
    walk.units
}

/// What holds for the text at some place.
#[derive(Debug, Clone, Copy)]
struct Inside {
    kind: BlockKind,
    level: Option<u8>,
    block: u32,
    table: u32,
    linked: bool,
    pre: bool,
}

impl Default for Inside {
    fn default() -> Self {
        Self {
            kind: BlockKind::Paragraph,
            level: None,
            block: 0,
            table: 0,
            linked: false,
            pre: false,
        }
    }
}

struct Walk {
    units: Units,
    /// Elements that changed something: where they end, whether they part units, what held before.
    open: Vec<(usize, bool, Inside)>,
    inside: Inside,
    first: usize,
    measure: Measure,
}

impl Walk {
    fn leave(&mut self, at: usize) {
        while let Some(&(end, parts, before)) = self.open.last() {
            if end > at {
                return;
            }
            if parts {
                self.flush();
            }
            self.inside = before;
            self.open.pop();
        }
    }

    /// Takes a node in; returns whether what is in it is wanted.
    fn enter(&mut self, node: Node<'_>, is_cut: bool) -> bool {
        let Some(tag) = node.tag() else {
            self.text(node);
            return true;
        };
        if tag.is_unseen() || is_cut {
            if tag.is_block() {
                self.flush();
            }
            return false;
        }
        match tag {
            Tag::BR => self.line_end(node),
            Tag::A => {
                let linked = self.inside.linked || !node.is_loose();
                self.open(node, false, Inside { linked, ..self.inside });
            }
            _ if tag.is_block() => self.block(node, tag),
            _ => {}
        }
        true
    }

    fn block(&mut self, node: Node<'_>, tag: Tag) {
        let own = Inside { block: node.index() as u32, ..self.inside };
        if self.inside.table > 0 {
            // The rows of a table that holds data are its units, whatever stands in the cells.
            match tag {
                Tag::TR => self.open(node, true, own),
                Tag::TD | Tag::TH => self.cell(),
                _ => {}
            }
            return;
        }
        let kind = match tag {
            Tag::LI | Tag::DD | Tag::DT => BlockKind::ListItem,
            Tag::BLOCKQUOTE => BlockKind::Quote,
            Tag::FIGCAPTION | Tag::CAPTION => BlockKind::Caption,
            Tag::TABLE if is_data(node) => BlockKind::Table,
            _ if tag.is_heading() => BlockKind::Heading,
            Tag::UL | Tag::OL | Tag::DL => BlockKind::Paragraph,
            _ => self.inside.kind,
        };
        let table = if kind == BlockKind::Table { node.index() as u32 + 1 } else { 0 };
        let pre = self.inside.pre || matches!(tag, Tag::PRE | Tag::LISTING | Tag::XMP);
        let level = tag.heading_level().or(self.inside.level);
        let level = level.filter(|_| kind == BlockKind::Heading);
        self.open(node, true, Inside { kind, level, table, pre, ..own });
    }

    fn open(&mut self, node: Node<'_>, parts: bool, inside: Inside) {
        if parts {
            self.flush();
        }
        self.open.push((node.end(), parts, self.inside));
        self.inside = inside;
    }

    fn text(&mut self, node: Node<'_>) {
        self.measure.add(Measure::of(node.raw_text(), self.inside.linked));
        self.units.parts.push(Part::Text(node.index() as u32));
    }

    /// A line end; two of them part paragraphs.
    fn line_end(&mut self, node: Node<'_>) {
        let mut parts = self.units.parts[self.first..].iter().rev();
        let last = parts.find(|part| !self.is_blank(node, part));
        if matches!(last, Some(Part::Break(_))) && self.inside.table == 0 {
            self.flush();
        } else {
            self.units.parts.push(Part::Break(node.span()));
        }
    }

    fn is_blank(&self, of: Node<'_>, part: &Part) -> bool {
        matches!(part, Part::Text(at) if of.sibling(*at as usize).raw_text().trim().is_empty())
    }

    fn cell(&mut self) {
        if self.units.parts.len() > self.first {
            self.units.parts.push(Part::Cell);
        }
    }

    /// Ends the current unit; one without a character is none.
    fn flush(&mut self) {
        let measure = std::mem::take(&mut self.measure);
        if measure.chars == 0 {
            self.units.parts.truncate(self.first);
            return;
        }
        let own = self.units.parts[self.first..].iter();
        let first = own.filter_map(Part::text).next().unwrap_or(self.inside.block);
        let parts = self.first as u32..self.units.parts.len() as u32;
        self.first = self.units.parts.len();
        let Inside { kind, level, block, table, pre, .. } = self.inside;
        self.units.list.push(Unit { kind, level, node: block, first, table, parts, measure, pre });
    }
}

/// More characters in a cell than this on average, and the table only lays the page out.
const LONG_CELL: u32 = 200;

/// Whether a table holds data: small cells, and no table, heading or form in them.
fn is_data(table: Node<'_>) -> bool {
    let (mut cells, mut chars) = (0, 0);
    for node in table.descendants() {
        match node.tag() {
            Some(Tag::TABLE | Tag::FORM | Tag::H1 | Tag::H2 | Tag::ARTICLE) => return false,
            Some(Tag::TD | Tag::TH) => cells += 1,
            Some(_) => {}
            None => chars += Measure::of(node.raw_text(), false).chars,
        }
    }
    cells >= 4 && chars / cells <= LONG_CELL
}
