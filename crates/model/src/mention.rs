//! Names in a text.

use serde::{Deserialize, Serialize};

use crate::{Span, named_enum};

named_enum! {
    /// The broad class of a name.
    Label {
        /// A person.
        Per = "PER",
        /// An organisation, an armed group, an agency.
        Org = "ORG",
        /// A place.
        Loc = "LOC",
        /// Another name: a nationality, a weapon, an event, a work.
        Misc = "MISC",
    }
}

named_enum! {
    /// How large the thing is that coordinates stand for.
    Precision {
        /// Within a city or a named spot.
        City = "city",
        /// A region or province.
        Region = "region",
        /// A whole country.
        Country = "country",
    }
}

/// Where a place is, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lon: f64,
    /// What the coordinates stand for.
    pub precision: Precision,
}

/// A name, and what it names as far as its own page tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Its class.
    pub label: Label,
    /// A finer kind: `country`, `city`, `region`, `force`, `agency`, `weapon`, `vehicle`,
    /// `nationality`, …
    pub kind: Option<String>,
    /// The name under which a lexicon lists it, or the fullest form on its page.
    pub canonical: Option<String>,
    /// How sure the stage is, 0 to 1.
    pub confidence: f64,
    /// Where it is, for a place that a gazetteer knows.
    pub place: Option<Place>,
}
