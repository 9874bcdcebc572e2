//! Dates, times, durations and sets: “the past 19 days”, “Sunday 23rd August”, “last month”.
//!
//! Values are TIMEX3 (TimeML 1.2.1). A relative date hangs on the day the page was published, or on
//! the day spoken of before it (`two days later`); without such a day its value keeps `X` for what
//! is not known, and its [`Reference`](tidings_model::Reference) says how to fill it in. Tense and
//! verb of the clause decide whether a weekday or a month lies ahead.
//!
//! Left alone: ages, rates (`$5 a day`), numbers that only look like years, ratios and scores. Which
//! of `5/12/2021` is the month is not guessed: it is noted, and the day stays unknown.

mod calendar;
mod clock;
mod holidays;
mod length;
mod lexicon;
mod numeric;
mod reader;
mod relative;
mod tense;
mod value;
mod year;

use tidings_model::{AnnotatedArticle, Findings};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::atoms::Atoms;
use crate::lexicon::{SETTING, Source};
use lexicon::Lexicon;
use reader::{Found, Order, Reader};
use value::{Anchors, Meaning};

/// Writes the time expressions of an article.
#[derive(Debug)]
pub struct Dates {
    lexicon: Lexicon,
    order: Option<Order>,
}

const ORDERS: &[&str] = &["month_first", "day_first"];

impl Stage for Dates {
    const SPEC: Spec = Spec {
        name: "dates",
        family: Family::Extract,
        about: "Finds dates, times, durations and sets, with TIMEX3 values.",
        reads: &[Field::Text, Field::Published, Field::Sentences],
        writes: &[Field::Timexes],
        settings: &[
            Setting::new(
                "order",
                Kind::Choice(ORDERS),
                "What `5/12/2021` means where the text itself does not show it; left out, such \
                 dates are noted and stay unknown.",
            ),
            Setting::new(
                SETTING,
                Kind::Files,
                "More holidays, in files with `holidays` as in config/lexicon/dates.toml.",
            ),
        ],
        example: "order = \"day_first\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let order = settings.text("order").map(|order| match order == ORDERS[0] {
            true => Order::MonthFirst,
            false => Order::DayFirst,
        });
        Ok(Self { lexicon: Lexicon::load(&Source::of_user(settings)?)?, order })
    }
}

impl Extractor for Dates {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        let atoms = Atoms::cut(doc.text(), &doc.sentences, &self.lexicon.vocabulary);
        let published = doc.article.published.map(|published| published.at.date);
        let mut reader =
            Reader { atoms: &atoms, lexicon: &self.lexicon, published, order: self.order };
        reader.order = reader.order.or_else(|| shown_order(&reader));
        let mut anchors = Anchors { published, ..Anchors::default() };
        let mut i = 0;
        while i < atoms.len() {
            match reader.read(i) {
                Some(found) => {
                    i = found.end.max(i + 1);
                    write(&reader, &mut anchors, &found, out);
                }
                None => i += 1,
            }
        }
    }
}

/// Writes one expression, and remembers the date it speaks of.
fn write(reader: &Reader<'_>, anchors: &mut Anchors, found: &Found, out: &mut Findings) {
    let span = reader.atoms.span(found.first, found.end);
    let timex = anchors.timex(span, &found.meaning, &found.clock);
    if !matches!(found.meaning, Meaning::Length { .. }) {
        anchors.spoken = timex.from.or(anchors.spoken);
        let day = timex.from.filter(|_| timex.from == timex.to);
        anchors.spoken_day = day.or(anchors.spoken_day);
    }
    if let Some(why) = found.note {
        out.note(span, why);
    }
    out.timexes.push(timex);
}

