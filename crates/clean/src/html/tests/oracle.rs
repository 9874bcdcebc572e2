//! The tree of html5ever, the reference, against ours.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use super::outline::{self, Outline};
use crate::html::tag::Tag;

/// A tree that html5ever builds.
#[derive(Debug, Default)]
struct Sink {
    nodes: RefCell<Vec<Node>>,
}

#[derive(Debug, Default)]
struct Node {
    name: Option<QualName>,
    text: Option<String>,
    parent: Option<usize>,
    children: Vec<usize>,
}

impl Sink {
    fn add(&self, node: Node) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node);
        nodes.len() - 1
    }

    fn insert(&self, parent: usize, at: usize, new: NodeOrText<usize>) {
        let before = at.checked_sub(1).map(|at| self.nodes.borrow()[parent].children[at]);
        let child = match new {
            NodeOrText::AppendNode(child) => child,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                if let Some(own) = before.and_then(|before| nodes[before].text.as_mut()) {
                    own.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Node { text: Some(text.to_string()), ..Node::default() })
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        nodes[parent].children.insert(at, child);
    }

    fn place(&self, node: usize) -> Option<(usize, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[node].parent?;
        Some((parent, nodes[parent].children.iter().position(|&child| child == node)?))
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        if self.nodes.borrow().is_empty() { self.add(Node::default()) } else { 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| nodes[*target].name.as_ref().unwrap())
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, _: ElementFlags) -> usize {
        self.add(Node { name: Some(name), ..Node::default() })
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Node::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Node::default())
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        let at = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, at, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        before: &usize,
        child: NodeOrText<usize>,
    ) {
        match self.place(*element) {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(before, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, new: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(node) = &new {
            self.remove_from_parent(node);
        }
        let (parent, at) = self.place(*sibling).unwrap();
        self.insert(parent, at, new);
    }

    fn add_attrs_if_missing(&self, _: &usize, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &usize) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[*target].parent = None;
        }
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let moved = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        for child in moved {
            self.nodes.borrow_mut()[child].parent = None;
            self.append(new_parent, NodeOrText::AppendNode(child));
        }
    }
}

/// The blocks of a page as html5ever's tree has them.
fn blocks(source: &str) -> Vec<String> {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let opts = ParseOpts { tree_builder, ..ParseOpts::default() };
    let sink = parse_document(Sink::default(), opts).one(source);
    let nodes = sink.nodes.borrow();
    let mut outline = Outline::default();
    // A node still to be entered, or the end of a block.
    let mut todo: Vec<Option<usize>> = vec![Some(0)];
    while let Some(next) = todo.pop() {
        let Some(node) = next.map(|at| &nodes[at]) else {
            outline.edge();
            continue;
        };
        outline.text(node.text.as_deref().unwrap_or_default());
        let tag = node.name.as_ref().map(|name| Tag::of(name.local.as_bytes()));
        if tag.is_some_and(outline::parts) {
            outline.edge();
            todo.push(None);
        }
        todo.extend(node.children.iter().rev().map(|&child| Some(child)));
    }
    outline.finish()
}

#[test]
fn common_mistakes_are_read_alike() {
    let check = |source: &str| assert_eq!(outline::of(source), blocks(source), "{source}");
    check("<p>a<p>b<div>c</p>d</div>e");
    check("<ul><li>a<ul><li>b</ul><li>c<p>d<li>e</ul>f");
    check("<table><tr><td>a<td>b<tr><th>c</table>d");
    check("<table><caption>a<tbody><tr><td><table><td>b</table>c</table>d");
    check("<b>a<p>b</b>c</p>d");
    check("<a href=x>a<div>b</a>c</div>d");
    check("<div><span>a</div>b</span>c");
    check("<form><div>a</form>b</div>c");
    check("<h1>a<h2>b</h1>c");
    check("<p>a<br>b</br>c</p>d</p>e");
    check("<dl><dt>a<dd>b<dl><dd>c</dl><dt>d</dl>");
    check("<select><option>a<option>b</select>c");
    check("<button>a<p>b<button>c</button>d");
    check("<title>a</title>b<body>c</body>d</html>e");
    check("<script>a</script>b<style>c</style>d<textarea><p>e</textarea>f");
    check("<svg><title>a</title><p>b</svg>c<math><mi>d</mi></math>e");
    check("a&amp;b &notin; &copy2 &#x41;&#150; <p title='&lt;'>c");
    check("<!doctype html><!-- a --><p>b<!-- c --->d<!x>e<?y>f");
    check("<p>1 < 2 <3 </> </ a> b");
}

/// Of the blocks of real pages, all but a few are the same in both trees.
#[test]
fn real_pages_are_read_alike() {
    let Some(folder) = testkit::shared("bench/articles/pages") else { return };
    let (mut all, mut same) = (0, 0);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    // One page in four is plenty, and the reference is slow.
    for file in files.iter().step_by(4) {
        let bytes = std::fs::read(file).unwrap();
        let source = String::from_utf8_lossy(&bytes).replace('\0', "");
        let (ours, theirs) = (outline::of(&source), blocks(&source));
        let known: std::collections::BTreeSet<&String> = theirs.iter().collect();
        all += theirs.len().max(ours.len());
        same += ours.iter().filter(|block| known.contains(block)).count();
    }
    assert!(all > 5_000, "the folder holds pages");
    assert!(same * 1000 >= all * 995, "{same} of {all} blocks are the same");
}
