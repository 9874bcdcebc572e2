//! Finds out who a speaker is: `he`, `the official`, `Reyes` become the fullest name on the page.

use std::collections::BTreeSet;
use std::ops::Range;

use tidings_model::{Label, Speaker};

use super::attribution::{Attribution, Voice};
use super::cast::Cast;
use super::flags::Flags;
use super::lexicon::CueKind;
use super::page::{Page, Tag};
use super::phrases::{Phrase, mention_range};

/// A pronoun or role looks back over so many speakers at most.
const MEMORY: usize = 24;
/// `he` looks back over so many sentences.
const SENTENCES: usize = 8;
/// A description has so many words at most.
const LONGEST: usize = 14;

/// What a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Person,
    People,
    Body,
}

/// One who has spoken.
#[derive(Debug, Clone)]
struct Spoken {
    name: String,
    anonymous: bool,
    sort: Sort,
    /// The words and base forms that describe it, in lower case.
    words: BTreeSet<String>,
    sentence: usize,
}

/// The speaker of every attribution, in their order; none where nobody can be named.
pub(super) fn resolve(page: &Page<'_>, found: &[Attribution<'_>]) -> Vec<Option<Speaker>> {
    let mut resolver = Resolver { page, cast: Cast::read(page), spoken: Vec::new() };
    let mut speakers: Vec<Option<Speaker>> = Vec::with_capacity(found.len());
    for attribution in found {
        let speaker = match &attribution.voice {
            Voice::Nobody => None,
            Voice::Same(index) => speakers[*index].clone().map(|s| Speaker { span: None, ..s }),
            Voice::Phrase(phrase) => resolver.phrase(phrase, attribution),
        };
        speakers.push(speaker);
    }
    speakers
}

struct Resolver<'p, 'a> {
    page: &'p Page<'a>,
    cast: Cast,
    spoken: Vec<Spoken>,
}

impl Resolver<'_, '_> {
    fn phrase(&mut self, phrase: &Phrase, said: &Attribution<'_>) -> Option<Speaker> {
        let (page, sentence) = (self.page, said.sentence);
        // `he said` goes on with the one who spoke; `he ordered` need not.
        let tells = said.cue.is_none_or(|cue| cue.kind == CueKind::Statement);
        let found = match page.words[phrase.words.start] {
            first if first.has(Flags::FIRST_PERSON) && phrase.words.len() == 1 => return None,
            first if first.has(Flags::PRONOUN) && phrase.words.len() == 1 => {
                self.pronoun(first.flags, phrase, sentence, tells)?
            }
            _ => self.noun(phrase, sentence),
        };
        let span = Some(page.span(&phrase.words));
        let speaker = Speaker { span, name: found.name.clone(), anonymous: found.anonymous };
        self.spoken.push(found);
        Some(speaker)
    }

    fn recent(&self) -> impl Iterator<Item = &Spoken> {
        self.spoken.iter().rev().take(MEMORY)
    }

    fn pronoun(
        &self,
        flags: Flags,
        phrase: &Phrase,
        sentence: usize,
        tells: bool,
    ) -> Option<Spoken> {
        if flags.any(Flags::PERSON_PRONOUN) {
            let near = self.recent().find(|spoken| spoken.sort == Sort::Person);
            let named = self.last_person(phrase.words.start, sentence);
            let close = near.filter(|near| {
                let later = named.as_ref().is_none_or(|named| named.sentence <= near.sentence);
                sentence - near.sentence <= 1
                    || tells && self.is_close(near.sentence, sentence)
                    || later
            });
            let found = close.cloned().or(named).or_else(|| near.cloned());
            return found.map(|found| Spoken { sentence, ..found });
        }
        let sort = if flags.any(Flags::GROUP_PRONOUN) { Sort::People } else { Sort::Body };
        let subject = self.last_subject(sentence, sort);
        let near = self.recent().find(|spoken| {
            spoken.sort == sort || sort == Sort::People && spoken.sort == Sort::Body
        });
        let close = near.filter(|near| self.is_close(near.sentence, sentence)).cloned();
        close.or(subject).or_else(|| near.cloned()).map(|found| Spoken { sentence, ..found })
    }

    /// Whether two sentences stand so near that a pronoun reaches over.
    fn is_close(&self, before: usize, sentence: usize) -> bool {
        let sentences = &self.page.sentences;
        sentence - before <= 1 || sentences[before].paragraph == sentences[sentence].paragraph
    }

