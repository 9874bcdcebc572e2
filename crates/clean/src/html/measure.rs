//! How much text there is, and of what kind.

/// What was counted in some text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Characters that are not blank.
    pub(super) chars: u32,
    /// Those of them that stand in links.
    pub(super) linked: u32,
    /// Words, parted by blanks.
    pub(super) words: u32,
    /// Commas, of any script.
    pub(super) commas: u32,
    /// Ends of sentences: `.`, `!`, `?` before a blank or the end, and their like in other scripts.
    pub(super) stops: u32,
}

impl Measure {
    /// Counts a text as written; a character reference counts as its letters do, which is little.
    pub(super) fn of(text: &str, linked: bool) -> Self {
        let mut found = Self::default();
        let mut blank = true;
        let mut before = b' ';
        let bytes = text.as_bytes();
        for &byte in bytes {
            let is_blank = byte.is_ascii_whitespace();
            if is_blank {
                found.stops +=
                    u32::from(matches!(before, b'.' | b'!' | b'?' | b'"' if ends(before)));
            } else {
                // Bytes inside of a wide character do not count; those of wide scripts say more each.
                found.chars += u32::from(byte & 0xC0 != 0x80);
                found.words += u32::from(blank);
                found.commas += u32::from(byte == b',');
            }
            blank = is_blank;
            before = byte;
        }
        found.stops += u32::from(ends(before));
        if linked {
            found.linked = found.chars;
        }
        found
    }

    /// Adds what was counted elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.chars += other.chars;
        self.linked += other.linked;
        self.words += other.words;
        self.commas += other.commas;
        self.stops += other.stops;
    }

    /// The share of characters that stand in links, 0 to 1.
    pub(super) fn link_share(self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.linked as f32 / self.chars as f32 }
    }
}

fn ends(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?')
}
