//! Quantities: “around 1,700 flights”, “$3.2 million”, “at least 31 boats”, “hundreds of homes”.
//!
//! A number in digits or words, the unit it measures in or the noun it counts, and its hedge; the
//! hedge decides which values it can mean. Lengths of time are measures of dimension `time` and ages
//! of dimension `age`, so that who looks for counts can pass over them.
//!
//! Left alone: whatever the stage `dates` has read as a date, numbers in names (`Boeing 787`), codes,
//! labels (`page 3`), scores, addresses, ordinals, and `one of the largest`.

mod feet;
mod guard;
mod hedge;
mod lexicon;
mod measure;
mod money;
mod noun;
mod reader;
mod worded;

use tidings_model::{AnnotatedArticle, Findings, Interval, Modifier, Quantity};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::atoms::Atoms;
use crate::lexicon::{SETTING, Source};
use lexicon::Lexicon;
use reader::{Found, Reader, Reading, Size};

/// Writes the quantities of an article.
#[derive(Debug)]
pub struct Quantities {
    lexicon: Lexicon,
}

impl Stage for Quantities {
    const SPEC: Spec = Spec {
        name: "quantities",
        family: Family::Extract,
        about: "Finds numbers with their unit, what they count, and their hedge.",
        reads: &[Field::Text, Field::Sentences, Field::Timexes],
        writes: &[Field::Quantities],
        settings: &[Setting::new(
            SETTING,
            Kind::Files,
            "More units, in files with `units` and `signs` as in config/lexicon/units.toml.",
        )],
        example: "lexicon = [\"my-units.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { lexicon: Lexicon::load(&Source::of_user(settings)?)? })
    }
}

impl Extractor for Quantities {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        let atoms = Atoms::cut(doc.text(), &doc.sentences, &self.lexicon.vocabulary);
        let addresses = guard::addresses(&atoms);
        let reader =
            Reader { atoms: &atoms, lexicon: &self.lexicon, timexes: &doc.timexes, addresses };
        let mut last: Option<Found> = None;
        let mut i = 0;
        while i < atoms.len() {
            let next = match reader.read(i) {
                None => i + 1,
                Some(Reading::Skip(end)) => end,
                Some(Reading::Doubt(end, why)) => {
                    out.note(atoms.span(i, end), why);
                    end
                }
                Some(Reading::Found(mut found)) => {
                    found.modifier = inherited(&atoms, last.as_ref(), &found);
                    out.quantities.push(quantity(&reader, doc, &found));
                    let end = found.rest;
                    last = Some(*found);
                    end
                }
            };
            i = next.max(i + 1);
        }
    }
}

/// A measure in brackets after another says the same in another unit, under the same hedge: `more
/// than 100 kilometres (60 miles)`.
fn inherited(atoms: &Atoms<'_>, last: Option<&Found>, found: &Found) -> Modifier {
    let bracket = found.first.checked_sub(1).filter(|&at| atoms.is_mark(at, '('));
    let dimension = |found: &Found| found.unit.as_ref().map(|unit| unit.dimension.clone());
    let same = last.filter(|last| {
        Some(last.end) == bracket && last.unit.is_some() && dimension(last) == dimension(found)
    });
    match (same, found.size, found.modifier) {
        (Some(last), Size::One(..), Modifier::Exact) => last.modifier,
        _ => found.modifier,
    }
}

fn quantity(reader: &Reader<'_>, doc: &AnnotatedArticle, found: &Found) -> Quantity {
    let atoms = reader.atoms;
    let counted = found.noun.map(|noun| doc.slice(atoms.span(noun.first, noun.end)).to_owned());
    let head = found.noun.map(|noun| reader.lexicon.singular(atoms.text(noun.head)));
    let dimension = match (&found.unit, found.size, found.modifier) {
        (Some(unit), ..) => unit.dimension.clone(),
        (None, Size::Part(_), _) | (None, _, Modifier::Multiplier) => "ratio".to_owned(),
        _ => "count".to_owned(),
    };
    let (value, set) = values(found, dimension == "count");
    Quantity {
        span: atoms.span(found.first, found.end),
        number: atoms.span(found.number.0, found.number.1),
        value,
        low: set.low,
        high: set.high,
        unit: found.unit.as_ref().map(|unit| unit.name.clone()),
        dimension: Some(dimension),
        counted,
        head,
        modifier: found.modifier,
    }
}