    /// The person named first in the nearest sentence before that names one.
    fn last_person(&self, before: usize, sentence: usize) -> Option<Spoken> {
        let page = self.page;
        let from = sentence.saturating_sub(SENTENCES);
        let places = page.sentences[from..=sentence].iter().enumerate().rev();
        let (nearest, place) = places.into_iter().find_map(|(index, place)| {
            let words = place.words.start..place.words.end.min(before);
            let named = words
                .into_iter()
                .find(|&at| page.mention(at).is_some_and(|mention| mention.label == Label::Per));
            named.map(|named| (named, from + index))
        })?;
        let words = mention_range(page, nearest, page.words.len());
        Some(self.person(&page.phrase(&words), place))
    }

    fn person(&self, name: &str, sentence: usize) -> Spoken {
        let figure = self.cast.full_name(name);
        let name = figure.map_or(name, |figure| &figure.name).to_owned();
        let roles = figure.map(|figure| figure.roles.iter().chain(&figure.marks));
        let words = roles.into_iter().flatten().cloned().chain(lower_words(&name)).collect();
        Spoken { name, anonymous: false, sort: Sort::Person, words, sentence }
    }

    /// The body or group that the last sentence begins with.
    fn last_subject(&self, sentence: usize, sort: Sort) -> Option<Spoken> {
        let page = self.page;
        let from = sentence.saturating_sub(3);
        let label = |at: usize| page.mention(at).map(|mention| mention.label);
        let wanted = |at: &usize| {
            let label = label(*at);
            label == Some(Label::Org)
                || label == Some(Label::Loc) && sort == Sort::Body
                || page.has(*at, Flags::BODY) && label.is_none()
        };
        let first = page.sentences[from..sentence]
            .iter()
            .rev()
            .find_map(|place| place.words.clone().take(8).find(wanted))?;
        let words = mention_range(page, first, page.words.len());
        Some(self.body(&page.phrase(&words), sentence))
    }

    fn body(&self, name: &str, sentence: usize) -> Spoken {
        let name = self.cast.spelled_out(name).to_owned();
        let words = lower_words(&name).collect();
        Spoken { name, anonymous: false, sort: Sort::Body, words, sentence }
    }

    /// A name, or a description.
    fn noun(&mut self, phrase: &Phrase, sentence: usize) -> Spoken {
        let page = self.page;
        if let Some(name) = phrase.person(page).or_else(|| self.unlisted(phrase)) {
            let name = without_titles(page, &name);
            let introduced = self.cast.introduce(page, &name);
            let mut spoken = self.person(&introduced, sentence);
            spoken.words.extend(described(page, &phrase.words));
            return spoken;
        }
        let head = phrase.head(page);
        let role = page.has(head, Flags::ROLE);
        let words = described(page, &phrase.words);
        if !page.has(phrase.words.start, Flags::INDEFINITE) && (role || self.is_definite(phrase)) {
            let known = self.known(phrase, head, &words);
            if let Some(known) = known {
                return Spoken { sentence, ..known };
            }
        }
        self.described(phrase, head, words, sentence)
    }

    fn is_definite(&self, phrase: &Phrase) -> bool {
        self.page.has(phrase.words.start, Flags::DEFINITE)
    }

    /// Two or more capitalised words that no mention covers: `officer Ada Marsh`.
    fn unlisted(&self, phrase: &Phrase) -> Option<Range<usize>> {
        let page = self.page;
        let head = phrase.head(page);
        let unnamed = |at: usize| {
            let word = &page.words[at];
            let plain = word.mention().is_none() && word.is_word();
            plain && word.capital && !word.has(Flags::ROLE.or(Flags::TITLE).or(Flags::DETERMINER))
        };
        let count = (phrase.words.start..=head).rev().take_while(|&at| unnamed(at)).count();
        let start = head + 1 - count;
        let titled = start > phrase.words.start
            && page.has(start - 1, Flags::TITLE.or(Flags::OFFICE).or(Flags::PERSON_ROLE));
        let known = count == 1 && self.cast.full_name(page.text(head)).is_some();
        (count == 2 || count == 3 || titled && count == 1 || known).then_some(start..head + 1)
    }

