//! Feet and inches by their marks: `6'2"`, `5’11`.

use super::hedge;
use super::lexicon::Unit;
use super::reader::{Found, Reader, Size};
use crate::atoms::{Gap, Shape};

/// Inches in a foot.
const FOOT: f64 = 12.0;
/// Without the mark of inches only a person's height is one.
const HEIGHTS: std::ops::RangeInclusive<i32> = 4..=7;

/// Feet with their inches at an atom, in feet.
pub(super) fn read(reader: &Reader<'_>, i: usize) -> Option<Found> {
    let atoms = reader.atoms;
    let glued = |at: usize| at < atoms.len() && atoms.at(at).gap == Gap::None;
    let foot = atoms.is_one_of(i + 1, &['\'', '’', '′']) && glued(i + 1) && glued(i + 2);
    let feet = atoms.number(i).filter(|_| foot && atoms.width(i) <= 3)?;
    let inches = atoms.number(i + 2).filter(|inches| (0..12).contains(inches))?;
    let marked = glued(i + 3) && atoms.is_one_of(i + 3, &['"', '”', '″']);
    let open = glued(i + 3) && atoms.at(i + 3).shape != Shape::Mark;
    if open || !marked && !HEIGHTS.contains(&feet) {
        return None;
    }
    let end = i + 3 + usize::from(marked);
    let found = hedge::around(reader, i, end);
    Some(Found {
        first: found.first,
        end,
        number: (i, i + 3),
        rest: end,
        size: Size::One(f64::from(feet) + f64::from(inches) / FOOT, 1.0 / FOOT),
        unit: Some(Unit::new("foot", "length")),
        noun: None,
        modifier: found.modifier,
    })
}
