//! Text that a browser keeps as it is until a script asks for it: packed, for pages are much alike.

use std::fmt;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::pages::assets::base64;

/// An element of a script that is none: never run, never shown. What it holds is packed by zlib
/// (RFC 1950) and written as base64, in which nothing can end it.
pub(super) struct Inert {
    id: String,
    packed: String,
}

impl Inert {
    /// Text under the name by which it is asked for.
    pub(super) fn new(name: &str, text: &str) -> Self {
        let plain = |c: &char| c.is_ascii_alphanumeric() || "/:".contains(*c);
        let mut packer = ZlibEncoder::new(Vec::with_capacity(text.len() / 4), Compression::new(6));
        packer.write_all(text.as_bytes()).expect("memory takes all that is written");
        let packed = packer.finish().expect("memory takes all that is written");
        Self { id: name.chars().filter(plain).collect(), packed: base64(&packed) }
    }

    /// A page.
    pub(super) fn page(name: &str, text: &str) -> Self {
        Self::new(&format!("page:{name}"), text)
    }
}

impl fmt::Display for Inert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, packed } = self;
        writeln!(f, "<script type=\"application/zlib\" id=\"{id}\">{packed}</script>")
    }
}

#[test]
fn nothing_ends_it_early() {
    let inert = Inert::page("story/\"><x", "</script><script>alert(1)").to_string();
    assert_eq!(inert.matches('<').count(), 2, "{inert}");
    assert!(inert.starts_with("<script type=\"application/zlib\" id=\"page:story/x\">"), "{inert}");
}
