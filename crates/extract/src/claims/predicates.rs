//! Words that tell of an event, with who acts and to whom it happens.

use std::ops::Range;

use super::flags::{Flags, Forms};
use super::groups::{Group, is_manner};
use super::lexicon::{EventWord, Sense, Victim};
use super::page::{Mark, Page, Tag};
use super::phrases::Phrase;
use super::tags::is_possessive;

/// A particle stands so many words behind its verb at most: `took the crew into custody`.
const PARTICLE_REACH: usize = 5;
/// The one who does it stands so many words behind a passive at most.
const AGENT_REACH: usize = 8;
/// Where someone is taken stands so many words behind the verb at most.
const TOWARDS_REACH: usize = 14;
/// The one who bears a wound stands so many words before it at most.
const BEARER_REACH: usize = 14;
/// So many adverbs stand between a conjunction and its verb at most.
const ADVERBS: usize = 3;
/// A clause has so many words at most.
const LONGEST_CLAUSE: usize = 60;

/// How a word tells of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Verb,
    Noun,
    /// An adjective or participle: `dead`.
    State,
}

/// An event in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Predicate<'a> {
    /// Its word.
    pub(super) at: usize,
    pub(super) how: How,
    pub(super) word: &'a EventWord,
    /// The class, which neighbours may change: `shot to death`.
    pub(super) class: &'a str,
    /// Its words, from its subject to the next mark.
    pub(super) clause: Range<usize>,
    /// Who does it.
    pub(super) actor: Option<Range<usize>>,
    /// To whom or what it happens.
    pub(super) object: Option<Range<usize>>,
    /// Whether it is a participle behind its noun, or a finite verb: the form does not tell.
    pub(super) passive: bool,
}

/// The events of a sentence, in order.
pub(super) fn find<'a>(page: &Page<'a>, sentence: &Range<usize>) -> Vec<Predicate<'a>> {
    let mut finder = Finder { page, sentence, found: Vec::new() };
    for at in sentence.clone() {
        let lexeme = page.lexeme(at);
        if !lexeme.events.is_empty()
            && let Some(predicate) = finder.at(at, &lexeme.events)
        {
            finder.found.push(predicate);
        }
    }
    finder.found
}

/// How much a sense asks for: the more, the better it fits.
fn size(word: &EventWord) -> usize {
    word.rest.len() + usize::from(!word.towards.is_empty())
}

struct Finder<'p, 'a> {
    page: &'p Page<'a>,
    sentence: &'p Range<usize>,
    found: Vec<Predicate<'a>>,
}

