//! Cities whose province is meant: `Herat province`, `the provinces of Ghazni and Kandahar`.

use std::ops::Range;

use tidings_model::Label;

use super::found::Found;
use super::page::Page;

/// Marks the cities that mean a province. Names stand in order of their place.
pub(super) fn mark(page: &Page<'_>, sure: &mut [Found]) {
    let mut start = 0;
    while start < sure.len() {
        let end = list_end(page, sure, start);
        let meant = meant(page, &sure[start..end], start);
        for found in &mut sure[meant] {
            found.kind = Some("province");
        }
        start = end;
    }
}

/// Where a list of cities ends that begins with a name; the next name, if that is no city.
fn list_end(page: &Page<'_>, sure: &[Found], start: usize) -> usize {
    let mut end = start + 1;
    let city = |at: usize| sure.get(at).is_some_and(|found| is_city(page, found));
    while city(end - 1) && city(end) && joined(page, &sure[end - 1].words, &sure[end].words) {
        end += 1;
    }
    end
}

/// Which of a list, that begins at `start` of all names, mean provinces.
fn meant(page: &Page<'_>, list: &[Found], start: usize) -> Range<usize> {
    let end = start + list.len();
    let (first, last) = (&list[0], &list[list.len() - 1]);
    let before = first.words.start;
    let of = before >= 2 && page.words[before - 1].text == "of" && noun(page, before - 2).is_some();
    match noun(page, last.words.end) {
        _ if !is_city(page, first) => start..start,
        _ if of => start..end,
        Some(noun) if noun.ends_with('s') => start..end,
        Some(_) => end - 1..end,
        None => start..start,
    }
}

fn is_city(page: &Page<'_>, found: &Found) -> bool {
    let city = |id: &u32| page.lexicon.entry(*id).kind == "city";
    found.label == Label::Loc && found.entries.first().is_some_and(city)
}

/// `province` and its like, if one stands here.
fn noun<'p>(page: &Page<'p>, at: usize) -> Option<&'p str> {
    let text = page.get(at)?.text;
    let nouns = ["province", "provinces", "governorate", "governorates"];
    nouns.contains(&text).then_some(text)
}

/// Whether only a comma, `and` or both stand between two names.
fn joined(page: &Page<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let between = page.words.get(left.end..right.start).unwrap_or_default();
    (1..=2).contains(&between.len()) && between.iter().all(|word| matches!(word.text, "," | "and"))
}
