//! Statement claims: what was said, by whom.

use std::ops::Range;

use tidings_model::{Certainty, Claim, ClaimKind, Mode, Speaker, Status};

use super::attribution::{Attribution, Side};
use super::circumstances;
use super::flags::Flags;
use super::lexicon::CueKind;
use super::page::{Mark, Page};
use super::status;

/// The name under which a statement stands that no verb marks.
const SAY: &str = "say";
/// The date of a speech stands so many words from its cue at most.
const NEAR: usize = 20;
/// A date that leads its sentence is among so many words.
const LEADING: usize = 4;
/// What is said is kept as a claim's object up to so many words.
const LONGEST_OBJECT: usize = 24;

/// The claim that an attribution makes.
pub(super) fn claim(
    page: &Page<'_>,
    attribution: &Attribution<'_>,
    speaker: Option<&Speaker>,
) -> Claim {
    let content = &attribution.content;
    let lemma = attribution.cue.map_or(SAY, |cue| &cue.lemma);
    let mut claim = Claim::new(ClaimKind::Statement, page.span(content), lemma);
    let kind = attribution.cue.map_or(CueKind::Statement, |cue| cue.kind);
    let standing = status::of_content(page, content);
    let class = attribution.cue.filter(|_| !attribution.undenied);
    claim.class = class.and_then(|cue| cue.class.clone());
    claim.actor = speaker.map(|speaker| speaker.name.clone());
    claim.object = Some(page.phrase(&shortened(content)));
    claim.speaker = speaker.cloned();
    claim.cue = (!attribution.cue_words.is_empty()).then(|| page.span(&attribution.cue_words));
    claim.via = attribution.via.as_ref().map(|via| page.phrase(via));
    claim.mode = Some(mode(page, content));
    claim.status = match kind {
        CueKind::Statement => standing.status,
        CueKind::Directive | CueKind::Commissive => Status::Planned,
        CueKind::Responsibility => Status::Actual,
    };
    let doubt = match attribution.cue {
        _ if attribution.undenied => Certainty::Possible,
        cue => cue.map_or(Certainty::Reported, |cue| cue.certainty()),
    };
    claim.certainty = match (doubt, standing.certainty) {
        (Certainty::Reported, Certainty::Possible) => Certainty::Possible,
        (doubt, _) => doubt,
    };
    claim.time = time(page, attribution);
    claim.place = content.clone().find_map(|at| circumstances::place(page, at));
    claim
}

/// When it was said, as a claim of its own.
pub(super) fn date(page: &Page<'_>, said: &Claim) -> Option<Claim> {
    let timex = &page.doc.timexes[said.time? as usize];
    let mut claim = Claim::new(ClaimKind::Date, timex.span, said.predicate.clone());
    claim.class.clone_from(&said.class);
    claim.actor.clone_from(&said.actor);
    claim.object.clone_from(&said.object);
    claim.time = said.time;
    claim.place = said.place;
    claim.cue = said.cue;
    Some(claim)
}

/// The date beside the cue, which says when it was said; not a date that is part of it, nor one
/// of another clause.
fn time(page: &Page<'_>, attribution: &Attribution<'_>) -> Option<u32> {
    let (cue, content) = (&attribution.cue_words, &attribution.content);
    let sentence = page.sentences[attribution.sentence].words.clone();
    if attribution.cue.is_some_and(|cue| cue.is_noun()) && attribution.side == Side::Before {
        return None;
    }
    let from = sentence.start.max(cue.start.saturating_sub(NEAR));
    let near = from..sentence.end.min(cue.end + NEAR);
    let outside = near.filter(|at| !content.contains(at));
    let dated =
        outside.filter_map(|at| Some((at.abs_diff(cue.start), at, circumstances::time(page, at)?)));
    let own = dated.filter(|(_, at, _)| {
        let leads = *at < sentence.start + LEADING;
        leads && *at < cue.start || is_one_clause(page, &((*at).min(cue.start)..(*at).max(cue.end)))
    });
    own.min().map(|(_, _, timex)| timex)
}

/// Whether no comma and no word that opens a clause parts some words.
fn is_one_clause(page: &Page<'_>, words: &Range<usize>) -> bool {
    let opens = Flags::SUBORDINATOR.or(Flags::COMPLEMENTIZER).or(Flags::RELATIVE);
    page.words[words.clone()].iter().all(|word| {
        let joined = matches!(word.mark, Mark::Word | Mark::Hyphen);
        joined && (word.timex().is_some() || !word.has(opens) || word.has(Flags::DETERMINER))
    })
}

fn shortened(words: &Range<usize>) -> Range<usize> {
    words.start..words.end.min(words.start + LONGEST_OBJECT)
}

/// Whether the words are the speaker's own.
fn mode(page: &Page<'_>, content: &Range<usize>) -> Mode {
    let words = &page.words[content.clone()];
    let quoted = words.iter().filter(|word| word.quote().is_some()).count();
    let opens = words.first().is_some_and(|word| word.mark == Mark::Quote);
    match quoted {
        0 => Mode::Indirect,
        n if opens && n * 10 >= words.len() * 9 => Mode::Direct,
        _ => Mode::Mixed,
    }
}
