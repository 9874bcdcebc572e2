//! Tokens to a tree, held in one list in document order.
//!
//! Follows the tree construction of the HTML standard where it decides which text stands in which
//! block: implied ends of paragraphs, items and cells, void elements, scopes. It leaves out what
//! only moves words about or repeats them: no element is made that the source does not have, save
//! `html`, `head` and `body`; formatting left open is not opened again in the next block; text
//! between the cells of a table stays where it is. As in browsers, elements more than 512 deep are
//! put beside each other. Every step takes constant time, so a hostile page costs no more than an
//! honest one of its length.

use std::ops::Range;

use super::tag::Tag;
use super::tokens::{StartTag, Token, Tokens};

/// As deep as the tree gets, as in browsers.
pub(super) const DEEPEST: usize = 512;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Element(Tag),
    /// Text with character references.
    Text,
    /// Text without.
    Verbatim,
}

/// A node, kept small: a page has thousands.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) kind: Kind,
    /// Whether it stands in a drawing or formula, or is one.
    pub(super) foreign: bool,
    /// An element of formatting whose end tag stands inside a block that began in it.
    pub(super) loose: bool,
    pub(super) depth: u16,
    pub(super) parent: u32,
    /// The first node behind it and all inside of it.
    pub(super) end: u32,
    /// Where it begins in the source.
    pub(super) start: u32,
    /// Where the name of an element ends.
    pub(super) name_end: u32,
    /// Where the attributes of an element end, or the text does.
    pub(super) open_end: u32,
    /// Where all of it ends in the source.
    pub(super) close: u32,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Open {
    node: u32,
    tag: Tag,
    /// The next open element of the same tag further out, counted from one.
    outer: u32,
    /// The innermost element of each class up to here, itself included, counted from one.
    special: u32,
    barrier: u32,
    /// The innermost `ul` or `ol`, or barrier.
    list: u32,
    /// The innermost block that keeps an item outside of it open: not `address`, `div` or `p`.
    wall: u32,
}

/// How far the page is: what may still be implied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Start,
    Head,
    AfterHead,
    Body,
}

/// Builds the list of nodes.
pub(super) struct Builder<'a> {
    tokens: Tokens<'a>,
    source: &'a [u8],
    nodes: Vec<Record>,
    open: Vec<Open>,
    /// For each tag its innermost open element, counted from one; zero where none is open.
    innermost: [u32; Tag::COUNT],
    phase: Phase,
    body: u32,
}

/// The nodes of a page, the root first.
pub(super) fn build(source: &str) -> Vec<Record> {
    let mut builder = Builder {
        tokens: Tokens::new(source),
        source: source.as_bytes(),
        // About one node in forty bytes on common pages.
        nodes: Vec::with_capacity(source.len() / 40 + 8),
        open: Vec::with_capacity(64),
        innermost: [0; Tag::COUNT],
        phase: Phase::Start,
        body: 0,
    };
    builder.run();
    builder.nodes
}

