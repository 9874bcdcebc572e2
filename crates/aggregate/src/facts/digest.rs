//! What facts need to know of an article after it is gone: its claims, reduced.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tidings_model::{
    Anchor, AnnotatedArticle, ArticleId, Certainty, Claim, ClaimId, ClaimKind, Date, Label,
    Mention, Modifier, Place, Reference, Span, Status, Timex, TimexType,
};

use super::incident::Ground;
use crate::lexicon::Lexicon;
use crate::words::{WordSet, content, folded, hash_of_words, without_site};

/// Bytes of a value's words that are kept.
const WORDS: usize = 300;
/// Claims of one article that are kept, in order of place.
pub(super) const CLAIMS: usize = 2_000;
/// Stems of a sentence that are kept.
const STEMS: usize = 64;
/// Words of a headline that are kept.
const TITLE: usize = 40;
/// Dates of a page that are kept, the first.
pub(super) const DAYS: usize = 100;

/// An article as far as facts care.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) day: Option<Date>,
    pub(super) agency: Option<String>,
    pub(super) copy_of: Option<ArticleId>,
    /// Sentences that hold a claim, in order.
    pub(super) sentences: Vec<Sentence>,
    pub(super) claims: Vec<Said>,
    /// The name of each mention that a claim or such a sentence refers to.
    pub(super) names: BTreeMap<u32, Name>,
    /// The folded words of its headline.
    pub(super) title: Vec<String>,
    /// Its dates and times, whether or not a claim points at them.
    pub(super) days: Vec<When>,
    /// Its places that can be the city of an incident.
    pub(super) grounds: Vec<Ground>,
    /// How many such places it has, those that are not kept among them.
    #[serde(skip)]
    pub(super) places: usize,
}

/// A name of the page.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) span: Span,
    pub(super) raw: Option<Span>,
    /// The words as they stand there.
    pub(super) words: String,
    /// The name that the page or a list gives in full.
    pub(super) text: String,
    pub(super) label: Label,
    pub(super) kind: Option<String>,
    pub(super) place: Option<Place>,
}

/// A sentence that holds a claim.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sentence {
    /// Its number on the page.
    pub(super) number: u32,
    /// Hash of its folded words.
    pub(super) hash: u64,
    /// Its words that carry meaning, as sorted hashes of stems.
    pub(super) stems: Vec<u64>,
    /// The mentions in it.
    pub(super) mentions: Vec<u32>,
}

/// A claim, reduced to what it is compared and shown by.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) id: ClaimId,
    pub(super) kind: ClaimKind,
    pub(super) span: Span,
    pub(super) raw: Option<Span>,
    pub(super) text: String,
    /// The words of the claim that carry meaning, as sorted hashes of stems.
    pub(super) stems: Vec<u64>,
    /// Class, else predicate.
    pub(super) class: String,
    pub(super) predicate: String,
    pub(super) actor: Option<Party>,
    pub(super) object: Option<Party>,
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) unit: Option<String>,
    pub(super) modifier: Option<Modifier>,
    /// Whether the number is what another one is a part of: `312 of the 480 trains`.
    pub(super) whole: bool,
    pub(super) time: Option<When>,
    pub(super) period: Option<When>,
    pub(super) place: Option<u32>,
    pub(super) speaker: Option<Party>,
    pub(super) anonymous: bool,
    pub(super) via: Option<String>,
    pub(super) status: Status,
    pub(super) certainty: Certainty,
    /// Index into the page's sentences.
    pub(super) sentence: usize,
}

/// Someone or something: the words, and the mentions among them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Party {
    pub(super) text: String,
    pub(super) mentions: Vec<u32>,
}

/// A time expression that a claim points at.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct When {
    pub(super) timex: u32,
    pub(super) span: Span,
    pub(super) raw: Option<Span>,
    pub(super) text: String,
    pub(super) value: String,
    pub(super) days: Option<(Date, Date)>,
    /// Whether it was resolved by the day of the page's publication.
    pub(super) hangs: bool,
    /// Whether it is a bare weekday.
    pub(super) weekday: bool,
    /// What the word next to it says that it is the day of.
    pub(super) cue: Option<Cue>,
}

/// What a date is the day of, as far as the words beside it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Cue {
    Deed,
    After,
    Speech,
    Death,
}

impl Page {
    pub(super) fn of(doc: &AnnotatedArticle, lexicon: &Lexicon) -> Self {
        let function_words = &lexicon.function_words;
        let mut title = folded(without_site(doc.article.title.as_deref().unwrap_or_default()));
        title.truncate(TITLE);
        let (grounds, places) = Ground::of(doc, lexicon);
        let mut page = Self {
            day: doc.article.published.map(|published| published.at.date),
            agency: doc.article.agency.clone(),
            copy_of: doc.article.copy_of,
            sentences: Vec::new(),
            claims: Vec::new(),
            names: BTreeMap::new(),
            title,
            days: days(doc, lexicon),
            grounds,
            places,
        };
        let by_text = mentions_by_text(doc);
        let mut seen: BTreeSet<(ClaimKind, Span, ClaimId)> = BTreeSet::new();
        for claim in doc.claims.iter().take(CLAIMS) {
            let id = claim.id(doc.article.id);
            if seen.insert((claim.kind, claim.span, id)) {
                let sentence = page.sentence(doc, claim.span, function_words);
                let said = said(doc, claim, sentence, &by_text, function_words);
                page.claims.push(said);
            }
        }
        page.keep_names(doc);
        page
    }

