//! Times of day and zones as datelines write them: `20:45`, `6.05 pm GMT`, `18:05:00+02:00`.

use jiff::civil::Time;

use super::token::Token;
use super::words::Words;

/// Reads the time of day that some tokens begin with; returns how many it takes.
pub(super) fn time(tokens: &[Token<'_>]) -> Option<(usize, Time)> {
    let hour =
        tokens.first()?.number().filter(|_| tokens.first().is_some_and(|t| t.text.len() <= 2))?;
    let (mut at, minute) = match minutes(tokens, 1) {
        Some(minute) => (3, Some(minute)),
        None => (1, None),
    };
    let second = minute.and_then(|_| minutes(tokens, at));
    if second.is_some() {
        at += 2;
        at += fraction(tokens, at);
    }
    let half = half(tokens, at);
    let (len, afternoon) = half.map_or((0, None), |(len, afternoon)| (len, Some(afternoon)));
    let hour = match afternoon {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    minute.or(afternoon.map(|_| 0)).and_then(|minute| {
        let small = |n: i16| i8::try_from(n).ok();
        let time = Time::new(small(hour)?, small(minute)?, small(second.unwrap_or(0))?, 0).ok()?;
        Some((at + len, time))
    })
}

/// `:05`, `.05`: a mark and two digits, no blank between.
fn minutes(tokens: &[Token<'_>], at: usize) -> Option<i16> {
    let (mark, digits) = (tokens.get(at)?, tokens.get(at + 1)?);
    let fits = (mark.is(':') || mark.is('.') || mark.text.eq_ignore_ascii_case("h"))
        && !mark.spaced
        && !digits.spaced
        && digits.text.len() == 2;
    digits.number().filter(|_| fits)
}

/// How many tokens a fraction of a second takes: `.123456`.
fn fraction(tokens: &[Token<'_>], at: usize) -> usize {
    let dot = tokens.get(at).is_some_and(|token| token.is('.') && !token.spaced);
    let digits = tokens
        .get(at + 1)
        .is_some_and(|token| !token.spaced && token.text.bytes().all(|byte| byte.is_ascii_digit()));
    if dot && digits { 2 } else { 0 }
}

/// `am`, `p.m.`: how many tokens it takes, and whether it is the afternoon.
fn half(tokens: &[Token<'_>], at: usize) -> Option<(usize, bool)> {
    let first = tokens.get(at)?.text.to_lowercase();
    match first.as_str() {
        "am" => return Some((1, false)),
        "pm" => return Some((1, true)),
        _ => {}
    }
    let dotted = matches!(first.as_str(), "a" | "p")
        && tokens.get(at + 1)?.is('.')
        && tokens.get(at + 2)?.text.eq_ignore_ascii_case("m");
    let dot = tokens.get(at + 3).is_some_and(|token| token.is('.') && !token.spaced);
    dotted.then(|| (3 + usize::from(dot), first == "p"))
}

/// Reads a zone: how many tokens it takes, and minutes ahead of UTC where they are sure.
pub(super) fn zone(words: &Words, tokens: &[Token<'_>]) -> Option<(usize, Option<i16>)> {
    let first = tokens.first()?;
    if first.is('(') {
        let (len, ahead) = zone(words, tokens.get(1..)?)?;
        return tokens.get(len + 1).is_some_and(|token| token.is(')')).then_some((len + 2, ahead));
    }
    if let Some((len, ahead)) = offset(tokens) {
        return Some((len, Some(ahead)));
    }
    if let Some(ahead) = words.zone(&first.text.to_lowercase()) {
        let more = offset(tokens.get(1..)?).filter(|_| ahead == 0);
        return Some(more.map_or((1, Some(ahead)), |(len, more)| (1 + len, Some(more))));
    }
    // A short name with many meanings, such as IST: a zone, but which one is not known.
    let short = (2..=4).contains(&first.text.len()) && first.text.ends_with(['T', 'D']);
    (short && first.text.bytes().all(|b| b.is_ascii_uppercase())).then_some((1, None))
}

/// `+02:00`, `-0530`, `+2`
fn offset(tokens: &[Token<'_>]) -> Option<(usize, i16)> {
    let (sign, hours) = (tokens.first()?, tokens.get(1)?);
    let ahead = if sign.is('+') {
        1
    } else if sign.is('-') || sign.is('−') {
        -1
    } else {
        return None;
    };
    if hours.spaced {
        return None;
    }
    let number = hours.number()?;
    let (len, minutes) = match (hours.text.len(), minutes(tokens, 2)) {
        (4, _) => (2, number / 100 * 60 + number % 100),
        (1..=2, Some(minutes)) => (4, number * 60 + minutes),
        (1..=2, None) => (2, number * 60),
        _ => return None,
    };
    (minutes <= 14 * 60).then_some((len, ahead * minutes))
}
