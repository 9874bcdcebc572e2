//! Dates that a sentence gives its page: “This article was first published on 14 March 2024.”

use super::date;
use super::dateline::{Dateline, Stamp};
use super::token::tokens;
use super::words::{Label, Words};

/// A label in running text has so many words: “published” alone may speak of a book.
const LABEL: usize = 2;

/// The first date in a text that stands behind a label of several words.
pub(crate) fn dated_phrase(words: &Words, text: &str) -> Option<Dateline> {
    let tokens = tokens(text);
    let low: Vec<String> = tokens.iter().map(|token| token.text.to_lowercase()).collect();
    (0..tokens.len()).find_map(|at| {
        let next: Vec<&str> = low.get(at..)?.iter().take(4).map(String::as_str).collect();
        let (len, label) =
            words.label(&next).filter(|(len, label)| *len >= LABEL && *label != Label::By)?;
        let fills =
            |at: &usize| low.get(*at).is_some_and(|word| word == ":" || words.is_filler(word));
        let from = (at + len..).find(|at| !fills(at))?;
        let found = date::read(words, tokens.get(from..)?)?;
        let (written, numeric) = (found.written, found.numeric);
        let stamp =
            Some(Stamp { written, numeric, weekday: None, time: None, offset_minutes: None });
        let known = Dateline { labelled: true, ..Dateline::default() };
        Some(match label {
            Label::Modified => Dateline { modified: stamp, ..known },
            _ => Dateline { published: stamp, ..known },
        })
    })
}

/// The day on which a page says that it was first published, where it has been changed since.
pub(crate) fn first_published(words: &Words, text: &str) -> Option<Stamp> {
    let tells = words.tells_first(&text.trim_start().to_lowercase());
    dated_phrase(words, text).filter(|_| tells)?.published
}

#[cfg(test)]
mod tests {
    use tidings_stage::Settings;

    use super::super::date::Written;
    use super::*;

    #[test]
    fn reads_dates_behind_labels() {
        let words = Words::load(&Settings::defaults(&[], ".")).unwrap();
        let check = |text: &str, expected: &str| {
            let day = |stamp: Option<Stamp>| match stamp?.written {
                Written::Day(day) => Some(day.to_string()),
                _ => None,
            };
            let found = dated_phrase(&words, text);
            let found = found.map(|found| (day(found.published), day(found.modified)));
            assert_eq!(format!("{found:?}"), expected, "{text:?}");
        };
        let published = "Some((Some(\"2024-03-14\"), None))";
        check(
            "This article was originally published on 14 March 2024 and has been changed.",
            published,
        );
        check("First published: March 14, 2024", published);
        check("Prices last updated 14 March 2024.", "Some((None, Some(\"2024-03-14\")))");
        check("Her book was published on 14 March 2024.", "None");
        check("It was first published by a friend on 14 March 2024.", "None");
        check("", "None");
    }

    #[test]
    fn tells_a_first_day_of_the_page_from_those_of_others() {
        let words = Words::load(&Settings::defaults(&[], ".")).unwrap();
        let check = |text: &str, expected| {
            assert_eq!(first_published(&words, text).is_some(), expected, "{text}");
        };
        check(
            "This article was originally published on 14 March 2024 at 4:12pm, and changed.",
            true,
        );
        check("Originally published March 14, 2024", true);
        check("This story first published 14 March 2024", true);
        check("The report was originally published on 14 March 2024.", false);
        check("This article was published on 14 March 2024.", false);
        check("This article was originally published in a magazine.", false);
    }
}
