//! How far the name of a person reaches.

use super::page::{Page, Sentence, Shape, Style};
use super::traits::Traits;

/// No name of a person has more words.
const LONGEST: usize = 7;

/// Whether a person's name seems to begin at a word.
pub(super) fn begins(page: &Page<'_>, at: usize, end: usize) -> bool {
    at < end
        && page.get(at).is_some_and(|word| {
            word.is_capital()
                && (word.is(Traits::GIVEN.and(Traits::SURNAME)) || word.shape == Shape::Initial)
        })
}

/// How many words of a person's name begin at `at`, 0 for none; one alone only behind a title.
pub(super) fn len(page: &Page<'_>, sentence: &Sentence, at: usize, titled: bool) -> usize {
    let limit = sentence.words.end.min(at + LONGEST);
    let mut end = at;
    let mut parts = 0;
    let mut next = at;
    while next < limit {
        let word = &page.words[next];
        let part = next == at || !stops(page, sentence, at, next);
        if word.is_capital() && part {
            parts += usize::from(word.shape != Shape::Initial || parts > 0);
            end = next + 1;
            if word.is(Traits::SUFFIX) && parts > 1 {
                break;
            }
        } else if !joins(page, next, limit) {
            match nickname_len(page, next, limit) {
                0 => break,
                len if next > at => next += len - 1,
                _ => break,
            }
        }
        next += 1;
    }
    let tail = tail_len(page, end, sentence.words.end);
    if tail > 0 {
        end += tail;
        parts += 1;
    }
    if parts > 1 || (titled && parts == 1) { end - at } else { 0 }
}

/// A particle, or a hyphen without spaces, before another capitalised word.
fn joins(page: &Page<'_>, at: usize, limit: usize) -> bool {
    let word = &page.words[at];
    let next = page.get(at + 1).filter(|next| at + 1 < limit && next.is_capital());
    match next {
        Some(next) if word.text == "-" => word.glued && next.glued,
        Some(_) => word.shape == Shape::Lower && word.is(Traits::PARTICLE),
        None => {
            let far = page.get(at + 2).filter(|far| at + 2 < limit && far.is_capital());
            let both = page.get(at + 1).is_some_and(|next| next.is(Traits::PARTICLE));
            far.is_some() && both && word.shape == Shape::Lower && word.is(Traits::PARTICLE)
        }
    }
}

/// How many words of the tail of a name stand behind `Kim Hyun`: `-sook`, `-o-cha`.
pub(super) fn tail_len(page: &Page<'_>, at: usize, end: usize) -> usize {
    let behind = at.checked_sub(1).and_then(|last| page.get(last));
    if !behind.is_some_and(|word| word.shape == Shape::Capital && word.text.len() <= 7) {
        return 0;
    }
    let part = |at: usize| {
        let hyphen = page.get(at).filter(|word| at + 1 < end && word.text == "-");
        let tail = page.get(at + 1).filter(|_| hyphen.is_some());
        tail.is_some_and(|tail| {
            let joined = page.words[at].glued == tail.glued;
            let short = tail.shape == Shape::Lower && tail.text.len() <= 6;
            joined && short && !page.is_common(tail)
        })
    };
    match (part(at), part(at + 2)) {
        (false, _) => 0,
        (true, false) => 2,
        (true, true) => 4,
    }
}

/// How many words a nickname in quotes takes, if another capitalised word follows it.
fn nickname_len(page: &Page<'_>, at: usize, limit: usize) -> usize {
    let text = |at: usize| page.get(at).filter(|_| at < limit).map_or("", |word| word.text);
    let quoted = matches!((text(at), text(at + 2)), ("\"", "\"") | ("“", "”") | ("‘", "’"));
    let capital = |at: usize| page.get(at).is_some_and(|word| at < limit && word.is_capital());
    if quoted && capital(at + 1) && capital(at + 3) { 3 } else { 0 }
}

/// Whether a capitalised word no longer belongs to the person before it.
fn stops(page: &Page<'_>, sentence: &Sentence, start: usize, at: usize) -> bool {
    let word = &page.words[at];
    if word.is(Traits::SURNAME.and(Traits::SURNAME_HEAD).and(Traits::SUFFIX)) {
        return false;
    }
    if word.shape == Shape::Initial {
        return false;
    }
    if sentence.style == Style::Title && page.is_common(word) {
        return true;
    }
    let known = page.longest(at, sentence.words.end);
    let entry = known.names.first().map(|id| page.lexicon.entry(*id));
    let named_after = at == start + 1
        && known.name_len == 1
        && page.words[start].is(Traits::GIVEN)
        && entry.is_some_and(|entry| matches!(entry.kind.as_str(), "city" | "state" | "county"));
    let sure = entry.is_some_and(|entry| !entry.ambiguous) && !named_after;
    let title = known.title_len > 0 && !word.is(Traits::GIVEN);
    (sure && !word.is(Traits::GIVEN))
        || title
        || (word.shape == Shape::Upper && word.text.len() < 6)
        || word.is(Traits::NEVER)
}
