//! A parsed page: elements and texts, each with its place in the source.

use std::borrow::Cow;

use memchr::memchr;
use tidings_model::Span;

use super::references;
use super::tag::Tag;
use super::tokens::{Attribute, Attributes};
use super::tree::{self, Kind, Record};

/// A page as a tree, in document order.
///
/// Offsets count bytes of the source the tree was made of. See the head of `tree.rs` for where it
/// differs from what a browser makes.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    source: &'a str,
    nodes: Vec<Record>,
}

/// An element or a text of a [`Document`].
#[derive(Clone, Copy)]
pub(crate) struct Node<'d> {
    document: &'d Document<'d>,
    at: u32,
}

impl<'a> Document<'a> {
    /// Parses a page. Anything is a page; time and memory are linear in its length.
    pub(crate) fn parse(source: &'a str) -> Self {
        Self { source, nodes: tree::build(source) }
    }

    /// What the tree was made of.
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// The element whose start tag stands at an offset into the source, if one does.
    pub(crate) fn tag_at(&self, offset: usize) -> Option<Node<'_>> {
        let behind = self.nodes.partition_point(|node| node.start as usize <= offset);
        let node = self.node(behind.checked_sub(1)?);
        let record = node.record();
        let in_tag = (record.name_end as usize..record.open_end as usize).contains(&offset);
        (!node.is_text() && in_tag).then_some(node)
    }

    /// The `html` element, which every page has.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { document: self, at: 0 }
    }

    /// How many nodes there are; each has a number below this.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The words that a reader sees of a part of the source, whole texts until they are more than so
    /// many bytes.
    pub(crate) fn words(&self, part: Span, most: usize) -> String {
        let first = self.nodes.partition_point(|node| node.start < part.start);
        let inside = (first as u32..self.nodes.len() as u32).map(|at| Node { document: self, at });
        let mut words = String::new();
        for node in inside.take_while(|node| node.span().start < part.end) {
            match node.record().kind {
                Kind::Element(tag) if tag.is_block() || tag == Tag::BR => words.push(' '),
                Kind::Text => words.push_str(&node.text()),
                Kind::Element(_) | Kind::Verbatim => {}
            }
            if words.len() > most {
                break;
            }
        }
        words
    }

    /// The node of a number.
    pub(crate) fn node(&self, at: usize) -> Node<'_> {
        Node { document: self, at: at.min(self.nodes.len() - 1) as u32 }
    }

    /// Every node, in document order: an element stands before what is in it.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|at| Node { document: self, at })
    }

    /// Every element of a tag, in document order.
    pub(crate) fn elements(&self, tag: Tag) -> impl Iterator<Item = Node<'_>> {
        self.nodes().filter(move |node| node.tag() == Some(tag))
    }
}

