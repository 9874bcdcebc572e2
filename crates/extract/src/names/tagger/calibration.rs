//! Confidence by margin: how often names of such a margin were right in text of sets that were held
//! out of training.
//!
//! Each label has its own steps, and names that the rules propose, too, stand apart from others.

use tidings_model::Label;

use crate::learned::model::BadModel;

/// Margins are counted in steps of this.
const STEP: i32 = 8;

/// So many steps are told apart; all higher margins are alike.
const STEPS: usize = 24;

/// Names that each step is taken to have seen beside its own, right as often as all of its group
/// are, so that a rare margin says little.
const PRIOR: f64 = 10.0;

/// Names that are alike but for their margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// Their label.
    pub(super) label: Label,
    /// Whether the rules propose the same.
    pub(super) agreed: bool,
}

impl Group {
    fn all() -> impl Iterator<Item = Self> {
        let both = |label: &Label| [false, true].map(|agreed| Self { label: *label, agreed });
        Label::ALL.iter().flat_map(both)
    }

    fn number(self) -> usize {
        Self::all().position(|group| group == self).unwrap_or_default()
    }
}

/// A name that was found in a held-out text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    /// What it is like.
    pub(super) group: Group,
    /// Its margin.
    pub(super) margin: i32,
    /// Whether bounds and label were right.
    pub(super) right: bool,
}

/// Confidence, 0 to 1, of each step of margins of each group.
#[derive(Debug, Clone)]
pub(super) struct Calibration(Vec<f32>);

impl Calibration {
    /// Reads it.
    pub(super) fn of(stored: &[f32]) -> Result<Self, BadModel> {
        let sound = stored.iter().all(|it| (0.0..=1.0).contains(it));
        let whole = stored.len() == Group::all().count() * STEPS;
        (sound && whole)
            .then(|| Self(stored.to_vec()))
            .ok_or(BadModel::Misfit("they tell no confidence of names; train them again"))
    }

    /// How sure a name of this margin is.
    pub(super) fn confidence(&self, group: Group, margin: i32) -> f64 {
        f64::from(self.0[group.number() * STEPS + step(margin)])
    }
}

fn step(margin: i32) -> usize {
    usize::try_from(margin / STEP).unwrap_or_default().min(STEPS - 1)
}

/// Of all judged names, group by group.
pub(super) fn learn(names: &[Judged]) -> Vec<f32> {
    let of = |group: Group| names.iter().filter(move |name| name.group == group);
    Group::all().flat_map(|group| rising(of(group))).collect()
}

/// Of the names of a group: never less for a higher margin (the pool-adjacent-violators algorithm of
/// Ayer et al. 1955).
fn rising<'a>(names: impl Iterator<Item = &'a Judged> + Clone) -> Vec<f32> {
    let right = names.clone().filter(|name| name.right).count();
    let mean = (right as f64 + 1.0) / (names.clone().count() as f64 + 2.0);
    let mut steps = [(mean * PRIOR, PRIOR); STEPS];
    for name in names {
        let (hits, all) = &mut steps[step(name.margin)];
        *hits += f64::from(u8::from(name.right));
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

    const GROUP: Group = Group { label: Label::Org, agreed: true };

    #[test]
    fn confidence_never_falls_with_the_margin() {
        let judged =
            |n: i32| Judged { group: GROUP, margin: n % 200, right: n * 7 % 200 < n % 200 };
        let names: Vec<Judged> = (0..4000).map(judged).collect();
        let learned = learn(&names);
        assert!(learned.chunks(STEPS).all(|group| group.is_sorted()), "{learned:?}");
        let calibration = Calibration::of(&learned).unwrap();
        assert!(calibration.confidence(GROUP, -5) < 0.3);
        assert!(calibration.confidence(GROUP, 199) > 0.8);
        let other = Group { agreed: false, ..GROUP };
        assert!((calibration.confidence(other, 199) - 0.5).abs() < 1e-6);
        assert!(Calibration::of(&learned[1..]).is_err());
    }

    #[test]
    fn nothing_seen_is_even_odds() {
        assert!(learn(&[]).iter().all(|share| (share - 0.5).abs() < 1e-6));
    }
}