/// The value as written, and the values it can mean.
fn values(found: &Found, counts: bool) -> (Option<f64>, Interval) {
    let hedged = |value, step| hedge::interval(value, step, found.modifier, counts);
    match found.size {
        Size::One(value, step) => (Some(value), hedged(value, step)),
        Size::Part(value) => (Some(value), hedged(value, value / 10.0)),
        Size::Two(low, high) => (None, Interval { low: Some(low), high: Some(high) }),
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_extractor, dated};

    use super::*;
    use crate::dates::Dates;
    use crate::tokens::Tokens;

    fn build<T: Stage>() -> T {
        T::build(&Settings::defaults(T::SPEC.settings, ".")).unwrap()
    }

    fn bound(bound: Option<f64>) -> String {
        bound.map_or(String::new(), |bound| bound.to_string())
    }

    fn show_one(doc: &AnnotatedArticle, q: &Quantity) -> String {
        let value = q.value.map_or("?".to_owned(), |value| value.to_string());
        let set = format!("{}..{}", bound(q.low), bound(q.high));
        let what = q.unit.as_ref().or(q.head.as_ref()).map_or("-", String::as_str);
        format!("{} = {value} {what} {} {set}", doc.slice(q.span), q.modifier)
    }

    fn show(doc: &AnnotatedArticle) -> Vec<String> {
        doc.quantities.iter().map(|q| show_one(doc, q)).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        let stages: [&dyn Extractor; 3] = [&tokens, &dates, &build::<Quantities>()];
        check_extractor(&stages, dated(text, "2021-06-16"), show, expected);
    }

    #[test]
    fn counts() {
        check("It lost 23 ferries.", "23 ferries = 23 ferry exact 23..23");
        check("twelve rusty trawlers sank", "twelve rusty trawlers = 12 trawler exact 12..12");
        check(
            "Some 1.2 million people fled",
            "Some 1.2 million people = 1200000 person approx 1140000..1260000",
        );
        check("a dozen eggs", "a dozen eggs = 12 egg exact 12..12");
        check(
            "9 Yak-130M2 two-seat training jets flew",
            "9 Yak-130M2 two-seat training jets = 9 jet exact 9..9",
        );
        check(
            "six Heron and Condor 3000 gliders landed",
            "six Heron and Condor 3000 gliders = 6 glider exact 6..6",
        );
        check(
            "12 dead and 34 hurt",
            "12 dead = 12 dead exact 12..12; 34 hurt = 34 hurt exact 34..34",
        );
        check("left 40 people dead", "40 people = 40 person exact 40..40");
        check("Two of the villages burned.", "Two of the villages = 2 village exact 2..2");
        check("one man died", "one man = 1 man exact 1..1");
        check("6 EU states", "6 EU states = 6 state exact 6..6");
        check("two more people", "two more people = 2 person exact 2..2");
        check("a 12,000-strong crowd", "12,000-strong crowd = 12000 crowd exact 12000..12000");
    }

    #[test]
    fn hedges() {
        check("around 1,700 flights", "around 1,700 flights = 1700 flight approx 1615..1785");
        check("at least 31 boats", "at least 31 boats = 31 boat at_least 31..");
        check("over 450 homes", "over 450 homes = 450 home more_than 451..");
        check("up to 40 homes", "up to 40 homes = 40 home at_most 0..40");
        check("fewer than 40 homes", "fewer than 40 homes = 40 home less_than 0..39");
        check("A total of 93 flights", "A total of 93 flights = 93 flight total 93..93");
        check("all 15 UN judges", "all 15 UN judges = 15 judge all 15..15");
        check("50 or more boats", "50 or more boats = 50 boat at_least 50..");
        check("a total of about 80 cars", "a total of about 80 cars = 80 car approx 75..85");
        check(
            "more than 100 km (60 miles) away",
            "more than 100 km = 100 kilometre more_than 100..; 60 miles = 60 mile more_than 60..",
        );
    }

    #[test]
    fn measures_and_money() {
        check("rose 12.5%", "12.5% = 12.5 percent exact 12.5..12.5");
        check("fell 3 per cent", "3 per cent = 3 percent exact 3..3");
        check("worth $3.2 million", "$3.2 million = 3200000 dollar exact 3200000..3200000");
        check("US$4bn", "US$4bn = 4000000000 dollar exact 4000000000..4000000000");
        check("£2.7m", "£2.7m = 2700000 pound sterling exact 2700000..2700000");
        check("at 80 km/h", "80 km/h = 80 kilometre per hour exact 80..80");
        check("$9 per share", "$9 per share = 9 dollar per share exact 9..9");
        check("a 500-megawatt plant", "500-megawatt = 500 megawatt exact 500..500");
        check("at minus 30 degrees", "30 degrees = -30 degree exact -30..-30");
        check("It took three days.", "three days = 3 day exact 3..3");
        check("a 65-year-old man", "65-year-old = 65 year of age exact 65..65");
        check("Ann Smith, 66, left", "66 = 66 year of age exact 66..66");
        check("a girl aged six", "six = 6 year of age exact 6..6");
        check("is 6'6\" tall", "6'6\" = 6.5 foot exact 6.5..6.5");
        check("a 5’3 guard", "5’3 = 5.25 foot exact 5.25..5.25");
        check("in the '80s", "");
        check("3 dollars 50 cents", "3 dollars 50 cents = 3.5 dollar exact 3.5..3.5");
        check("75 USD million", "75 USD million = 75000000 dollar exact 75000000..75000000");
        check("30 MUSD", "30 MUSD = 30000000 dollar exact 30000000..30000000");
        check(
            "a profit of 361 million pounds",
            "361 million pounds = 361000000 pound sterling exact 361000000..361000000",
        );
        check("2 million pounds of tin", "2 million pounds = 2000000 pound exact 2000000..2000000");
        check("40 000 rand", "40 000 rand = 40000 south african rand exact 40000..40000");
        check(
            "1.3e6 and 6.2x10^-4",
            "1.3e6 = 1300000 - exact 1300000..1300000; 6.2x10^-4 = 0.00062 - exact 0.00062..0.00062",
        );
        check("1.5×10^3 tonnes", "1.5×10^3 tonnes = 1500 tonne exact 1500..1500");
    }

    #[test]
    fn ranges_parts_and_vague_numbers() {
        check("15 to 22 miles", "15 to 22 miles = ? mile range 15..22");
        check("between $62 and $68", "between $62 and $68 = ? dollar range 62..68");
        check("3-5 boats", "3-5 boats = ? boat range 3..5");
        check("$10 to $15 billion", "$10 to $15 billion = ? dollar range 10000000000..15000000000");
        check(
            "grew by 5 km to 9 km",
            "5 km = 5 kilometre exact 5..5; 9 km = 9 kilometre exact 9..9",
        );
        check("hundreds of rebel posts", "hundreds of rebel posts = ? post vague 100..1000");
        check(
            "tens of thousands of homes",
            "tens of thousands of homes = ? home vague 10000..100000",
        );
        check(
            "two-thirds of the crews",
            "two-thirds of the crews = 0.6666666666666666 crew exact 0.6666666666666666..0.6666666666666666",
        );
        check("Exports have doubled.", "doubled = 2 - multiplier 2..2");
        check("It is three times as large.", "three times = 3 - multiplier 3..3");
        check("twice the number", "twice = 2 - multiplier 2..2");
        check("It sank three times.", "three times = 3 time exact 3..3");
        check("One in five sailors", "One in five sailors = 0.2 sailor exact 0.2..0.2");
        check("Nine in 10 voters", "Nine in 10 voters = 0.9 voter exact 0.9..0.9");
        check("killed two in 10 days", "two = 2 - exact 2..2; 10 days = 10 day exact 10..10");
        check("Nearly half voted.", "Nearly half = 0.5 - approx 0.475..0.525");
        check("It is more than half finished.", "");
        check("About half, he said.", "About half = 0.5 - approx 0.475..0.525");
        check("killed two and injured a third", "two = 2 - exact 2..2");
        check(
            "a quarter of a million people",
            "a quarter of a million people = 250000 person exact 250000..250000",
        );
        check("the third attack", "third attack = 3 attack ordinal 3..3");
        check("his 23rd victim", "23rd victim = 23 victim ordinal 23..23");
    }

    #[test]
    fn leaves_alone_what_counts_nothing() {
        check("It was one of the oldest piers.", "");
        check("no one saw the One-Way sign", "");
        check("an An-72P, a B-52 and a Condor 3000", "");
        check("the G20 and the F16", "");
        check("In 2009 the 2007 treaty failed.", "");
        check("Page 3 of 5", "");
        check("won 3-1, then 2:2", "");
        check("see http://a.example/12/34 or mail 7@b.example", "");
        check("call 555-1234", "");
        check("call 555-123-4567", "");
        check("Mirage 2000 jets flew; a Mirage 2000 sank.", "");
        check("He came second; first, they sailed on 23rd Street.", "");
        check("on 5 May at 21:35", "");
        check("version 1.2.3", "");
        check("in the 1600 block of First Street, the 1500-block of Elm", "");
        check("They built 16 blocks.", "16 blocks = 16 block exact 16..16");
    }

    #[test]
    fn a_number_without_a_single_reading_is_noted() {
        check("sold 1,2345 boats", "note: number has no single reading");
        check(&"7".repeat(60), "note: number is too long to be read");
    }

    #[test]
    fn hostile_texts_are_read() {
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        let stages: [&dyn Extractor; 3] = [&tokens, &dates, &build::<Quantities>()];
        for part in [
            "7",
            "1 ",
            "1-2-3-4-",
            "1.2.3.",
            "$",
            "1,",
            "between 1 and 2 to 3 and 4 or 5 ",
            "½",
            "hundreds of thousands of ",
            "twenty one hundred million trillion ",
            "one and two and ",
            "at least about up to ",
            "9×10^300 ",
            "a half of a third of the ",
            "@7.",
            "5'",
            "-",
            "12 Ab-",
        ] {
            let text = part.repeat(20_000 / part.len());
            let doc = testkit::annotate(&stages, dated(&text, "2021-06-16"));
            let ordered = |q: &Quantity| q.low.zip(q.high).is_none_or(|(low, high)| low <= high);
            let finite = |q: &Quantity| q.value.is_none_or(f64::is_finite);
            assert!(doc.quantities.iter().all(|q| ordered(q) && finite(q)), "{part:?}");
        }
    }

    #[test]
    fn holds_for_any_text() {
        let (tokens, dates) = (build::<Tokens>(), build::<Dates>());
        testkit::laws::extractor(&[&tokens, &dates], &build::<Quantities>());
    }
}
