//! Where places lie: which of the places of one name a page means.
//!
//! What the page says decides: a country or a part of one right behind the name (`Camden, New
//! Jersey`, `Camden, NJ`), the countries and parts of countries that it speaks of, cities near by, and at last how
//! many people live there. Where that leaves a doubt, the place is not known.

use std::collections::BTreeSet;

use tidings_model::{Label, Place, Precision};

use super::found::{Findings, Found};
use super::gazetteer::Entry;
use super::page::Page;

/// What is said right behind a name outweighs all else.
const NAMED_BEHIND: f64 = 9.0;
const REGION_NAMED: f64 = 3.0;
const COUNTRY_NAMED: f64 = 2.0;
const NEAR: f64 = 1.5;

/// A place is near another within so many kilometres.
const NEAR_KM: f64 = 250.0;

/// So far ahead of the next a place must be: five times the people, or something that the page says.
const AHEAD: f64 = 0.7;

/// A place for which the page says nothing is known if so many live there.
const KNOWN: u32 = 100_000;

/// Countries and parts of countries weigh as much as cities of so many people.
const WIDE: f64 = 7.0;

/// So many cities of a page are held against a place.
const POINTS: usize = 32;

/// What a page says of where things are.
#[derive(Debug, Default)]
pub(super) struct Surroundings<'a> {
    countries: BTreeSet<&'a str>,
    regions: BTreeSet<&'a str>,
    points: Vec<Place>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Geocoded<'a> {
    /// The likeliest entry.
    pub(super) entry: &'a Entry,
    /// Where it lies, if that is beyond doubt.
    pub(super) place: Option<Place>,
}

impl<'a> Surroundings<'a> {
    /// Of a page, by the names that can mean but one thing.
    pub(super) fn of(page: &Page<'a>, findings: &Findings) -> Self {
        let mut all = Self::default();
        for found in &findings.sure {
            let [one] = found.entries.as_slice() else { continue };
            let entry = page.lexicon.entry(*one);
            if entry.ambiguous || !matches!(entry.label, Label::Loc | Label::Misc) {
                continue;
            }
            all.countries.extend(entry.country.as_deref());
            all.regions.extend(entry.region.as_deref());
            match entry.place {
                Some(place) if entry.people >= KNOWN && all.points.len() < POINTS => {
                    all.points.push(place);
                }
                Some(place) if place.precision == Precision::Region => {
                    all.regions.insert(&entry.name);
                }
                _ => {}
            }
        }
        all
    }

    /// What a name stands for, given what the gazetteer lists under it.
    pub(super) fn geocode(&self, page: &Page<'a>, found: &Found) -> Option<Geocoded<'a>> {
        let listed = || found.entries.iter().map(|id| page.lexicon.entry(*id));
        let first = listed().next()?;
        if first.place.is_none() {
            return Some(Geocoded { entry: first, place: None });
        }
        let behind = Behind::of(page, found);
        let fits = |entry: &&'a Entry| !behind.denies(entry) && !is_within_another(entry, listed());
        let mut scored: Vec<(f64, &Entry)> = listed()
            .filter(fits)
            .map(|entry| (self.weight(entry) + behind.weight(entry), entry))
            .collect();
        scored.sort_by(|one, other| other.0.total_cmp(&one.0));
        let Some((best, entry)) = scored.first().copied() else {
            return Some(Geocoded { entry: first, place: None });
        };
        let ahead = scored.get(1).is_none_or(|(next, _)| best - next >= AHEAD);
        let said = best - prior(entry) > 0.0;
        let known = said || entry.people >= KNOWN || is_wide(entry);
        Some(Geocoded { entry, place: entry.place.filter(|_| ahead && known) })
    }

    fn weight(&self, entry: &Entry) -> f64 {
        let holds = |names: &BTreeSet<&str>, name: &Option<String>| {
            name.as_deref().is_some_and(|name| names.contains(name))
        };
        let near = |place: Place| {
            let apart = |point: &Place| kilometres(*point, place);
            self.points.iter().any(|point| (1.0..NEAR_KM).contains(&apart(point)))
        };
        let region = holds(&self.regions, &entry.region);
        let country = holds(&self.countries, &entry.country);
        let near = entry.place.is_some_and(near);
        prior(entry)
            + if region { REGION_NAMED } else { 0.0 }
            + if country { COUNTRY_NAMED } else { 0.0 }
            + if near { NEAR } else { 0.0 }
    }
}

/// What stands right behind a name, with a comma between.
#[derive(Debug, Default)]
struct Behind<'a> {
    entries: Vec<&'a Entry>,
}

