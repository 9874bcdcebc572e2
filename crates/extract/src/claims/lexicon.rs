//! The words that the claims stage knows, and what it knows of them.

mod forms;
mod written;

use tidings_model::Certainty;
use tidings_stage::BuildError;
use toml::Spanned;

use super::flags::{Flags, Forms};
use crate::lexicon::Source;
use crate::word_map::WordMap;
use forms::{Inflector, plural};
pub(super) use written::{CueKind, Takes, Victim};
use written::{Doubt, Verbs, Written, WrittenCue, WrittenEvent, WrittenNoun};

/// The files that are part of the program.
const EMBEDDED: [(&str, &str); 4] = [
    ("grammar.toml", include_str!("../../../../config/lexicon/grammar.toml")),
    ("cues.toml", include_str!("../../../../config/lexicon/cues.toml")),
    ("events.toml", include_str!("../../../../config/lexicon/events.toml")),
    ("roles.toml", include_str!("../../../../config/lexicon/roles.toml")),
];

/// Words longer than this are in no list.
const LONGEST: usize = 32;

/// A verb or noun of speech.
#[derive(Debug)]
pub(super) struct Cue {
    pub(super) kind: CueKind,
    pub(super) class: Option<String>,
    takes: Vec<Takes>,
    /// Whether the one addressed stands after it.
    pub(super) hearer: bool,
    /// Whether it passes on what another said.
    pub(super) relay: bool,
    /// Whether it goes on with the speech before it.
    pub(super) more: bool,
    doubt: Option<Doubt>,
    /// The verb with its particle, or the noun.
    pub(super) lemma: String,
    /// The words after the first.
    pub(super) rest: Vec<String>,
}

impl Cue {
    /// Whether it may go with something.
    pub(super) fn takes(&self, what: Takes) -> bool {
        self.takes.contains(&what) || what == Takes::That && self.takes.contains(&Takes::Clause)
    }

    /// Whether it is a noun, not a verb.
    pub(super) fn is_noun(&self) -> bool {
        self.takes.is_empty()
    }

    /// How sure a thing is that is said so.
    pub(super) fn certainty(&self) -> Certainty {
        match self.doubt {
            None => Certainty::Reported,
            Some(Doubt::Possible) => Certainty::Possible,
            Some(Doubt::Denied) => Certainty::Denied,
        }
    }
}

/// A verb, noun or state that tells of an event.
#[derive(Debug)]
pub(super) struct EventWord {
    pub(super) class: String,
    pub(super) victim: Victim,
    /// Whether it happens to people, who are counted by it.
    pub(super) personal: bool,
    /// Whether the noun is itself what is counted.
    pub(super) counted: bool,
    /// Whether the noun is borne by the one it happens to.
    pub(super) borne: bool,
    /// Whether it tells of the event only where it happens to people: `hurt`, `save`.
    pub(super) only_people: bool,
    /// Words of which one must follow a verb: `taken to hospital`.
    pub(super) towards: Vec<String>,
    /// Whether it speaks of other events as charges.
    pub(super) legal: bool,
    /// The verb with its particle, or the noun.
    pub(super) lemma: String,
    /// For a verb, the words after the first; for a noun, those before the last.
    pub(super) rest: Vec<String>,
}

/// One thing that a spelling can be: an index into the list of cues or events, in some forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sense {
    pub(super) id: u16,
    pub(super) forms: Forms,
}

/// What is known of a spelling.
#[derive(Debug, Default)]
pub(super) struct Lexeme {
    pub(super) flags: Flags,
    /// As a verb or noun of any list.
    pub(super) forms: Forms,
    pub(super) cues: Vec<Sense>,
    pub(super) speech_nouns: Vec<Sense>,
    pub(super) events: Vec<Sense>,
    /// What a phrase says that begins with this word: its other words, and what it says.
    pub(super) phrases: Vec<(Vec<String>, Flags)>,
    /// The singular or base form, where it differs and a list gives it.
    pub(super) base: Option<String>,
}

/// Every word list of the stage.
#[derive(Debug)]
pub(super) struct Lexicon {
    index: WordMap,
    lexemes: Vec<Lexeme>,
    cues: Vec<Cue>,
    events: Vec<EventWord>,
}

impl Lexicon {
    /// The embedded lists, and those of a user.
    pub(super) fn load(more: Vec<Source>) -> Result<Self, BuildError> {
        let embedded = EMBEDDED.iter().map(|(name, text)| Source::embedded(name, text));
        let sources: Vec<Source> = embedded.chain(more).collect();
        let mut loader = Loader::default();
        let mut files = Vec::new();
        for source in &sources {
            let mut file: Written = source.parse()?;
            loader.spellings(source, std::mem::take(&mut file.verbs))?;
            files.push((source, file));
        }
        for (source, file) in files {
            loader.file(source, file)?;
        }
        Ok(loader.made)
    }

