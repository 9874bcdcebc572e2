//! The elements of HTML that parsing or cleaning treats in its own way.

/// What an element is, as far as a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub(crate) struct Tag(u8);

/// Properties of elements, one bit each.
mod bit {
    /// Has no content and no end tag.
    pub(super) const VOID: u16 = 1;
    /// Its content is text up to its own end tag.
    pub(super) const RAW: u16 = 1 << 1;
    /// Its content is text in which character references count.
    pub(super) const ESCAPABLE: u16 = 1 << 2;
    /// An end tag of another element does not reach past it ("special" in the standard).
    pub(super) const SPECIAL: u16 = 1 << 3;
    /// Closes an open paragraph.
    pub(super) const CLOSES_P: u16 = 1 << 4;
    /// Nothing inside it closes what stands outside of it.
    pub(super) const BARRIER: u16 = 1 << 5;
    /// Belongs into the head of a page.
    pub(super) const HEAD: u16 = 1 << 6;
    /// Stands on lines of its own.
    pub(super) const BLOCK: u16 = 1 << 7;
    /// Marks a few words, and may be left open by mistake.
    pub(super) const FORMATTING: u16 = 1 << 8;
    /// Leaves a foreign drawing or formula behind.
    pub(super) const BREAKS_OUT: u16 = 1 << 9;
    /// Nothing in it is shown on the page.
    pub(super) const UNSEEN: u16 = 1 << 10;
}
use bit::*;

macro_rules! tags {
    ($($konst:ident = $name:literal $(: $($flag:ident)|+)?;)+) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        #[repr(u8)]
        #[derive(Clone, Copy)]
        enum Index { $($konst,)+ }

        #[expect(dead_code, reason = "the list is that of the standard, whole")]
        impl Tag {
            $(#[doc = concat!("`", $name, "`")] pub(crate) const $konst: Tag = Tag(Index::$konst as u8);)+
        }

        const NAMES: &[&str] = &[$($name,)+];
        const BITS: [u16; NAMES.len()] = [$(0 $($(| $flag)+)?,)+];
    };
}

