//! What is learned from labelled text: linear models over hashed features, with weights of a byte.
//!
//! Weinberger et al. (2009), *Feature Hashing for Large Scale Multitask Learning*: a feature is
//! hashed to a row of the table, whatever else falls there. Collins (2002), *Discriminative Training
//! Methods for Hidden Markov Models*: the averaged perceptron learns the rows.

pub(crate) mod averaged;
pub(crate) mod hash;
pub(crate) mod model;
pub(crate) mod word;

use std::path::Path;

use tidings_stage::{BuildError, Settings};

use model::BadModel;

/// The setting by which a user gives a stage other weights.
pub(crate) const SETTING: &str = "model";

/// Reads the weights that the setting [`SETTING`] names, or those that are part of the program.
pub(crate) fn load<T>(
    settings: &Settings,
    embedded: &[u8],
    read: impl Fn(&[u8]) -> Result<T, BadModel>,
) -> Result<T, BuildError> {
    let Some(path) = settings.path(SETTING) else {
        return read(embedded).map_err(|why| BuildError::Other(format!("embedded weights: {why}")));
    };
    let file = std::fs::read(path).map_err(|why| error(path, format!("cannot read it: {why}")))?;
    read(&file).map_err(|why| error(path, why.to_string()))
}

fn error(path: &Path, problem: String) -> BuildError {
    BuildError::File { setting: SETTING, path: path.to_owned(), line: None, problem }
}
