//! A learned model: a table of weights, and its file.
//!
//! The file holds a magic word, a version, a checksum and the body, compressed. A file that is
//! truncated, damaged, of another version or made for another task is refused with the reason.

use serde::{Deserialize, Serialize};

/// First bytes of a file.
const MAGIC: &[u8; 8] = b"TIDINGSW";

/// Raised when the body or the features change their meaning.
const VERSION: u32 = 1;

/// Length of magic word, version and checksum.
const HEAD: usize = MAGIC.len() + 4 + 8;

/// How hard the body is compressed; models are written once and read often.
const LEVEL: i32 = 19;

/// Why a file is no model for a task.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadModel {
    /// It is something else.
    #[error("this is no file of weights: it does not begin with `TIDINGSW`")]
    Magic,
    /// It was made by another release.
    #[error(
        "these weights are of version {found}, this program reads version {VERSION}; train them again"
    )]
    Version {
        /// The version of the file.
        found: u32,
    },
    /// Its bytes are not those that were written.
    #[error("these weights are damaged or cut off; copy the file again")]
    Damaged,
    /// It was trained for something else.
    #[error("these weights are for the task `{found}`, expected `{expected}`")]
    Task {
        /// The task of the file.
        found: String,
        /// The task at hand.
        expected: &'static str,
    },
    /// It has more labels than fit, or fewer than its parts speak of.
    #[error("these weights do not fit the task: {0}")]
    Misfit(&'static str),
}

/// A model as it is kept in its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// What it was trained for.
    pub(crate) task: String,
    /// The labels, in the order of the columns.
    pub(crate) labels: Vec<String>,
    /// Binary logarithm of the number of rows.
    pub(crate) bits: u8,
    /// Score of two labels in a row, row-major; empty for a model that does not know it.
    pub(crate) transitions: Vec<i16>,
    /// Hashes of words, ascending, with what is known of each.
    pub(crate) words: Vec<(u32, u32)>,
    /// Hashes of endings, ascending, with the number of the change that makes lemmas of them.
    pub(crate) endings: Vec<(u32, u32)>,
    /// Those changes.
    pub(crate) edits: Vec<String>,
    /// Confidence by score, for models that tell it.
    pub(crate) calibration: Vec<f32>,
    /// Distance of each row that is not all noughts from the one before it.
    pub(crate) gaps: Vec<u32>,
    /// The weights of those rows, a column after the other, as bytes.
    pub(crate) weights: Vec<u8>,
}