tags! {
    OTHER = "";
    A = "a": FORMATTING;
    ABBR = "abbr";
    ADDRESS = "address": SPECIAL | CLOSES_P | BLOCK;
    APPLET = "applet": SPECIAL | BARRIER;
    AREA = "area": SPECIAL | VOID;
    ARTICLE = "article": SPECIAL | CLOSES_P | BLOCK;
    ASIDE = "aside": SPECIAL | CLOSES_P | BLOCK;
    AUDIO = "audio": BLOCK;
    B = "b": FORMATTING | BREAKS_OUT;
    BASE = "base": SPECIAL | VOID | HEAD;
    BIG = "big": FORMATTING | BREAKS_OUT;
    BLOCKQUOTE = "blockquote": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    BODY = "body": SPECIAL | BLOCK | BREAKS_OUT;
    BR = "br": SPECIAL | VOID | BREAKS_OUT;
    BUTTON = "button": SPECIAL;
    CANVAS = "canvas": BLOCK;
    CAPTION = "caption": SPECIAL | BARRIER | BLOCK;
    CENTER = "center": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    CITE = "cite";
    CODE = "code": FORMATTING | BREAKS_OUT;
    COL = "col": SPECIAL | VOID;
    COLGROUP = "colgroup": SPECIAL;
    DD = "dd": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    DETAILS = "details": SPECIAL | CLOSES_P | BLOCK;
    DIALOG = "dialog": CLOSES_P | BLOCK;
    DIR = "dir": SPECIAL | CLOSES_P | BLOCK;
    DIV = "div": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    DL = "dl": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    DT = "dt": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    EM = "em": FORMATTING | BREAKS_OUT;
    EMBED = "embed": SPECIAL | VOID | BREAKS_OUT;
    FIELDSET = "fieldset": SPECIAL | CLOSES_P | BLOCK;
    FIGCAPTION = "figcaption": SPECIAL | CLOSES_P | BLOCK;
    FIGURE = "figure": SPECIAL | CLOSES_P | BLOCK;
    FONT = "font": FORMATTING;
    FOOTER = "footer": SPECIAL | CLOSES_P | BLOCK;
    FOREIGN_OBJECT = "foreignobject";
    FORM = "form": SPECIAL | CLOSES_P | BLOCK;
    FRAME = "frame": SPECIAL | VOID;
    FRAMESET = "frameset": SPECIAL;
    H1 = "h1": SPECIAL | BLOCK | BREAKS_OUT;
    H2 = "h2": SPECIAL | BLOCK | BREAKS_OUT;
    H3 = "h3": SPECIAL | BLOCK | BREAKS_OUT;
    H4 = "h4": SPECIAL | BLOCK | BREAKS_OUT;
    H5 = "h5": SPECIAL | BLOCK | BREAKS_OUT;
    H6 = "h6": SPECIAL | BLOCK | BREAKS_OUT;
    HEAD = "head": SPECIAL | BREAKS_OUT | UNSEEN;
    HEADER = "header": SPECIAL | CLOSES_P | BLOCK;
    HGROUP = "hgroup": SPECIAL | CLOSES_P | BLOCK;
    HR = "hr": SPECIAL | VOID | CLOSES_P | BLOCK | BREAKS_OUT;
    HTML = "html": SPECIAL | BARRIER | BLOCK;
    I = "i": FORMATTING | BREAKS_OUT;
    IFRAME = "iframe": SPECIAL | RAW | UNSEEN;
    IMG = "img": SPECIAL | VOID | BREAKS_OUT;
    INPUT = "input": SPECIAL | VOID;
    KEYGEN = "keygen": SPECIAL | VOID;
    LABEL = "label";
    LEGEND = "legend": BLOCK;
    LI = "li": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    LINK = "link": SPECIAL | VOID | HEAD;
    LISTING = "listing": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    MAIN = "main": SPECIAL | CLOSES_P | BLOCK;
    MARQUEE = "marquee": SPECIAL | BARRIER;
    MATH = "math";
    MENU = "menu": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    META = "meta": SPECIAL | VOID | HEAD | BREAKS_OUT;
    NAV = "nav": SPECIAL | CLOSES_P | BLOCK;
    NOBR = "nobr": FORMATTING | BREAKS_OUT;
    NOEMBED = "noembed": SPECIAL | RAW | UNSEEN;
    NOFRAMES = "noframes": SPECIAL | RAW | UNSEEN | HEAD;
    NOSCRIPT = "noscript": SPECIAL | HEAD;
    OBJECT = "object": SPECIAL | BARRIER;
    OL = "ol": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    OPTGROUP = "optgroup";
    OPTION = "option": BLOCK;
    P = "p": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    PARAM = "param": SPECIAL | VOID;
    PICTURE = "picture";
    PLAINTEXT = "plaintext": SPECIAL | CLOSES_P | BLOCK;
    PRE = "pre": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    Q = "q";
    RP = "rp": UNSEEN;
    RT = "rt": UNSEEN;
    S = "s": FORMATTING | BREAKS_OUT;
    SCRIPT = "script": SPECIAL | RAW | HEAD | UNSEEN;
    SEARCH = "search": SPECIAL | CLOSES_P | BLOCK;
    SECTION = "section": SPECIAL | CLOSES_P | BLOCK;
    SELECT = "select": SPECIAL;
    SMALL = "small": FORMATTING | BREAKS_OUT;
    SOURCE = "source": SPECIAL | VOID;
    SPAN = "span": BREAKS_OUT;
    STRIKE = "strike": FORMATTING | BREAKS_OUT;
    STRONG = "strong": FORMATTING | BREAKS_OUT;
    STYLE = "style": SPECIAL | RAW | HEAD | UNSEEN;
    SUB = "sub": BREAKS_OUT;
    SUMMARY = "summary": SPECIAL | CLOSES_P | BLOCK;
    SUP = "sup": BREAKS_OUT;
    SVG = "svg": UNSEEN;
    TABLE = "table": SPECIAL | BARRIER | CLOSES_P | BLOCK | BREAKS_OUT;
    TBODY = "tbody": SPECIAL | BLOCK;
    TD = "td": SPECIAL | BARRIER | BLOCK;
    TEMPLATE = "template": SPECIAL | BARRIER | HEAD | UNSEEN;
    TEXTAREA = "textarea": SPECIAL | ESCAPABLE | UNSEEN;
    TFOOT = "tfoot": SPECIAL | BLOCK;
    TH = "th": SPECIAL | BARRIER | BLOCK;
    THEAD = "thead": SPECIAL | BLOCK;
    TIME = "time";
    TITLE = "title": SPECIAL | ESCAPABLE | HEAD | UNSEEN;
    TR = "tr": SPECIAL | BLOCK;
    TRACK = "track": SPECIAL | VOID;
    TT = "tt": FORMATTING | BREAKS_OUT;
    U = "u": FORMATTING | BREAKS_OUT;
    UL = "ul": SPECIAL | CLOSES_P | BLOCK | BREAKS_OUT;
    VAR = "var": BREAKS_OUT;
    VIDEO = "video": BLOCK;
    WBR = "wbr": SPECIAL | VOID;
    XMP = "xmp": SPECIAL | RAW | CLOSES_P | BLOCK;
}

/// Buckets of the table of names; a power of two, wide enough that lookups rarely probe twice.
const BUCKETS: usize = 512;

/// Where each name of at most eight letters stands: its letters as a number, and its tag.
static TABLE: [(u64, u8); BUCKETS] = table();

const fn bucket(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize
}

