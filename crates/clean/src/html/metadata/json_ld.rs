//! JSON-LD: the things a page describes, in the words of schema.org.

use std::borrow::Cow;

use tidings_model::Span;

use super::tokens::{Token, Tokens};
use crate::html::document::decoded;

/// Nothing worth knowing stands deeper.
const DEEPEST: usize = 48;

/// More things than this are a catalogue.
const MOST_THINGS: usize = 4_096;

/// A property this reader knows; others are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Type,
    Id,
    Url,
    MainEntityOfPage,
    MainEntity,
    Headline,
    Body,
    Name,
    Published,
    Modified,
    Created,
    Uploaded,
    Author,
    Creator,
    Publisher,
    SourceOrganization,
    Section,
    Language,
    Graph,
    Other,
}

impl Property {
    /// By its name, with or without the address of the vocabulary before it.
    fn of(name: &str) -> Self {
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        match name {
            "@type" => Self::Type,
            "@id" => Self::Id,
            "url" => Self::Url,
            "mainEntityOfPage" => Self::MainEntityOfPage,
            "mainEntity" => Self::MainEntity,
            "headline" => Self::Headline,
            "articleBody" => Self::Body,
            "name" => Self::Name,
            "datePublished" => Self::Published,
            "dateModified" => Self::Modified,
            "dateCreated" => Self::Created,
            "uploadDate" => Self::Uploaded,
            "author" => Self::Author,
            "creator" => Self::Creator,
            "publisher" => Self::Publisher,
            "sourceOrganization" => Self::SourceOrganization,
            "articleSection" => Self::Section,
            "inLanguage" => Self::Language,
            "@graph" => Self::Graph,
            _ => Self::Other,
        }
    }
}

/// Something described: an object of the JSON.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    /// The property of its parent that it is the value of.
    role: Property,
    parent: Option<usize>,
    values: Vec<Value>,
}

/// A text that is the value of a property.
#[derive(Debug, Clone)]
pub(super) struct Value {
    role: Property,
    /// Escapes and character references read; empty for the body of an article, which is long and
    /// seldom wanted.
    pub(super) text: String,
    /// Where it stands in the block's source as written.
    pub(super) span: Span,
}

/// The things of all blocks of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Things {
    all: Vec<Thing>,
    /// How many blocks were not quite JSON.
    pub(super) broken: usize,
}

/// What is open while a block is read.
#[derive(Debug, Clone, Copy)]
enum Frame {
    /// An object, and the property that was named last.
    Object(usize, Property),
    /// A list: its items are values of the property it is the value of.
    List(Property),
}

impl Things {
    /// Adds the things of a block that stands at an offset into the page.
    pub(super) fn read(&mut self, json: &str, start: usize) {
        let mut tokens = Tokens::new(json).peekable_name();
        let mut frames: Vec<Frame> = Vec::new();
        let mut too_deep = 0usize;
        while let Some((token, names)) = tokens.next() {
            match token {
                Token::Object | Token::List if frames.len() >= DEEPEST || self.is_full() => {
                    too_deep += 1
                }
                Token::End if too_deep > 0 => too_deep -= 1,
                _ if too_deep > 0 => {}
                Token::Object => frames.push(self.open(&frames)),
                Token::List => frames.push(Frame::List(role(&frames))),
                Token::End => {
                    frames.pop();
                }
                Token::String(text) if names => name(&mut frames, text),
                Token::String(text) | Token::Word(text) => {
                    // Tokens borrow from the block, so their place is the distance between the two.
                    let at = start + text.as_ptr() as usize - json.as_ptr() as usize;
                    self.value(&frames, text, at);
                }
                Token::Colon | Token::Comma => {}
            }
        }
        self.broken += usize::from(tokens.is_broken() || !frames.is_empty());
    }

    fn is_full(&self) -> bool {
        self.all.len() >= MOST_THINGS
    }

    fn open(&mut self, frames: &[Frame]) -> Frame {
        self.all.push(Thing { role: role(frames), parent: owner(frames), values: Vec::new() });
        Frame::Object(self.all.len() - 1, Property::Other)
    }

    fn value(&mut self, frames: &[Frame], written: &str, at: usize) {
        let role = role(frames);
        if role == Property::Other || matches!(written.trim(), "" | "null" | "undefined") {
            return;
        }
        if let Some(owner) = owner(frames).and_then(|at| self.all.get_mut(at))
            && owner.texts(role).take(MOST_PARTS).count() < MOST_PARTS
        {
            let span = Span::at(at..at + written.len());
            let text = if role == Property::Body { String::new() } else { plain(written) };
            owner.values.push(Value { role, text, span });
        }
    }

