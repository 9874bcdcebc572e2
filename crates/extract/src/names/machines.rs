//! Weapons and vehicles by their designation: `An-72P`, `Boeing 737`, `HMS Daring`.

use super::page::{Page, Sentence, Shape};
use super::traits::Traits;

/// How many words a designation that begins here has, and the kind of machine.
pub(super) fn at(page: &Page<'_>, sentence: &Sentence, at: usize) -> Option<(usize, &'static str)> {
    let word = &page.words[at];
    let next = page.get(at + 1).filter(|_| at + 1 < sentence.words.end);
    if let Some((letters, number)) = word.text.split_once('-') {
        let kind = kind(page, letters).filter(|_| starts_with_digit(number))?;
        let sure = letters.len() > 1 || sentence.machines;
        return sure.then_some((1, kind));
    }
    let next = next?;
    if word.is(Traits::SHIP) && next.is_capital() {
        let end = (at + 1..sentence.words.end.min(at + 5))
            .take_while(|at| page.words[*at].is_capital())
            .last();
        return end.map(|end| (end + 1 - at, "vehicle"));
    }
    let spelled = word.text.len() > 3 && next.shape != Shape::Mark && starts_with_digit(next.text);
    kind(page, word.text).filter(|_| spelled && word.is_capital()).map(|kind| (2, kind))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn kind(page: &Page<'_>, letters: &str) -> Option<&'static str> {
    let kind = page.lexicon.designations.get(letters)?;
    Some(if kind == "weapon" { "weapon" } else { "vehicle" })
}