const fn table() -> [(u64, u8); BUCKETS] {
    let mut table = [(0, 0); BUCKETS];
    let mut tag = 1;
    while tag < NAMES.len() {
        if let Some(key) = key(NAMES[tag].as_bytes()) {
            let mut at = bucket(key);
            while table[at].0 != 0 {
                at = (at + 1) % BUCKETS;
            }
            table[at] = (key, tag as u8);
        }
        tag += 1;
    }
    table
}

/// The letters of a short name as a number, letter case folded away.
const fn key(name: &[u8]) -> Option<u64> {
    if name.len() > 8 {
        return None;
    }
    let mut key = 0;
    let mut at = 0;
    while at < name.len() {
        // Folding with one bit maps other bytes than letters too, but never onto a known name's.
        key = key << 8 | (name[at] | 0x20) as u64;
        at += 1;
    }
    Some(key)
}

impl Tag {
    /// How many tags there are; each is below this number.
    pub(crate) const COUNT: usize = NAMES.len();

    /// The tag of a name, whatever its letter case.
    pub(crate) fn of(name: &[u8]) -> Tag {
        let Some(key) = key(name) else { return Self::of_long(name) };
        let mut at = bucket(key);
        loop {
            match TABLE[at] {
                (0, _) => return Tag::OTHER,
                (found, tag) if found == key => return Tag(tag),
                _ => at = (at + 1) % BUCKETS,
            }
        }
    }

    fn of_long(name: &[u8]) -> Tag {
        let long = [Tag::BLOCKQUOTE, Tag::FIGCAPTION, Tag::FOREIGN_OBJECT, Tag::PLAINTEXT];
        let found = long.into_iter().find(|tag| name.eq_ignore_ascii_case(tag.name().as_bytes()));
        found.unwrap_or(Tag::OTHER)
    }

    /// The name, in lower case; empty for [`Tag::OTHER`].
    pub(crate) fn name(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// A number below [`Tag::COUNT`].
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    fn has(self, bits: u16) -> bool {
        BITS[usize::from(self.0)] & bits != 0
    }

    /// Whether it has no content and no end tag.
    pub(crate) fn is_void(self) -> bool {
        self.has(VOID)
    }

    /// Whether its content is text up to its end tag, without character references.
    pub(crate) fn is_raw(self) -> bool {
        self.has(RAW)
    }

    /// Whether its content is text up to its end tag, with character references.
    pub(crate) fn is_escapable(self) -> bool {
        self.has(ESCAPABLE)
    }

    /// Whether end tags of other elements stop at it.
    pub(crate) fn is_special(self) -> bool {
        self.has(SPECIAL)
    }

    /// Whether its start tag closes an open paragraph.
    pub(crate) fn closes_paragraph(self) -> bool {
        self.has(CLOSES_P)
    }

    /// Whether nothing inside of it closes what stands outside.
    pub(crate) fn is_barrier(self) -> bool {
        self.has(BARRIER)
    }

    /// Whether it belongs into the head.
    pub(crate) fn is_head(self) -> bool {
        self.has(HEAD)
    }

    /// Whether it stands on lines of its own.
    pub(crate) fn is_block(self) -> bool {
        self.has(BLOCK)
    }

    /// Whether it only marks some words: `b`, `em`, `a`.
    pub(crate) fn is_formatting(self) -> bool {
        self.has(FORMATTING)
    }

    /// Whether its start tag ends a drawing or formula that was left open.
    pub(crate) fn breaks_out(self) -> bool {
        self.has(BREAKS_OUT)
    }

    /// Whether a browser shows nothing of what stands in it.
    pub(crate) fn is_unseen(self) -> bool {
        self.has(UNSEEN)
    }

    /// The level of a heading: 1 for `h1`.
    pub(crate) fn heading_level(self) -> Option<u8> {
        self.is_heading().then(|| self.0 - Tag::H1.0 + 1)
    }

    /// Whether it is one of `h1` to `h6`.
    pub(crate) fn is_heading(self) -> bool {
        (Tag::H1.0..=Tag::H6.0).contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        for (at, name) in NAMES.iter().enumerate().skip(1) {
            assert_eq!(Tag::of(name.as_bytes()), Tag(at as u8), "{name}");
            assert_eq!(Tag::of(name.to_uppercase().as_bytes()), Tag(at as u8), "{name}");
            assert_eq!(Tag(at as u8).name(), *name);
        }
        for name in ["", "x", "h7", "artikel", "blockquotes", "custom-element", "\u{1}i"] {
            assert_eq!(Tag::of(name.as_bytes()), Tag::OTHER, "{name}");
        }
    }

    #[test]
    fn headings_are_six() {
        let found = (0..Tag::COUNT).filter(|&at| Tag(at as u8).is_heading()).count();
        assert_eq!(found, 6);
    }
}
