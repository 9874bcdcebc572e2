//! How many lines a page may have.
//!
//! Every line of a page is weighed, traced and written by itself, so that ten megabytes of lines of
//! one letter cost many times what ten megabytes of text do. No page of news comes near the bound.

use tidings_model::Reject;
use tidings_stage::{Default, Kind, Setting, Settings};

/// The setting, for every reader.
pub(crate) const SETTING: Setting = Setting::new(
    "max_lines",
    Kind::Int { min: 1, max: i64::MAX },
    "A document with more lines that are not blank is left out, with the reason `too_many_lines`.",
)
.or(Default::Int(100_000));

/// The bound as it is set.
pub(crate) fn of(settings: &Settings) -> usize {
    usize::try_from(settings.int(SETTING.name)).unwrap_or(usize::MAX)
}

/// Refuses a text with too many lines.
///
/// # Errors
/// If more lines are not blank than `most`.
pub(crate) fn check(text: &str, most: usize) -> Result<(), Reject> {
    // A line and its end take two bytes.
    if text.len() / 2 < most {
        return Ok(());
    }
    let found = text.split(ends_line).filter(|line| !line.trim().is_empty()).count();
    if found <= most {
        return Ok(());
    }
    let why = format!("found {found} lines of text, `{}` is {most}", SETTING.name);
    Err(Reject::failed("too_many_lines", why))
}

/// Whether a line ends here, or will once `characters` has been over the text.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_that_are_not_blank() {
        assert_eq!(check("a\n\n \nb\n\n", 2), Ok(()));
        assert_eq!(check("a\nb", 2), Ok(()));
        assert_eq!(check(&"a".repeat(90), 2), Ok(()));
        let refused = check("a\nb\n\u{2028}c", 2).unwrap_err().to_string();
        assert_eq!(refused, "failed (too_many_lines): found 3 lines of text, `max_lines` is 2");
    }
}
