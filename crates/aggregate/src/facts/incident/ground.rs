//! Places of a page that can be the city of its incident.
//!
//! Each has a voice: louder towards the top, behind `in` or `near`, before a state, and loudest in a
//! dateline and in the name of a body that serves it (`Springfield Police Department`). Streets,
//! hospitals, counties and parts of a city have none. A district that stands for its city is that
//! city; a listed town counts under another label too, where the words around speak for a place.

use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, Label, Mention, Span};

use crate::lexicon::{Lexicon, PlaceWords, name_key};
use crate::towns::Towns;
use crate::words::{fold, words};

/// Bytes from the top of a page over which a voice sinks to one half.
const HALF: f64 = 1500.0;
/// What a voice gains behind a preposition of place, and loses behind one of origin.
const WITHIN: f64 = 0.5;
/// What it gains before a state, before the word for a body, and as that of a listed town.
const STATE: f64 = 2.0;
const SERVED: f64 = 1.0;
const LISTED: f64 = 0.5;
/// What it gains in a dateline.
const DATELINE: f64 = 6.0;
/// The voice of a body that bears its city's name.
const BODY: f64 = 7.0;
/// The voice of a town that other stages took for something else.
const MISTAKEN: f64 = 2.0;
/// The voice of a name that is called part of a city.
const QUARTER: f64 = 0.3;
/// Places of a page that have a voice.
pub(in super::super) const MOST: usize = 200;
/// Bytes before a name in which its preposition is looked for.
const BEFORE: usize = 40;
/// Bytes behind a name in which the dash of a dateline is looked for.
const DATELINE_LENGTH: usize = 60;

/// A place of a page that can be a city.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct Ground {
    /// The mention, by index; none for a name of the headline.
    pub(in super::super) mention: Option<u32>,
    /// Name of the city.
    pub(super) name: String,
    /// Its folded words, by which spellings meet.
    pub(super) key: String,
    pub(super) voice: f64,
    /// Whether it is called a neighbourhood.
    pub(super) is_part: bool,
}

impl Ground {
    /// A place by name; none if nothing is left of it.
    pub(super) fn new(mention: Option<u32>, name: &str, voice: f64, towns: &Towns) -> Option<Self> {
        let name = towns.city_of(name).map_or_else(|| towns.in_full(name), str::to_owned);
        let key = name_key(&name);
        (!key.is_empty()).then_some(Self { mention, name, key, voice, is_part: false })
    }

    /// The places of an article that can be its city, the first, and how many it has.
    pub(in super::super) fn of(doc: &AnnotatedArticle, lexicon: &Lexicon) -> (Vec<Self>, usize) {
        let (list, towns) = (&lexicon.incidents.place, &lexicon.towns);
        let grounds = (0..).zip(&doc.mentions).filter_map(|(at, mention)| {
            let near = Around { doc, mention, next: doc.mentions.get(at as usize + 1) };
            let (name, voice) = near
                .body(list, towns)
                .or_else(|| near.city(list, towns))
                .or_else(|| near.mistaken(list, towns))?;
            let place = 1.0 / (1.0 + f64::from(mention.span.start) / HALF);
            let ground = Self::new(Some(at), &name, voice * place, towns)?;
            let is_part = list.neighbourhoods.contains(&near.word_behind());
            Some(Self { is_part, ..ground })
        });
        let mut grounds: Vec<Self> = grounds.collect();
        let found = grounds.len();
        grounds.truncate(MOST);
        let title = doc.article.title.as_deref().unwrap_or_default();
        let headline = super::headline::grounds(title, &grounds, lexicon);
        grounds.extend(headline);
        (grounds, found)
    }
}

/// A mention and what stands around it.
struct Around<'a> {
    doc: &'a AnnotatedArticle,
    mention: &'a Mention,
    next: Option<&'a Mention>,
}

