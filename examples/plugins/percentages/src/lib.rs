//! Percentages: “rose 12.5%”, “down 3 per cent”. The sign is for claims to read.
//!
//! A stage in a library of its own. Build it, and name it in a pipeline file:
//!
//! ```toml
//! [[extract]]
//! use = "percentages"
//! from = "../target/release/libpercentages"
//! ```

use std::sync::LazyLock;

use regex::Regex;
use tidings_plugin_api::{
    BuildError, Default, Doc, Extractor, Family, Field, Found, Kind, Modifier, Quantity, Reject,
    Setting, Settings, Span, Spec, Stage, export_stages,
};

export_stages! { extractor Percentages; }

// The first group keeps us off codes such as `B12%` and `v1.5%`.
static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^\p{L}\d.,])(?<at>(?<n>\d+(?:[.,]\d+)*)\s?(?:%|per\s?cent\b))")
        .expect("the pattern is a literal")
});

/// Writes one quantity per match, in percent: 12.5, never 0.125.
#[derive(Debug)]
pub struct Percentages {
    greatest: f64,
}

impl Stage for Percentages {
    const SPEC: Spec = Spec {
        name: "percentages",
        family: Family::Extract,
        about: "Finds percentages in digits, and notes those without a single reading.",
        reads: &[Field::Text],
        writes: &[Field::Quantities],
        settings: &[Setting::new(
            "greatest",
            Kind::Float { min: 0.0, max: f64::INFINITY },
            "Percentages above this are noted as doubtful.",
        )
        .or(Default::Float(1000.0))],
        example: "from = \"../target/release/libpercentages\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { greatest: settings.float("greatest") })
    }
}

impl Extractor for Percentages {
    fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject> {
        for hit in PERCENT.captures_iter(doc.text()) {
            let (Some(at), Some(number)) = (hit.name("at"), hit.name("n")) else { continue };
            let (span, number_span) = (Span::at(at.range()), Span::at(number.range()));
            let Some(value) = decimal(number.as_str()) else {
                out.note(span, "number has no single reading");
                continue;
            };
            if value > self.greatest {
                out.note(span, "more percent than is likely");
            }
            out.quantity(&percent(span, number_span, value));
        }
        Ok(())
    }
}

fn percent(span: Span, number: Span, value: f64) -> Quantity {
    Quantity {
        span,
        number,
        value: Some(value),
        low: Some(value),
        high: Some(value),
        unit: Some("percent".to_owned()),
        dimension: Some("ratio".to_owned()),
        counted: None,
        head: None,
        modifier: Modifier::Exact,
    }
}

/// The number, unless it could be read in two ways: `1,234` or `1.2.3`.
fn decimal(digits: &str) -> Option<f64> {
    let mut marks = digits.match_indices([',', '.']);
    match (marks.next(), marks.next()) {
        (None, _) => digits.parse().ok(),
        (Some((at, ",")), None) if digits.len() - at == 4 => None,
        (Some(_), None) => digits.replace(',', ".").parse().ok(),
        (Some(_), Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use tidings_stage::{Builder, Settings};

    use super::*;

    /// The stage, called as the host calls it.
    fn stage() -> Box<dyn tidings_stage::Extractor> {
        let entries = tidings_plugin_host::linked(tidings_stages()).unwrap();
        let settings = Settings::defaults(entries[0].spec.settings, ".");
        let Builder::Extract(build) = &entries[0].builder else { panic!("not an extractor") };
        build(&settings).unwrap()
    }

    #[test]
    fn reads_percentages() {
        let stage = stage();
        let check = |text: &str, expected: &str| {
            let show = |doc: &tidings_model::AnnotatedArticle| {
                doc.quantities
                    .iter()
                    .map(|q| format!("{} {}", doc.slice(q.span), q.value.unwrap()))
                    .collect()
            };
            testkit::check_extractor(&[&*stage], testkit::page(text), show, expected);
        };
        check("rose 12,5 % to 40 PER CENT", "12,5 % 12.5; 40 PER CENT 40");
        check("vitamin B12%, firmware v1.5%", "");
        check("up 1,234%", "note: number has no single reading");
        check("up 1.2.3%", "note: number has no single reading");
        check("up 5000%", "5000% 5000; note: more percent than is likely");
        check("“7%” à 8%", "7% 7; 8% 8");
    }

    #[test]
    fn holds_whatever_the_text() {
        testkit::laws::extractor(&[], &*stage());
    }
}
