//! Count claims: how many were killed, flown, destroyed.

use std::ops::Range;

use tidings_model::{Claim, ClaimKind, Modifier, Quantity, Status};

use super::circumstances;
use super::events;
use super::flags::Flags;
use super::groups::is_manner;
use super::lexicon::Victim;
use super::page::{Mark, Page, Tag};
use super::predicates::{How, Predicate};
use super::status;

/// A verb stands so many words from what it counts at most.
const FAR: usize = 14;
/// Two numbers of one list stand so many words apart at most: `6 tugs, 40 boats and …`.
const LIST: usize = 9;
/// Those who are counted where a number stands alone beside a casualty.
const PERSON: &str = "person";

/// What a number is said to count.
#[derive(Debug, Clone, Copy)]
enum Governor<'p, 'a> {
    /// An event of the sentence.
    Event(&'p Predicate<'a>),
    /// A class and lemma that a turn of phrase gives: `claimed 40 lives`.
    Turn { class: &'p str, lemma: &'p str, at: usize },
}

/// The count claims of a sentence.
pub(super) fn claims(
    page: &Page<'_>,
    sentence: usize,
    predicates: &[Predicate<'_>],
    out: &mut Vec<Claim>,
) {
    let words = page.sentences[sentence].words.clone();
    let counter = Counter { page, sentence: words.clone(), predicates };
    let mut last: Option<(Range<usize>, Governor<'_, '_>)> = None;
    let mut at = words.start;
    while at < words.end {
        let Some(index) = page.words[at].quantity() else {
            at += 1;
            continue;
        };
        let quantity = &page.doc.quantities[index];
        let same = |word: &&super::page::Word| word.quantity() == Some(index);
        let place = at..at + page.words[at..words.end].iter().take_while(same).count();
        at = place.end;
        // `no one` counts nobody.
        let none = place.start > words.start && page.has(place.start - 1, Flags::NEGATION);
        if none || !counts_things(quantity) {
            continue;
        }
        let listed = || counter.listed(&last, &place);
        let governor = counter.governor(quantity, &place).or_else(listed);
        let known = governor.is_some() || quantity.head.is_some();
        if known && let Some(claim) = counter.claim(sentence, index, &place, governor) {
            out.push(claim);
        }
        last = governor.map(|governor| (place, governor));
    }
}

/// Whether a number counts people or things, and is no measure, rank or rate.
fn counts_things(quantity: &Quantity) -> bool {
    let counted = quantity.dimension.as_deref().is_none_or(|dimension| dimension == "count");
    let plain = !matches!(quantity.modifier, Modifier::Ordinal | Modifier::Multiplier);
    let valued = quantity.value.is_some() || quantity.low.is_some() || quantity.high.is_some();
    counted && quantity.unit.is_none() && plain && (valued || quantity.modifier == Modifier::Vague)
}

struct Counter<'p, 'a> {
    page: &'p Page<'a>,
    sentence: Range<usize>,
    predicates: &'p [Predicate<'a>],
}

impl<'p, 'a> Counter<'p, 'a> {
    fn governor(&self, quantity: &Quantity, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        self.toll(place)
            .or_else(|| self.state(place))
            .or_else(|| self.noun_of(place))
            .or_else(|| self.lives(place))
            .or_else(|| self.victims(place))
            .or_else(|| self.more_victims(quantity, place))
            .or_else(|| self.counted_noun(quantity, place))
            .or_else(|| self.object_of(place, true))
            .or_else(|| self.subject_of(place))
            .or_else(|| self.object_of(place, false))
    }

    /// Where the noun phrase of a number ends: `12 people aboard the boat`.
    fn phrase_end(&self, place: &Range<usize>) -> usize {
        let words = &self.page.words;
        let end = self.sentence.end.min(place.end + FAR);
        (place.end..end)
            .find(|&at| {
                let word = &words[at];
                !matches!(word.mark, Mark::Word | Mark::Hyphen)
                    || word.tag != Tag::Plain
                    || word.has(Flags::CONJUNCTION.or(Flags::RELATIVE))
            })
            .unwrap_or(end)
    }

