//! Words that no language has, as many as news uses.

use std::collections::BTreeSet;

use super::random::Random;

const ONSETS: &[&str] = &[
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl",
    "r", "s", "sh", "st", "t", "tr", "v", "w", "z", "th", "sk", "",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou", "ie"];
const CODAS: &[&str] = &["", "", "", "n", "r", "l", "m", "t", "ck", "nd", "rn", "st", "lt", "x"];

/// The words of an invented language, each list from the most used on.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// Things.
    pub(crate) nouns: Vec<String>,
    /// What they do, in the past.
    pub(crate) verbs: Vec<String>,
    /// What they are like.
    pub(crate) adjectives: Vec<String>,
    /// Family names and first names.
    pub(crate) names: Vec<String>,
    /// Places.
    pub(crate) places: Vec<String>,
}

impl Vocabulary {
    /// The words of a seed; none stands in two lists.
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut taken = BTreeSet::new();
        let mut words = |many: usize, ending: &str, capital: bool| {
            let mut list = Vec::with_capacity(many);
            while list.len() < many {
                let word = stem(random) + ending;
                if taken.insert(word.clone()) {
                    list.push(if capital { capitalised(&word) } else { word });
                }
            }
            list
        };
        Self {
            nouns: words(6000, "", false),
            verbs: words(2000, "ed", false),
            adjectives: words(2000, "y", false),
            names: words(4000, "", true),
            places: words(1500, "a", true),
        }
    }
}

fn stem(random: &mut Random) -> String {
    let syllables = random.within(1, 3);
    let mut word: String =
        (0..syllables).flat_map(|_| [*random.pick(ONSETS), *random.pick(VOWELS)]).collect();
    word.push_str(random.pick::<&str>(CODAS));
    word
}

/// The same word with a capital.
pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

#[test]
fn words_are_many_and_none_twice() {
    let words = Vocabulary::new(&mut Random::new(3));
    let all: BTreeSet<String> =
        [&words.nouns, &words.verbs, &words.adjectives, &words.names, &words.places]
            .into_iter()
            .flatten()
            .map(|word| word.to_lowercase())
            .collect();
    assert_eq!(all.len(), 6000 + 2000 + 2000 + 4000 + 1500);
}
