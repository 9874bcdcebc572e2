//! Confidence by margin: how often names of such a margin were right in text held out of training.

use crate::learned::model::BadModel;

/// Margins are counted in steps of this.
const STEP: i32 = 8;

/// So many steps are told apart; all higher margins are alike.
const STEPS: usize = 24;

/// Names that each step is taken to have seen beside its own, right as often as all are, so that a
/// rare margin says little.
const PRIOR: f64 = 20.0;

/// Confidence, 0 to 1, of each step of margins.
#[derive(Debug, Clone)]
pub(super) struct Calibration(Vec<f32>);

impl Calibration {
    /// Reads it.
    pub(super) fn of(stored: &[f32]) -> Result<Self, BadModel> {
        let sound = stored.len() == STEPS && stored.iter().all(|it| (0.0..=1.0).contains(it));
        sound.then(|| Self(stored.to_vec())).ok_or(BadModel::Misfit("it tells no confidence"))
    }

    /// How sure a name of this margin is.
    pub(super) fn confidence(&self, margin: i32) -> f64 {
        f64::from(self.0[step(margin)])
    }
}

fn step(margin: i32) -> usize {
    usize::try_from(margin / STEP).unwrap_or_default().min(STEPS - 1)
}

/// Of names with their margins, and whether each was right: never less for a higher margin (the
/// pool-adjacent-violators algorithm of Ayer et al. 1955).
pub(super) fn learn(names: &[(i32, bool)]) -> Vec<f32> {
    let right = names.iter().filter(|(_, right)| *right).count();
    let mean = (right as f64 + 1.0) / (names.len() as f64 + 2.0);
    let mut steps = [(mean * PRIOR, PRIOR); STEPS];
    for (margin, right) in names {
        let (hits, all) = &mut steps[step(*margin)];
        *hits += f64::from(u8::from(*right));
        *all += 1.0;
    }
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (hits, all) in steps {
        let mut pool = (hits, all, 1);
        while let Some(last) = pools.pop_if(|last| last.0 / last.1 > pool.0 / pool.1) {
            pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
        }
        pools.push(pool);
    }
    let share = |(hits, all, steps): (f64, f64, usize)| vec![(hits / all) as f32; steps];
    pools.into_iter().flat_map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_never_falls_with_the_margin() {
        let names: Vec<(i32, bool)> = (0..4000).map(|n| (n % 200, n * 7 % 200 < n % 200)).collect();
        let learned = learn(&names);
        assert!(learned.is_sorted(), "{learned:?}");
        let calibration = Calibration::of(&learned).unwrap();
        assert!(calibration.confidence(-5) < 0.3);
        assert!(calibration.confidence(199) > 0.8);
        assert!(Calibration::of(&learned[1..]).is_err());
    }

    #[test]
    fn nothing_seen_is_even_odds() {
        assert!(learn(&[]).iter().all(|share| (share - 0.5).abs() < 1e-6));
    }
}