impl<'a> Behind<'a> {
    fn of(page: &Page<'a>, found: &Found) -> Self {
        let at = found.words.end;
        if page.get(at).is_none_or(|word| word.text != ",") {
            return Self::default();
        }
        let known = page.longest(at + 1, page.words.len().min(at + 6));
        let coded = page.coded(at + 1);
        let entries = coded.iter().chain(known.names).map(|id| page.lexicon.entry(*id));
        Self { entries: entries.filter(|entry| is_wide(entry)).collect() }
    }

    fn holds(&self, entry: &Entry) -> bool {
        self.entries.iter().any(|wide| {
            let name = Some(wide.name.as_str());
            name == entry.country.as_deref() && entry.name != wide.name
                || name == entry.region.as_deref()
        })
    }

    fn weight(&self, entry: &Entry) -> f64 {
        if self.holds(entry) { NAMED_BEHIND } else { 0.0 }
    }

    /// Whether a part of a country is named in which the place does not lie: `London, Ohio`. A
    /// country behind a comma may be the next of a list.
    fn denies(&self, entry: &Entry) -> bool {
        let elsewhere = |wide: &Entry| {
            let told = entry.region.is_some() || wide.country != entry.country;
            matches!(wide.kind.as_str(), "state" | "province") && wide.name != entry.name && told
        };
        entry.kind == "city"
            && !self.entries.is_empty()
            && self.entries.iter().all(|wide| elsewhere(wide))
            && !self.holds(entry)
    }
}

/// Whether a country, or a part of one.
fn is_wide(entry: &Entry) -> bool {
    entry.place.is_some_and(|place| place.precision != Precision::City)
}

/// How well known a place is: the decimal logarithm of its people.
fn prior(entry: &Entry) -> f64 {
    if is_wide(entry) { WIDE } else { f64::from(entry.people.max(10_000)).log10() }
}

/// Whether another thing of the name is meant by default: the city of a region that is called after
/// it, the country that its capital is called after.
fn is_within_another<'a>(entry: &Entry, mut listed: impl Iterator<Item = &'a Entry>) -> bool {
    listed.any(|other| {
        let same = other.country == entry.country && other.kind != entry.kind;
        let city = other.kind == "city" && other.people >= KNOWN && entry.kind != "country";
        same && (other.kind == "country" || city)
    })
}

/// The length of the great circle between two places (the haversine formula).
fn kilometres(one: Place, other: Place) -> f64 {
    const EARTH_KM: f64 = 12_742.0;
    let (lat, lon) = ((other.lat - one.lat).to_radians(), (other.lon - one.lon).to_radians());
    let cosines = one.lat.to_radians().cos() * other.lat.to_radians().cos();
    let chord = (lat / 2.0).sin().powi(2) + cosines * (lon / 2.0).sin().powi(2);
    EARTH_KM * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_a_globe() {
        let place = |lat, lon| Place { lat, lon, precision: Precision::City };
        let between = |one, other| kilometres(one, other).round();
        assert!((between(place(0.0, 0.0), place(0.0, 0.0))).abs() < f64::EPSILON);
        assert!((between(place(0.0, 179.0), place(0.0, -179.0)) - 222.0).abs() < 1.0);
        assert!((between(place(90.0, 0.0), place(-90.0, 55.0)) - 20_015.0).abs() < 1.0);
        assert!((between(place(51.5, -0.13), place(48.86, 2.35)) - 343.0).abs() < 2.0);
    }
}
