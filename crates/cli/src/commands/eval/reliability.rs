//! Whether confidence says how often something is right: a reliability table, and the expected
//! calibration error (Naeini, Cooper and Hauskrecht 2015) over tenths.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

/// Confidence is told apart in so many steps.
const STEPS: usize = 10;

/// How many things of about one confidence there were, what it was together, and how many were right.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    all: usize,
    confidence: f64,
    right: usize,
}

impl Step {
    fn mean(self) -> f64 {
        self.confidence / self.all.max(1) as f64
    }

    fn share(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// What came of things that were found with a confidence, by their label.
#[derive(Debug, Default)]
pub(super) struct Reliability(BTreeMap<String, [Step; STEPS]>);

impl Reliability {
    /// Counts one.
    pub(super) fn add(&mut self, label: &str, confidence: f64, right: bool) {
        let at = ((confidence * STEPS as f64) as usize).min(STEPS - 1);
        let step = &mut self.0.entry(label.to_owned()).or_default()[at];
        step.all += 1;
        step.confidence += confidence;
        step.right += usize::from(right);
    }

    fn all(&self) -> [Step; STEPS] {
        let mut all = [Step::default(); STEPS];
        for steps in self.0.values() {
            for (sum, step) in all.iter_mut().zip(steps) {
                sum.all += step.all;
                sum.confidence += step.confidence;
                sum.right += step.right;
            }
        }
        all
    }

    /// The table, and the error of all and of each label.
    pub(super) fn told(&self) -> String {
        let mut text = String::from("\nconfidence    found  said  right\n");
        for (at, step) in self.all().iter().enumerate().filter(|(_, step)| step.all > 0) {
            let (from, to) = (at as f64 / STEPS as f64, (at + 1) as f64 / STEPS as f64);
            let (mean, share) = (step.mean(), step.share());
            let _ = writeln!(text, "{from:.1} to {to:.1} {:>8}  {mean:.2}   {share:.2}", step.all);
        }
        let labels = self.0.iter().map(|(label, steps)| format!("{label} {:.3}", error(steps)));
        let labels = labels.collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "expected calibration error {:.3} ({labels})", error(&self.all()));
        text
    }

    /// The same as data.
    pub(super) fn as_json(&self) -> serde_json::Value {
        let steps: Vec<_> = self
            .all()
            .iter()
            .filter(|step| step.all > 0)
            .map(|step| json!({ "found": step.all, "said": step.mean(), "right": step.share() }))
            .collect();
        let labels: BTreeMap<_, _> = self.0.iter().map(|(it, steps)| (it, error(steps))).collect();
        json!({ "error": error(&self.all()), "labels": labels, "steps": steps })
    }
}

/// How far confidence is from the share that is right, on average over all that was found.
fn error(steps: &[Step]) -> f64 {
    let all: usize = steps.iter().map(|step| step.all).sum();
    let apart = |step: &Step| step.all as f64 * (step.mean() - step.share()).abs();
    steps.iter().map(apart).sum::<f64>() / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_distance_of_what_is_said_from_what_is_right() {
        let mut all = Reliability::default();
        for right in [true, true, true, false] {
            all.add("PER", 0.75, right);
        }
        all.add("LOC", 1.0, false);
        all.add("LOC", 0.0, false);
        let json = all.as_json();
        assert_eq!(json["labels"], json!({ "LOC": 0.5, "PER": 0.0 }));
        assert!((json["error"].as_f64().unwrap() - 1.0 / 6.0).abs() < 1e-9);
        assert!(all.told().contains("0.7 to 0.8        4  0.75   0.75\n"), "{}", all.told());
        assert!(all.told().contains("0.167 (LOC 0.500, PER 0.000)"), "{}", all.told());
    }

    #[test]
    fn nothing_found_is_no_error() {
        assert_eq!(Reliability::default().as_json()["error"], 0.0);
    }
}
