//! The English cases of Recognizers-Text, as conformance tests of dates and quantities.
//!
//! The cases are Microsoft's, under the MIT licence beside them (<https://github.com/microsoft/Recognizers-Text>,
//! `Specs/*/English`); `DateTimeModel.dates.json` holds those of `DateTimeModel` whose results are
//! all single days. Each goes through the stages of a pipeline, as an article of its own. A case
//! passes when the stage finds every expected value at its place, in order, and nothing else.
//! What is left out, and why, is in `exclusions.toml`.

mod cases;
mod currency;
mod dates;
mod numbers;
