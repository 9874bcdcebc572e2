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
mod fiscal;
mod holidays;
mod hours;
mod length;
mod lexicon;
mod named_days;
mod numeric;
mod quoted;
mod reader;
mod recurring;
mod relative;
mod spans;
mod stretch;
mod tense;
mod value;
mod year;

use tidings_model::{AnnotatedArticle, Findings, Span};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::atoms::Atoms;
use crate::lexicon::{SETTING, Source};
use hours::Hours;
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
        let mut spoken =
            Spoken { anchors: Anchors { published, ..Anchors::default() }, ..Spoken::default() };
        let mut last = None;
        let mut i = 0;
        while i < atoms.len() {
            match reader.read(i) {
                Some(found) => {
                    i = found.end.max(i + 1);
                    spoken.write(&reader, last.take(), &found, out);
                    last = Some(found);
                }
                None => i += 1,
            }
        }
        quoted::anchor(&reader, &mut out.timexes);
    }
}

/// What was spoken of before an expression.
#[derive(Debug, Default)]
struct Spoken {
    anchors: Anchors,
    hours: Hours,
}

impl Spoken {
    /// Writes one expression, and remembers the date it speaks of.
    fn write(
        &mut self,
        reader: &Reader<'_>,
        last: Option<Found>,
        found: &Found,
        out: &mut Findings,
    ) {
        let span = reader.atoms.span(found.first, found.end);
        self.hours.pass(reader, last.as_ref(), found.first);
        let mut timex = self.anchors_of(found, span).timex(span, &found.meaning, &found.clock);
        if let Some(start) = out.timexes.last_mut()
            && let Some(last) = last.filter(|last| stretch::joins(reader, last, found))
        {
            match hours::is_bare(&last) {
                true => stretch::share(start, &timex),
                false => stretch::order(start, &mut timex, reader.published),
            }
        }
        if !matches!(found.meaning, Meaning::Length { .. }) {
            self.anchors.spoken = timex.from.or(self.anchors.spoken);
            let day = timex.from.filter(|_| timex.from == timex.to);
            self.anchors.spoken_day = day.or(self.anchors.spoken_day);
            self.hours.see(reader, found, &timex);
        }
        if let Some(why) = found.note {
            out.note(span, why);
        }
        out.timexes.push(timex);
    }