    /// `the death toll rose to 40`.
    fn toll(&self, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let page = self.page;
        let from = self.sentence.start.max(place.start.saturating_sub(FAR));
        let rising = (from..place.start).rev().find(|&at| page.has(at, Flags::RISING))?;
        let from = self.sentence.start.max(rising.saturating_sub(FAR));
        let toll = (from..rising).rev().find(|&at| page.has(at, Flags::TOLL))?;
        let near = |predicate: &&Predicate<'_>| {
            (from..=rising).contains(&predicate.at)
                && predicate.how != How::Verb
                && predicate.at.abs_diff(toll) <= 3
        };
        let event = self.predicates.iter().rev().find(near).map(Governor::Event);
        let deaths = page.has(toll, Flags::DEATHS);
        let alone = || Governor::Turn { class: "killed", lemma: "toll", at: rising };
        event.or_else(|| deaths.then(alone))
    }

    /// `12 dead`, `left 12 people injured`.
    fn state(&self, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let near = self.phrase_end(place) + 1;
        let state = self.predicates.iter().find(|predicate| {
            predicate.how == How::State && predicate.at + 1 >= place.end && predicate.at <= near
        })?;
        let alone = !self.describes(state)
            && (place.end..state.at).all(|at| {
                let word = &self.page.words[at];
                word.is_word() && word.quantity().is_none() && !word.has(Flags::CONJUNCTION)
            });
        alone.then_some(Governor::Event(state))
    }

    /// `three of the wounded died`: who they are, not what became of them.
    fn describes(&self, state: &Predicate<'_>) -> bool {
        let before = state.at.checked_sub(1);
        state.how == How::State && before.is_some_and(|at| self.page.has(at, Flags::DEFINITE))
    }

    /// `the murder of 12 people`.
    fn noun_of(&self, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let of = place.start.checked_sub(1).filter(|&of| self.page.has(of, Flags::ATTACHING))?;
        let noun = self.predicates.iter().find(|predicate| predicate.at + 1 == of)?;
        (noun.how == How::Noun && (noun.word.counted || noun.word.personal))
            .then_some(Governor::Event(noun))
    }

    /// `claimed at least 40 lives`.
    fn lives(&self, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let page = self.page;
        let lives = place.clone().chain([place.end]).any(|at| page.has(at, Flags::LIFE));
        let from = self.sentence.start.max(place.start.saturating_sub(4));
        let verb = (from..place.start).rev().find(|&at| page.has(at, Flags::CLAIMING))?;
        lives.then_some(Governor::Turn { class: "killed", lemma: "claim lives", at: verb })
    }

    /// `12 people were killed`: the number begins the phrase of those it happens to.
    fn victims(&self, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let page = self.page;
        let begins = |object: &Range<usize>| {
            let lead = object.start..place.start.max(object.start);
            object.contains(&place.start.max(object.start))
                && object.start < place.end
                && lead.into_iter().all(|at| page.has(at, Flags::DETERMINER.or(Flags::HEDGE)))
        };
        self.happening(|_, object| begins(object))
    }

    /// `his wife and two sons were killed`, `killed his wife and two sons`: a number of people goes on
    /// with the phrase of those it happens to.
    fn more_victims(&self, quantity: &Quantity, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let page = self.page;
        let join = place.start.checked_sub(1).filter(|&at| at >= self.sentence.start)?;
        let joined = page.mark_at(join) == Mark::Comma || page.has(join, Flags::CONJUNCTION);
        quantity.head.as_ref().filter(|_| joined)?;
        self.happening(|event, object| {
            let within = object.contains(&join) && object.contains(&place.start);
            let behind = object.end == join && event.at < object.start;
            event.how == How::Verb && (within || behind)
        })
    }

    /// The first event that happens to people whose phrase fits.
    fn happening(
        &self,
        fits: impl Fn(&Predicate<'_>, &Range<usize>) -> bool,
    ) -> Option<Governor<'p, 'a>> {
        let event = self.predicates.iter().find(|event| {
            let told = event.word.personal && !self.describes(event);
            told && event.object.as_ref().is_some_and(|object| fits(event, object))
        })?;
        Some(Governor::Event(event))
    }

    /// `14 arson attacks`: what is counted is itself an event.
    fn counted_noun(&self, quantity: &Quantity, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        quantity.head.as_ref()?;
        let noun = self.predicates.iter().rev().find(|predicate| place.contains(&predicate.at))?;
        (noun.how == How::Noun && noun.word.counted).then_some(Governor::Event(noun))
    }

    /// The verb before, whose object the number is; right before it, or further away.
    fn object_of(&self, place: &Range<usize>, close: bool) -> Option<Governor<'p, 'a>> {
        let page = self.page;
        let from = self.sentence.start.max(place.start.saturating_sub(FAR));
        let verb = (from..place.start).rev().find(|&at| page.words[at].tag != Tag::Plain)?;
        let event = self.predicates.iter().find(|predicate| predicate.at == verb)?;
        let between = &page.words[verb + 1..place.start];
        let free = between.iter().all(|word| {
            matches!(word.mark, Mark::Word | Mark::Hyphen) && !word.has(Flags::CONJUNCTION)
        });
        let direct = !between.iter().any(|word| word.has(Flags::PREPOSITION));
        let fits = free && (!close || direct);
        // What a preposition parts from a verb is not what happens to people: `shot in block 40`.
        let near = direct || !event.word.personal;
        let transitive = near && (!direct || event.word.victim == Victim::Object && !event.passive);
        (fits && transitive && event.how == How::Verb).then_some(Governor::Event(event))
    }

    /// The verb behind, whose subject the number is.
    fn subject_of(&self, place: &Range<usize>) -> Option<Governor<'p, 'a>> {
        let page = self.page;
        let before = place.start.checked_sub(1).filter(|&before| before >= self.sentence.start);
        if before.is_some_and(|before| page.has(before, Flags::PREPOSITION)) {
            return None;
        }
        let mut end = self.phrase_end(place);
        if page.has(end, Flags::RELATIVE) {
            end += 1;
        }
        let near = end..self.sentence.end.min(end + 6);
        let verb = near.into_iter().find(|&at| {
            let word = &page.words[at];
            word.tag != Tag::Plain && !word.has(Flags::AUXILIARY)
        })?;
        let free = (end..verb).all(|at| {
            let word = &page.words[at];
            is_manner(page, at) || word.has(Flags::AUXILIARY.or(Flags::ADVERB).or(Flags::NEGATION))
        });
        let event = self.predicates.iter().find(|predicate| predicate.at == verb)?;
        let victim = event.passive || event.word.victim == Victim::Subject;
        (free && (victim || !event.word.personal)).then_some(Governor::Event(event))
    }

    /// The event of the number before it in a list.
    fn listed(
        &self,
        last: &Option<(Range<usize>, Governor<'p, 'a>)>,
        place: &Range<usize>,
    ) -> Option<Governor<'p, 'a>> {
        let (before, governor) = last.as_ref()?;
        let between = &self.page.words[before.end..place.start];
        let includes = self.includes(place);
        let plain = |word: &super::page::Word| word.tag == Tag::Plain || includes.is_some();
        let list = between.len() <= LIST
            && between.iter().all(plain)
            && between.iter().any(|w| w.mark == Mark::Comma || w.has(Flags::CONJUNCTION));
        list.then_some(*governor)
    }

    /// The word before a number that makes a part of it: `including two children`.
    fn includes(&self, place: &Range<usize>) -> Option<usize> {
        let before = place.start.checked_sub(1).filter(|&at| at >= self.sentence.start)?;
        self.page.has(before, Flags::INCLUDING).then_some(before)
    }

    /// `two of them children`: some of those counted before.
    fn is_of_them(&self, place: &Range<usize>) -> bool {
        let page = self.page;
        let those = Flags::GROUP_PRONOUN.or(Flags::RELATIVE);
        let of = (place.start + 1..place.end + 1).find(|&at| page.has(at, Flags::POSSESSOR));
        of.is_some_and(|of| page.has(of + 1, those))
    }

    fn claim(
        &self,
        sentence: usize,
        index: usize,
        place: &Range<usize>,
        governor: Option<Governor<'_, '_>>,
    ) -> Option<Claim> {
        let page = self.page;
        let quantity = &page.doc.quantities[index];
        let kind = ClaimKind::Count;
        let mut claim = match governor {
            Some(Governor::Event(event)) => {
                events::of_predicate(page, sentence, event, kind, quantity.span)
            }
            Some(Governor::Turn { class, lemma, at }) => {
                let mut claim = Claim::new(kind, quantity.span, lemma);
                claim.class = Some(class.to_owned());
                let clause =
                    self.sentence.start.max(at.saturating_sub(FAR))..self.phrase_end(place);
                let standing = status::of_clause(page, &clause, at);
                (claim.status, claim.certainty) = (standing.status, standing.certainty);
                claim
            }
            None => Claim::new(kind, quantity.span, quantity.head.clone()?),
        };
        if let Some(Governor::Event(event)) = governor {
            self.refine(&mut claim, event, place);
            // A number that counts those who act is not done by them.
            let acts = |actor: &Range<usize>| actor.start < place.end && place.start < actor.end;
            claim.actor = claim.actor.filter(|_| !event.actor.as_ref().is_some_and(acts));
        }
        let personal = match governor {
            Some(Governor::Event(event)) => event.word.personal,
            other => other.is_some(),
        };
        self.value(&mut claim, index, quantity, personal);
        let part = self.includes(place).is_some() || self.is_of_them(place);
        if part && quantity.modifier == Modifier::Exact {
            claim.modifier = Some(Modifier::Part);
        }
        self.circumstances(&mut claim, sentence, place, governor);
        Some(claim)
    }

    /// A noun that is counted takes its standing from its verb: `12 raids were planned`.
    fn refine(&self, claim: &mut Claim, event: &Predicate<'_>, place: &Range<usize>) {
        if event.how != How::Noun {
            return;
        }
        let page = self.page;
        let verb = self.verb_near(place);
        let Some(verb) = verb else { return };
        let clause = place.start.min(verb)..self.clause_end(verb.max(place.end - 1));
        let standing = status::of_clause(page, &clause, verb);
        (claim.status, claim.certainty) = (standing.status, standing.certainty);
        if let Some(word) = self.predicates.iter().find(|other| other.at == verb) {
            claim.actor = word.actor.as_ref().map(|actor| page.phrase(actor));
            if !page.has(verb, Flags::LIGHT) && word.class == event.class {
                claim.predicate.clone_from(&word.word.lemma);
            }
        }
    }

    /// The verb whose subject or object a counted event is.
    fn verb_near(&self, place: &Range<usize>) -> Option<usize> {
        let page = self.page;
        let end = self.phrase_end(place);
        let behind = (end..self.sentence.end.min(end + 4)).find(|&at| {
            let word = &page.words[at];
            word.tag != Tag::Plain && !word.has(Flags::AUXILIARY)
        });
        let from = self.sentence.start.max(place.start.saturating_sub(5));
        let ahead = (from..place.start).rev().find(|&at| page.words[at].tag != Tag::Plain);
        let led = behind.filter(|&at| {
            page.words[end..at].iter().all(|word| word.has(Flags::AUXILIARY.or(Flags::ADVERB)))
        });
        ahead
            .filter(|&at| {
                page.words[at..place.start]
                    .iter()
                    .all(|w| matches!(w.mark, Mark::Word | Mark::Hyphen))
            })
            .or(led)
    }

    fn clause_end(&self, at: usize) -> usize {
        let words = &self.page.words;
        let end = self.sentence.end;
        (at + 1..end)
            .find(|&at| match words[at].mark {
                Mark::Semicolon | Mark::Colon | Mark::Dash => true,
                // A participle goes on with the clause: `…, hitting 40 boats so far`.
                Mark::Comma => words.get(at + 1).is_none_or(|next| next.tag != Tag::Gerund),
                _ => false,
            })
            .unwrap_or(end)
    }

    fn value(&self, claim: &mut Claim, index: usize, quantity: &Quantity, personal: bool) {
        claim.value = quantity.value;
        claim.low = quantity.low;
        claim.high = quantity.high;
        claim.modifier = Some(quantity.modifier);
        // `rose from 12 to 17` is 17 now.
        if let (Some(high), true) = (quantity.high, self.has_risen(index)) {
            (claim.value, claim.low, claim.modifier) =
                (Some(high), Some(high), Some(Modifier::Exact));
        }
        claim.quantity = Some(index as u32);
        let person = personal.then(|| PERSON.to_owned());
        claim.unit = quantity.head.clone().or(person);
        claim.object = quantity.counted.clone().or_else(|| claim.object.take());
    }

    /// Whether a range tells from what to what a number has risen.
    fn has_risen(&self, index: usize) -> bool {
        let page = self.page;
        let quantity = &page.doc.quantities[index];
        let words = page.words_in(quantity.span);
        let from = |at: usize| page.has(at, Flags::POSSESSOR) && !page.has(at, Flags::AGENT);
        let rising = words.start.checked_sub(1).is_some_and(|at| page.has(at, Flags::RISING));
        quantity.modifier == Modifier::Range && rising && from(words.start)
    }

    fn circumstances(
        &self,
        claim: &mut Claim,
        sentence: usize,
        place: &Range<usize>,
        governor: Option<Governor<'_, '_>>,
    ) {
        let clause = match governor {
            Some(Governor::Event(event)) => {
                event.clause.start.min(place.start)..event.clause.end.max(place.end)
            }
            _ => place.start..self.phrase_end(place),
        };
        let found = circumstances::of(self.page, &clause, place.start, sentence);
        claim.time = claim.time.or(found.time);
        if claim.period.is_none() {
            (claim.period, claim.bound) = (found.period, found.bound);
        }
        claim.place = claim.place.or(found.place);
        let end = self.clause_end(place.end - 1);
        let running = (place.end..end).any(|at| self.page.has(at, Flags::RUNNING));
        if running && claim.status == Status::Actual {
            claim.status = Status::Running;
        }
    }
}