    /// The order of pages by what they are: the earliest first, those without a day last.
    pub(super) fn before(&self, other: &Self) -> Ordering {
        let day = |page: &Self| (page.day.is_none(), page.day);
        let hashes = |page: &Self| page.sentences.iter().map(|s| s.hash).collect::<Vec<u64>>();
        day(self)
            .cmp(&day(other))
            .then_with(|| self.title.cmp(&other.title))
            .then_with(|| hashes(self).cmp(&hashes(other)))
    }

    /// The sentence of a span, added if it is not the last one yet.
    fn sentence(&mut self, doc: &AnnotatedArticle, span: Span, function_words: &WordSet) -> usize {
        let after = doc.sentences.partition_point(|sentence| sentence.start <= span.start);
        let number = u32::try_from(after).unwrap_or(u32::MAX);
        if self.sentences.last().is_none_or(|last| last.number != number) {
            let whole = doc.sentence_of(span).unwrap_or(span);
            self.sentences.push(Sentence::of(doc, whole, number, function_words));
        }
        self.sentences.len() - 1
    }

    fn keep_names(&mut self, doc: &AnnotatedArticle) {
        let parties = |said: &Said| -> Vec<u32> {
            let parties = [&said.actor, &said.object, &said.speaker];
            parties
                .into_iter()
                .flatten()
                .flat_map(|party| party.mentions.clone())
                .chain(said.place)
                .collect()
        };
        let claims = self.claims.iter().flat_map(parties);
        let sentences =
            self.sentences.iter().flat_map(|sentence| sentence.mentions.iter().copied());
        let grounds = self.grounds.iter().filter_map(|ground| ground.mention);
        let used: BTreeSet<u32> = claims.chain(sentences).chain(grounds).collect();
        let named = used.into_iter().filter_map(|at| Some((at, doc.mentions.get(at as usize)?)));
        self.names = named.map(|(at, mention)| (at, Name::of(doc, mention))).collect();
    }
}

impl Name {
    fn of(doc: &AnnotatedArticle, mention: &Mention) -> Self {
        let words = doc.slice(mention.span);
        Self {
            span: mention.span,
            raw: doc.article.text.hull(mention.span),
            words: head(words).to_owned(),
            text: head(mention.canonical.as_deref().unwrap_or(words)).to_owned(),
            label: mention.label,
            kind: mention.kind.clone(),
            place: mention.place,
        }
    }
}

impl Sentence {
    fn of(doc: &AnnotatedArticle, span: Span, number: u32, function_words: &WordSet) -> Self {
        let text = doc.slice(span);
        let from = doc.mentions.partition_point(|mention| mention.span.start < span.start);
        let inside =
            doc.mentions.iter().skip(from).take_while(|mention| mention.span.start < span.end);
        Self {
            number,
            hash: hash_of_words(text),
            stems: stems(text, function_words),
            mentions: (0..inside.take(STEMS).count()).map(|n| (from + n) as u32).collect(),
        }
    }
}

/// The dates and times of an article, with their numbers among its timexes.
pub(super) fn dated(doc: &AnnotatedArticle) -> impl Iterator<Item = (u32, &Timex)> {
    let dated = |timex: &Timex| matches!(timex.kind, TimexType::Date | TimexType::Time);
    (0..).zip(&doc.timexes).filter(move |(_, timex)| dated(timex))
}

/// The first of them, as they are kept.
fn days(doc: &AnnotatedArticle, lexicon: &Lexicon) -> Vec<When> {
    let when =
        |(index, timex)| When { cue: cue(doc, timex, lexicon), ..When::of(doc, index, timex) };
    dated(doc).take(DAYS).map(when).collect()
}

/// What the nearest word before a date, or right behind it, says that it is the day of.
fn cue(doc: &AnnotatedArticle, timex: &Timex, lexicon: &Lexicon) -> Option<Cue> {
    const BEFORE: usize = 10;
    const BEHIND: usize = 6;
    /// A word behind a date is as close as one so many words further away before it.
    const TURN: usize = 2;
    let words = &lexicon.incidents.harm.cues;
    let of = |word: &String| match () {
        () if words.deed.contains(word) => Some(Cue::Deed),
        () if words.after.contains(word) => Some(Cue::After),
        () if words.speech.contains(word) => Some(Cue::Speech),
        () if words.death.contains(word) => Some(Cue::Death),
        () => None,
    };
    let sentence = doc.sentence_of(timex.span)?;
    let part =
        |from: u32, to: u32| folded(doc.text().get(from as usize..to as usize).unwrap_or_default());
    let (before, behind) =
        (part(sentence.start, timex.span.start), part(timex.span.end, sentence.end));
    let before = before.iter().rev().take(BEFORE).enumerate();
    let behind = behind.iter().take(BEHIND).enumerate().map(|(n, word)| (n + TURN, word));
    let cues = before.chain(behind).filter_map(|(far, word)| Some((far, of(word)?)));
    cues.min_by_key(|(far, _)| *far).map(|(_, cue)| cue)
}

