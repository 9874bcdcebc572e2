//! What the quality stages share: bounds that a measure of an article must keep.
//!
//! The stages are named `quality_…`. None is in a pipeline that ships: what they ask of a text was
//! found for training language models, and short news reports are news all the same.

mod repeats;

use tidings_model::Reject;
use tidings_stage::{Default, Kind, Setting};

pub(crate) use repeats::{duplicate_runs, most_frequent_run, repeated};

/// A setting that is a share from 0 to 1.
pub(crate) const fn share(name: &'static str, about: &'static str, default: f64) -> Setting {
    Setting::new(name, Kind::Float { min: 0.0, max: 1.0 }, about).or(Default::Float(default))
}

/// A measure of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// The reason for which a text is dropped.
    pub(crate) reason: &'static str,
    /// What is measured, in words.
    pub(crate) what: &'static str,
    /// What it came to.
    pub(crate) value: f64,
}

impl Measure {
    /// # Errors
    /// If the value is above a bound.
    pub(crate) fn at_most(self, bound: f64) -> Result<(), Reject> {
        self.keeps(self.value <= bound, "above", bound)
    }

    /// # Errors
    /// If the value is below a bound.
    pub(crate) fn at_least(self, bound: f64) -> Result<(), Reject> {
        self.keeps(self.value >= bound, "below", bound)
    }

    fn keeps(self, fits: bool, side: &str, bound: f64) -> Result<(), Reject> {
        let Measure { reason, what, value } = self;
        let detail = || format!("{what}: {}, {side} {bound}", (value * 1e3).round() / 1e3);
        if fits { Ok(()) } else { Err(Reject::dropped(reason, detail())) }
    }
}

/// A part of a whole, as a share; 0 of nothing.
pub(crate) fn part(of: usize, all: usize) -> f64 {
    of as f64 / all.max(1) as f64
}

/// The lines of a text that have words.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Holds what a stage says to a text against the expected words; none if it keeps the text.
#[cfg(test)]
#[track_caller]
pub(crate) fn check<T: tidings_stage::Stage + tidings_stage::Cleaner>(text: &str, expected: &str) {
    let stage = T::build(&tidings_stage::Settings::defaults(T::SPEC.settings, ".")).unwrap();
    let article = testkit::page(text);
    let found = match stage.clean(article.clone()) {
        Ok(kept) => {
            assert_eq!(kept, article);
            String::new()
        }
        Err(reject) => reject.to_string(),
    };
    assert_eq!(found, expected, "{text:?}");
}
