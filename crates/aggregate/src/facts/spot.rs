//! Places: which can be one, which can hold one another, which are apart.

use tidings_model::{Place, Precision};

/// Kilometres from the middle of a country, or of a region, beyond which a place is not taken to lie
/// in it. Places at the rim of the very largest countries are told apart from them: an agreement is
/// missed then, but none is made up.
const COUNTRY: f64 = 1_200.0;
const REGION: f64 = 400.0;
/// Kilometres within which two points are one place.
const SAME: f64 = 15.0;

/// A place to be compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    /// Hash of the name it is listed under.
    pub(super) key: u64,
    pub(super) name: String,
    /// Folded words of the place as the page writes it and as it is listed.
    pub(super) words: Vec<String>,
    pub(super) kind: Option<String>,
    pub(super) at: Option<Place>,
}

impl Spot {
    /// Whether one place may hold the other, or be it.
    pub(super) fn meets(&self, other: &Spot) -> bool {
        self.key == other.key
            || self.named_after(other)
            || other.named_after(self)
            || self.near(other)
    }

    /// Whether both are known to be places of one size in different spots.
    pub(super) fn apart(&self, other: &Spot) -> bool {
        !self.meets(other) && self.extent().is_some() && self.extent() == other.extent()
    }

    /// Whether the name of one is part of that of the other: `Harbour Street, Vigo` and `Vigo`.
    fn named_after(&self, other: &Spot) -> bool {
        self.words.iter().all(|word| other.words.contains(word))
    }

    /// Whether the two lie where one can hold the other; a place of unknown size may be held by any.
    fn near(&self, other: &Spot) -> bool {
        let sizes = (self.extent(), other.extent());
        let (Some(own), Some(others)) = sizes else { return true };
        let reach = match own.max(others) {
            Precision::City => SAME,
            Precision::Region => REGION,
            Precision::Country => COUNTRY,
        };
        match (self.at, other.at) {
            (Some(a), Some(b)) if own != others || own == Precision::City => {
                distance(a, b) <= reach
            }
            _ => own != others,
        }
    }

    /// How large the place is, by its kind, else by what its coordinates stand for.
    pub(super) fn extent(&self) -> Option<Precision> {
        let by_kind = match self.kind.as_deref() {
            Some("country") => Some(Precision::Country),
            Some("region" | "state" | "province" | "county") => Some(Precision::Region),
            Some("city" | "town" | "village" | "district" | "neighbourhood") => {
                Some(Precision::City)
            }
            _ => None,
        };
        by_kind.or(self.at.map(|place| place.precision))
    }
}

/// Kilometres between two points on the sphere (haversine).
fn distance(a: Place, b: Place) -> f64 {
    const RADIUS: f64 = 6_371.0;
    let half = |x: f64, y: f64| ((y - x).to_radians() / 2.0).sin().powi(2);
    let across = a.lat.to_radians().cos() * b.lat.to_radians().cos() * half(a.lon, b.lon);
    2.0 * RADIUS * (half(a.lat, b.lat) + across).sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, kind: &str, at: Option<(f64, f64)>) -> Spot {
        let precision = match kind {
            "country" => Precision::Country,
            "region" => Precision::Region,
            _ => Precision::City,
        };
        Spot {
            key: crate::words::hash(name),
            name: name.to_owned(),
            words: crate::words::folded(name),
            kind: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
            at: at.map(|(lat, lon)| Place { lat, lon, precision }),
        }
    }

    #[test]
    fn a_country_holds_its_cities_and_no_others() {
        let (norway, bergen) = (
            spot("Norway", "country", Some((62.0, 10.0))),
            spot("Bergen", "city", Some((60.4, 5.3))),
        );
        let vigo = spot("Vigo", "city", Some((42.2, -8.7)));
        assert!(norway.meets(&bergen) && bergen.meets(&norway));
        assert!(!norway.meets(&vigo) && bergen.apart(&vigo));
    }

    #[test]
    fn names_within_names_meet_and_unknown_places_may() {
        assert!(spot("Vigo", "city", None).meets(&spot("Vigo estuary", "region", None)));
        assert!(!spot("Vigo", "city", None).meets(&spot("Bergen", "city", None)));
        assert!(spot("Vigo", "city", None).meets(&spot("the breakwater", "", None)));
    }
}