    /// The things, in the order of the page.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Thing)> {
        self.all.iter().enumerate()
    }

    /// The things that are values of a property of a thing, those it refers to by `@id` followed.
    fn parts(&self, of: usize, role: Property) -> impl Iterator<Item = &Thing> {
        let is_part = move |thing: &&Thing| thing.parent == Some(of) && thing.role == role;
        self.all
            .iter()
            .skip(of + 1)
            .filter(is_part)
            .take(MOST_PARTS)
            .map(|part| self.resolved(part))
    }

    /// The thing a bare reference speaks of.
    fn resolved<'t>(&'t self, thing: &'t Thing) -> &'t Thing {
        let Some(id) = thing.first(Property::Id).filter(|_| thing.first(Property::Name).is_none())
        else {
            return thing;
        };
        let named = |other: &&Thing| {
            other.first(Property::Id) == Some(id) && other.first(Property::Name).is_some()
        };
        self.all.iter().find(named).unwrap_or(thing)
    }

    /// The first text of a property of a thing, with its place.
    pub(super) fn value_of(&self, of: usize, role: Property) -> Option<&Value> {
        self.all.get(of)?.values(role).next()
    }

    /// The names of what a property of a thing says: texts, or things with names.
    pub(super) fn names(&self, of: usize, role: Property) -> Vec<&str> {
        let own = self.all.get(of).into_iter().flat_map(|thing| thing.texts(role));
        own.chain(self.parts(of, role).filter_map(|part| part.first(Property::Name))).collect()
    }

    /// The addresses of the page that a thing says it is about.
    pub(super) fn addresses(&self, of: usize) -> Vec<&str> {
        let own = [Property::Url, Property::Id, Property::MainEntityOfPage];
        let thing = self.all.get(of);
        let own = own
            .into_iter()
            .flat_map(|role| thing.into_iter().flat_map(move |thing| thing.texts(role)));
        let pages = self.parts(of, Property::MainEntityOfPage);
        own.chain(pages.filter_map(|page| page.first(Property::Id).or(page.first(Property::Url))))
            .collect()
    }
}

/// A property has no more values than this that count, such as authors.
const MOST_PARTS: usize = 16;

impl Thing {
    /// The texts of a property, with their places.
    pub(super) fn values(&self, role: Property) -> impl Iterator<Item = &Value> {
        self.values.iter().filter(move |value| value.role == role)
    }

    /// The texts of a property.
    pub(super) fn texts(&self, role: Property) -> impl Iterator<Item = &str> {
        self.values(role).map(|value| value.text.as_str())
    }

    /// The first text of a property.
    pub(super) fn first(&self, role: Property) -> Option<&str> {
        self.texts(role).next()
    }

    /// Whether it is one of the main things of its block: not a part of another.
    pub(super) fn is_main(&self) -> bool {
        self.parent.is_none()
            || matches!(
                self.role,
                Property::Graph | Property::MainEntity | Property::MainEntityOfPage
            )
    }

    /// Whether its type is one of these; letter case and address of the vocabulary do not matter.
    pub(super) fn is_a(&self, is_type: impl Fn(&str) -> bool) -> bool {
        let bare = |name: &str| name.rsplit(['/', ':', '#']).next().unwrap_or(name).to_lowercase();
        self.texts(Property::Type).any(|name| is_type(&bare(name)))
    }
}

/// The object that a value which stands here belongs to.
fn owner(frames: &[Frame]) -> Option<usize> {
    frames.iter().rev().find_map(|frame| match frame {
        Frame::Object(at, _) => Some(*at),
        Frame::List(_) => None,
    })
}

/// The property that a value which stands here belongs to.
fn role(frames: &[Frame]) -> Property {
    match frames.last() {
        Some(Frame::Object(_, named)) => *named,
        Some(Frame::List(role)) => *role,
        None => Property::Graph,
    }
}

fn name(frames: &mut [Frame], text: &str) {
    if let Some(Frame::Object(_, named)) = frames.last_mut() {
        *named = Property::of(text);
    }
}

/// Tokens, each with whether a colon follows.
struct Named<'a> {
    tokens: Tokens<'a>,
    next: Option<Token<'a>>,
}

impl<'a> Tokens<'a> {
    fn peekable_name(mut self) -> Named<'a> {
        let next = self.next();
        Named { tokens: self, next }
    }
}

impl<'a> Named<'a> {
    fn is_broken(&self) -> bool {
        self.tokens.is_broken()
    }

    fn next(&mut self) -> Option<(Token<'a>, bool)> {
        let token = self.next.take()?;
        self.next = self.tokens.next();
        Some((token, self.next == Some(Token::Colon)))
    }
}

/// The words of a string as written, one blank between them.
fn plain(written: &str) -> String {
    let text = unescaped(written);
    decoded(&text, false).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A string with its escapes read; half a surrogate pair, or no escape at all, becomes U+FFFD.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        made.push_str(before);
        let (c, len) = escape(behind);
        made.push(c);
        rest = behind.get(len..).unwrap_or_default();
    }
    made.push_str(rest);
    Cow::Owned(made)
}

/// What an escape stands for, and how many bytes it has behind its backslash.
pub(in crate::html) fn escape(behind: &str) -> (char, usize) {
    match behind.chars().next() {
        Some('n' | 'r' | 't' | 'b' | 'f') => (' ', 1),
        Some('u') => unicode(behind).unwrap_or((char::REPLACEMENT_CHARACTER, 1)),
        Some(c) => (c, c.len_utf8()),
        None => (char::REPLACEMENT_CHARACTER, 0),
    }
}

fn unicode(behind: &str) -> Option<(char, usize)> {
    let unit = |from: usize| u16::from_str_radix(behind.get(from..from + 4)?, 16).ok();
    let first = unit(1)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some((c, 5));
    }
    let second = behind.get(5..7).filter(|mark| *mark == "\\u").and_then(|_| unit(7))?;
    Some((char::decode_utf16([first, second]).next()?.ok()?, 11))
}
