//! Hedges, and the values that a hedged number can mean.

use tidings_model::{Interval, Modifier};

use super::reader::Reader;

/// A hedge, and how far the expression reaches with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hedge {
    pub(super) modifier: Modifier,
    /// The first atom.
    pub(super) first: usize,
    /// One past the last atom.
    pub(super) end: usize,
}

/// The hedge around `first..end`: before it, else after it.
pub(super) fn around(reader: &Reader<'_>, first: usize, end: usize) -> Hedge {
    let after = after(reader, end).map(|(modifier, end)| Hedge { modifier, first, end });
    let before = before(reader, first).map(|(modifier, first)| Hedge { modifier, first, end });
    match (before, after) {
        // `a total of 50 or more`: the bound says more than the total.
        (Some(before), Some(after)) if is_weak(before.modifier) => {
            Hedge { first: before.first, ..after }
        }
        (Some(before), _) => before,
        (None, Some(after)) => after,
        (None, None) => Hedge { modifier: Modifier::Exact, first, end },
    }
}

/// Whether another hedge beside it says more.
fn is_weak(modifier: Modifier) -> bool {
    matches!(modifier, Modifier::Exact | Modifier::Total | Modifier::All)
}

/// The hedge that ends right before an atom; two may follow each other (`a total of about`).
fn before(reader: &Reader<'_>, first: usize) -> Option<(Modifier, usize)> {
    let (inner, start) = ends_at(reader, first)?;
    match ends_at(reader, start) {
        Some((outer, far)) if is_weak(inner) && !is_weak(outer) => Some((outer, far)),
        Some((outer, far)) if is_weak(outer) => Some((inner, far)),
        _ => Some((inner, start)),
    }
}

fn ends_at(reader: &Reader<'_>, first: usize) -> Option<(Modifier, usize)> {
    let atoms = reader.atoms;
    if !atoms.continues(first) {
        return None;
    }
    let longest = reader.lexicon.longest_hedge;
    let mut starts = (1..=longest).rev().filter_map(|back| first.checked_sub(back));
    starts.find_map(|start| {
        let (modifier, end) = reader.lexicon.before.longest(atoms, start)?;
        let hyphen = end + 1 == first && atoms.is_glued_mark(end, '-');
        (end == first || hyphen).then_some((*modifier, start))
    })
}

fn after(reader: &Reader<'_>, end: usize) -> Option<(Modifier, usize)> {
    let at = end + usize::from(reader.atoms.is_glued_mark(end, '-'));
    let (modifier, end) = reader.lexicon.after.longest(reader.atoms, at)?;
    reader.atoms.continues(at).then_some((*modifier, end))
}

/// The values that a number can mean under a hedge. `step` is what a one in its last significant
/// digit is worth; counts go in whole steps.
pub(super) fn interval(value: f64, step: f64, modifier: Modifier, counts: bool) -> Interval {
    let whole = counts && value.fract() == 0.0;
    let one = if whole { 1.0 } else { 0.0 };
    let floor = value.min(0.0);
    let (low, high) = match modifier {
        Modifier::Approx => {
            let reach = (step / 2.0).max(value.abs() / 20.0);
            match whole {
                true => (Some((value - reach).ceil()), Some((value + reach).floor())),
                false => (Some(value - reach), Some(value + reach)),
            }
        }
        Modifier::AtLeast => (Some(value), None),
        Modifier::MoreThan => (Some(value + one), None),
        Modifier::AtMost => (Some(floor), Some(value)),
        Modifier::LessThan => (Some(floor), Some((value - one).max(floor))),
        _ => (Some(value), Some(value)),
    };
    Interval { low, high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hedge_opens_the_set_of_values() {
        let check = |value, step, modifier, counts, expected: (Option<f64>, Option<f64>)| {
            let set = interval(value, step, modifier, counts);
            assert_eq!((set.low, set.high), expected, "{modifier} {value}");
        };
        check(74.0, 1.0, Modifier::Exact, true, (Some(74.0), Some(74.0)));
        check(1700.0, 100.0, Modifier::Approx, true, (Some(1615.0), Some(1785.0)));
        check(12.0, 1.0, Modifier::Approx, true, (Some(12.0), Some(12.0)));
        check(8.0, 0.5, Modifier::Approx, false, (Some(7.6), Some(8.4)));
        check(74.0, 1.0, Modifier::AtLeast, true, (Some(74.0), None));
        check(450.0, 10.0, Modifier::MoreThan, true, (Some(451.0), None));
        check(3.5, 0.1, Modifier::MoreThan, false, (Some(3.5), None));
        check(40.0, 10.0, Modifier::AtMost, true, (Some(0.0), Some(40.0)));
        check(40.0, 10.0, Modifier::LessThan, true, (Some(0.0), Some(39.0)));
        check(-5.0, 1.0, Modifier::LessThan, false, (Some(-5.0), Some(-5.0)));
    }
}
