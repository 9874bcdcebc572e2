//! What follows a verb of speech: a clause, a quotation, an infinitive, or nothing.

use super::flags::Flags;
use super::lexicon::{Cue, Takes};
use super::page::{Mark, Page, Tag};
use super::phrases::Phrase;

/// A `that` may stand so many words behind its verb: `said on the radio on Friday that …`.
const FAR: usize = 16;

/// What follows a verb, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Complement {
    /// A clause, behind `that`.
    That(usize),
    /// A clause without `that`.
    Clause(usize),
    /// A quotation.
    Quote(usize),
    /// An infinitive.
    To(usize),
    /// A noun phrase.
    Object(usize),
    /// Nothing that could be said.
    Nothing,
}

impl Complement {
    /// What follows a cue whose last word is before `from`, in a sentence that ends at `end`.
    pub(super) fn of(page: &Page<'_>, cue: &Cue, from: usize, end: usize) -> Self {
        let seeker = Seeker { page, end };
        let start = if cue.hearer { seeker.past_hearer(from) } else { from };
        seeker.seek(start)
    }

    /// Where what is said begins, if the cue may go with it.
    pub(super) fn content(self, cue: &Cue) -> Option<usize> {
        let (what, at) = match self {
            Self::That(at) => (Takes::That, at),
            Self::Clause(at) => (Takes::Clause, at),
            Self::Quote(at) => (Takes::Quote, at),
            Self::To(at) => (Takes::To, at),
            Self::Object(at) => (Takes::Object, at),
            Self::Nothing => return None,
        };
        let clause_as_object = what == Takes::Clause && cue.takes(Takes::Object);
        (cue.takes(what) || clause_as_object).then_some(at)
    }
}

/// Whether a word begins the naming of a source: `citing officials`.
pub(super) fn is_citing(page: &Page<'_>, at: usize) -> bool {
    page.has(at, Flags::QUOTER) && page.words[at].tag == Tag::Gerund
}

struct Seeker<'p, 'a> {
    page: &'p Page<'a>,
    end: usize,
}

impl Seeker<'_, '_> {
    fn seek(&self, from: usize) -> Complement {
        let mut at = from;
        while at < self.end {
            let word = &self.page.words[at];
            let next = self.page.words.get(at + 1).filter(|_| at + 1 < self.end);
            match word.mark {
                Mark::Quote if word.quote().is_some() => return self.quoted(at),
                Mark::Colon => at += 1,
                Mark::Comma if next.is_some_and(|next| next.mark == Mark::Quote) => at += 1,
                // `said, citing X, that C`
                Mark::Comma if is_citing(self.page, at + 1) => match self.past_aside(at + 1) {
                    Some(past) => at = past,
                    None => return Complement::Nothing,
                },
                Mark::Word => match self.word(at) {
                    Some(found) => return found,
                    None => at += 1,
                },
                _ => return Complement::Nothing,
            }
        }
        Complement::Nothing
    }

    /// Behind the comma that closes what is put in between.
    fn past_aside(&self, from: usize) -> Option<usize> {
        let end = self.end.min(from + FAR);
        (from..end).find(|&at| self.page.words[at].mark == Mark::Comma).map(|comma| comma + 1)
    }

    /// What a word begins; none for what stands between a verb and its complement.
    fn word(&self, at: usize) -> Option<Complement> {
        let page = self.page;
        let word = &page.words[at];
        if word.has(Flags::COMPLEMENTIZER) {
            return Some(self.that(at));
        }
        if word.timex().is_some() || word.has(Flags::ADVERB) && !word.has(Flags::DETERMINER) {
            return None;
        }
        if self.is_number(at) {
            return Some(self.noun(at));
        }
        let next_timex = page.words.get(at + 1).is_some_and(|next| next.timex().is_some());
        if word.has(Flags::PREPOSITION) && next_timex {
            return None;
        }
        if word.has(Flags::INFINITIVE) && self.verb_soon(at + 1) {
            return Some(Complement::To(at));
        }
        if word.has(Flags::CONDITIONAL) && word.has(Flags::SUBORDINATOR) {
            return Some(Complement::That(at));
        }
        if word.has(Flags::PREPOSITION.or(Flags::SUBORDINATOR).or(Flags::CONJUNCTION)) {
            return Some(self.far(at));
        }
        Some(self.noun(at))
    }