    /// What is known of a word as it is written.
    pub(super) fn word(&self, text: &str) -> u32 {
        let found = match text.is_ascii() {
            true => self.index.get(text),
            false if text.len() > LONGEST => None,
            false => self.index.get(&text.to_lowercase().replace('’', "'")),
        };
        found.unwrap_or(0)
    }

    /// What an index of [`word`](Self::word) stands for.
    pub(super) fn lexeme(&self, index: u32) -> &Lexeme {
        &self.lexemes[index as usize]
    }

    /// A verb or noun of speech.
    pub(super) fn cue(&self, id: u16) -> &Cue {
        &self.cues[id as usize]
    }

    /// A word for an event.
    pub(super) fn event(&self, id: u16) -> &EventWord {
        &self.events[id as usize]
    }
}

/// Fills a lexicon, list by list.
#[derive(Debug)]
struct Loader {
    made: Lexicon,
    inflector: Inflector,
}

impl Default for Loader {
    fn default() -> Self {
        let made = Lexicon {
            index: WordMap::default(),
            lexemes: vec![Lexeme::default()],
            cues: Vec::new(),
            events: Vec::new(),
        };
        Self { made, inflector: Inflector::default() }
    }
}

impl Loader {
    fn spellings(&mut self, source: &Source, verbs: Verbs) -> Result<(), BuildError> {
        for written in verbs.irregular {
            let at = written.span();
            let forms = <[String; 5]>::try_from(written.into_inner()).map_err(|found| {
                let problem = format!(
                    "expected five forms (base, third person, past, participle, gerund), \
                     found {}",
                    found.len()
                );
                source.error(at, problem)
            })?;
            self.inflector.irregular(forms);
        }
        verbs.doubling.into_iter().for_each(|base| self.inflector.doubling(base));
        for base in &verbs.nouns {
            for (form, forms) in self.inflector.verb(base) {
                if forms.any(Forms::BASE.or(Forms::THIRD)) {
                    let entry = self.entry(&form);
                    entry.forms = entry.forms.or(Forms::NOUN);
                }
            }
        }
        for base in verbs.common {
            self.verb(&base, Flags::NONE);
        }
        Ok(())
    }

    fn file(&mut self, source: &Source, file: Written) -> Result<(), BuildError> {
        let lists = file.words.lists().into_iter().chain(file.status.lists());
        for (flags, words) in lists.chain(file.certainty.lists()) {
            self.words(&words, flags);
        }
        self.words(&file.title.words, Flags::TITLE);
        self.words(&file.anonymity.words, Flags::ANONYMITY);
        self.words(&file.fatal.words, Flags::FATAL);
        self.words(&file.source.phrases, Flags::SOURCE);
        self.words(&file.source.unnamed, Flags::UNNAMED);
        self.nouns(&file.person.nouns, Flags::PERSON_ROLE);
        self.nouns(&file.office.nouns, Flags::OFFICE);
        self.nouns(&file.body.nouns, Flags::BODY);
        self.nouns(&file.document.nouns, Flags::DOCUMENT);
        self.nouns(&file.people.nouns, Flags::PEOPLE);
        self.nouns(&file.people.pairs, Flags::PEOPLE.or(Flags::PAIR));
        self.nouns(&file.people.attackers, Flags::ATTACKER.or(Flags::PEOPLE));
        self.nouns(&file.light.lives, Flags::LIFE);
        self.nouns(&file.light.tolls, Flags::TOLL);
        self.nouns(&file.light.deaths, Flags::TOLL.or(Flags::DEATHS));
        self.verbs(&file.source.quoters, Flags::QUOTER);
        self.verbs(&file.raising.verbs, Flags::RAISING);
        self.verbs(&file.light.verbs, Flags::LIGHT);
        self.verbs(&file.light.causing, Flags::CAUSING);
        self.verbs(&file.light.claiming, Flags::CLAIMING);
        self.verbs(&file.light.rising, Flags::RISING);
        file.cue.into_iter().try_for_each(|cue| self.cue(source, cue))?;
        file.noun.into_iter().for_each(|noun| self.speech_noun(noun));
        file.event.into_iter().try_for_each(|event| self.event(source, event))
    }

    fn entry(&mut self, word: &str) -> &mut Lexeme {
        let made = &mut self.made;
        let next = made.lexemes.len() as u32;
        let at = made.index.get_or_add(word, next);
        if at == next {
            made.lexemes.push(Lexeme::default());
        }
        &mut made.lexemes[at as usize]
    }

    fn words(&mut self, words: &[String], flags: Flags) {
        for word in words {
            match split(word) {
                (first, rest) if rest.is_empty() => self.flag(&first, flags),
                (first, rest) => self.entry(&first).phrases.push((rest, flags)),
            }
        }
    }

    fn flag(&mut self, word: &str, flags: Flags) {
        let entry = self.entry(word);
        entry.flags = entry.flags.or(flags);
    }

    fn nouns(&mut self, nouns: &[String], flags: Flags) {
        for noun in nouns {
            let (first, rest) = split(noun);
            if !rest.is_empty() {
                self.entry(&first).phrases.push((rest, flags));
                continue;
            }
            self.flag(noun, flags);
            let more = plural(noun);
            self.flag(&more, flags.or(Flags::PLURAL));
            self.entry(&more).base = Some(noun.clone());
        }
    }