fn stems(text: &str, function_words: &WordSet) -> Vec<u64> {
    let mut stems = content(text, function_words);
    stems.truncate(STEMS);
    stems
}

fn said(
    doc: &AnnotatedArticle,
    claim: &Claim,
    sentence: usize,
    by_text: &BTreeMap<&str, u32>,
    function_words: &WordSet,
) -> Said {
    let party = |text: &Option<String>| text.as_deref().map(|text| Party::of(text, by_text));
    let when = |index: Option<u32>| {
        let index = index?;
        doc.timexes.get(index as usize).map(|timex| When::of(doc, index, timex))
    };
    Said {
        id: claim.id(doc.article.id),
        kind: claim.kind,
        span: claim.span,
        raw: doc.article.text.hull(claim.span),
        text: head(doc.slice(claim.span)).to_owned(),
        stems: stems(doc.slice(claim.span), function_words),
        class: claim.class.clone().unwrap_or_else(|| claim.predicate.clone()),
        predicate: claim.predicate.clone(),
        actor: party(&claim.actor),
        object: party(&claim.object),
        value: claim.value,
        low: claim.low,
        high: claim.high,
        unit: claim.unit.clone(),
        modifier: claim.modifier,
        whole: is_whole(doc, claim),
        time: when(claim.time),
        period: when(claim.period),
        place: claim.place.filter(|&at| (at as usize) < doc.mentions.len()),
        speaker: claim.speaker.as_ref().map(|speaker| Party::of(&speaker.name, by_text)),
        anonymous: claim.speaker.as_ref().is_some_and(|speaker| speaker.anonymous),
        via: claim.via.clone(),
        status: claim.status,
        certainty: claim.certainty,
        sentence,
    }
}

/// Whether `of` stands between the number and another one right before it.
fn is_whole(doc: &AnnotatedArticle, claim: &Claim) -> bool {
    let Some(own) = claim.quantity.and_then(|at| doc.quantities.get(at as usize)) else {
        return false;
    };
    let before = doc.quantities.partition_point(|quantity| quantity.span.start < own.span.start);
    let Some(last) = before.checked_sub(1).and_then(|at| doc.quantities.get(at)) else {
        return false;
    };
    let between =
        |from: u32, to: u32| doc.text().get(from as usize..to as usize).unwrap_or_default();
    let joined = [last.span.end, last.number.end]
        .into_iter()
        .filter(|end| *end <= own.number.start)
        .map(|end| between(end, own.number.start).trim());
    joined
        .into_iter()
        .any(|words| matches!(words, "of" | "of the" | "of its" | "of their" | "out of" | "of all"))
}

/// The first mention of every spelling.
fn mentions_by_text(doc: &AnnotatedArticle) -> BTreeMap<&str, u32> {
    let mut found = BTreeMap::new();
    for (at, mention) in (0..).zip(&doc.mentions) {
        found.entry(doc.slice(mention.span)).or_insert(at);
    }
    found
}

/// The first [`WORDS`] bytes, cut between characters.
fn head(text: &str) -> &str {
    let end = (0..=WORDS.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

impl Party {
    /// Mentions are found by spelling, a run of words at a time.
    fn of(text: &str, by_text: &BTreeMap<&str, u32>) -> Self {
        const LONGEST: usize = 6;
        let ends = |c: char| !c.is_alphanumeric();
        let starts: Vec<usize> = crate::words::words(text).map(|at| at.start).take(24).collect();
        let mut mentions = Vec::new();
        let mut free = 0;
        for (n, &start) in starts.iter().enumerate().filter(|_| !by_text.is_empty()) {
            if start < free {
                continue;
            }
            let stops = starts.iter().skip(n + 1).take(LONGEST).copied().chain([text.len()]);
            let found = stops.filter_map(|stop| {
                let piece = text.get(start..stop)?.trim_end_matches(ends);
                let piece = [piece, piece.trim_end_matches("'s").trim_end_matches("’s")]
                    .into_iter()
                    .find(|piece| by_text.contains_key(piece))?;
                Some((start + piece.len(), by_text.get(piece).copied()?))
            });
            if let Some((end, mention)) = found.max_by_key(|(end, _)| *end) {
                mentions.push(mention);
                free = end;
            }
        }
        Self { text: head(text).to_owned(), mentions }
    }
}

impl When {
    fn of(doc: &AnnotatedArticle, index: u32, timex: &Timex) -> Self {
        Self {
            timex: index,
            span: timex.span,
            raw: doc.article.text.hull(timex.span),
            text: head(doc.slice(timex.span)).to_owned(),
            value: timex.value.clone(),
            days: timex.from.zip(timex.to),
            hangs: timex.anchor == Anchor::Published,
            weekday: matches!(timex.reference, Some(Reference::Weekday { .. })),
            cue: None,
        }
    }
}
