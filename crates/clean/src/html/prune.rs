//! Which elements are not part of any article: by what they are, and by what they are called.

use super::document::{Document, Node};
use super::hints::{Hints, Names, Reader};
use super::tag::Tag;
use super::totals::Total;

/// What was found out about the elements of a page.
#[derive(Default)]
pub(super) struct Pruned {
    /// The elements that are cut, in document order, and why; of nested ones only the outermost.
    pub(super) cut: Vec<(u32, &'static str)>,
    /// The elements that say they hold an article, in document order.
    pub(super) articles: Vec<u32>,
}

/// An element with more of the page's prose than this is not furniture, whatever it is called.
const MOST: f32 = 0.3;

/// With less of the prose than this, a name that says article may only be the prefix of a part's name.
const SMALL: f32 = 0.1;

/// Words of prose that make an element too wordy to be a bar or a promotion, by its name alone.
const WORDY: u32 = 100;

/// Characters of prose that a page hides only until someone unfolds it.
const HIDDEN_PROSE: u32 = 150;

/// The share of links above which wordy elements are furniture all the same.
const LINKED: f32 = 0.25;

/// Looks at every element; without `names`, at what it is alone.
pub(super) fn prune(document: &Document<'_>, names: Option<&Names>, totals: &[Total]) -> Pruned {
    let mut reader = names.map(Reader::new);
    let mut pruned = Pruned::default();
    let body = document.elements(Tag::BODY).next().unwrap_or(document.root());
    let all = totals[body.index()].prose;
    let mut at = 0;
    while at < document.len() {
        let node = document.node(at);
        at += 1;
        let Some(tag) = node.tag() else { continue };
        let own = totals[node.index()];
        if tag.is_unseen() || own.measure.chars == 0 {
            at = node.end();
            continue;
        }
        let reader = reader.as_mut().filter(|_| has_say(tag));
        let hints = reader.map_or(Hints::default(), |reader| reader.hints(node));
        let element =
            Element { node, tag, hints, own, share: own.prose as f32 / all.max(1) as f32 };
        if element.is_article() {
            pruned.articles.push(node.index() as u32);
        }
        if let Some(reason) = element.reason() {
            pruned.cut.push((node.index() as u32, reason));
            at = node.end();
        }
    }
    pruned
}

/// Whether the name of an element is looked at.
fn has_say(tag: Tag) -> bool {
    let part =
        matches!(tag, Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT | Tag::HTML | Tag::BODY);
    let inline =
        matches!(tag, Tag::SPAN | Tag::OTHER | Tag::LABEL | Tag::SMALL | Tag::A | Tag::TIME);
    (tag.is_block() && !part && !tag.is_heading()) || inline
}

struct Element<'d> {
    node: Node<'d>,
    tag: Tag,
    hints: Hints,
    own: Total,
    /// Its share of the page's prose.
    share: f32,
}

impl Element<'_> {
    fn is_article(&self) -> bool {
        self.tag == Tag::ARTICLE
            || self.hints.any(Hints::ARTICLE)
            || (self.tag.is_block()
                && self.node.attribute("itemprop").is_some_and(|prop| prop == "articleBody"))
    }

    fn reason(&self) -> Option<&'static str> {
        if matches!(self.tag, Tag::HTML | Tag::BODY | Tag::MAIN) {
            return None;
        }
        self.by_tag().or_else(|| {
            let kept = self.share > MOST || self.tag.is_heading();
            if kept { None } else { self.by_name() }
        })
    }

    fn by_tag(&self) -> Option<&'static str> {
        let small = self.share <= MOST;
        match self.tag {
            Tag::NAV => Some("navigation"),
            Tag::FOOTER if small => Some("footer"),
            Tag::ASIDE if small && !self.is_wordy() => Some("aside"),
            Tag::FIGURE if !self.holds_text() => Some("caption"),
            Tag::FORM if small => Some("form"),
            Tag::FIGCAPTION => Some("caption"),
            Tag::SELECT | Tag::BUTTON | Tag::NOSCRIPT | Tag::DIALOG => Some("control"),
            Tag::AUDIO | Tag::VIDEO | Tag::CANVAS => Some("control"),
            _ => None,
        }
    }

    fn by_name(&self) -> Option<&'static str> {
        if self.own.prose < HIDDEN_PROSE && self.is_hidden() {
            return Some("hidden");
        }
        if self.hints.any(Hints::ARTICLE) && self.share > SMALL {
            return None;
        }
        let sure = [
            (Hints::COMMENTS, "comments"),
            (Hints::HIDDEN, "hidden"),
            (Hints::ABOUT, "about"),
            (Hints::CAPTION, "caption"),
        ];
        let maybe = [
            (Hints::NOTICE, "notice"),
            (Hints::RELATED, "related"),
            (Hints::SHARE, "share"),
            (Hints::NEWSLETTER, "newsletter"),
            (Hints::ADS, "advertisement"),
            (Hints::NAVIGATION, "navigation"),
        ];
        if self.hints.any(Hints::NOTICE) && !self.is_wordy() {
            return Some("notice");
        }
        let found = |list: &[(Hints, &'static str)]| {
            list.iter().find(|(hint, _)| self.hints.any(*hint)).map(|(_, reason)| *reason)
        };
        found(&sure).or_else(|| found(&maybe).filter(|_| !self.is_wordy()))
    }

    /// Whether it holds sentences rather than links and labels.
    fn is_wordy(&self) -> bool {
        self.own.prose / 6 >= WORDY && self.own.measure.link_share() < LINKED
    }

    /// Whether a figure holds more than a picture and words about it.
    fn holds_text(&self) -> bool {
        self.node.descendants().any(|node| {
            matches!(
                node.tag(),
                Some(Tag::TABLE | Tag::PRE | Tag::BLOCKQUOTE | Tag::LI | Tag::FIGURE)
            )
        })
    }

    fn is_hidden(&self) -> bool {
        self.node.all_attributes().any(|(name, value)| match name {
            "hidden" => true,
            "aria-hidden" => value == "true",
            "style" => is_invisible(&value),
            _ => false,
        })
    }
}

fn is_invisible(style: &str) -> bool {
    let even: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    even.contains("display:none") || even.contains("visibility:hidden")
}