impl<'a> Finder<'_, 'a> {
    fn at(&self, at: usize, senses: &[Sense]) -> Option<Predicate<'a>> {
        let word = &self.page.words[at];
        if word.tag == Tag::Plain {
            let state = self.sense(at, senses, Forms::STATE);
            let noun = || self.sense(at, senses, Forms::NOUN);
            return match state {
                // `shot dead` is told once.
                Some(state) if self.ends_verb(at, &state.class) => None,
                Some(state) => Some(self.state(at, state)),
                None => noun().map(|noun| self.noun(at, noun)),
            };
        }
        if let Some(state) = self.state_of_noun(at, senses) {
            return Some(self.state(at, state));
        }
        let verbs = self.fitting(at, senses, Forms::VERB).into_iter();
        verbs.map(|verb| self.verb(at, verb)).find(|found| self.suits(found))
    }

    /// Whether a word right behind a verb has made the class of it.
    fn ends_verb(&self, at: usize, class: &str) -> bool {
        let last = self.found.last();
        last.is_some_and(|last| last.how == How::Verb && last.at + 1 == at && last.class == class)
    }

    /// Whether an event that happens to people alone does: `hurt the economy` is no casualty.
    fn suits(&self, found: &Predicate<'_>) -> bool {
        if !found.word.only_people {
            return true;
        }
        let page = self.page;
        let Some(object) = found.object.as_ref() else { return false };
        let phrase = Phrase::of(object.clone());
        let head = &page.words[phrase.head(page)];
        let little = Flags::PRONOUN.or(Flags::NEGATION).or(Flags::RELATIVE).or(Flags::REFLEXIVE);
        let people = Flags::PEOPLE.or(Flags::PERSON_ROLE).or(Flags::OFFICE);
        let bare = head.quantity().is_some_and(|index| page.doc.quantities[index].head.is_none());
        head.has(little.or(people)) || bare || phrase.person(page).is_some()
    }

    /// `two wounded`: a participle right behind a number is a state.
    fn state_of_noun(&self, at: usize, senses: &[Sense]) -> Option<&'a EventWord> {
        let before = at.checked_sub(1).filter(|&before| before >= self.sentence.start)?;
        let page = self.page;
        // `one wounded`: what is counted is the state itself.
        let itself = page.words[at].quantity().is_some()
            && page.words[at].quantity() == page.words[before].quantity();
        let bare = page.words[before].number
            || itself
            || page.quantity(before).is_some_and(|quantity| quantity.head.is_none());
        let object = self
            .page
            .words
            .get(at + 1)
            .is_some_and(|next| next.has(Flags::DETERMINER) || next.quantity().is_some());
        if !bare || object { None } else { self.sense(at, senses, Forms::STATE) }
    }

    /// The sense that fits, the one that asks for the most first.
    fn sense(&self, at: usize, senses: &[Sense], forms: Forms) -> Option<&'a EventWord> {
        self.fitting(at, senses, forms).first().copied()
    }

    /// The senses that fit, those that ask for more first.
    fn fitting(&self, at: usize, senses: &[Sense], forms: Forms) -> Vec<&'a EventWord> {
        let words = senses.iter().filter(|sense| sense.forms.any(forms));
        let words = words.map(|sense| self.page.lexicon.event(sense.id));
        let mut words: Vec<&EventWord> = words
            .filter(|word| self.has_rest(at, &word.rest, forms) && self.leads(at, word, forms))
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(size(word)));
        words
    }

    /// `taken to hospital`: whether one of the words follows that a verb asks for.
    fn leads(&self, at: usize, word: &EventWord, forms: Forms) -> bool {
        if word.towards.is_empty() || !forms.any(Forms::VERB) {
            return true;
        }
        let end = self.sentence.end.min(at + TOWARDS_REACH);
        let near = (at + 1..end)
            .take_while(|&at| matches!(self.page.words[at].mark, Mark::Word | Mark::Hyphen));
        near.into_iter().any(|at| word.towards.iter().any(|wanted| self.page.is(at, wanted)))
    }

    fn has_rest(&self, at: usize, rest: &[String], forms: Forms) -> bool {
        let page = self.page;
        let Some(first) = rest.first() else { return true };
        if forms.any(Forms::NOUN) {
            let from = at.checked_sub(rest.len());
            return from.is_some_and(|from| {
                rest.iter().enumerate().all(|(n, word)| page.is(from + n, word))
            });
        }
        let end = self.sentence.end.min(at + 1 + PARTICLE_REACH);
        let near = (at + 1..end).take_while(|&at| page.words[at].is_word());
        near.into_iter().any(|at| page.is(at, first) && page.follows(at, &rest[1..]))
    }

    fn verb(&self, at: usize, word: &'a EventWord) -> Predicate<'a> {
        let page = self.page;
        let group = self.group(at);
        let subject = self.subject(&group);
        let agent = self.agent(at);
        let behind = self.object(at, word);
        let reduced = page.words[at].tag == Tag::Past && !group.auxiliary && behind.is_none();
        let passive = group.passive
            || word.victim == Victim::Object
                && behind.is_none()
                && (reduced || self.goes_on(&group));
        let (actor, object) = match (passive, word.victim) {
            (true, _) => (agent, subject.clone()),
            (false, Victim::Subject) => (None, subject.clone()),
            (false, Victim::Object) => (subject.clone(), behind),
        };
        let start = subject.map_or(group.start, |subject| subject.start.min(group.start));
        let clause = start..self.clause_end(at);
        let class = self.class_of(at, word, &group);
        Predicate { at, how: How::Verb, word, class, clause, actor, object, passive }
    }

    /// The verb group; of `was found murdered`, both verbs.
    fn group(&self, at: usize) -> Group {
        let group = Group::of(self.page, self.sentence.start, at);
        let before = group.start.checked_sub(1).filter(|&before| before >= self.sentence.start);
        let found = before.filter(|&before| {
            !group.auxiliary
                && self.page.lexeme(at).forms.any(Forms::PARTICIPLE)
                && self.page.words[before].tag == Tag::Verb
                && !self.page.has(before, Flags::AUXILIARY)
        });
        let Some(found) = found.map(|found| Group::of(self.page, self.sentence.start, found))
        else {
            return group;
        };
        if found.passive { Group { verb: at, ..found } } else { group }
    }

    /// A wound that kills: `fatally shot`, `shot to death`, `shot and killed`.
    fn class_of(&self, at: usize, word: &'a EventWord, group: &Group) -> &'a str {
        let near =
            group.start.saturating_sub(1).max(self.sentence.start)..self.sentence.end.min(at + 4);
        let fatal = near.clone().find(|&at| self.page.has(at, Flags::FATAL));
        let fatal = fatal.filter(|&fatal| {
            (fatal.min(at)..fatal.max(at)).all(|at| self.page.words[at].is_word())
        });
        match fatal {
            Some(_) if word.class == "injured" => "killed",
            _ => &word.class,
        }
    }

    /// The subject of a verb group; of `who was killed`, the one that `who` stands for; of a
    /// participle behind a comma, that of the verb before it.
    fn subject(&self, group: &Group) -> Option<Range<usize>> {
        let page = self.page;
        let floor = self.sentence.start;
        // `was shot and later | died`
        let adverbs = (floor..group.start).rev().take(ADVERBS);
        let light = |&at: &usize| page.has(at, Flags::ADVERB) || is_manner(page, at);
        let start = group.start - adverbs.take_while(light).count();
        let joined = start > floor && page.has(start - 1, Flags::CONJUNCTION);
        let start = if joined { start } else { group.start };
        let before = start.checked_sub(1).filter(|&before| before >= floor)?;
        let word = &page.words[before];
        let behind = before.checked_sub(1).filter(|&behind| behind >= floor);
        let noun = behind.is_some_and(|behind| page.words[behind].tag == Tag::Plain);
        let that = word.has(Flags::COMPLEMENTIZER) && noun;
        if word.has(Flags::RELATIVE) && (that || !word.has(Flags::DETERMINER)) {
            let comma = before > floor && page.words[before - 1].mark == Mark::Comma;
            let end = if comma { before - 1 } else { before };
            return Phrase::before(page, floor, end).map(|phrase| self.antecedent(phrase.words));
        }
        let gerund = page.words[group.verb].tag == Tag::Gerund;
        if gerund && word.has(Flags::PREPOSITION) && word.timex().is_none() {
            return None;
        }
        let loose = matches!(word.mark, Mark::Comma | Mark::Dash) || word.has(Flags::CONJUNCTION);
        if loose && (page.words[group.verb].tag != Tag::Verb || word.has(Flags::CONJUNCTION)) {
            let last = self.found.iter().rev().find(|last| last.how == How::Verb);
            let Some(last) = last else {
                // `a third man, shot in the arm, fled`
                let comma = word.mark == Mark::Comma && page.words[group.verb].tag == Tag::Past;
                let phrase = comma.then(|| Phrase::before(page, floor, before))??;
                return Some(phrase.words);
            };
            let passive = last.passive || last.word.victim == Victim::Subject;
            return if passive { last.object.clone() } else { last.actor.clone() };
        }
        // `is due to visit`: the subject is that of the verb that leads.
        let leads = group.infinitive && word.tag != Tag::Plain;
        let end = if leads { Group::of(page, floor, before).start } else { group.start };
        Phrase::before(page, floor, end).map(|phrase| phrase.words)
    }

    /// The nearest noun: `vengeance on | rebels who …`.
    fn antecedent(&self, words: Range<usize>) -> Range<usize> {
        let page = self.page;
        let preposition = words
            .clone()
            .rev()
            .find(|&at| page.has(at, Flags::PREPOSITION) && page.words[at].mention().is_none());
        match preposition {
            Some(at) if at + 1 < words.end && !page.has(at, Flags::ATTACHING) => at + 1..words.end,
            _ => words,
        }
    }

    /// Whether a participle goes on with the passive before it: `was found and freed`.
    fn goes_on(&self, group: &Group) -> bool {
        let before = group.start.checked_sub(1).filter(|&before| before >= self.sentence.start);
        let joined = before.is_some_and(|before| self.page.has(before, Flags::CONJUNCTION));
        let last = self.found.iter().rev().find(|last| last.how == How::Verb);
        joined
            && !group.auxiliary
            && last.is_some_and(|last| last.passive && last.at + 6 > group.verb)
    }

    fn object(&self, at: usize, word: &EventWord) -> Option<Range<usize>> {
        let page = self.page;
        let adjacent = page.follows(at, &word.rest);
        let mut start = at + 1 + if adjacent { word.rest.len() } else { 0 };
        while start < self.sentence.end
            && (page.has(start, Flags::ADVERB.or(Flags::HEDGE)) || is_manner(page, start))
            && !page.has(start, Flags::DETERMINER)
        {
            start += 1;
        }
        let first = page.words.get(start).filter(|_| start < self.sentence.end)?;
        if first.has(Flags::PREPOSITION) && first.quantity().is_none() {
            return None;
        }
        let start = self.past_hedge(start);
        Phrase::after(page, start, self.sentence.end).map(|phrase| phrase.words)
    }

    /// A number's hedge is no preposition: `killing at least 12`.
    fn past_hedge(&self, start: usize) -> usize {
        let quantity = self.page.quantity(start);
        quantity.map_or(start, |quantity| {
            let words = self.page.words_in(quantity.span);
            words
                .into_iter()
                .find(|&at| self.page.words[at].span.start >= quantity.number.start)
                .unwrap_or(start)
        })
    }

    fn agent(&self, at: usize) -> Option<Range<usize>> {
        let page = self.page;
        let near = at + 1..self.sentence.end.min(at + AGENT_REACH);
        let by = near
            .take_while(|&at| page.words[at].is_word() && page.words[at].tag == Tag::Plain)
            .find(|&at| page.has(at, Flags::AGENT))?;
        Phrase::after(page, by + 1, self.sentence.end).map(|phrase| phrase.words)
    }

    fn noun(&self, at: usize, word: &'a EventWord) -> Predicate<'a> {
        let page = self.page;
        let of = at + 1;
        let object = (page.has(of, Flags::ATTACHING) && of + 1 < self.sentence.end)
            .then(|| Phrase::after(page, of + 1, self.sentence.end))
            .flatten()
            .map(|phrase| phrase.words)
            .filter(|_| !word.borne)
            .or_else(|| self.owner(at, word))
            .or_else(|| self.bearer(at, word))
            .or_else(|| self.compound(at, word));
        let start = at - word.rest.len();
        let clause = start..self.clause_end(at);
        let class = &word.class;
        Predicate { at, how: How::Noun, word, class, clause, actor: None, object, passive: false }
    }

    /// `Marsh’s death`: the one whose it is, where it happens to the subject.
    fn owner(&self, at: usize, word: &EventWord) -> Option<Range<usize>> {
        let first = at - word.rest.len();
        let genitive = first.checked_sub(1).filter(|&g| g > self.sentence.start)?;
        if !is_possessive(self.page, genitive) || word.victim != Victim::Subject {
            return None;
        }
        let phrase = Phrase::before(self.page, self.sentence.start, genitive)?;
        let verb = phrase.words.clone().rev().find(|&at| self.page.words[at].tag != Tag::Plain);
        Some(verb.map_or(phrase.words.start, |verb| verb + 1)..phrase.words.end)
    }

    /// `the ferry crash`: the words before the noun, where it happens to its subject.
    fn compound(&self, at: usize, word: &EventWord) -> Option<Range<usize>> {
        let page = self.page;
        if word.victim != Victim::Subject || word.personal {
            return None;
        }
        let floor = self.sentence.start.max(at.saturating_sub(PARTICLE_REACH));
        let start = (floor..at).rev().take_while(|&at| {
            let word = &page.words[at];
            let little = Flags::DETERMINER.or(Flags::PREPOSITION).or(Flags::CONJUNCTION);
            word.tag == Tag::Plain
                && word.timex().is_none()
                && !word.has(little)
                && matches!(word.mark, Mark::Word | Mark::Hyphen)
                && !is_possessive(page, at)
        });
        let start = start.last().filter(|&start| page.words[start].is_word())?;
        Some(start..at)
    }

    /// `a man with a wound`, `three women suffered wounds`, `is in critical condition`.
    fn bearer(&self, at: usize, word: &EventWord) -> Option<Range<usize>> {
        let page = self.page;
        let floor = self.sentence.start.max(at.saturating_sub(BEARER_REACH));
        if !word.borne {
            return None;
        }
        let lead = (floor..at - word.rest.len()).rev().find(|&at| {
            let word = &page.words[at];
            word.has(Flags::PREPOSITION) || word.tag != Tag::Plain || word.mark == Mark::Comma
        })?;
        let preposition = page.words[lead].tag == Tag::Plain;
        let behind = lead.checked_sub(1).filter(|&behind| preposition && behind >= floor);
        let verb = if preposition {
            behind.filter(|&at| page.words[at].tag != Tag::Plain)
        } else {
            Some(lead)
        };
        let end = match verb {
            Some(verb) => Group::of(page, self.sentence.start, verb).start,
            None => lead,
        };
        Phrase::before(page, self.sentence.start, end).map(|phrase| phrase.words)
    }

    /// `a wounded girl`: the phrase of the one whom the state describes.
    fn described(&self, at: usize, word: &EventWord) -> Option<Range<usize>> {
        let page = self.page;
        let before = at.checked_sub(1).filter(|&before| before >= self.sentence.start)?;
        let phrase = Phrase::after(page, before, self.sentence.end)?;
        let head = phrase.head(page);
        let person = page.has(head, Flags::PEOPLE) || phrase.person(page).is_some();
        let leads = page.has(before, Flags::DETERMINER) && head > at;
        (word.personal && leads && person).then_some(phrase.words)
    }

    /// `two dead`, `was found dead`, `left two people dead`.
    fn state(&self, at: usize, word: &'a EventWord) -> Predicate<'a> {
        let page = self.page;
        let floor = self.sentence.start;
        let group = Group::of(page, floor, at);
        let before = group.start.checked_sub(1).filter(|&before| before >= floor);
        let led = before.is_some_and(|before| page.words[before].tag != Tag::Plain);
        let end = match before.filter(|_| led) {
            Some(verb) => Group::of(page, floor, verb).start,
            None => group.start,
        };
        let phrase = || Phrase::before(page, floor, end).map(|phrase| phrase.words);
        let object = self.described(at, word).or_else(phrase);
        let start = object.as_ref().map_or(at, |object| object.start);
        let clause = start..self.clause_end(at);
        let class = &word.class;
        Predicate { at, how: How::State, word, class, clause, actor: None, object, passive: true }
    }

    /// The next mark that ends a clause.
    fn clause_end(&self, at: usize) -> usize {
        let words = &self.page.words;
        let end = self.sentence.end.min(at + LONGEST_CLAUSE);
        let stop = (at + 1..end).find(|&at| {
            let word = &words[at];
            match word.mark {
                Mark::Word | Mark::Hyphen | Mark::Open | Mark::Close | Mark::Other => false,
                Mark::Comma => word.timex().is_none() && word.mention().is_none(),
                _ => true,
            }
        });
        stop.unwrap_or(end)
    }
}
