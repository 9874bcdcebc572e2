//! Statement claims: what was said, by whom.

use std::ops::Range;

use tidings_model::{Certainty, Claim, ClaimKind, Mode, Speaker, Status};

use super::attribution::Attribution;
use super::circumstances;
use super::lexicon::CueKind;
use super::page::{Mark, Page};
use super::status;

/// The name under which a statement stands that no verb marks.
const SAY: &str = "say";
/// The date of a speech stands so many words from its cue at most.
const NEAR: usize = 12;
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
    claim.class = attribution.cue.and_then(|cue| cue.class.clone());
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
    let doubt = attribution.cue.map_or(Certainty::Reported, |cue| cue.certainty());
    claim.certainty = match (doubt, standing.certainty) {
        (Certainty::Reported, Certainty::Possible) => Certainty::Possible,
        (doubt, _) => doubt,
    };
    claim.time = time(page, attribution);
    claim.place = content.clone().find_map(|at| circumstances::place(page, at));
    claim
}

/// The date beside the cue, which says when it was said; not a date that is part of it.
fn time(page: &Page<'_>, attribution: &Attribution<'_>) -> Option<u32> {
    let (cue, content) = (&attribution.cue_words, &attribution.content);
    let sentence = page.sentences[attribution.sentence].words.clone();
    let from = sentence.start.max(cue.start.saturating_sub(NEAR));
    let near = from..sentence.end.min(cue.end + NEAR);
    let outside = near.filter(|at| !content.contains(at));
    let dated =
        outside.filter_map(|at| Some((at.abs_diff(cue.start), circumstances::time(page, at)?)));
    dated.min().map(|(_, timex)| timex)
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
