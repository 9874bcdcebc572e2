//! Dates as datelines write them: `14 March 2024`, `Mar. 14, 2024`, `2024-03-14`, `16/06/2021`.

use tidings_model::Date;

use super::token::Token;
use super::words::Words;

/// No news page is older than the web.
const FIRST_YEAR: i16 = 1990;
/// A later year is a slip of the pen.
const LAST_YEAR: i16 = 2100;

/// A date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// One day and no other.
    Day(Date),
    /// Numbers that are one day if the day stands first and another if the month does.
    Open {
        /// The day if the day stands first.
        day_first: Date,
        /// The day if the month stands first.
        month_first: Date,
    },
    /// A date in shape that names no day of the years of the web.
    Impossible,
}

/// Numbers between the same marks, that show which of day and month stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numeric {
    /// The mark between them.
    pub(crate) mark: char,
    /// Whether the day stands first; unknown for an open date.
    pub(crate) day_first: Option<bool>,
}

/// A date at the beginning of some tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// How many tokens it takes.
    pub(super) len: usize,
    pub(super) written: Written,
    /// Its form, if it is all numbers with the year last.
    pub(super) numeric: Option<Numeric>,
}

/// Reads the date that some tokens begin with.
pub(super) fn read(words: &Words, tokens: &[Token<'_>]) -> Option<Found> {
    numbers(tokens).or_else(|| day_month(words, tokens)).or_else(|| month_day(words, tokens))
}

fn numbers(tokens: &[Token<'_>]) -> Option<Found> {
    let [a, mark, b, second, c, ..] = tokens else { return None };
    let mark_char = mark.text.chars().next().filter(|mark| matches!(mark, '/' | '.' | '-'))?;
    let tight = ![mark, b, second, c].iter().any(|token| token.spaced);
    if !second.is(mark_char)
        || !tight
        || tokens.get(5).is_some_and(|next| next.is(mark_char) && !next.spaced)
    {
        return None;
    }
    let (x, y, z) = (a.number()?, b.number()?, c.number()?);
    match (a.text.len(), b.text.len(), c.text.len()) {
        (4, 1..=2, 1..=2) => Some(Found { len: 5, written: day(x, y, z), numeric: None }),
        (1..=2, 1..=2, 4) => Some(year_last(x, y, z, mark_char)),
        (1..=2, 1..=2, 2) => {
            Some(year_last(x, y, if z < 70 { 2000 + z } else { 1900 + z }, mark_char))
        }
        _ => None,
    }
}

fn year_last(a: i16, b: i16, year: i16, mark: char) -> Found {
    let (written, day_first) = match (day(year, b, a), day(year, a, b)) {
        (Written::Day(first), Written::Day(second)) if first == second => {
            (Written::Day(first), None)
        }
        (Written::Day(day_first), Written::Day(month_first)) => {
            (Written::Open { day_first, month_first }, None)
        }
        (Written::Day(day), _) => (Written::Day(day), Some(true)),
        (_, Written::Day(day)) => (Written::Day(day), Some(false)),
        _ => (Written::Impossible, None),
    };
    Found { len: 5, written, numeric: Some(Numeric { mark, day_first }) }
}

fn day(year: i16, month: i16, day: i16) -> Written {
    let small = |n: i16| i8::try_from(n).unwrap_or(0);
    match Date::new(year, small(month), small(day)) {
        Ok(date) if (FIRST_YEAR..=LAST_YEAR).contains(&year) => Written::Day(date),
        _ => Written::Impossible,
    }
}

/// `14 March 2024`, `14th of March, 2024`, `14-Mar-2024`
fn day_month(words: &Words, tokens: &[Token<'_>]) -> Option<Found> {
    let number = tokens.first()?.number().filter(|n| *n <= 31)?;
    let mut at = after_ordinal(tokens, 1);
    at = skip(tokens, at, |token| token.is('-') || token.text.eq_ignore_ascii_case("of"));
    let month = words.month(&tokens.get(at)?.text.to_lowercase())?;
    at = skip(tokens, at + 1, |token| token.is('.') || token.is(',') || token.is('-'));
    let year = year(tokens.get(at)?)?;
    Some(Found { len: at + 1, written: day(year, month.into(), number), numeric: None })
}

/// `March 14, 2024`, `Mar. 14th 2024`
fn month_day(words: &Words, tokens: &[Token<'_>]) -> Option<Found> {
    let month = words.month(&tokens.first()?.text.to_lowercase())?;
    let at = skip(tokens, 1, |token| token.is('.'));
    let number = tokens.get(at)?.number().filter(|n| *n <= 31)?;
    let at = skip(tokens, after_ordinal(tokens, at + 1), |token| token.is(',') || token.is('.'));
    let year = year(tokens.get(at)?)?;
    Some(Found { len: at + 1, written: day(year, month.into(), number), numeric: None })
}

fn year(token: &Token<'_>) -> Option<i16> {
    token.number().filter(|_| token.text.len() == 4)
}

/// Behind the `th` of `14th`, if there is one.
fn after_ordinal(tokens: &[Token<'_>], at: usize) -> usize {
    skip(tokens, at, |token| {
        !token.spaced && matches!(token.text.to_lowercase().as_str(), "st" | "nd" | "rd" | "th")
    })
}

/// Behind the token at `at`, if it is such a one.
fn skip(tokens: &[Token<'_>], at: usize, such: impl Fn(&Token<'_>) -> bool) -> usize {
    at + usize::from(tokens.get(at).is_some_and(such))
}

#[cfg(test)]
mod tests {
    use tidings_stage::Settings;

    use super::super::token::tokens;
    use super::*;

    #[test]
    fn reads_dates() {
        let words = Words::load(&Settings::defaults(&[], ".")).unwrap();
        let check = |text: &str, expected: &str| {
            let found = read(&words, &tokens(text)).map(|found| match found.written {
                Written::Day(day) => day.to_string(),
                Written::Open { day_first, month_first } => format!("{day_first} or {month_first}"),
                Written::Impossible => "impossible".to_owned(),
            });
            assert_eq!(found.unwrap_or_default(), expected, "{text:?}");
        };
        check("16/06/2021", "2021-06-16");
        check("06/16/2021", "2021-06-16");
        check("05/06/2024", "2024-06-05 or 2024-05-06");
        check("05.05.24", "2024-05-05");
        check("2024-03-14", "2024-03-14");
        check("2024/3/4", "2024-03-04");
        check("14 March 2024", "2024-03-14");
        check("14th of March, 2024", "2024-03-14");
        check("14-Mar-2024", "2024-03-14");
        check("March 14th, 2024", "2024-03-14");
        check("Sept. 1, 2024", "2024-09-01");
        check("31 February 2024", "impossible");
        check("0/0/0000", "impossible");
        check("14/03/1874", "impossible");
        check("192.168.10.2024", "");
        check("March 2024", "");
        check("1/2/3/2024", "");
    }
}
