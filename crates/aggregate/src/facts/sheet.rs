//! A page with its names resolved, once for all of its claims.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use tidings_model::{ArticleId, Entity, EntityId, Label, Placement, View};

use super::digest::{Page, Sentence};
use crate::lexicon::{Aliases, name_key};
use crate::words::{Hashed, Sketch, hash};

/// The entities of a run, with the key that each is compared by.
#[derive(Debug)]
pub(super) struct Known<'a> {
    entities: HashMap<EntityId, (&'a Entity, u64), BuildHasherDefault<Hashed>>,
}

impl<'a> Known<'a> {
    pub(super) fn new(view: &'a View, aliases: &Aliases) -> Self {
        let keyed = |entity: &'a Entity| (entity.id, (entity, key(&entity.name, aliases)));
        Self { entities: view.entities.iter().map(keyed).collect() }
    }
}

/// The key of a name, or of the state that it stands for.
fn key(name: &str, aliases: &Aliases) -> u64 {
    aliases.state_key(name).unwrap_or_else(|| hash(&name_key(name)))
}

/// A page and what its names and sentences are compared by.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub(super) article: ArticleId,
    pub(super) page: &'a Page,
    pub(super) placement: Option<&'a Placement>,
    /// Each name that a claim refers to, in order of mention.
    names: Vec<Named<'a>>,
    /// Of each sentence the keys of its names, sorted, and a sketch of its stems.
    sentences: Vec<(Vec<u64>, Sketch)>,
}

#[derive(Debug, Clone, Copy)]
struct Named<'a> {
    mention: u32,
    entity: Option<&'a Entity>,
    key: u64,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        (article, page): (ArticleId, &'a Page),
        placement: Option<&'a Placement>,
        known: &Known<'a>,
        aliases: &Aliases,
    ) -> Self {
        let named = |(&mention, name): (&u32, &'a super::digest::Name)| {
            let id = placement.and_then(|placement| placement.entities.get(&mention));
            match id.and_then(|id| known.entities.get(id)) {
                Some(&(entity, key)) => Named { mention, entity: Some(entity), key },
                None => Named { mention, entity: None, key: key(&name.text, aliases) },
            }
        };
        let names = page.names.iter().map(named).collect();
        let mut sheet = Self { article, page, placement, names, sentences: Vec::new() };
        sheet.sentences =
            page.sentences.iter().map(|sentence| sheet.of_sentence(sentence)).collect();
        sheet
    }

    fn of_sentence(&self, sentence: &Sentence) -> (Vec<u64>, Sketch) {
        let mut names: Vec<u64> =
            sentence.mentions.iter().filter_map(|&mention| self.key(mention)).collect();
        names.sort_unstable();
        names.dedup();
        (names, Sketch::of(&sentence.stems))
    }

    fn named(&self, mention: u32) -> Option<&Named<'a>> {
        let at = self.names.binary_search_by_key(&mention, |named| named.mention).ok()?;
        self.names.get(at)
    }

    /// The key of a mention: that of its entity's name, or of the state that it stands for.
    pub(super) fn key(&self, mention: u32) -> Option<u64> {
        self.named(mention).map(|named| named.key)
    }

    /// The place that a mention names, as the run knows it.
    pub(super) fn place(&self, mention: u32) -> Option<&'a Entity> {
        self.named(mention)?.entity.filter(|entity| entity.label == Label::Loc)
    }

    /// The keys of a sentence's names, and a sketch of its stems.
    pub(super) fn sentence(&self, at: usize) -> (Vec<u64>, Sketch) {
        self.sentences[at].clone()
    }
}
