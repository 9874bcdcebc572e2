//! Who and what reports name: as many people, towns and bodies as are asked for, each by a number.

use super::super::random::Random;
use super::super::vocabulary::Vocabulary;

/// Words that serve as first names; the rest of the list are surnames.
const FIRST_NAMES: usize = 1000;
/// What bodies of a town are called; their first letters with the town's are their acronyms.
const BODIES: &[&str] = &["Rescue Service", "Harbour Office", "Health Board", "Police Union"];

/// One thing that reports name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Thing {
    Person(u32),
    Town(u32),
    Body(u32),
}

/// The names of all things.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) words: Vocabulary,
}

impl World {
    pub(crate) fn new(random: &Random) -> Self {
        Self { words: Vocabulary::new(&mut random.fork(1)) }
    }

    pub(crate) fn towns(&self) -> usize {
        self.words.places.len()
    }

    pub(crate) fn town(&self, n: u32) -> &str {
        &self.words.places[n as usize % self.towns()]
    }

    /// First name and surname; no two people share both, many share one.
    pub(crate) fn person(&self, n: u32) -> (&str, &str) {
        // A prime that divides neither list spreads neighbours over both.
        const STEP: u64 = 1_000_003;
        let (firsts, lasts) = self.words.names.split_at(FIRST_NAMES);
        let at = (u64::from(n) * STEP) % (firsts.len() * lasts.len()) as u64;
        let (first, last) = (at as usize % firsts.len(), at as usize / firsts.len());
        (&firsts[first], &lasts[last])
    }

    /// A body of a town: its name and its acronym.
    pub(crate) fn body(&self, n: u32) -> (String, String) {
        let kind = BODIES[n as usize % BODIES.len()];
        let name = format!("{} {kind}", self.town(n / BODIES.len() as u32));
        let letters = name.split(' ').filter_map(|word| word.chars().next()).collect();
        (name, letters)
    }

    /// One of the bodies of a town.
    pub(crate) fn body_of(&self, town: u32, random: &mut Random) -> u32 {
        town * BODIES.len() as u32 + random.below(BODIES.len()) as u32
    }
}

/// A name as a hasty writer may spell it: one letter inside it left out.
pub(crate) fn misspelt(name: &str, random: &mut Random) -> String {
    let letters: Vec<char> = name.chars().collect();
    let gone = random.within(2, letters.len().saturating_sub(2).max(2));
    letters.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, c)| c).collect()
}

/// A name with one of its inner consonants doubled, as transliterations differ.
pub(crate) fn doubled(name: &str) -> String {
    let is_consonant = |c: char| c.is_ascii_lowercase() && !"aeiouhwy".contains(c);
    let found = name.char_indices().skip(2).find(|(_, c)| is_consonant(*c));
    let mut out = name.to_owned();
    if let Some((at, c)) = found {
        out.insert(at, c);
    }
    out
}

#[test]
fn people_have_names_of_their_own() {
    let world = World::new(&Random::new(1));
    let names: std::collections::BTreeSet<_> = (0..50_000).map(|n| world.person(n)).collect();
    assert_eq!(names.len(), 50_000);
    let surnames: std::collections::BTreeSet<_> = names.iter().map(|name| name.1).collect();
    assert!(surnames.len() < 4000, "some of them share a surname");
    assert_eq!(doubled("Sarvika"), "Sarrvika");
    assert_eq!(misspelt("Osei", &mut Random::new(1)).len(), 3);
}