/// The order of day and month that the text's own dates show: `13/5/2021` can be read in one way
/// only. Two dates that disagree show nothing.
fn shown_order(reader: &Reader<'_>) -> Option<Order> {
    let shown = (0..reader.atoms.len()).filter_map(|i| numeric::shows_order(reader, i));
    let mut orders = shown.fold(Vec::new(), |mut seen, order| {
        if !seen.contains(&order) {
            seen.push(order);
        }
        seen
    });
    match orders.len() {
        1 => orders.pop(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_extractor, dated};

    use super::*;
    use crate::tokens::Tokens;

    fn build<T: Stage>() -> T {
        T::build(&Settings::defaults(T::SPEC.settings, ".")).unwrap()
    }

    fn show(doc: &AnnotatedArticle) -> Vec<String> {
        doc.timexes.iter().map(|x| format!("{} = {}", doc.slice(x.span), x.value)).collect()
    }

    /// Wednesday, 16 June 2021.
    const DAY: &str = "2021-06-16";

    #[track_caller]
    fn check_on(published: &str, text: &str, expected: &str) {
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        check_extractor(&[&tokens, &dates], dated(text, published), show, expected);
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        check_on(DAY, text, expected);
    }

    #[test]
    fn absolute_dates() {
        check("It opened on 14/03/2009 09:15.", "14/03/2009 09:15 = 2009-03-14T09:15");
        check("Filed 2009-03-14T18:05Z here", "2009-03-14T18:05Z = 2009-03-14T18:05Z");
        check("They left on March 14, 2009.", "March 14, 2009 = 2009-03-14");
        check("the 14th of March, 2009", "the 14th of March, 2009 = 2009-03-14");
        check("in Sept. 2008 and since 1998", "Sept. 2008 = 2008-09; 1998 = 1998");
        check("dated 05-Aug-2016", "05-Aug-2016 = 2016-08-05");
        check("born 6 April nineteen eighty six", "6 April nineteen eighty six = 1986-04-06");
        check("in the 1990s", "the 1990s = 199");
        check("in the first quarter of 2009", "the first quarter of 2009 = 2009-Q1");
        check("in summer 2014", "summer 2014 = 2014-SU");
        check("at Easter 2018", "Easter 2018 = 2018-04-01");
    }

    #[test]
    fn relative_dates() {
        check("The mayor spoke on Tuesday's march.", "Tuesday = 2021-06-15");
        check("The mayor will speak on Tuesday.", "Tuesday = 2021-06-22");
        check("The crew is set to sail next week.", "next week = 2021-W25");
        check(
            "It sank last month and again yesterday.",
            "last month = 2021-05; yesterday = 2021-06-15",
        );
        check("fell in April this year", "April this year = 2021-04");
        check("The dam burst on May 28.", "May 28 = 2021-05-28");
        check("The court will sit on July 8.", "July 8 = 2021-07-08");
        check("They met last Tuesday.", "last Tuesday = 2021-06-15");
        check("Work ends by early March.", "early March = 2022-03");
        check("It rained on Tuesday evening.", "Tuesday evening = 2021-06-15TEV");
        check("shut since Sunday midnight", "Sunday midnight = 2021-06-13T24:00");
        check("It flooded two weeks ago.", "two weeks ago = 2021-W22");
        check("in the third quarter of this year", "the third quarter of this year = 2021-Q3");
        check("the end of last year", "the end of last year = 2020");
    }

    #[test]
    fn what_follows_another_date_hangs_on_it() {
        check(
            "They sailed on June 3, 2014. Two days later the ship sank.",
            "June 3, 2014 = 2014-06-03; Two days later = 2014-06-05",
        );
        check(
            "The quarter ended in June 2014. By the end of the same month it sank.",
            "June 2014 = 2014-06; the end of the same month = 2014-06",
        );
    }

    #[test]
    fn lengths_and_sets() {
        check("for the past 19 days", "the past 19 days = P19D");
        check("twice in 24 hours", "24 hours = PT24H");
        check("a five-year plan", "five-year = P5Y");
        check("It lasted for several months.", "several months = PXM");
        check("hours later", "hours later = PTXH");
        check("an annual fair", "annual = P1Y");
        check("between 60 and 90 days", "60 = P60D; 90 days = P90D");
    }

    #[test]
    fn without_a_day_of_publication_values_keep_their_holes() {
        let check = |text: &str, expected: &str| check_on("", text, expected);
        check("on Tuesday evening", "Tuesday evening = XXXX-WXX-2TEV");
        check("on Sunday 23rd August", "Sunday 23rd August = XXXX-08-23");
        check("since September", "September = XXXX-09");
        check("next week", "next week = XXXX-WXX");
        check("yesterday", "yesterday = XXXX-XX-XX");
        check("shut Sunday midnight", "Sunday midnight = XXXX-WXX-7T24:00");
        check("two weeks after Tuesday", "two weeks after Tuesday = XXXX-XX-XX");
    }

    #[test]
    fn the_order_of_day_and_month_is_never_guessed() {
        const DOUBT: &str = "note: day and month can be read either way";
        check("on 05/12/2021", &format!("05/12/2021 = 2021-XX-XX; {DOUBT}"));
        check("on 13/05/2021", "13/05/2021 = 2021-05-13");
        check("on 05/12/2021, 13/05/2021", "05/12/2021 = 2021-12-05; 13/05/2021 = 2021-05-13");
        check("on Friday 4/6", "Friday 4/6 = 2021-06-04");
        let mut settings = Settings::defaults(Dates::SPEC.settings, ".");
        settings.set("order", tidings_stage::Value::Text("month_first".into()));
        let dates = Dates::build(&settings).unwrap();
        check_extractor(&[&dates], dated("on 05/12/2021", DAY), show, "05/12/2021 = 2021-05-12");
    }

    #[test]
    fn days_that_do_not_exist_get_no_value() {
        const DOUBT: &str = "note: no such day";
        check("on 31 February 2021", &format!("31 February 2021 = 2021-02-XX; {DOUBT}"));
        check("on February 31", &format!("February 31 = XXXX-02-XX; {DOUBT}"));
        check("on 2021-02-31", &format!("2021-02-31 = 2021-XX-XX; {DOUBT}"));
        check("on 40/40/2021", &format!("40/40/2021 = 2021-XX-XX; {DOUBT}"));
        check("on 0/0/0000", &format!("0/0/0000 = 0000-XX-XX; {DOUBT}"));
    }

    #[test]
    fn leaves_alone_what_is_no_date() {
        check("the Falcon 2000 jets and 2000 people", "");
        check("a 20-year-old and her 30-year-old son", "");
        check("they may march; she sat in the sun", "");
        check("won 3/4 of 1,998 seats, 2:1", "");
        check("$5 a day, flight 1998, page 2021", "");
        check("in his 30s", "");
    }

    #[test]
    fn hostile_texts_are_read() {
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        for part in [
            "7",
            "1 ",
            "1-2-3-4-",
            "1.2.3.",
            "0/0/0000 ",
            "99999999999999999999 years ago ",
            "the end of the beginning of ",
            "last next three days after two weeks after ",
            "between 1900 to 1901 to ",
            "twenty twenty-first ",
            "Friday the ",
            "00:00",
            "é\u{301}",
            "in 32767 centuries ",
            "9999-12-31 ",
            "the 30th century, ",
            "31 February ",
        ] {
            let text = part.repeat(20_000 / part.len());
            for day in ["9999-12-30", "0001-01-02"] {
                let doc = testkit::annotate(&[&tokens, &dates], dated(&text, day));
                let ordered =
                    |x: &tidings_model::Timex| x.from.zip(x.to).is_none_or(|(a, b)| a <= b);
                assert!(doc.timexes.iter().all(ordered), "{part:?} on {day}");
            }
        }
    }

    #[test]
    fn holds_for_any_text() {
        testkit::laws::extractor(&[&build::<Tokens>()], &build::<Dates>());
    }
}
