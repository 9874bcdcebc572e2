//! Who is who on a page: full names, acronyms, offices, and who spoke last.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use tidings_model::Label;

use super::flags::Flags;
use super::page::{Page, Tag};
use super::phrases::mention_range;
use super::tags::is_possessive;

/// Titles of a name are looked for so many words before it.
const TITLE_REACH: usize = 9;

/// A named person.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// The fullest name.
    pub(super) name: String,
    /// The base forms of its offices and roles: `minister`.
    pub(super) roles: BTreeSet<String>,
    /// Lower-case words that stand with the roles: `defence`, `russian`.
    pub(super) marks: BTreeSet<String>,
}

/// The people of a page, and what acronyms stand for.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub(super) figures: Vec<Figure>,
    by_last_word: BTreeMap<String, Vec<usize>>,
    acronyms: BTreeMap<String, String>,
}

impl Cast {
    /// Reads every mention of a page.
    pub(super) fn read(page: &Page<'_>) -> Self {
        let mut cast = Self::default();
        let mut at = 0;
        while at < page.words.len() {
            let words = mention_range(page, at, page.words.len());
            if let Some(mention) = page.mention(at) {
                cast.meet(page, &words, mention.label, mention.canonical.as_deref());
            }
            at = words.end;
        }
        cast.settle();
        cast
    }

    fn meet(&mut self, page: &Page<'_>, words: &Range<usize>, label: Label, known: Option<&str>) {
        let written = page.phrase(words);
        self.acronym(page, words, &written, label, known);
        if label != Label::Per {
            return;
        }
        let name = known.filter(|known| word_count(known) > word_count(&written));
        let name = bare_name(page, words, name.map_or(written, str::to_owned));
        let (roles, marks) = titles(page, words.start);
        let last = last_word(&name);
        let known = self.by_last_word.get(&last).and_then(|all| {
            all.iter().rev().copied().find(|&index| same_person(&self.figures[index].name, &name))
        });
        match known {
            Some(index) => {
                let figure = &mut self.figures[index];
                figure.roles.extend(roles);
                figure.marks.extend(marks);
                if word_count(&name) > word_count(&figure.name) {
                    figure.name = name;
                }
            }
            None => {
                self.by_last_word.entry(last).or_default().push(self.figures.len());
                self.figures.push(Figure { name, roles, marks });
            }
        }
    }

    /// `Harbour Workers' League (HWL)`: the letters stand for the name.
    fn acronym(
        &mut self,
        page: &Page<'_>,
        words: &Range<usize>,
        written: &str,
        label: Label,
        known: Option<&str>,
    ) {
        if label == Label::Per || label == Label::Loc {
            return;
        }
        if let Some(known) = known.filter(|known| *known != written && label == Label::Org) {
            self.acronyms.entry(written.to_owned()).or_insert_with(|| known.to_owned());
        }
        let inside = words.end + 1;
        let bracket = page.words.get(words.end).is_some_and(|_| page.text(words.end) == "(")
            && page.words.get(inside + 1).is_some_and(|_| page.text(inside + 1) == ")");
        if bracket && word_count(written) > 1 && stands_for(page.text(inside), written) {
            self.acronyms.insert(page.text(inside).to_owned(), written.to_owned());
        }
    }

    /// A person met first by surname takes over the full name met later.
    fn settle(&mut self) {
        for indices in self.by_last_word.values() {
            let full: Vec<usize> = indices
                .iter()
                .copied()
                .filter(|&index| word_count(&self.figures[index].name) > 1)
                .collect();
            let [only] = full[..] else { continue };
            let figure = self.figures[only].clone();
            for &index in indices.iter().filter(|&&index| index != only) {
                if word_count(&self.figures[index].name) == 1 {
                    self.figures[index].name.clone_from(&figure.name);
                    self.figures[index].roles.extend(figure.roles.iter().cloned());
                }
            }
        }
    }