    /// Whether a number begins at a word, hedged or not.
    fn is_number(&self, at: usize) -> bool {
        let word = &self.page.words[at];
        word.quantity().is_some()
            || word.has(Flags::HEDGE)
                && self.page.words.get(at + 2).is_some_and(|next| {
                    next.number || next.quantity().is_some() || next.has(Flags::DETERMINER)
                })
    }

    /// A noun phrase or a relative word begins a clause, or stands alone.
    fn noun(&self, at: usize) -> Complement {
        let relative = self.page.has(at, Flags::RELATIVE) && !self.page.has(at, Flags::DETERMINER);
        match relative || self.clause_ahead(at) {
            true => Complement::Clause(at),
            false => Complement::Object(at),
        }
    }

    /// `that` opens a clause, or points at a noun: `said that much`.
    fn that(&self, at: usize) -> Complement {
        match self.clause_ahead(at + 1) {
            true => Complement::That(at + 1),
            false => Complement::Object(at),
        }
    }

    fn quoted(&self, at: usize) -> Complement {
        let quote = self.page.words[at].quote().map(|index| &self.page.quotes[index]);
        match quote {
            Some(quote) if quote.words.start == at && quote.speech => Complement::Quote(at),
            Some(quote) if quote.words.start == at => self.noun(at),
            _ => Complement::Nothing,
        }
    }

    /// Whether a verb comes within two words: `to` before it is no preposition.
    fn verb_soon(&self, from: usize) -> bool {
        (from..self.end.min(from + 2)).any(|at| self.page.words[at].tag == Tag::Verb)
    }

    /// Whether a finite verb comes before the sentence ends.
    fn clause_ahead(&self, from: usize) -> bool {
        self.page.words[from.min(self.end)..self.end.min(from + 2 * FAR)]
            .iter()
            .any(|word| matches!(word.tag, Tag::Verb | Tag::Past))
    }

    /// A clause that a few words part from the verb: `that …`, or a pronoun with its verb.
    fn far(&self, from: usize) -> Complement {
        let near = from..self.end.min(from + FAR);
        for at in near {
            let word = &self.page.words[at];
            if !matches!(word.mark, Mark::Word | Mark::Hyphen) || word.has(Flags::CONJUNCTION) {
                break;
            }
            if word.has(Flags::COMPLEMENTIZER) && self.clause_ahead(at + 1) {
                return Complement::That(at + 1);
            }
            let pronoun = word.has(Flags::PRONOUN) && !word.has(Flags::POSSESSIVE);
            let verb = self.page.words.get(at + 1).is_some_and(|next| next.tag == Tag::Verb);
            if pronoun && verb && !self.page.has(from, Flags::SUBORDINATOR) {
                return Complement::Clause(at);
            }
            if word.tag == Tag::Verb {
                break;
            }
        }
        Complement::Nothing
    }

    /// Where the one addressed ends, if one is.
    fn past_hearer(&self, from: usize) -> usize {
        let page = self.page;
        let Some(word) = page.words.get(from).filter(|_| from < self.end) else { return from };
        if word.has(Flags::COMPLEMENTIZER) || !word.is_word() {
            return from;
        }
        let Some(phrase) = Phrase::after(page, from, self.end) else { return from };
        // Two names in a row: the second begins the clause.
        let first = page.words[from].mention();
        let other = phrase.words.clone().find(|&at| {
            first.is_some()
                && page.words[at].mention().is_some()
                && page.words[at].mention() != first
                && page.mention(from).is_some_and(|m| m.label != tidings_model::Label::Per)
                && self.clause_ahead(at)
                && !page.has(at - 1, Flags::PREPOSITION.or(Flags::CONJUNCTION).or(Flags::GENITIVE))
        });
        other.unwrap_or(phrase.words.end)
    }
}