impl Around<'_> {
    /// The city of a body that bears its name.
    fn body(&self, list: &PlaceWords, towns: &Towns) -> Option<(String, f64)> {
        let text = self.doc.slice(self.mention.span);
        let parts: Vec<&str> = words(text).filter_map(|at| text.get(at)).collect();
        let body = parts.iter().position(|word| list.bodies.contains(&fold(word)))?;
        let wide = parts
            .iter()
            .map(|word| fold(word))
            .any(|word| list.quarters.contains(&word) || list.wide.contains(&word));
        let first = usize::from(parts.first().is_some_and(|word| fold(word) == "the"));
        let whole = parts.get(first..body)?;
        let between = |word: &&str| !list.between.contains(&fold(word));
        let last = if whole.len() > 1 && towns.lists(&whole.join(" ")) {
            whole.len().checked_sub(1)?
        } else {
            whole.iter().rposition(between)?
        };
        let name = span_of(text, parts.get(first..=first + last)?)?;
        let named = matches!(self.mention.label, Label::Org | Label::Loc | Label::Misc) && !wide;
        (named && !self.is_large(&name)).then(|| (of_town(name, towns), BODY))
    }

    /// A place that can be a city itself.
    fn city(&self, list: &PlaceWords, towns: &Towns) -> Option<(String, f64)> {
        let mention = self.mention;
        if mention.label != Label::Loc {
            return None;
        }
        let text = self.doc.slice(mention.span);
        let kind = mention.kind.as_deref().unwrap_or_default();
        let listed = kind == "city" || towns.city_of(text).is_some();
        let name = match kind {
            _ if listed => self.spelled(text, towns),
            // `North Ostby`, where there is an Ostby.
            "region" => {
                without_sides(text, list).filter(|rest| rest != text && towns.lists(rest))?
            }
            kind if list.kinds.contains(kind) || kind == "agency" => return None,
            _ => without_sides(text, list)?,
        };
        if !listed && is_ground(&name, list) {
            return None;
        }
        let behind = self.word_behind();
        let mut voice = if list.quarters.contains(behind.as_str()) { QUARTER } else { 1.0 };
        match self.word_before(list) {
            Some(word) if list.within.contains(&word) => voice += WITHIN,
            Some(word) if list.origins.contains(&word) => voice -= WITHIN,
            _ => {}
        }
        let gains = [
            (list.bodies.contains(behind.as_str()), SERVED),
            (self.next.is_some_and(|next| self.is_state_of(next)), STATE),
            (listed, LISTED),
            (self.is_dateline(), DATELINE),
        ];
        voice += gains.iter().filter(|(gains, _)| *gains).map(|(_, gain)| gain).sum::<f64>();
        Some((name, voice.max(0.0)))
    }

    /// A listed town as it is written, unless that is in capitals or a byname: `PHILLY`.
    fn spelled(&self, text: &str, towns: &Towns) -> String {
        let Some(canonical) = self.mention.canonical.as_deref() else { return text.to_owned() };
        let same = name_key(text) == name_key(canonical);
        let shouted = !text.chars().any(char::is_lowercase);
        let name = if same && shouted || !same && !towns.is_name(text) { canonical } else { text };
        name.to_owned()
    }

    /// A town that was taken for a person, a body or a mountain, where the words around speak for a place.
    fn mistaken(&self, list: &PlaceWords, towns: &Towns) -> Option<(String, f64)> {
        let name = self.doc.slice(self.mention.span);
        let kind = self.mention.kind.as_deref().unwrap_or_default();
        let natural = self.mention.label == Label::Loc && list.named_after.contains(kind);
        let listed = self.mention.label != Label::Loc && towns.lists(name);
        let before = self.words_before();
        let there = before.last().is_some_and(|word| list.places.contains(word))
            || list.bodies.contains(&self.word_behind());
        let natural = natural && !is_ground(name, list);
        (there && (natural || listed)).then(|| (name.to_owned(), MISTAKEN))
    }

    /// Whether a name is that of a state or country rather than a city.
    fn is_large(&self, name: &str) -> bool {
        let same = |mention: &&Mention| fold(self.doc.slice(mention.span)) == fold(name);
        let large = |mention: &Mention| {
            matches!(mention.kind.as_deref(), Some("region" | "state" | "country" | "nationality"))
        };
        self.doc.mentions.iter().take(MOST).find(same).is_some_and(large)
    }

    /// The last word before that is no side of a place.
    fn word_before(&self, list: &PlaceWords) -> Option<String> {
        let light = |word: &String| list.sides.contains(word) || word == "the";
        self.words_before().into_iter().rev().find(|word| !light(word))
    }

    fn words_before(&self) -> Vec<String> {
        let end = self.mention.span.start as usize;
        let text = self.doc.text();
        let start = (end.saturating_sub(BEFORE)..=end).find(|&at| text.is_char_boundary(at));
        let before = start.and_then(|start| text.get(start..end)).unwrap_or_default();
        words(before).filter_map(|at| before.get(at)).map(fold).collect()
    }

    /// `OSTBY, Norway (AP) -- `: capitals at the head of a line, and a dash soon behind.
    fn is_dateline(&self) -> bool {
        let Span { start, end } = self.mention.span;
        let text = self.doc.text();
        let (Some(before), Some(rest)) = (text.get(..start as usize), text.get(end as usize..))
        else {
            return false;
        };
        let head = before.is_empty() || before.trim_end_matches(' ').ends_with('\n');
        let line = rest.lines().next().unwrap_or_default();
        let stop =
            (0..=DATELINE_LENGTH.min(line.len())).rev().find(|&at| line.is_char_boundary(at));
        let line = line.get(..stop.unwrap_or(0)).unwrap_or_default();
        let shouted = !self.doc.slice(self.mention.span).chars().any(char::is_lowercase);
        let dash = ["--", "—", "–", " - ", ">>", "_"].iter().any(|dash| line.contains(dash));
        head && shouted && dash
    }

    fn word_behind(&self) -> String {
        let text = self.doc.text();
        let rest = text.get(self.mention.span.end as usize..).unwrap_or_default();
        let word = words(rest).next().filter(|at| rest.get(..at.start) == Some(" "));
        word.and_then(|at| rest.get(at)).map(fold).unwrap_or_default()
    }

    /// `Springfield, Illinois`: the next name is that of a state, a comma apart.
    fn is_state_of(&self, next: &Mention) -> bool {
        let between = self.mention.span.end..next.span.start.max(self.mention.span.end);
        let gap = self.doc.text().get(between.start as usize..between.end as usize);
        next.label == Label::Loc && gap.is_some_and(|gap| gap.trim() == ",")
    }
}