impl<'d> Node<'d> {
    fn record(self) -> &'d Record {
        &self.document.nodes[self.at as usize]
    }

    fn other(self, at: u32) -> Node<'d> {
        Node { document: self.document, at }
    }

    /// Its number: nodes are numbered in document order.
    pub(crate) fn index(self) -> usize {
        self.at as usize
    }

    /// The number of the first node behind it and everything in it.
    pub(crate) fn end(self) -> usize {
        self.record().end as usize
    }

    /// How deep it stands; the root stands at zero.
    #[cfg(test)]
    pub(crate) fn depth(self) -> usize {
        usize::from(self.record().depth)
    }

    /// What element it is; `None` for a text.
    pub(crate) fn tag(self) -> Option<Tag> {
        match self.record().kind {
            Kind::Element(tag) => Some(tag),
            Kind::Text | Kind::Verbatim => None,
        }
    }

    /// Whether it is an element of this tag.
    pub(crate) fn is(self, tag: Tag) -> bool {
        self.record().kind == Kind::Element(tag)
    }

    /// Whether it is a text.
    pub(crate) fn is_text(self) -> bool {
        !matches!(self.record().kind, Kind::Element(_))
    }

    /// Whether it is formatting, such as a link, with blocks in it that outlive its end tag.
    pub(crate) fn is_loose(self) -> bool {
        self.record().loose
    }

    /// Where it stands in the source, tags included.
    pub(crate) fn span(self) -> Span {
        Span::new(self.record().start, self.record().close.max(self.record().start))
    }

    /// The name of an element as written; empty for a text and for an element the source leaves out.
    pub(crate) fn name(self) -> &'d str {
        let record = self.record();
        self.document.source.get(record.start as usize + 1..record.name_end as usize).unwrap_or("")
    }

    /// The node of a number in the same document.
    pub(crate) fn sibling(self, at: usize) -> Node<'d> {
        self.document.node(at)
    }

    /// The element it stands in.
    pub(crate) fn parent(self) -> Option<Node<'d>> {
        (self.at > 0).then(|| self.other(self.record().parent))
    }

    /// The elements it stands in, from the inside out.
    pub(crate) fn ancestors(self) -> impl Iterator<Item = Node<'d>> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The nodes right inside of it.
    pub(crate) fn children(self) -> impl Iterator<Item = Node<'d>> {
        let end = self.end();
        let from = move |at: usize| (at < end).then(|| self.other(at as u32));
        std::iter::successors(from(self.index() + 1), move |node| from(node.end()))
    }

    /// Everything inside of it, in document order.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Node<'d>> {
        (self.at + 1..self.end() as u32).map(move |at| self.other(at))
    }

    /// The attributes in the order of the source, values as written.
    fn attributes(self) -> impl Iterator<Item = Attribute> {
        let record = self.record();
        let (from, to) = match record.kind {
            Kind::Element(_) => (record.name_end as usize, record.open_end as usize),
            Kind::Text | Kind::Verbatim => (0, 0),
        };
        Attributes::new(self.document.source, from..to)
    }

    /// Names and values of its attributes, character references decoded; names as written.
    pub(crate) fn all_attributes(self) -> impl Iterator<Item = (&'d str, Cow<'d, str>)> {
        let source = self.document.source;
        self.attributes().map(|attribute| {
            let name = source.get(attribute.name).unwrap_or("");
            (name, decoded(source.get(attribute.value).unwrap_or(""), true))
        })
    }

    /// The value of an attribute, character references decoded; empty where it has none.
    ///
    /// The name is given in lower case; the first of several counts.
    pub(crate) fn attribute(self, name: &str) -> Option<Cow<'d, str>> {
        self.raw_attribute(name).map(|(value, _)| decoded(value, true))
    }

    /// The value of an attribute as written, and where it stands.
    pub(crate) fn raw_attribute(self, name: &str) -> Option<(&'d str, Span)> {
        let source = self.document.source;
        let is_it = |at: &Attribute| {
            at.name.len() == name.len()
                && source.as_bytes()[at.name.clone()].eq_ignore_ascii_case(name.as_bytes())
        };
        let found = self.attributes().find(is_it)?;
        Some((source.get(found.value.clone()).unwrap_or(""), Span::at(found.value)))
    }

    /// `class` and `id` as written, both found in one pass; empty where they are not.
    pub(crate) fn class_and_id(self) -> (&'d str, &'d str) {
        let source = self.document.source;
        let mut found = ("", "");
        for attribute in self.attributes() {
            let name = &source.as_bytes()[attribute.name.clone()];
            let place = match name {
                _ if name.eq_ignore_ascii_case(b"class") => &mut found.0,
                _ if name.eq_ignore_ascii_case(b"id") => &mut found.1,
                _ => continue,
            };
            if place.is_empty() {
                *place = source.get(attribute.value).unwrap_or("");
            }
        }
        found
    }

    /// The text of a text node as written.
    pub(crate) fn raw_text(self) -> &'d str {
        let record = self.record();
        match record.kind {
            Kind::Element(_) => "",
            _ => {
                self.document.source.get(record.start as usize..record.close as usize).unwrap_or("")
            }
        }
    }

    /// The text of a text node, character references decoded.
    pub(crate) fn text(self) -> Cow<'d, str> {
        match self.has_references() {
            true => decoded(self.raw_text(), false),
            false => Cow::Borrowed(self.raw_text()),
        }
    }

    /// Whether a text node holds character references, or what looks like one.
    pub(crate) fn has_references(self) -> bool {
        self.record().kind == Kind::Text && memchr(b'&', self.raw_text().as_bytes()).is_some()
    }

    /// The words of all texts inside of it, one blank between them, character references decoded.
    ///
    /// For small elements such as titles and bylines, and for scripts, which it gives untouched.
    pub(crate) fn inner_text(self) -> String {
        if self.tag().is_some_and(Tag::is_raw) {
            return self.descendants().map(Node::raw_text).collect();
        }
        let mut all = String::new();
        for node in self.descendants() {
            match node.record().kind {
                Kind::Element(tag) if tag.is_block() || tag == Tag::BR => all.push(' '),
                Kind::Element(_) => {}
                Kind::Text | Kind::Verbatim => all.push_str(&node.text()),
            }
        }
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.tag() {
            Some(_) => write!(f, "<{}> at {}", self.name(), self.span()),
            None => write!(f, "{:?} at {}", self.raw_text(), self.span()),
        }
    }
}