impl Stored {
    /// A model that knows nothing yet.
    pub(crate) fn empty(task: &str) -> Self {
        Self {
            task: task.to_owned(),
            labels: Vec::new(),
            bits: 0,
            transitions: Vec::new(),
            words: Vec::new(),
            endings: Vec::new(),
            edits: Vec::new(),
            calibration: Vec::new(),
            gaps: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// The bytes of its file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(self).expect("plain vectors are serialised");
        let body = zstd::bulk::compress(&body, LEVEL).expect("memory is compressed to memory");
        let mut file = MAGIC.to_vec();
        file.extend(VERSION.to_le_bytes());
        file.extend(xxhash_rust::xxh3::xxh3_64(&body).to_le_bytes());
        file.extend(body);
        file
    }

    /// Reads a file.
    pub(crate) fn from_bytes(file: &[u8], task: &'static str) -> Result<Self, BadModel> {
        let (head, body) = file.split_at_checked(HEAD).ok_or(match file.starts_with(MAGIC) {
            true => BadModel::Damaged,
            false => BadModel::Magic,
        })?;
        let number = |range: std::ops::Range<usize>| {
            let mut bytes = [0; 8];
            bytes[..range.len()].copy_from_slice(&head[range]);
            u64::from_le_bytes(bytes)
        };
        if !head.starts_with(MAGIC) {
            return Err(BadModel::Magic);
        }
        let found = u32::try_from(number(8..12)).unwrap_or_default();
        if found != VERSION {
            return Err(BadModel::Version { found });
        }
        if number(12..20) != xxhash_rust::xxh3::xxh3_64(body) {
            return Err(BadModel::Damaged);
        }
        let body = zstd::stream::decode_all(body).map_err(|_| BadModel::Damaged)?;
        let stored: Self = postcard::from_bytes(&body).map_err(|_| BadModel::Damaged)?;
        match stored.task == task {
            true => Ok(stored),
            false => Err(BadModel::Task { found: stored.task, expected: task }),
        }
    }
}

/// Weights of hashed features: a row a feature, a column a label.
#[derive(Debug, Clone)]
pub(crate) struct Table<const LABELS: usize> {
    rows: Vec<[i8; LABELS]>,
    mask: u64,
}

/// What speaks for each label.
pub(crate) type Scores<const LABELS: usize> = [i16; LABELS];

impl<const LABELS: usize> Table<LABELS> {
    /// All noughts but for these rows.
    pub(crate) fn of(stored: &Stored) -> Result<Self, BadModel> {
        let labels = stored.labels.len();
        if labels > LABELS || labels == 0 {
            return Err(BadModel::Misfit("it has too many labels, or none"));
        }
        if stored.bits > 24 || stored.weights.len() != stored.gaps.len() * labels {
            return Err(BadModel::Misfit("its table has another size than it says"));
        }
        let mut rows = vec![[0; LABELS]; 1 << stored.bits];
        let mut at = 0;
        for (index, gap) in stored.gaps.iter().enumerate() {
            at += *gap as usize;
            let row = rows.get_mut(at).ok_or(BadModel::Misfit("a row lies outside its table"))?;
            for (label, weight) in row.iter_mut().enumerate().take(labels) {
                *weight = stored.weights[label * stored.gaps.len() + index].cast_signed();
            }
        }
        Ok(Self { mask: rows.len() as u64 - 1, rows })
    }

    /// Adds what a feature says.
    #[inline]
    pub(crate) fn add(&self, scores: &mut Scores<LABELS>, feature: u64) {
        // The mask keeps the index within the rows.
        let row = &self.rows[(feature & self.mask) as usize];
        for (score, weight) in scores.iter_mut().zip(row) {
            *score += i16::from(*weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Stored {
        Stored {
            labels: vec!["ebb".to_owned(), "flood".to_owned()],
            bits: 4,
            transitions: vec![1, -2, 3, -4],
            words: vec![(7, 1)],
            calibration: vec![0.5],
            gaps: vec![2, 9],
            weights: [1i8, 2, -3, -4].map(i8::cast_unsigned).to_vec(),
            ..Stored::empty("tides")
        }
    }

    #[test]
    fn a_file_reads_back_equal() {
        let file = stored().to_bytes();
        assert_eq!(Stored::from_bytes(&file, "tides"), Ok(stored()));
        let table = Table::<4>::of(&stored()).unwrap();
        let mut scores = [0; 4];
        table.add(&mut scores, 2);
        table.add(&mut scores, 16 + 11);
        assert_eq!(scores, [3, -7, 0, 0]);
    }

    #[test]
    fn a_bad_file_is_refused_with_its_reason() {
        let file = stored().to_bytes();
        let read = |file: &[u8]| Stored::from_bytes(file, "tides").unwrap_err();
        assert_eq!(read(b"[words]"), BadModel::Magic);
        assert_eq!(read(b""), BadModel::Magic);
        for end in MAGIC.len()..file.len() {
            assert_eq!(read(&file[..end]), BadModel::Damaged, "{end}");
        }
        let mut other = file.clone();
        other[8] += 1;
        assert_eq!(read(&other), BadModel::Version { found: VERSION + 1 });
        let why = Stored::from_bytes(&file, "winds").unwrap_err().to_string();
        assert_eq!(why, "these weights are for the task `tides`, expected `winds`");
    }

    #[test]
    fn weights_outside_their_table_are_refused() {
        let misfit = |stored: Stored| assert!(Table::<4>::of(&stored).is_err());
        misfit(Stored { bits: 3, ..stored() });
        misfit(Stored { bits: 64, ..stored() });
        misfit(Stored { gaps: vec![2], ..stored() });
        misfit(Stored { labels: Vec::new(), ..stored() });
        misfit(Stored { labels: vec![String::new(); 5], ..stored() });
    }
}
