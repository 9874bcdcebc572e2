//! Drops texts that are mostly lists, or lines broken off.
//!
//! As Gopher does (Rae et al., 2021, table A1): at most nine of ten lines begin with a bullet, at most
//! three of ten end in an ellipsis.

use tidings_model::{Article, Reject};
use tidings_stage::{BuildError, Cleaner, Family, Field, Setting, Settings, Spec, Stage};

use crate::page;
use crate::quality::{Measure, lines, part, share};

const MAX_BULLETS: Setting =
    share("max_bullets", "The greatest share of lines that begin with a bullet.", 0.9);

const MAX_ELLIPSES: Setting =
    share("max_ellipses", "The greatest share of lines that end in an ellipsis.", 0.3);

/// Drops texts by how their lines begin and end.
#[derive(Debug)]
pub struct QualityLines {
    bullets: f64,
    ellipses: f64,
}

impl Stage for QualityLines {
    const SPEC: Spec = Spec {
        name: "quality_lines",
        family: Family::Clean,
        about: "Drops texts that are mostly lists or broken lines (Gopher).",
        reads: &[Field::Text],
        writes: &[],
        settings: &[MAX_BULLETS, MAX_ELLIPSES],
        example: "max_bullets = 0.9",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let [bullets, ellipses] = [MAX_BULLETS, MAX_ELLIPSES].map(|s| settings.float(s.name));
        Ok(Self { bullets, ellipses })
    }
}

impl Cleaner for QualityLines {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let lines = || lines(article.text.as_str());
        let all = lines().count();
        let bullets = lines().filter(|line| page::is_bullet(line)).count();
        let broken = lines().filter(|line| line.ends_with('…') || line.ends_with("...")).count();
        let measure = |reason, what, many| Measure { reason, what, value: part(many, all) };
        measure("bullets", "lines with a bullet", bullets).at_most(self.bullets)?;
        measure("ellipses", "lines with an ellipsis", broken).at_most(self.ellipses)?;
        Ok(article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::check;

    #[test]
    fn drops_by_lines() {
        let check = check::<QualityLines>;
        check("Ships left:\n- Eider\n- Merle", "");
        check("- Eider\n\n• Merle", "dropped (bullets): lines with a bullet: 1, above 0.9");
        check(
            "The ship left ...\nNo more …\nThe end.",
            "dropped (ellipses): lines with an ellipsis: 0.667, above 0.3",
        );
        check("", "");
    }
}