/// The town of a body that serves it with its county: `Savannah-Chatham Police`.
fn of_town(name: String, towns: &Towns) -> String {
    match name.split_once('-') {
        Some((town, _)) if towns.lists(town) && !towns.lists(&name) => town.to_owned(),
        _ => name,
    }
}

/// Whether a name is that of a street, a county or another part of the world that is no city.
fn is_ground(name: &str, list: &PlaceWords) -> bool {
    let parts: Vec<String> = words(name).filter_map(|at| name.get(at)).map(fold).collect();
    parts.last().is_none_or(|last| list.grounds.contains(last))
        || parts.iter().any(|word| list.wide.contains(word))
        || name.chars().any(|c| c.is_ascii_digit())
}

/// The name from the first of its words to the last, as written.
fn span_of(text: &str, parts: &[&str]) -> Option<String> {
    let start = text.find(parts.first()?)?;
    let last = parts.last()?;
    let end = text.rfind(last)? + last.len();
    text.get(start..end).map(str::to_owned)
}

/// A name without the side of the place before it; none if nothing is left.
fn without_sides(text: &str, list: &PlaceWords) -> Option<String> {
    let mut name = text.trim();
    while let Some(first) = words(name).next().and_then(|at| name.get(at)) {
        if !list.sides.contains(&fold(first)) {
            return Some(name.to_owned());
        }
        name = name.split_once([' ', '-']).map_or("", |(_, rest)| rest).trim_start();
    }
    None
}
