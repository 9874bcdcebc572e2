//! What copying does to a text: an editor's hand, and a scanner's eye.

use super::random::Random;

/// What a scanner takes a letter for; where it has no such pair, it takes it for a neighbour.
const MISREAD: &[(char, &str)] = &[
    ('e', "c"),
    ('c', "e"),
    ('l', "1"),
    ('i', "l"),
    ('o', "0"),
    ('a', "o"),
    ('m', "rn"),
    ('n', "u"),
    ('u', "n"),
    ('h', "b"),
    ('t', "f"),
    ('s', "5"),
    ('r', "v"),
    ('.', ","),
    (',', "."),
];

/// Takes out, puts in or replaces this share of the words.
pub(crate) fn edited(text: &str, share: f64, words: &[String], random: &mut Random) -> String {
    let mut edit = |word: &str| {
        if word.is_empty() || !random.chance(share) {
            return word.to_owned();
        }
        let other = words[random.rank(words.len())].clone();
        match random.below(3) {
            0 => String::new(),
            1 => other,
            _ => format!("{word} {other}"),
        }
    };
    text.split('\n').map(|line| each_word(line, &mut edit)).collect::<Vec<_>>().join("\n")
}

fn each_word(line: &str, edit: &mut impl FnMut(&str) -> String) -> String {
    let words = line.split(' ').map(edit);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Misreads, loses or doubles this share of the letters and the blanks between words.
pub(crate) fn scanned(text: &str, share: f64, random: &mut Random) -> String {
    let mut seen = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\n' || !random.chance(share) {
            seen.push(letter);
            continue;
        }
        match MISREAD.iter().find(|(from, _)| *from == letter) {
            Some((_, to)) if random.chance(0.7) => seen.push_str(to),
            _ if random.chance(0.5) => {}
            _ => seen.extend([letter, *random.pick(&['.', '\'', 'i', 'l', ' '])]),
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The tide was low and the pilots of the harbour waited until noon. ";

    #[test]
    fn an_editor_changes_a_share_of_the_words() {
        let text = TEXT.repeat(100);
        let changed = edited(&text, 0.03, &["gull".to_owned()], &mut Random::new(1));
        let words = text.split(' ').count();
        let gone = words.abs_diff(changed.split(' ').filter(|word| *word != "gull").count());
        let put = changed.matches("gull").count();
        assert!((0.015..0.03).contains(&(put as f64 / words as f64)), "{put} of {words}");
        assert!((0.015..0.03).contains(&(gone as f64 / words as f64)), "{gone} of {words}");
    }

    #[test]
    fn a_scanner_misreads_a_share_of_the_letters() {
        let text = TEXT.repeat(100);
        let seen = scanned(&text, 0.06, &mut Random::new(1));
        let same = text.split(' ').zip(seen.split(' ')).take(10).filter(|(a, b)| a == b).count();
        assert!(same < 10);
        let zeros = seen.matches('0').count() as f64 / text.matches('o').count() as f64;
        assert!((0.02..0.065).contains(&zeros), "{zeros}");
    }
}
