//! Claims: what is said and by whom, how many, when, where, and that something happened.
//!
//! Reads the words with the names, dates and numbers among them, and the lexicons
//! `grammar.toml`, `cues.toml`, `roles.toml` and `events.toml`. There is no parser: verbs are told
//! from nouns by their neighbours, phrases are read off around them, and everything looks a
//! bounded number of words far, so the cost grows with the text alone.
//!
//! What it leaves alone: speech within a quotation, and what stays undone (`declined to say`).
//! A speaker is never guessed: a quotation that nobody near by speaks has none.

mod attribution;
mod cast;
mod circumstances;
mod complements;
mod counts;
mod events;
mod flags;
mod groups;
mod lexicon;
mod page;
mod phrases;
mod predicates;
mod quotes;
mod speakers;
mod speech;
mod statements;
mod status;
mod tags;
#[cfg(test)]
mod tests;
mod told;
mod victims;

use std::ops::Range;

use tidings_model::{AnnotatedArticle, Claim, Findings};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::lexicon::{SETTING, Source};
use lexicon::Lexicon;
use page::Page;
use told::Told;

/// Writes the claims of an article.
#[derive(Debug)]
pub struct Claims {
    lexicon: Lexicon,
}

impl Stage for Claims {
    const SPEC: Spec = Spec {
        name: "claims",
        family: Family::Extract,
        about: "Finds statements with their speakers, counts, dated and placed events.",
        reads: &[
            Field::Text,
            Field::Blocks,
            Field::Sentences,
            Field::Tokens,
            Field::Mentions,
            Field::Timexes,
            Field::Quantities,
        ],
        writes: &[Field::Claims],
        settings: &[Setting::new(
            SETTING,
            Kind::Files,
            "More cues, events, roles and little words, in files laid out like cues.toml, \
             events.toml, roles.toml and grammar.toml in config/lexicon/.",
        )],
        example: "lexicon = [\"my-events.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self { lexicon: Lexicon::load(Source::of_user(settings)?)? })
    }
}

impl Extractor for Claims {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        let page = Page::read(doc, &self.lexicon);
        let spoken = speech::find(&page);
        let speakers = speakers::resolve(&page, &spoken);
        let statements = spoken.iter().zip(&speakers);
        let said = statements.map(|(said, by)| statements::claim(&page, said, by.as_ref()));
        let said: Vec<Claim> = said.collect();
        let mut events = Vec::new();
        let cues = speech::cues(&spoken);
        for (sentence, place) in page.sentences.iter().enumerate() {
            let predicates = predicates::find(&page, &place.words);
            let cues = within(&cues, &place.words);
            counts::claims(&page, sentence, &predicates, &mut events);
            victims::claims(&page, sentence, &predicates, &mut events);
            events::claims(&page, sentence, &predicates, cues, &mut events);
        }
        let told: Vec<Told<'_>> =
            spoken.iter().zip(&said).filter_map(|(spoken, said)| Told::of(spoken, said)).collect();
        told::mark(&page, told, &mut events);
        events.extend(said.iter().filter_map(|said| statements::date(&page, said)));
        out.claims.extend(said);
        out.claims.extend(events);
    }
}

/// The numbers of a sorted list that lie in a range.
fn within<'a>(sorted: &'a [usize], range: &Range<usize>) -> &'a [usize] {
    let from = sorted.partition_point(|&at| at < range.start);
    let to = sorted.partition_point(|&at| at < range.end);
    &sorted[from..to.max(from)]
}