    fn verbs(&mut self, verbs: &[String], flags: Flags) {
        verbs.iter().for_each(|base| self.verb(base, flags));
    }

    /// Lists a verb's forms; with a particle, what the flags say holds of the phrase.
    fn verb(&mut self, base: &str, flags: Flags) {
        let (first, rest) = split(base);
        for (form, forms) in self.inflector.verb(&first) {
            let entry = self.entry(&form);
            entry.forms = entry.forms.or(forms);
            entry.flags = entry.flags.or(Flags::VERB);
            if rest.is_empty() {
                entry.flags = entry.flags.or(flags);
            } else if flags != Flags::NONE {
                entry.phrases.push((rest.clone(), flags));
            }
        }
    }

    fn cue(&mut self, source: &Source, written: WrittenCue) -> Result<(), BuildError> {
        for verb in &written.verbs {
            let (first, rest) = checked(source, verb)?;
            let id = self.made.cues.len() as u16;
            self.made.cues.push(Cue {
                kind: written.kind,
                class: written.class.clone(),
                takes: written.takes.clone(),
                hearer: written.hearer,
                relay: written.relay,
                more: written.more,
                doubt: written.doubt,
                lemma: verb.get_ref().clone(),
                rest,
            });
            self.senses(&first, |entry, forms| add(&mut entry.cues, id, forms));
        }
        Ok(())
    }

    /// Gives every form of a verb a sense.
    fn senses(&mut self, base: &str, add: impl Fn(&mut Lexeme, Forms)) {
        for (form, forms) in self.inflector.verb(base) {
            let entry = self.entry(&form);
            entry.forms = entry.forms.or(forms);
            entry.flags = entry.flags.or(Flags::VERB);
            add(entry, forms);
        }
    }

    fn speech_noun(&mut self, written: WrittenNoun) {
        for noun in &written.nouns {
            let id = self.made.cues.len() as u16;
            self.made.cues.push(Cue {
                kind: written.kind,
                class: written.class.clone(),
                takes: Vec::new(),
                hearer: false,
                relay: false,
                more: false,
                doubt: None,
                lemma: noun.clone(),
                rest: Vec::new(),
            });
            for form in [noun.clone(), plural(noun)] {
                let entry = self.entry(&form);
                entry.forms = entry.forms.or(Forms::NOUN);
                add(&mut entry.speech_nouns, id, Forms::NOUN);
            }
        }
    }

    fn event(&mut self, source: &Source, written: WrittenEvent) -> Result<(), BuildError> {
        for verb in &written.verbs {
            let (first, rest) = checked(source, verb)?;
            let id = self.event_word(&written, verb.get_ref(), rest);
            self.senses(&first, |entry, forms| add(&mut entry.events, id, forms));
        }
        for noun in &written.nouns {
            let mut words: Vec<String> = noun.split(' ').map(str::to_owned).collect();
            let Some(last) = words.pop() else { continue };
            let id = self.event_word(&written, noun, words);
            for form in [last.clone(), plural(&last)] {
                let many = form != last;
                let entry = self.entry(&form);
                entry.forms = entry.forms.or(Forms::NOUN);
                entry.flags = if many { entry.flags.or(Flags::PLURAL) } else { entry.flags };
                add(&mut entry.events, id, Forms::NOUN);
            }
        }
        for state in &written.states {
            let id = self.event_word(&written, state, Vec::new());
            let entry = self.entry(state);
            entry.forms = entry.forms.or(Forms::STATE);
            add(&mut entry.events, id, Forms::STATE);
        }
        Ok(())
    }

    fn event_word(&mut self, written: &WrittenEvent, lemma: &str, rest: Vec<String>) -> u16 {
        self.made.events.push(EventWord {
            class: written.class.clone(),
            victim: written.victim,
            personal: written.personal,
            counted: written.counted,
            borne: written.borne,
            only_people: written.only_people,
            towards: written.towards.clone(),
            legal: written.legal,
            lemma: lemma.to_owned(),
            rest,
        });
        (self.made.events.len() - 1) as u16
    }
}

fn add(senses: &mut Vec<Sense>, id: u16, forms: Forms) {
    match senses.iter_mut().find(|sense| sense.id == id) {
        Some(sense) => sense.forms = sense.forms.or(forms),
        None => senses.push(Sense { id, forms }),
    }
}

fn split(words: &str) -> (String, Vec<String>) {
    let mut words = words.split(' ').map(str::to_owned);
    (words.next().unwrap_or_default(), words.collect())
}

fn checked(source: &Source, verb: &Spanned<String>) -> Result<(String, Vec<String>), BuildError> {
    let text = verb.get_ref();
    if text.is_empty() || text.chars().any(|c| c.is_uppercase()) {
        let problem = format!("expected a verb in lower case, found `{text}`");
        return Err(source.error(verb.span(), problem));
    }
    Ok(split(text))
}
