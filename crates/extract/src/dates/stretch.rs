//! The two ends of a stretch lie in order: `Monday through Friday`, `from November to February`,
//! `between May and July`.

use jiff::civil::Date;
use tidings_model::{Anchor, Direction, Reference, Timex};

use super::lexicon::Link;
use super::reader::{Found, Reader};

/// Whether nothing but `to` or `through` stands between two dates, or the `and` of `between`.
pub(super) fn joins(reader: &Reader<'_>, first: &Found, last: &Found) -> bool {
    let join = first.end;
    let to = reader.is(join, Link::To) || reader.is(join, Link::Through);
    let and = reader.is(join, Link::And) && reader.follows(first.first, Link::Between);
    (to || and) && last.first == join + 1 && reader.atoms.continues(last.first)
}

/// Gives an hour without a day that of the hour it leads up to: `between 9 p.m. and 10 p.m. Thursday`.
pub(super) fn share(start: &mut Timex, end: &Timex) {
    let Some(day) = end.value.strip_suffix(end.clock.as_str()) else { return };
    let one_day = start.clock <= end.clock && !end.clock.is_empty();
    if one_day && end.from == end.to {
        start.value = format!("{day}{}", start.clock);
        (start.from, start.to, start.anchor) = (end.from, end.to, end.anchor);
        start.reference = end.reference;
    }
}

/// Moves the end of a stretch to its start or after it. A stretch of months that has been cannot
/// end after the day of its page: then its start is the one that moves.
pub(super) fn order(start: &mut Timex, end: &mut Timex, published: Option<Date>) {
    let Some(day) = start.from else { return };
    let past = is_past_month(start.reference) && is_past_month(end.reference);
    let Some(later) = turned(end, day, Direction::Future) else { return };
    let ahead = later.from.zip(published).is_some_and(|(from, today)| from > today);
    if past
        && ahead
        && let Some(earlier) = end.from.and_then(|day| turned(start, day, Direction::Past))
    {
        *start = earlier;
        return;
    }
    *end = later;
}

fn is_past_month(reference: Option<Reference>) -> bool {
    matches!(reference, Some(Reference::MonthDay { direction: Direction::Past, .. }))
}

/// The same weekday, month or day, looked for from another day.
fn turned(timex: &Timex, from: Date, direction: Direction) -> Option<Timex> {
    let reference = match timex.reference? {
        Reference::Weekday { day, .. } => Reference::Weekday { day, direction, strict: false },
        Reference::MonthDay { month, day, .. } => Reference::MonthDay { month, day, direction },
        _ => return None,
    };
    let mut turned = Timex { reference: Some(reference), ..timex.clone() };
    let resolved = turned.resolve(from, Anchor::Text)?;
    turned.settle(resolved);
    turned.reference = None;
    Some(turned)
}