    /// The fullest name on the page of a person.
    pub(super) fn full_name(&self, name: &str) -> Option<&Figure> {
        let indices = self.by_last_word.get(&last_word(name))?;
        let mut figures = indices.iter().rev().map(|&index| &self.figures[index]);
        figures.find(|figure| same_person(&figure.name, name))
    }

    /// What an acronym stands for, or the name itself.
    pub(super) fn spelled_out<'n>(&'n self, name: &'n str) -> &'n str {
        self.acronyms.get(name).map_or(name, String::as_str)
    }

    /// Notes a person whom no mention names.
    pub(super) fn introduce(&mut self, page: &Page<'_>, words: &Range<usize>) -> String {
        let name = page.phrase(words);
        if let Some(figure) = self.full_name(&name) {
            return figure.name.clone();
        }
        let (roles, marks) = titles(page, words.start);
        self.by_last_word.entry(last_word(&name)).or_default().push(self.figures.len());
        let figure = Figure { name: name.clone(), roles, marks };
        self.figures.push(figure);
        name
    }
}

/// The roles before a name, and the other words among them.
fn titles(page: &Page<'_>, name: usize) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut roles, mut marks) = (BTreeSet::new(), BTreeSet::new());
    let from = name.saturating_sub(TITLE_REACH);
    let mut pending = BTreeSet::new();
    for at in (from..name).rev() {
        let word = &page.words[at];
        let breaks = !word.is_word() || word.tag != Tag::Plain || word.timex().is_some();
        if breaks || word.has(Flags::RELATIVE) && !word.has(Flags::DETERMINER) {
            break;
        }
        let lower = page.text(at).to_lowercase();
        if word.has(Flags::OFFICE.or(Flags::PERSON_ROLE)) {
            roles.insert(page.lexeme(at).base.clone().unwrap_or(lower));
            marks.append(&mut pending);
        } else if word.has(Flags::DETERMINER) && !page.has(at.wrapping_sub(1), Flags::PREPOSITION) {
            break;
        } else if !word.has(Flags::PREPOSITION) && !is_possessive(page, at) {
            // Behind the role these words belong to it; before it they may.
            pending.insert(lower);
        }
    }
    if !roles.is_empty() {
        marks.append(&mut pending);
    }
    (roles, marks)
}

/// A name without the titles that its mention may hold.
fn bare_name(page: &Page<'_>, words: &Range<usize>, name: String) -> String {
    let titles = Flags::TITLE.or(Flags::OFFICE).or(Flags::PERSON_ROLE);
    let skip = words.clone().take_while(|&at| page.has(at, titles)).count();
    if skip == 0 || skip >= words.len() || page.phrase(words) != name {
        return name;
    }
    page.phrase(&(words.start + skip..words.end))
}

/// The word that tells people apart, without a particle: `sayed` of `Omar al-Sayed`.
fn last_word(name: &str) -> String {
    let last = name.split_whitespace().next_back().unwrap_or_default();
    let bare = last
        .split_once('-')
        .filter(|(particle, _)| particle.len() <= 3 && particle.chars().all(char::is_lowercase));
    bare.map_or(last, |(_, rest)| rest).to_lowercase()
}

fn word_count(name: &str) -> usize {
    name.split_whitespace().count()
}

/// Whether two names that end alike can be one person's: one is a surname, or they begin alike.
fn same_person(a: &str, b: &str) -> bool {
    let (one, two) = (a.split_whitespace().count(), b.split_whitespace().count());
    let first = |name: &str| name.split_whitespace().next().map(str::to_lowercase);
    if last_word(a) != last_word(b) {
        return false;
    }
    one == 1 || two == 1 || first(a) == first(b)
}

/// Whether letters are the initials of a name, little words skipped or not.
fn stands_for(letters: &str, name: &str) -> bool {
    let upper = letters.chars().filter(|c| c.is_alphanumeric());
    let mut initials = name.split_whitespace().filter_map(|word| word.chars().next());
    let mut count = 0;
    for letter in upper {
        count += 1;
        if !initials.any(|initial| initial.to_uppercase().eq(letter.to_uppercase())) {
            return false;
        }
    }
    count >= 2 && letters.starts_with(char::is_uppercase)
}