impl Builder<'_> {
    fn run(&mut self) {
        self.element(Tag::HTML, 0..0, 0..0, 0);
        loop {
            let at = self.tokens.position();
            let Some(token) = self.tokens.next(self.is_foreign()) else { break };
            match token {
                Token::Text(text) => self.text(text),
                Token::Verbatim(text) => self.leaf(Kind::Verbatim, text),
                Token::Start(tag) => self.start(at, tag),
                Token::End { tag, name } => self.end(at, tag, name),
                Token::Comment => {}
            }
        }
        let end = self.source.len();
        self.pop_to(0, end);
    }

    fn is_foreign(&self) -> bool {
        self.open.last().is_some_and(|top| self.nodes[top.node as usize].foreign)
    }

    fn top(&self) -> Tag {
        self.open.last().map_or(Tag::HTML, |top| top.tag)
    }

    fn text(&mut self, text: Range<usize>) {
        if self.phase < Phase::Body && self.top() != Tag::TEMPLATE {
            let blank = self.source[text.clone()].iter().all(u8::is_ascii_whitespace);
            if blank {
                return;
            }
            self.begin_body(text.start);
        }
        self.leaf(Kind::Text, text);
    }

    fn leaf(&mut self, kind: Kind, text: Range<usize>) {
        if !text.is_empty() {
            let (start, end) = (text.start as u32, text.end as u32);
            let (parent, depth) = self.parent();
            let next = self.nodes.len() as u32 + 1;
            let foreign = self.is_foreign();
            let record = Record {
                kind,
                foreign,
                loose: false,
                depth,
                parent,
                end: next,
                start,
                name_end: start,
                open_end: end,
                close: end,
            };
            self.nodes.push(record);
        }
    }

    /// The node that a new one stands in, and the depth of the new one.
    fn parent(&self) -> (u32, u16) {
        let depth = self.open.len().min(DEEPEST);
        let parent = depth.checked_sub(1).and_then(|at| self.open.get(at));
        (parent.map_or(0, |open| open.node), depth as u16)
    }

    /// Adds an element and leaves it open.
    fn element(&mut self, tag: Tag, name: Range<usize>, attributes: Range<usize>, start: usize) {
        let (parent, depth) = self.parent();
        let node = self.nodes.len() as u32;
        let inherits = self.is_foreign() && !self.top_is_integration_point();
        self.nodes.push(Record {
            kind: Kind::Element(tag),
            foreign: inherits || matches!(tag, Tag::SVG | Tag::MATH),
            loose: false,
            depth,
            parent,
            end: node + 1,
            start: start as u32,
            name_end: name.end as u32,
            open_end: attributes.end as u32,
            close: attributes.end as u32,
        });
        self.push(node, tag);
    }

    /// Whether HTML may stand in the current foreign element.
    fn top_is_integration_point(&self) -> bool {
        match self.top() {
            Tag::FOREIGN_OBJECT | Tag::TITLE => true,
            Tag::OTHER => {
                let node = &self.nodes[self.open.last().map_or(0, |top| top.node as usize)];
                let name = &self.source[node.start as usize + 1..node.name_end as usize];
                name.eq_ignore_ascii_case(b"desc")
            }
            _ => false,
        }
    }

    fn push(&mut self, node: u32, tag: Tag) {
        let at = self.open.len() as u32 + 1;
        let (special, barrier, list, wall) = self
            .open
            .last()
            .map_or((0, 0, 0, 0), |top| (top.special, top.barrier, top.list, top.wall));
        let is_barrier = tag.is_barrier() || tag == Tag::FOREIGN_OBJECT;
        let is_wall = tag.is_special() && !matches!(tag, Tag::ADDRESS | Tag::DIV | Tag::P);
        let is_list = is_barrier || matches!(tag, Tag::UL | Tag::OL);
        let open = Open {
            node,
            tag,
            outer: std::mem::replace(&mut self.innermost[tag.index()], at),
            special: if tag.is_special() { at } else { special },
            barrier: if is_barrier { at } else { barrier },
            list: if is_list { at } else { list },
            wall: if is_wall { at } else { wall },
        };
        self.open.push(open);
    }

    /// Closes all open elements from this place inwards.
    fn pop_to(&mut self, keep: usize, close: usize) {
        while self.open.len() > keep {
            let Some(top) = self.open.pop() else { return };
            self.innermost[top.tag.index()] = top.outer;
            let end = self.nodes.len() as u32;
            let node = &mut self.nodes[top.node as usize];
            node.close = close as u32;
            if usize::from(node.depth) < DEEPEST {
                node.end = end;
            }
        }
    }

    /// The place of the innermost open element of a tag, from zero, if nothing bars the way to it.
    fn open_in(&self, tag: Tag, bar: impl Fn(&Open) -> u32) -> Option<usize> {
        let at = self.innermost[tag.index()];
        let barred = self.open.last().map_or(0, bar);
        (at > 0 && at >= barred).then(|| at as usize - 1)
    }

    fn in_scope(&self, tag: Tag) -> Option<usize> {
        self.open_in(tag, |top| top.barrier)
    }

    /// An open paragraph that a new block closes; a button keeps what is outside of it.
    fn paragraph(&self) -> Option<usize> {
        let button = self.innermost[Tag::BUTTON.index()];
        self.open_in(Tag::P, |top| top.barrier.max(button))
    }

    fn close_paragraph(&mut self, at: usize) {
        if let Some(open) = self.paragraph() {
            self.pop_to(open, at);
        }
    }

    fn begin_head(&mut self, at: usize) {
        if self.phase == Phase::Start {
            self.phase = Phase::Head;
            self.element(Tag::HEAD, at..at, at..at, at);
        }
    }

    fn end_head(&mut self, at: usize) {
        if self.phase == Phase::Head {
            self.pop_to(1, at);
            self.phase = Phase::AfterHead;
        }
    }

    fn begin_body(&mut self, at: usize) {
        self.begin_head(at);
        self.end_head(at);
        self.phase = Phase::Body;
        self.pop_to(1, at);
        self.body = self.nodes.len() as u32;
        self.element(Tag::BODY, at..at, at..at, at);
    }

    /// Handles a start tag that frames the page; returns whether that is all there is to do.
    fn frame(&mut self, at: usize, tag: &StartTag) -> bool {
        match tag.tag {
            Tag::HTML => self.rename(0, at, tag),
            Tag::HEAD if self.phase == Phase::Start => {
                self.begin_head(at);
                let head = self.nodes.len() as u32 - 1;
                self.rename(head, at, tag);
            }
            Tag::HEAD => {}
            Tag::BODY => {
                if self.phase < Phase::Body {
                    self.begin_body(at);
                }
                self.rename(self.body, at, tag);
            }
            _ => {
                self.imply_frame(at, tag.tag);
                return false;
            }
        }
        true
    }

    fn imply_frame(&mut self, at: usize, tag: Tag) {
        if self.phase == Phase::Body || self.innermost[Tag::TEMPLATE.index()] > 0 {
            return;
        }
        let headed = tag.is_head() || (self.top() == Tag::NOSCRIPT && tag != Tag::OTHER);
        match headed {
            true => self.begin_head(at),
            false => self.begin_body(at),
        }
    }

    /// Gives a frame element that was implied, or has no attributes yet, the tag of the source.
    fn rename(&mut self, node: u32, at: usize, tag: &StartTag) {
        let node = &mut self.nodes[node as usize];
        if node.name_end <= node.start {
            node.start = at as u32;
            node.name_end = tag.name.end as u32;
            node.open_end = tag.attributes.end as u32;
        }
    }

    fn start(&mut self, at: usize, tag: StartTag) {
        if self.is_foreign() && !self.top_is_integration_point() {
            if !tag.tag.breaks_out() {
                return self.foreign(at, tag);
            }
            self.leave_foreign(at);
        }
        if self.frame(at, &tag) {
            return;
        }
        if !self.imply_ends(at, tag.tag) {
            return;
        }
        let StartTag { tag, name, attributes, closes_itself } = tag;
        self.element(tag, name, attributes, at);
        if tag.is_raw() || tag.is_escapable() || tag == Tag::PLAINTEXT {
            self.raw(tag);
        } else if tag.is_void() || (closes_itself && self.is_foreign()) {
            self.pop_to(self.open.len() - 1, self.tokens.position());
        }
    }

    fn foreign(&mut self, at: usize, tag: StartTag) {
        self.element(tag.tag, tag.name, tag.attributes, at);
        if tag.closes_itself {
            self.pop_to(self.open.len() - 1, self.tokens.position());
        }
    }

    fn leave_foreign(&mut self, at: usize) {
        while self.is_foreign() && !self.top_is_integration_point() {
            self.pop_to(self.open.len() - 1, at);
        }
    }

    fn raw(&mut self, tag: Tag) {
        let text = self.tokens.raw_text(tag);
        let kind = if tag.is_escapable() { Kind::Text } else { Kind::Verbatim };
        self.leaf(kind, text);
        self.pop_to(self.open.len() - 1, self.tokens.position());
    }

    /// Closes what a start tag closes; returns whether the element is made at all.
    fn imply_ends(&mut self, at: usize, tag: Tag) -> bool {
        if tag.closes_paragraph() || tag.is_heading() {
            if matches!(tag, Tag::LI) {
                self.close_item(at, &[Tag::LI]);
            } else if matches!(tag, Tag::DD | Tag::DT) {
                self.close_item(at, &[Tag::DD, Tag::DT]);
            }
            self.close_paragraph(at);
        }
        match tag {
            _ if tag.is_heading() && self.top().is_heading() => {
                self.pop_to(self.open.len() - 1, at)
            }
            Tag::A => self.close_link(at),
            Tag::BUTTON => self.close_from(self.in_scope(Tag::BUTTON), at),
            Tag::NOBR => self.close_from(self.inline(Tag::NOBR), at),
            Tag::OPTION | Tag::OPTGROUP if self.top() == Tag::OPTION => {
                self.pop_to(self.open.len() - 1, at);
            }
            Tag::FORM => return self.innermost[Tag::FORM.index()] == 0,
            Tag::FRAME | Tag::FRAMESET => return false,
            _ => return self.table_part(at, tag),
        }
        true
    }

    fn close_from(&mut self, place: Option<usize>, at: usize) {
        if let Some(place) = place {
            self.pop_to(place, at);
        }
    }

    /// Closes an open item of the same list, if no block stands between.
    fn close_item(&mut self, at: usize, tags: &[Tag]) {
        let places = tags.iter().filter_map(|tag| self.open_in(*tag, |top| top.wall));
        self.close_from(places.max(), at);
    }

    /// The place of an open formatting element with no block inside of it.
    fn inline(&self, tag: Tag) -> Option<usize> {
        self.open_in(tag, |top| top.special)
    }

    /// A link in a link: the outer one ends, or if a block stands between, was never meant as one.
    fn close_link(&mut self, at: usize) {
        if let Some(open) = self.inline(Tag::A) {
            self.pop_to(open, at);
        } else if let Some(open) = self.in_scope(Tag::A) {
            self.nodes[self.open[open].node as usize].loose = true;
        }
    }

    /// Closes cells and rows before the next; a part of a table outside of any is not made.
    fn table_part(&mut self, at: usize, tag: Tag) -> bool {
        let closed: &[Tag] = match tag {
            Tag::TD | Tag::TH => &[Tag::TD, Tag::TH],
            Tag::TR => &[Tag::TD, Tag::TH, Tag::TR],
            Tag::TBODY | Tag::THEAD | Tag::TFOOT | Tag::CAPTION | Tag::COLGROUP | Tag::COL => &[
                Tag::TD,
                Tag::TH,
                Tag::TR,
                Tag::TBODY,
                Tag::THEAD,
                Tag::TFOOT,
                Tag::CAPTION,
                Tag::COLGROUP,
            ],
            _ => return true,
        };
        if tag == Tag::COL && self.top() == Tag::COLGROUP {
            return true;
        }
        let table = self.innermost[Tag::TABLE.index()];
        let template = self.innermost[Tag::TEMPLATE.index()];
        if table == 0 && template == 0 {
            return false;
        }
        let inside = closed.iter().map(|tag| self.innermost[tag.index()]);
        let outermost = inside.filter(|&open| open > table.max(template)).min();
        self.close_from(outermost.map(|open| open as usize - 1), at);
        true
    }

    fn end(&mut self, at: usize, tag: Tag, name: Range<usize>) {
        let close = self.tokens.position();
        match tag {
            Tag::HEAD => return self.end_head(close),
            Tag::BODY | Tag::HTML => return,
            Tag::BR => {
                self.imply_frame(at, tag);
                return self.void(at, name);
            }
            Tag::P if self.paragraph().is_none() && !self.is_foreign() => {
                self.imply_frame(at, tag);
                return self.void(at, name);
            }
            _ => {}
        }
        let place = match tag {
            Tag::P => self.paragraph(),
            Tag::LI => self.open_in(Tag::LI, |top| top.list),
            Tag::TABLE | Tag::TEMPLATE | Tag::SVG | Tag::MATH => {
                self.innermost[tag.index()].checked_sub(1).map(|at| at as usize)
            }
            Tag::TBODY | Tag::THEAD | Tag::TFOOT | Tag::TR | Tag::TD | Tag::TH | Tag::CAPTION => {
                self.open_in(tag, |_| 0)
                    .filter(|&at| at as u32 >= self.innermost[Tag::TABLE.index()])
            }
            Tag::FORM => self.form(),
            _ if tag.is_heading() => self.heading(),
            Tag::OTHER => self.other(name),
            _ if tag.is_formatting() => self.formatting(tag),
            _ if tag.is_special() => self.in_scope(tag),
            _ => self.inline(tag),
        };
        self.close_from(place, close);
    }

    /// `</br>` and a lone `</p>` stand for an empty element.
    fn void(&mut self, at: usize, name: Range<usize>) {
        let tag = Tag::of(&self.source[name.clone()]);
        self.element(tag, name.clone(), name.end..name.end, at);
        self.pop_to(self.open.len() - 1, self.tokens.position());
    }

    /// A form ends only where nothing but inline elements stand open in it.
    fn form(&self) -> Option<usize> {
        self.in_scope(Tag::FORM).filter(|&form| {
            let inside = self.open.last().map_or(0, |top| top.special as usize);
            inside <= form + 1
        })
    }

    /// Any heading is closed by the end tag of any.
    fn heading(&self) -> Option<usize> {
        let tags = [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6];
        tags.iter().filter_map(|tag| self.in_scope(*tag)).max()
    }

    /// An element of an unknown name: the innermost must bear the same name.
    fn other(&self, name: Range<usize>) -> Option<usize> {
        let place = self.inline(Tag::OTHER)?;
        let node = &self.nodes[self.open[place].node as usize];
        let open = &self.source[node.start as usize + 1..node.name_end as usize];
        open.eq_ignore_ascii_case(&self.source[name]).then_some(place)
    }

    /// Formatting that a block stands in stays open, but is known to be loose.
    fn formatting(&mut self, tag: Tag) -> Option<usize> {
        let place = self.inline(tag);
        if place.is_none()
            && let Some(open) = self.in_scope(tag)
        {
            self.nodes[self.open[open].node as usize].loose = true;
        }
        place
    }
}
