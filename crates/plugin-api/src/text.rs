//! Text across the border.

use crate::abi::{Str, Strs};

impl Str {
    /// A missing text.
    pub const MISSING: Str = Str { ptr: std::ptr::null(), len: 0 };

    /// A text, valid as long as what is borrowed.
    #[must_use]
    pub const fn of(text: &str) -> Self {
        Self { ptr: text.as_ptr(), len: text.len() }
    }

    /// A text, or a missing one.
    #[must_use]
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::MISSING, Self::of)
    }

    /// The bytes, unless it is missing.
    ///
    /// # Safety
    /// The pointer is null, or leads to `len` bytes that are neither changed nor freed for `'a`.
    #[must_use]
    pub unsafe fn bytes<'a>(self) -> Option<&'a [u8]> {
        // SAFETY: not null, so the caller vouches for pointer, length and lifetime.
        (!self.ptr.is_null()).then(|| unsafe { std::slice::from_raw_parts(self.ptr, self.len) })
    }

    /// The text, unless it is missing or not UTF-8.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    #[must_use]
    pub unsafe fn get<'a>(self) -> Option<&'a str> {
        // SAFETY: the caller vouches for it.
        std::str::from_utf8(unsafe { self.bytes() }?).ok()
    }

    /// The text, with what is not UTF-8 replaced, and nothing for a missing one.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    #[must_use]
    pub unsafe fn lossy(self) -> String {
        // SAFETY: the caller vouches for it.
        String::from_utf8_lossy(unsafe { self.bytes() }.unwrap_or_default()).into_owned()
    }
}

impl Strs {
    /// A list of texts, valid as long as what is borrowed.
    #[must_use]
    pub const fn of(texts: &[Str]) -> Self {
        Self { ptr: texts.as_ptr(), len: texts.len() }
    }

    /// The texts.
    ///
    /// # Safety
    /// The pointer is null with no text, or leads to `len` of them, neither changed nor freed for
    /// `'a`.
    #[must_use]
    pub unsafe fn get<'a>(self) -> &'a [Str] {
        match self.len {
            0 => &[],
            // SAFETY: there is a text, so the caller vouches for pointer, length and lifetime.
            len => unsafe { std::slice::from_raw_parts(self.ptr, len) },
        }
    }
}
