//! Records across the border: laid out for C, borrowing from ours, and copied back into ours.
//!
//! `of` borrows, so that what it makes is valid as long as the record; `read` copies, and checks
//! every text and name, because the other side may be written in any language.

mod claim;
mod mention;
mod moment;
mod quantity;
mod reading;
mod timex;

pub use reading::BadRecord;

#[cfg(test)]
mod tests {
    use tidings_model::{
        Anchor, Certainty, Claim, ClaimKind, Date, Direction, Label, Mention, Mode, Modifier,
        Moment, Place, Precision, Quantity, Reference, Span, Speaker, Status, Timex, TimexType,
    };

    use crate::abi::{self, Str};

    /// Holds that a record comes back as it went.
    macro_rules! comes_back {
        ($type:ident, $record:expr) => {{
            let record: $type = $record;
            // SAFETY: the record outlives what borrows from it.
            let back = unsafe { abi::$type::of(&record).read() };
            assert_eq!(back, Ok(record));
        }};
    }

    fn mention() -> Mention {
        Mention {
            span: Span::new(3, 8),
            label: Label::Loc,
            kind: Some("city".into()),
            canonical: None,
            confidence: 0.5,
            place: Some(Place { lat: 1.5, lon: -2.0, precision: Precision::City }),
        }
    }

    fn timex(reference: Option<Reference>) -> Timex {
        Timex {
            span: Span::new(0, 4),
            kind: TimexType::Time,
            value: "2021-06-15TEV".into(),
            from: Date::new(2021, 6, 15).ok(),
            to: None,
            anchor: Anchor::Text,
            reference,
            clock: String::new(),
        }
    }

    #[test]
    fn records_come_back_as_they_went() {
        comes_back!(Mention, mention());
        comes_back!(Mention, Mention { place: None, kind: None, ..mention() });
        comes_back!(Timex, timex(None));
        let direction = Direction::Nearest;
        for reference in [
            Reference::Day(i32::MIN),
            Reference::Weekday { day: i8::MIN, direction, strict: false },
            Reference::MonthDay { month: i8::MIN, day: Some(i8::MIN), direction },
            Reference::MonthOf { month: i8::MIN, day: Some(i8::MIN), years: i32::MIN },
            Reference::MonthDay { month: 12, day: None, direction },
        ] {
            assert!(abi::Timex::of(&timex(Some(reference))).reference.len < 62);
            comes_back!(Timex, timex(Some(reference)));
        }
        comes_back!(
            Quantity,
            Quantity {
                span: Span::new(0, 9),
                number: Span::new(2, 5),
                value: None,
                low: Some(40.0),
                high: None,
                unit: Some("percent".into()),
                dimension: Some("ratio".into()),
                counted: None,
                head: Some(String::new()),
                modifier: Modifier::AtLeast,
            }
        );
        comes_back!(Claim, Claim::new(ClaimKind::Event, Span::new(1, 2), "sink"));
        comes_back!(
            Claim,
            Claim {
                class: Some("crash".into()),
                actor: Some("a ferry".into()),
                object: Some("a pier".into()),
                value: Some(1.0),
                low: Some(0.5),
                high: Some(1.5),
                unit: Some("pier".into()),
                modifier: Some(Modifier::Vague),
                time: Some(0),
                period: Some(1),
                place: Some(2),
                quantity: Some(3),
                speaker: Some(Speaker {
                    span: Some(Span::new(4, 5)),
                    name: "Ann".into(),
                    anonymous: true
                }),
                cue: Some(Span::new(6, 7)),
                via: Some("a paper".into()),
                mode: Some(Mode::Mixed),
                status: Status::Planned,
                certainty: Certainty::Denied,
                ..Claim::new(ClaimKind::Count, Span::new(1, 2), "ram")
            }
        );
        for moment in ["2024-03-14", "2024-03-14T18:05:09", "2024-03-14T18:05+05:30"] {
            comes_back!(Moment, Moment::parse(moment).unwrap());
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let check = |change: &dyn Fn(&mut abi::Mention), expected: &str| {
            let record = mention();
            let mut foreign = abi::Mention::of(&record);
            change(&mut foreign);
            // SAFETY: the record and the texts of the changes outlive the call.
            assert_eq!(unsafe { foreign.read() }.unwrap_err().to_string(), expected);
        };
        check(
            &|m| m.label = Str::of("per"),
            "mention: label: expected one of PER, ORG, LOC, MISC, found \"per\"",
        );
        check(&|m| m.label = Str::MISSING, "mention: label: expected a text, found none");
        check(
            &|m| m.kind = Str { ptr: b"\xff".as_ptr(), len: 1 },
            "mention: kind: expected UTF-8, found \"\\xff\"",
        );
        check(&|m| m.confidence = f64::NAN, "mention: confidence: expected a number, found none");
        check(&|m| m.span = Span { start: 2, end: 1 }, "mention: span: 2..1 ends before it starts");
    }
}
