//! Learns a table: the averaged perceptron of Freund and Schapire (1999), as Collins (2002) uses it.

use super::model::Stored;

/// Weights while they are learned.
#[derive(Debug)]
pub(crate) struct Averaged<const LABELS: usize> {
    rows: Vec<Row<LABELS>>,
    mask: u64,
    step: f32,
}

#[derive(Debug, Clone, Copy)]
struct Row<const LABELS: usize> {
    weights: [f32; LABELS],
    /// Each change times the step it was made at: what the average lacks of the weights.
    late: [f32; LABELS],
}

impl<const LABELS: usize> Averaged<LABELS> {
    /// All noughts, in `2^bits` rows.
    pub(crate) fn new(bits: u8) -> Self {
        let rows = vec![Row { weights: [0.0; LABELS], late: [0.0; LABELS] }; 1 << bits];
        Self { mask: rows.len() as u64 - 1, rows, step: 1.0 }
    }

    /// Counts an example, whether it changes something or not.
    pub(crate) fn next(&mut self) {
        self.step += 1.0;
    }

    fn index(&self, feature: u64) -> usize {
        usize::try_from(feature & self.mask).unwrap_or_default()
    }

    /// Adds what a feature says.
    pub(crate) fn add(&self, scores: &mut [f32; LABELS], feature: u64) {
        let row = &self.rows[self.index(feature)];
        for (score, weight) in scores.iter_mut().zip(row.weights) {
            *score += weight;
        }
    }

    /// Lets a feature speak more for a label, or less.
    pub(crate) fn change(&mut self, feature: u64, label: usize, by: f32) {
        let index = self.index(feature);
        let row = &mut self.rows[index];
        row.weights[label] += by;
        row.late[label] += by * self.step;
    }

    /// The mean of all weights that a label had after each example.
    pub(crate) fn mean(&self, row: usize) -> [f32; LABELS] {
        let Row { weights, late } = self.rows[row];
        std::array::from_fn(|label| weights[label] - late[label] / self.step)
    }

    /// Takes the mean weights for good; nothing more can be learned.
    pub(crate) fn settle(&mut self) {
        for at in 0..self.rows.len() {
            let weights = self.mean(at);
            self.rows[at] = Row { weights, late: [0.0; LABELS] };
        }
    }

    /// Takes in the weights of another settled table, given that these are the mean of `joined`.
    pub(crate) fn join(&mut self, other: &Self, joined: f32) {
        for (row, more) in self.rows.iter_mut().zip(&other.rows) {
            for (weight, more) in row.weights.iter_mut().zip(more.weights) {
                *weight = (*weight * joined + more) / (joined + 1.0);
            }
        }
    }

    /// The mean weights as bytes, `scale` to one; rows that round to nought are left out.
    pub(crate) fn store(&self, scale: f32, stored: &mut Stored) {
        let labels = stored.labels.len();
        let (mut rows, mut last) = (Vec::new(), 0);
        for at in 0..self.rows.len() {
            let mean = self.mean(at).map(|weight| quantised(weight * scale));
            if mean.iter().any(|weight| *weight != 0) {
                stored.gaps.push(u32::try_from(at - last).unwrap_or_default());
                last = at;
                rows.push(mean);
            }
        }
        stored.weights = (0..labels)
            .flat_map(|label| rows.iter().map(move |row| row[label].cast_unsigned()))
            .collect();
    }
}

/// A weight as a byte.
fn quantised(weight: f32) -> i8 {
    weight.round().clamp(-127.0, 127.0) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_tables_are_the_mean_of_all() {
        let table = |weight: f32| {
            let mut table = Averaged::<2>::new(2);
            table.change(1, 0, weight);
            table.settle();
            table
        };
        let weight = |table: &Averaged<2>| table.mean(1)[0];
        let (mut all, one) = (table(9.0), table(9.0));
        all.join(&table(3.0), 1.0);
        all.join(&table(0.0), 2.0);
        assert!((weight(&all) - weight(&one) * 12.0 / 27.0).abs() < 1e-5);
    }

    #[test]
    fn the_mean_counts_how_long_a_weight_stood() {
        let mut table = Averaged::<2>::new(2);
        table.change(1, 0, 1.0);
        table.next();
        table.change(1, 0, 1.0);
        table.next();
        table.next();
        // Of four steps it was 1 before the first of them was over, and 2 from the second on.
        assert_eq!(table.mean(1), [2.0 - (1.0 + 2.0) / 4.0, 0.0]);
    }
}
