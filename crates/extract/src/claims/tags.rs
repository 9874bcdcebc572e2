//! Tells the verbs of a page from nouns of the same form, by the words around them.

use super::flags::{Flags, Forms};
use super::page::{Mark, Page, Tag, Word};

/// Gives every word that can be a verb its tag.
pub(super) fn tag(page: &mut Page<'_>) {
    for index in 0..page.sentences.len() {
        let sentence = page.sentences[index].clone();
        let headline = is_headline(&page.words[sentence.words.clone()]);
        for at in sentence.words.clone() {
            let forms = page.lexeme(at).forms;
            if is_possessive(page, at) {
                continue;
            }
            if forms.any(Forms::VERB) {
                let place = Place { page, at, first: sentence.words.start, headline };
                page.words[at].tag = place.tag(forms);
            } else if page.words[at].has(Flags::AUXILIARY) {
                page.words[at].tag = Tag::Verb;
            } else if looks_past(page, at) {
                let place = Place { page, at, first: sentence.words.start, headline };
                page.words[at].tag = place.tag(Forms::PAST.or(Forms::PARTICIPLE));
            }
        }
    }
}

/// Whether a word that no list knows has the ending of a past tense.
fn looks_past(page: &Page<'_>, at: usize) -> bool {
    let word = &page.words[at];
    let listed = word.flags != Flags::NONE || page.lexeme(at).forms != Forms::default();
    let unknown = word.is_word() && !word.capital && word.span.len() > 4 && !listed;
    let text = page.text(at);
    unknown && text.ends_with("ed") && !text.ends_with("eed") && word.mention().is_none()
}

/// Whether most words begin with a capital, so that capitals tell nothing.
fn is_headline(words: &[Word]) -> bool {
    let plain = words.iter().filter(|word| word.is_word() && !word.number);
    let long = plain.filter(|word| word.span.len() > 3);
    let (capital, all) = long.fold((0, 0), |(c, n), word| (c + usize::from(word.capital), n + 1));
    all >= 3 && capital * 10 >= all * 8
}

struct Place<'p, 'a> {
    page: &'p Page<'a>,
    at: usize,
    first: usize,
    headline: bool,
}

impl Place<'_, '_> {
    fn tag(&self, forms: Forms) -> Tag {
        if self.page.words[self.at].has(Flags::AUXILIARY) {
            return Tag::Verb;
        }
        if self.in_name() || self.joined() {
            return Tag::Plain;
        }
        if forms.any(Forms::GERUND) {
            return self.gerund(forms);
        }
        if forms.any(Forms::PAST.or(Forms::PARTICIPLE)) {
            return self.past(forms);
        }
        if forms.any(Forms::THIRD) {
            return self.third(forms);
        }
        self.base(forms)
    }

    /// Whether it is a capitalised word in the middle of a sentence, or part of a longer name.
    fn in_name(&self) -> bool {
        let word = &self.page.words[self.at];
        let alone = |index: usize| {
            let mention = &self.page.doc.mentions[index];
            mention.span == word.span
        };
        let named = word.mention().is_some_and(|index| !alone(index) || word.capital);
        named || word.capital && !self.headline && self.at > self.first && !self.after_quote()
    }

    fn after_quote(&self) -> bool {
        self.page.mark_at(self.at - 1) == Mark::Quote
    }

    /// Whether a hyphen binds it to another word.
    fn joined(&self) -> bool {
        let hyphen = |at: usize| self.page.mark_at(at) == Mark::Hyphen;
        self.at > self.first && hyphen(self.at - 1) || hyphen(self.at + 1)
    }

    /// The last word before that is no adverb.
    fn before(&self) -> Option<usize> {
        let words = &self.page.words;
        (self.first..self.at)
            .rev()
            .take(4)
            .find(|&at| !words[at].has(Flags::ADVERB.or(Flags::NEGATION)))
    }

    fn before_has(&self, flags: Flags) -> bool {
        self.before().is_some_and(|at| self.page.has(at, flags))
    }

    /// Whether what follows can be the object of a verb.
    fn object_follows(&self) -> bool {
        let next = self.at + 1;
        let Some(word) = self.page.words.get(next) else { return false };
        let starters =
            Flags::DETERMINER.or(Flags::POSSESSIVE).or(Flags::PRONOUN).or(Flags::INFINITIVE);
        let starts = word.has(starters.or(Flags::COMPLEMENTIZER).or(Flags::PEOPLE));
        starts
            || word.capital
            || word.number
            || word.quantity().is_some()
            || word.mention().is_some()
            || word.mark == Mark::Quote
    }

