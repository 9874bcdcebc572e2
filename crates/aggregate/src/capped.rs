//! Notes about what was left out of articles that hold more than is looked at.

use std::collections::BTreeMap;

use tidings_model::{ArticleId, Note, View};

/// How much of some articles was left out by one stage.
#[derive(Debug, Default)]
pub(crate) struct Capped(BTreeMap<ArticleId, usize>);

impl Capped {
    /// Sees an article that holds `found` things of which `most` are looked at.
    pub(crate) fn see(&mut self, id: ArticleId, found: usize, most: usize) {
        if found > most {
            self.0.insert(id, found);
        }
    }

    pub(crate) fn merge(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Leaves a note at each of the articles.
    pub(crate) fn tell(self, stage: &str, (what, most): (&str, usize), view: &mut View) {
        for (id, found) in self.0 {
            let text = format!("only {most} of its {found} {what}");
            let note = Note { stage: stage.to_owned(), span: None, text };
            view.placements.entry(id).or_default().notes.push(note);
        }
    }
}
