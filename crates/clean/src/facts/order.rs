//! Day or month first: what `05/06/2024` means, by evidence or not at all.

use tidings_model::Date;

use super::date::{self, Numeric, Written};
use super::dateline::Stamp;
use super::token::tokens;
use super::words::Words;

/// The day of a stamp, or why there is none.
///
/// An open order is settled by the weekday beside the date; else by other dates of the page: one in
/// the same form whose order is plain, or one in words that is one of the two days. Evidence for
/// both orders settles nothing.
pub(crate) fn settle(words: &Words, stamp: &Stamp, text: &str) -> Result<Date, String> {
    match stamp.written {
        Written::Day(day) => Ok(day),
        Written::Impossible => Err("the dateline names no day since 1990".to_owned()),
        Written::Open { day_first, month_first } => {
            let by_weekday = stamp.weekday.and_then(|weekday| {
                let fits = |day: Date| day.weekday().to_monday_one_offset() == weekday;
                only_one(fits(day_first), fits(month_first))
            });
            let order =
                by_weekday.or_else(|| by_page(words, stamp, (day_first, month_first), text));
            order.map(|first| if first { day_first } else { month_first }).ok_or_else(|| {
                format!("the date on the page is {day_first} or {month_first}: nothing says whether day or month stands first")
            })
        }
    }
}

/// Whether the day stands first, by the other dates of the page.
fn by_page(words: &Words, stamp: &Stamp, days: (Date, Date), text: &str) -> Option<bool> {
    let mark = stamp.numeric?.mark;
    let (mut day_first, mut month_first) = (false, false);
    for line in text.lines() {
        let tokens = tokens(line);
        for at in 0..tokens.len() {
            let Some(found) = date::read(words, tokens.get(at..).unwrap_or_default()) else {
                continue;
            };
            match (found.numeric, found.written) {
                (Some(Numeric { mark: same, day_first: Some(first) }), _) if same == mark => {
                    day_first |= first;
                    month_first |= !first;
                }
                (None, Written::Day(day)) => {
                    day_first |= day == days.0;
                    month_first |= day == days.1;
                }
                _ => {}
            }
        }
    }
    only_one(day_first, month_first)
}

/// Which of two holds, if only one does.
fn only_one(first: bool, second: bool) -> Option<bool> {
    (first != second).then_some(first)
}

#[cfg(test)]
mod tests {
    use tidings_stage::Settings;

    use super::super::dateline::dateline;
    use super::*;

    #[test]
    fn settles_the_order_by_evidence() {
        let words = Words::load(&Settings::defaults(&[], ".")).unwrap();
        let check = |line: &str, text: &str, expected: &str| {
            let stamp = dateline(&words, line).unwrap().published.unwrap();
            let found = settle(&words, &stamp, text).map(|day| day.to_string());
            assert_eq!(found.unwrap_or_default(), expected, "{line:?} {text:?}");
        };
        check("05/06/2024", "", "");
        check("Wednesday 05/06/2024", "", "2024-06-05");
        check("Mon, 05/06/2024", "", "2024-05-06");
        check("05/06/2024", "The port closed on 29/05/2024.", "2024-06-05");
        check("05/06/2024", "The port closed on 29.05.2024.", "");
        check("05/06/2024", "Fog came on May 6, 2024.", "2024-05-06");
        check("05/06/2024", "Fog came on 29/05/2024 and on 05/29/2024.", "");
        check("29/05/2024", "", "2024-05-29");
    }
}