    fn gerund(&self, forms: Forms) -> Tag {
        let nominal = Flags::DETERMINER.or(Flags::POSSESSIVE);
        let Some(before) = self.before() else {
            return if self.object_follows() { Tag::Gerund } else { Tag::Plain };
        };
        let page = self.page;
        let possessed = is_possessive(page, before);
        if page.has(before, Flags::BE) && !possessed && before + 3 > self.at {
            return Tag::Verb;
        }
        if page.has(before, nominal) || possessed {
            return Tag::Plain;
        }
        let noun = forms.any(Forms::NOUN);
        let of = page.has(self.at + 1, Flags::POSSESSOR) && !page.has(self.at + 1, Flags::AGENT);
        match noun || of {
            true if self.object_follows() => Tag::Gerund,
            true => Tag::Plain,
            false => Tag::Gerund,
        }
    }

    fn past(&self, forms: Forms) -> Tag {
        let page = self.page;
        let Some(before) = self.before() else { return Tag::Past };
        let word = &page.words[before];
        if word.has(Flags::DETERMINER.or(Flags::POSSESSIVE)) && !word.has(Flags::RELATIVE)
            || is_possessive(page, before)
        {
            return Tag::Plain;
        }
        if word.has(Flags::BE.or(Flags::HAVE)) || word.timex().is_some() {
            return Tag::Verb;
        }
        let to_verb = word.has(Flags::INFINITIVE) || word.has(Flags::MODAL.or(Flags::DO));
        if word.has(Flags::PREPOSITION) && !word.has(Flags::SUBORDINATOR) && !to_verb {
            return Tag::Plain;
        }
        // `a third man, shot in the arm, fled`
        let aside = word.mark == Mark::Comma
            && forms.any(Forms::PARTICIPLE)
            && page.has(self.at + 1, Flags::PREPOSITION);
        let doubtful = forms.any(Forms::NOUN.or(Forms::BASE)) && !to_verb;
        if aside {
            return Tag::Past;
        }
        if doubtful && !self.object_follows() && !self.subject_before(before) {
            return Tag::Plain;
        }
        let participle = forms.any(Forms::PARTICIPLE);
        if word.is_word() && !word.has(Flags::PRONOUN.or(Flags::RELATIVE)) && participle {
            return Tag::Past;
        }
        Tag::Verb
    }

    /// Whether the word before can be the subject of a verb in the third person.
    fn subject_before(&self, before: usize) -> bool {
        let word = &self.page.words[before];
        let pronouns = Flags::PRONOUN.or(Flags::RELATIVE).or(Flags::FIRST_PERSON);
        word.has(pronouns)
            || word.is_word() && (word.capital || word.mention().is_some())
            || word.has(Flags::ROLE.or(Flags::PEOPLE))
    }

    fn third(&self, forms: Forms) -> Tag {
        if !forms.any(Forms::NOUN) && !self.page.words[self.at].has(Flags::PLURAL) {
            let nominal = Flags::DETERMINER.or(Flags::POSSESSIVE);
            return if self.before_has(nominal) { Tag::Plain } else { Tag::Verb };
        }
        // A headline leaves the subject out: `says sends six boats`.
        let led = |before: usize| self.page.words[before].tag == Tag::Verb;
        let fits = self.before().is_some_and(|before| self.subject_before(before) || led(before));
        if fits && self.object_follows() { Tag::Verb } else { Tag::Plain }
    }

    fn base(&self, forms: Forms) -> Tag {
        let Some(before) = self.before() else { return Tag::Plain };
        let word = &self.page.words[before];
        if word.has(Flags::INFINITIVE.or(Flags::MODAL).or(Flags::DO)) {
            return Tag::Verb;
        }
        let many = Flags::GROUP_PRONOUN.or(Flags::FIRST_PERSON).or(Flags::PLURAL).or(Flags::BODY);
        let noun = forms.any(Forms::NOUN) || self.page.has(self.at, Flags::ROLE);
        let fits = word.has(many) && !word.has(Flags::DETERMINER);
        if fits && (!noun || self.object_follows()) { Tag::Verb } else { Tag::Plain }
    }
}

/// Whether a word is the `'s` of a genitive, not of `he's`.
pub(super) fn is_possessive(page: &Page<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &page.words[before]) else { return false };
    let pronoun = Flags::PRONOUN.or(Flags::FIRST_PERSON).or(Flags::RELATIVE).or(Flags::ADVERB);
    page.has(at, Flags::GENITIVE)
        && page.words[at].span.start == before.span.end
        && before.is_word()
        && !before.has(pronoun)
}