/// Text with its character references decoded.
pub(crate) fn decoded(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut all = String::with_capacity(text.len());
    let mut done = 0;
    let mut next = Some(first);
    while let Some(at) = next {
        let mut behind = at + 1;
        if let Some(found) = references::reference(&text.as_bytes()[at..], in_attribute) {
            all.push_str(text.get(done..at).unwrap_or(""));
            all.push_str(found.text.as_str(&mut [0; 4]));
            behind = at + found.len;
            done = behind;
        }
        next = memchr(b'&', &text.as_bytes()[behind..]).map(|at| behind + at);
    }
    all.push_str(text.get(done..).unwrap_or(""));
    Cow::Owned(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Elements in brackets with their names, texts as they are.
    fn show(node: Node<'_>) -> String {
        let inside: Vec<String> = node.children().map(show).collect();
        match node.tag() {
            None => node.text().into_owned(),
            Some(tag) if tag == Tag::OTHER => format!("{}({})", node.name(), inside.concat()),
            Some(tag) => format!("{}({})", tag.name(), inside.concat()),
        }
    }

    #[track_caller]
    fn check(source: &str, body: &str) {
        let document = Document::parse(source);
        let shown = show(document.root());
        assert_eq!(shown, format!("html({body})"), "{source}");
        for node in document.nodes() {
            assert!(document.source.get(node.span().range()).is_some(), "{node:?}");
            let inside = node.children().map(Node::end).last();
            assert_eq!(inside.unwrap_or(node.index() + 1), node.end(), "{node:?}");
        }
    }

    #[test]
    fn frames_are_implied() {
        check("", "");
        check("Fog", "head()body(Fog)");
        check("<!doctype html><title>A &amp; b</title>Fog", "head(title(A & b))body(Fog)");
        check("<html><head></head> <body class=x>Fog</body></html> bank", "head()body(Fog bank)");
        check("<head><p>Fog<body>bank", "head()body(p(Fogbank))");
        check("<head><meta name=a><div><meta name=b>", "head(meta())body(div(meta()))");
    }

    #[test]
    fn ends_are_implied() {
        let check = |source: &str, body: &str| check(source, &format!("head()body({body})"));
        check("<p>a<p>b<div>c</div>d", "p(a)p(b)div(c)d");
        check("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "ul(li(a)li(bul(li(c)))li(d))e");
        check("<li><div><p>a<li>b", "li(div(p(a)))li(b)");
        check("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt(a)dd(b)dt(c))");
        check("<h2>a<h3>b</h2>c", "h2(a)h3(b)c");
        check("<table><tr><td>a<td>b<tr><td>c</table>d", "table(tr(td(a)td(b))tr(td(c)))d");
        check("<table><td>a<table><td>b</table>c</table>", "table(td(atable(td(b))c))");
        check("<td>a</td>", "a");
        check("<select><option>a<option>b</select>", "select(option(a)option(b))");
        check("<p><button><p>a</button>b", "p(button(p(a))b)");
    }

    #[test]
    fn strays_change_little() {
        let check = |source: &str, body: &str| check(source, &format!("head()body({body})"));
        check("a</div></b>b", "ab");
        check("<b><div>a</b>b</div>c</b>d", "b(div(ab)c)d");
        check("<div><span>a</div>b", "div(span(a))b");
        check("<a href=1>a<a href=2>b</a>", "a(a)a(b)");
        check("<x-a>a<x-b>b</x-a>c</x-b>d", "x-a(ax-b(bc)d)");
        check("a<br/>b</br>c<hr>d</p>e", "abr()bbr()chr()dp()e");
        check("<form><form>a</form>b", "form(a)b");
        check("1 < 2 <3 a<b", "1 < 2 <3 a");
        check("a<!-- > -->b<!-->c<!>d<?x >e<![CDATA[f]]>g", "abcdeg");
        check("<div a='>' b=it's c>a</div>", "div(a)");
    }

    #[test]
    fn some_elements_hold_text_alone() {
        let check = |source: &str, body: &str| check(source, &format!("head()body({body})"));
        check("a<script>if (a<b) '<p>'</script>b", "ascript(if (a<b) '<p>')b");
        check(
            "a<script><!-- <script></script> --></script>b",
            "ascript(<!-- <script></script> -->)b",
        );
        check("a<script><!-- <script></script>b", "ascript(<!-- <script>)b");
        check("a<textarea>&lt;<p></TextArea >b", "atextarea(<<p>)b");
        check("a<style>p{}</styled></style>b", "astyle(p{}</styled>)b");
        check("a<iframe><p>", "aiframe(<p>)");
    }

    #[test]
    fn drawings_are_foreign() {
        let check = |source: &str, body: &str| check(source, &format!("head()body({body})"));
        check("<svg><path/><g><title>a</title></g></svg>b", "svg(path()g(title(a)))b");
        check("<svg><foreignObject><p>a</p></foreignObject></svg>b", "svg(foreignobject(p(a)))b");
        check("<svg><g><p>a", "svg(g())p(a)");
        check("<math><![CDATA[a&amp;<]]></math>b", "math(a&amp;<)b");
    }

    #[test]
    fn attributes_are_found() {
        let source = r#"<a href="?a=1&copy=2&amp;b" CLASS='x y' id=z/ data-x = "1" download id=w>"#;
        let document = Document::parse(source);
        let link = document.elements(Tag::A).next().unwrap();
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(link.attribute(name).as_deref(), expected, "{name}");
        };
        check("href", Some("?a=1&copy=2&b"));
        check("class", Some("x y"));
        check("id", Some("z/"));
        check("data-x", Some("1"));
        check("download", Some(""));
        check("rel", None);
        assert_eq!(link.all_attributes().count(), 6);
        let (raw, span) = link.raw_attribute("href").unwrap();
        assert_eq!(source.get(span.range()), Some(raw));
    }

    #[test]
    fn tags_are_found_by_their_place() {
        let source = "a<p id=x>b</p>c<!-- id --><br class=id>";
        let document = Document::parse(source);
        let check = |of: &str, expected: Option<&str>| {
            let found = document.tag_at(source.find(of).unwrap());
            assert_eq!(found.map(Node::name), expected, "{of}");
        };
        check("id=x", Some("p"));
        check("b</p>", None);
        check("id -->", None);
        check("class=id", Some("br"));
        assert!(document.tag_at(source.len()).is_none());
        assert!(document.tag_at(0).is_none());
    }

    #[test]
    fn small_elements_give_their_words() {
        let check = |source: &str, expected: &str| {
            let document = Document::parse(source);
            assert_eq!(document.root().inner_text(), expected);
        };
        check("<h1> Fog &amp;\n<b>rain</b><br>in port</h1>", "Fog & rain in port");
        check("<script>a  b &amp; c</script>", "a b &amp; c");
        let document = Document::parse("<script> {\"a\": \"b  c\"} </script>");
        let script = document.elements(Tag::SCRIPT).next().unwrap();
        assert_eq!(script.inner_text(), " {\"a\": \"b  c\"} ");
    }

    #[test]
    fn deep_trees_are_capped() {
        let source = "<div>a".repeat(3_000);
        let document = Document::parse(&source);
        assert_eq!(document.nodes().map(Node::depth).max(), Some(tree::DEEPEST));
        assert_eq!(document.nodes().filter(|node| node.is_text()).count(), 3_000);
        assert_eq!(document.nodes().last().unwrap().ancestors().count(), tree::DEEPEST);
    }
}