    /// One who has spoken, or is named with the same office.
    fn known(&self, phrase: &Phrase, head: usize, words: &BTreeSet<String>) -> Option<Spoken> {
        let page = self.page;
        let bare = phrase.words.end == head + 1;
        if !bare {
            return None;
        }
        let hidden = self.is_hidden(phrase);
        let spoken = self
            .recent()
            .find(|spoken| words.is_subset(&spoken.words) && (spoken.anonymous || !hidden));
        if let Some(spoken) = spoken {
            return Some(spoken.clone());
        }
        if hidden
            || !page.has(head, Flags::OFFICE.or(Flags::PERSON_ROLE))
            || page.has(head, Flags::PLURAL)
        {
            return None;
        }
        let base = base_form(page, head);
        // `The French minister` is not another country's; a lower-case mark such as `defence`
        // tells nothing against a minister of whom less is said.
        let nations = phrase.words.clone().filter(|&at| at != head && page.words[at].capital);
        let nations: BTreeSet<String> = nations.map(|at| base_form(page, at)).collect();
        let fits = |figure: &&super::cast::Figure| {
            let free = |word: &String| figure.marks.is_empty() && !nations.contains(word);
            figure.roles.contains(&base)
                && words
                    .iter()
                    .all(|word| *word == base || figure.marks.contains(word) || free(word))
        };
        let mut holders = self.cast.figures.iter().filter(fits);
        let (first, another) = (holders.next()?, holders.next());
        let alone = another.is_none_or(|other| other.name == first.name);
        alone.then(|| self.person(&first.name, 0))
    }

    fn described(
        &self,
        phrase: &Phrase,
        head: usize,
        words: BTreeSet<String>,
        sentence: usize,
    ) -> Spoken {
        let page = self.page;
        let flags = page.words[head].flags;
        let name = self.description(phrase, head);
        let many = flags.any(Flags::PLURAL);
        let person = flags.any(Flags::PERSON_ROLE.or(Flags::OFFICE).or(Flags::PEOPLE));
        let sort = match (person, many) {
            (true, false) => Sort::Person,
            (true, true) => Sort::People,
            _ => Sort::Body,
        };
        let kept_back = flags.any(Flags::PERSON_ROLE) && !many && !flags.any(Flags::BODY);
        Spoken { name, anonymous: self.is_hidden(phrase) || kept_back, sort, words, sentence }
    }

    /// `an unnamed official`, `the clerk, who spoke on condition of anonymity`.
    fn is_hidden(&self, phrase: &Phrase) -> bool {
        let words = phrase.words.start..self.page.words.len().min(phrase.words.end + 8);
        self.page.words[words].iter().any(|word| word.has(Flags::ANONYMITY))
    }

    /// The words of a description, without its article; what an acronym stands for.
    fn description(&self, phrase: &Phrase, head: usize) -> String {
        let page = self.page;
        let words = &phrase.words;
        let article = page.words[words.clone()]
            .iter()
            .take_while(|word| {
                word.has(Flags::DETERMINER.or(Flags::POSSESSIVE)) && word.mention().is_none()
            })
            .count();
        let start = if article < words.len() { words.start + article } else { words.start };
        // `the crew manning the boat` is the crew; `officials at the port` are not just officials.
        let acts = page.words.get(head + 1).is_some_and(|word| word.tag != Tag::Plain);
        let end = if acts && head + 1 < words.end { head + 1 } else { words.end };
        let cut = start..end.min(start + LONGEST);
        let text = page.phrase(&cut);
        self.cast.spelled_out(&text).to_owned()
    }
}

/// The words of a phrase, in lower case but for names; nouns in the singular.
fn described(page: &Page<'_>, words: &Range<usize>) -> BTreeSet<String> {
    let little = Flags::DETERMINER.or(Flags::PREPOSITION).or(Flags::POSSESSIVE);
    let kept = words.clone().filter(|&at| {
        let word = &page.words[at];
        word.is_word() && !word.has(little.or(Flags::GENITIVE))
    });
    kept.map(|at| base_form(page, at)).collect()
}

fn base_form(page: &Page<'_>, at: usize) -> String {
    let base = page.lexeme(at).base.clone();
    base.unwrap_or_else(|| page.text(at).to_lowercase().replace('.', ""))
}

fn without_titles(page: &Page<'_>, words: &Range<usize>) -> Range<usize> {
    let titles = Flags::TITLE.or(Flags::OFFICE).or(Flags::PERSON_ROLE);
    let skip = words.clone().take_while(|&at| page.has(at, titles)).count();
    if skip < words.len() { words.start + skip..words.end } else { words.clone() }
}

fn lower_words(name: &str) -> impl Iterator<Item = String> {
    name.split_whitespace().map(str::to_lowercase)
}