    /// What an expression hangs on: an hour without a day on the day that is told of.
    fn anchors_of(&self, found: &Found, span: Span) -> Anchors {
        let day = hours::is_bare(found).then(|| self.hours.day(&found.clock, span.start));
        let spoken_day = day.flatten().or(self.anchors.spoken_day);
        Anchors { spoken_day, ..self.anchors }
    }
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
    use tidings_model::Timex;

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
        check("They met last Monday.", "last Monday = 2021-06-14");
        // Yesterday is not `last Tuesday`.
        check("They met last Tuesday.", "last Tuesday = 2021-06-08");
        check("Earlier this year it sank.", "Earlier this year = 2021");
        check("He left that night.", "that night = 2021-06-16TNI");
        check("It closed lower for the day.", "the day = 2021-06-16");
        check("They met over the weekend.", "the weekend = 2021-W23-WE");
        check("three weeks ago on Friday", "three weeks ago on Friday = 2021-05-28");
        check("We sail Monday two weeks from now.", "Monday two weeks from now = 2021-06-28");
        check("one and a half years ago", "one and a half years ago = 2019-12");
        check("half a century ago", "half a century ago = 1971-06");
        check("He left two and a half years later.", "two and a half years later = 2023-12");
        check("Work ends by early March.", "early March = 2022-03");
        // 12 May is a Wednesday in 2021, and a Saturday in 2018.
        check("It sank on Saturday, May 12.", "Saturday, May 12 = 2018-05-12");
        check("It sank on Wednesday, May 12.", "Wednesday, May 12 = 2021-05-12");
        check("It rained on Tuesday evening.", "Tuesday evening = 2021-06-15TEV");
        check("shut since Sunday midnight", "Sunday midnight = 2021-06-13T24:00");
        check("It flooded two weeks ago.", "two weeks ago = 2021-W22");
        check("in the third quarter of this year", "the third quarter of this year = 2021-Q3");
        check("the end of last year", "the end of last year = 2020");
    }

    #[test]
    fn parts_of_years_and_months() {
        check("in fiscal 2015", "fiscal 2015 = FY2015");
        check("for FY2014 and FY15", "FY2014 = FY2014; FY15 = FY2015");
        check("the fiscal year 2014", "fiscal year 2014 = FY2014");
        check("Q3 2015 was weak.", "Q3 2015 = 2015-Q3");
        check("the third fiscal quarter of 2015", "the third fiscal quarter of 2015 = 2015-Q3");
        check("in the first half of 2015", "the first half of 2015 = 2015-H1");
        check("in the second half of last year", "the second half of last year = 2020-H2");
        check("in the first half they scored", "");
        check("in the sixties", "the sixties = 196");
        check("in the early nineties", "early nineties = 199");
        check("in her sixties", "");
        check(
            "the third Thursday in November 2015",
            "the third Thursday in November 2015 = 2015-11-19",
        );
        check("the last Monday of May", "the last Monday of May = 2021-05-31");
        check("the last day of May", "the last day of May = 2021-05-31");
        check("the first day of next month", "the first day of next month = 2021-07-01");
        check("the last week of March 2009", "the last week of March 2009 = 2009-W13");
        check("the week of 9 November 2015", "the week of 9 November 2015 = 2015-W46");
        check("in 44 BC", "");
        check("since 1200 BC", "1200 BC = BC1200");
    }

    #[test]
    fn stretches() {
        check("from 3 to 5 May 2015", "3 = 2015-05-03; 5 May 2015 = 2015-05-05");
        check("on May 3-5, 2015", "May 3 = 2015-05-03; 5, 2015 = 2015-05-05");
        check("18 and 19 June", "18 = 2021-06-18; 19 June = 2021-06-19");
        check("Open 3-5 May 2015.", "3 = 2015-05-03; 5 May 2015 = 2015-05-05");
        check("He ruled 1955-2011.", "1955 = 1955; 2011 = 2011");
        check("from Thursday to Saturday", "Thursday = 2021-06-10; Saturday = 2021-06-12");
        check("Monday through Friday", "Monday = 2021-06-14; Friday = 2021-06-18");
        check("from November to February", "November = 2020-11; February = 2021-02");
        check("On June 3 and 4 people died.", "June 3 = 2021-06-03");
        check("in 2014-15", "2014 = 2014; 15 = 2015");
        check("the 2014/15 season", "2014 = 2014; 15 = 2015");
        check("the 1999/2000 season", "1999 = 1999; 2000 = 2000");
        check("won 2014/17, code X-2014-15", "");
        check("between Monday and Friday", "Monday = 2021-06-14; Friday = 2021-06-18");
        check("It fell between May and July.", "May = 2020-05; July = 2020-07");
        check("It opens between May and July 2015.", "May = 2015-05; July 2015 = 2015-07");
        check("November to February 2015", "November = 2014-11; February 2015 = 2015-02");
        check("in May, June and July 2014", "May = 2014-05; June = 2014-06; July 2014 = 2014-07");
        check("the spring and summer of 2016", "spring = 2016-SP; summer of 2016 = 2016-SU");
    }

    #[test]
    fn named_days() {
        check("at Easter 2018", "Easter 2018 = 2018-04-01");
        check("during Ramadan", "Ramadan = 2021-04-13/2021-05-12");
        check("on Eid al-Adha 2015", "Eid al-Adha 2015 = 2015-09-23");
        check("at Lunar New Year", "Lunar New Year = 2021-02-12");
        check("since the 9/11 attacks", "9/11 = 2001-09-11");
        check(
            "on 9/11/2015, Omar Ramadan Shalah",
            "9/11/2015 = 2015-XX-XX; note: day and month can be read either way",
        );
    }

    #[test]
    fn what_recurs() {
        check("They march every Tuesday.", "every Tuesday = XXXX-WXX-2");
        check("They march on Mondays.", "Mondays = XXXX-WXX-1");
        check("Monday's march", "Monday = 2021-06-14");
        check("every two weeks", "every two weeks = P2W");
        check("each morning", "each morning = XXXX-XX-XXTMO");
        check("It sails twice a week.", "twice a week = P1W");
        check("It sails three times a year.", "three times a year = P1Y");
        check("It sank three times.", "");
    }

    /// Each as `words = value from anchor`.
    #[track_caller]
    fn anchored(text: &str, expected: &str) {
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        let show = |doc: &AnnotatedArticle| {
            let one = |x: &Timex| format!("{} = {} {}", doc.slice(x.span), x.value, x.anchor);
            doc.timexes.iter().map(one).collect()
        };
        check_extractor(&[&tokens, &dates], dated(text, DAY), show, expected);
    }

    #[test]
    fn quotations_hang_on_the_day_of_speaking() {
        anchored(
            "“We sail tomorrow,” the mayor said on Monday.",
            "tomorrow = 2021-06-15 text; Monday = 2021-06-14 published",
        );
        anchored(
            "On Monday the mayor said: “It sank yesterday. We sail next week.”",
            "Monday = 2021-06-14 published; yesterday = 2021-06-13 text; next week = 2021-W25 text",
        );
        anchored(
            "\"It sank yesterday,\" she said on 3 May. \"We sail tomorrow.\"",
            "yesterday = 2021-05-02 text; 3 May = 2021-05-03 published; tomorrow = 2021-05-04 text",
        );
        anchored("“We sail tomorrow,” he said.", "tomorrow = 2021-06-17 published");
        anchored(
            "“We sail tomorrow,” he said in the port. It sank on Monday.",
            "tomorrow = 2021-06-17 published; Monday = 2021-06-14 published",
        );
        // Nothing is hung on the page's day in its stead where the day of speaking is not known.
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        let undated = dated("“We sail tomorrow,” he said on Monday.", "");
        let doc = testkit::annotate(&[&tokens, &dates], undated);
        assert_eq!(show(&doc), ["tomorrow = XXXX-XX-XX", "Monday = XXXX-WXX-1"]);
        assert_eq!(doc.timexes[0].reference, None);
    }

    #[test]
    fn anchors_are_told() {
        anchored("It sank on 5 May 2009.", "5 May 2009 = 2009-05-05 none");
        anchored("It sank yesterday.", "yesterday = 2021-06-15 published");
        anchored("at Easter", "Easter = 2021-04-04 published");
        anchored("the last Monday of May", "the last Monday of May = 2021-05-31 published");
        anchored("the last Monday of May 2009", "the last Monday of May 2009 = 2009-05-25 none");
        anchored(
            "It sank on 5 May 2009. Two days later they left.",
            "5 May 2009 = 2009-05-05 none; Two days later = 2009-05-07 text",
        );
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
    fn an_hour_without_a_day_is_of_the_day_that_is_told_of() {
        // 15 June 2021 is a Tuesday.
        check(
            "It burned on Sunday night, she said on Monday. At 10 p.m. a guard called.",
            "Sunday night = 2021-06-13TNI; Monday = 2021-06-14; 10 p.m. = 2021-06-13T22:00",
        );
        check(
            "It burned on Sunday night. He died on Monday. At 10 p.m. a guard had called.",
            "Sunday night = 2021-06-13TNI; Monday = 2021-06-14; 10 p.m. = 2021-06-13T22:00",
        );
        check(
            "It burned on Sunday night. On Monday, around 10 p.m., it burned again.",
            "Sunday night = 2021-06-13TNI; Monday = 2021-06-14; 10 p.m. = 2021-06-14T22:00",
        );
        check(
            "It burned on Sunday night. He died on Monday. At 9 a.m. they left.",
            "Sunday night = 2021-06-13TNI; Monday = 2021-06-14; 9 a.m. = 2021-06-14T09:00",
        );
        check(
            "It burned between 9 p.m. and 10 p.m. Sunday.",
            "9 p.m. = 2021-06-13T21:00; 10 p.m. Sunday = 2021-06-13T22:00",
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
