//! The names of one page, as they are kept until all pages are known.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, Date, Label, Place, Span};

/// The names of an article, each spelling once.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct PageNames {
    pub(super) source: Option<String>,
    pub(super) day: Option<Date>,
    pub(super) names: Vec<PageName>,
}

/// A spelling on a page.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PageName {
    pub(super) text: String,
    pub(super) canonical: Option<String>,
    pub(super) label: Label,
    pub(super) kind: Option<String>,
    pub(super) place: Option<Place>,
    /// Whether it speaks or acts, as a capital does for its government.
    pub(super) acts: bool,
    /// Indices of its mentions.
    pub(super) at: Vec<u32>,
}

impl PageNames {
    pub(super) fn of(doc: &AnnotatedArticle) -> Self {
        let acting = acting(doc);
        let mut names: Vec<PageName> = Vec::new();
        let mut found: BTreeMap<(Label, &str, Option<&str>, bool), usize> = BTreeMap::new();
        for (at, mention) in (0..).zip(&doc.mentions) {
            let text = doc.slice(mention.span);
            let acts = mention.label == Label::Loc && acting.contains(&mention.span);
            let key = (mention.label, text, mention.canonical.as_deref(), acts);
            let place = *found.entry(key).or_insert_with(|| {
                names.push(PageName {
                    text: text.to_owned(),
                    canonical: mention.canonical.clone(),
                    label: mention.label,
                    kind: mention.kind.clone(),
                    place: mention.place,
                    acts,
                    at: Vec::new(),
                });
                names.len() - 1
            });
            names[place].at.push(at);
        }
        Self {
            source: doc.article.source.clone(),
            day: doc.article.published.map(|published| published.at.date),
            names,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl PageName {
    /// The name it is looked up by: the fullest that its page gives, else what stands there.
    pub(super) fn name(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.text)
    }
}

/// Where the speakers of claims stand, and names that do what the claim of their sentence says.
fn acting(doc: &AnnotatedArticle) -> BTreeSet<Span> {
    let mut spans = BTreeSet::new();
    for claim in &doc.claims {
        spans.extend(claim.speaker.as_ref().and_then(|speaker| speaker.span));
        let Some((actor, sentence)) = claim.actor.as_ref().zip(doc.sentence_of(claim.span)) else {
            continue;
        };
        let from = doc.mentions.partition_point(|mention| mention.span.start < sentence.start);
        let inside = doc.mentions.iter().skip(from);
        let inside = inside.take_while(|mention| mention.span.start < sentence.end);
        // A sentence that lists more names than this has no one actor.
        let named = inside.take(64).find(|mention| doc.slice(mention.span) == actor);
        spans.extend(named.map(|mention| mention.span));
    }
    spans
}
