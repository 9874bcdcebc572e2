//! Claims as they are compared: names resolved to entities, dates to days.

use std::collections::btree_map::{BTreeMap, Entry};

use tidings_model::{
    ArticleId, ClaimKind, Date, Interval, Label, Modifier, Placement, Span, Status, View,
};

use super::digest::{Page, Party, Said, Sentence, When};
use super::sheet::{Known, Sheet};
use super::spot::Spot;
use crate::lexicon::{Lexicon, name_key};
use crate::words::{Sketch, fold, folded, hash, stem};

/// What a fact of this item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Count,
    Date,
    Place,
    Event,
    Statement,
}

impl Topic {
    /// The name in the table of facts.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Topic::Count => "count",
            Topic::Date => "date",
            Topic::Place => "place",
            Topic::Event => "event",
            Topic::Statement => "attributed",
        }
    }
}

/// Days from the first to the last, both included.
pub(super) type Days = (Date, Date);

/// One value that one page gives, ready to be compared.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub(super) topic: Topic,
    pub(super) article: ArticleId,
    pub(super) page: &'a Page,
    pub(super) said: &'a Said,
    pub(super) sentence: &'a Sentence,
    /// A sketch of the sentence's stems.
    pub(super) sketch: Sketch,
    /// The class of the claim; of a date or place, those of all claims that point at it.
    pub(super) classes: Vec<&'a str>,
    /// Where the value stands, which is not the claim's own span for a date or place of an event.
    pub(super) span: Span,
    pub(super) raw: Option<Span>,
    pub(super) text: &'a str,
    /// Hashes of who acts and of what is acted on: entities, else the stem of the last word.
    pub(super) actor: Vec<u64>,
    pub(super) object: Vec<u64>,
    pub(super) speaker: Option<u64>,
    /// The entities of the sentence, people and organisations and places.
    pub(super) names: Vec<u64>,
    pub(super) place: Option<Spot>,
    /// The keys of all places of the sentence.
    pub(super) sites: Vec<u64>,
    pub(super) time: Option<Days>,
    /// The TIMEX3 value of the time.
    pub(super) time_value: Option<&'a str>,
    pub(super) period: Option<Length>,
    /// Stem of the counted noun, and those of its modifiers.
    pub(super) head: Option<u64>,
    pub(super) modifiers: Vec<u64>,
    /// Of an event: what its words count, by stem of the noun.
    pub(super) counts: Vec<(u64, Interval)>,
}

/// A stretch of time that a count covers: its length, and its days where they are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Length {
    pub(super) hours: Option<f64>,
    pub(super) days: Option<Days>,
}

impl<'a> Item<'a> {
    /// Takes over what another claim tells of the same date or place.
    fn join(&mut self, other: Item<'a>) {
        self.classes.extend(other.classes);
        for (own, more) in [(&mut self.actor, other.actor), (&mut self.object, other.object)] {
            own.extend(more);
            own.sort_unstable();
            own.dedup();
        }
        self.place = self.place.take().or(other.place);
    }

    /// The numbers that a count can mean; of anything else, all.
    pub(super) fn interval(&self) -> Interval {
        let point = self.said.value.filter(|_| {
            matches!(
                self.said.modifier,
                None | Some(Modifier::Exact | Modifier::Total | Modifier::Part | Modifier::All)
            )
        });
        match (point, self.said.low, self.said.high) {
            (Some(value), None, None) => Interval { low: Some(value), high: Some(value) },
            (_, low, high) => Interval { low, high },
        }
    }

    /// Whether the count is one number.
    pub(super) fn point(&self) -> Option<f64> {
        let Interval { low, high } = self.interval();
        low.filter(|_| low == high)
    }

    /// Whether it is intended rather than done.
    pub(super) fn planned(&self) -> bool {
        self.said.status == Status::Planned
    }
}

/// Makes the items of one page's claims.
pub(super) struct Maker<'a> {
    lexicon: &'a Lexicon,
    known: Known<'a>,
    placements: &'a BTreeMap<ArticleId, Placement>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, view: &'a View) -> Self {
        let known = Known::new(view, &lexicon.aliases);
        Self { lexicon, known, placements: &view.placements }
    }

    /// The items of a page. An event or casualty with a day or a place gives a date or a place too.
    pub(super) fn items(&self, article: ArticleId, page: &'a Page) -> Vec<Item<'a>> {
        let placement = self.placements.get(&article);
        let sheet = Sheet::new((article, page), placement, &self.known, &self.lexicon.aliases);
        let mut items: Vec<Item<'a>> = Vec::new();
        for said in &page.claims {
            let base = self.item(&sheet, said);
            if self.tells_when_and_where(said) {
                items.extend(self.date(&sheet, said));
                items.extend(self.place_of(&sheet, said).filter(|_| self.happens_once(said)));
            }
            if let Some(base) = base {
                items.push(base);
            }
        }
        let mut items = self.merged(items);
        tell_counts(&mut items);
        items
    }

    /// The dates and places of one incident, told by several claims (it crashed, killing all), as one
    /// item; and each other item once.
    fn merged(&self, items: Vec<Item<'a>>) -> Vec<Item<'a>> {
        let incidents = &self.lexicon.facts.incidents;
        let mut place: BTreeMap<(Topic, Span, &str), usize> = BTreeMap::new();
        let mut merged: Vec<Item<'a>> = Vec::with_capacity(items.len());
        for item in items {
            let placed = matches!(item.topic, Topic::Date | Topic::Place);
            let class = if placed && incidents.contains(&item.said.class) {
                ""
            } else {
                item.said.class.as_str()
            };
            match place.entry((item.topic, item.span, class)) {
                Entry::Vacant(free) => {
                    free.insert(merged.len());
                    merged.push(item);
                }
                Entry::Occupied(at) => merged[*at.get()].join(item),
            }
        }
        merged
    }

    fn tells_when_and_where(&self, said: &Said) -> bool {
        match said.kind {
            ClaimKind::Event => true,
            ClaimKind::Count => self.lexicon.facts.incidents.contains(&said.class),
            _ => false,
        }
    }

    /// Whether the event has one place: strikes and flights have many, and no single one to compare.
    fn happens_once(&self, said: &Said) -> bool {
        let words = &self.lexicon.facts;
        words.incidents.contains(&said.class) || words.once.contains(&said.class)
    }

    fn item(&self, sheet: &Sheet<'a>, said: &'a Said) -> Option<Item<'a>> {
        match said.kind {
            ClaimKind::Date => self.date(sheet, said),
            ClaimKind::Place => self.place_of(sheet, said).filter(|_| self.happens_once(said)),
            ClaimKind::Count
                if said.value.is_none() && said.low.is_none() && said.high.is_none() =>
            {
                None
            }
            ClaimKind::Count => Some(self.blank(sheet, said, Topic::Count)),
            ClaimKind::Event => Some(self.blank(sheet, said, Topic::Event)),
            ClaimKind::Statement => Some(self.blank(sheet, said, Topic::Statement)),
        }
    }

    fn date(&self, sheet: &Sheet<'a>, said: &'a Said) -> Option<Item<'a>> {
        let when = said.time.as_ref()?;
        let at = Item {
            span: when.span,
            raw: when.raw,
            text: &when.text,
            ..self.blank(sheet, said, Topic::Date)
        };
        Some(at)
    }

    fn place_of(&self, sheet: &Sheet<'a>, said: &'a Said) -> Option<Item<'a>> {
        let mention = said.place?;
        let (name, item) = (sheet.page.names.get(&mention)?, self.blank(sheet, said, Topic::Place));
        if said.kind == ClaimKind::Place {
            return Some(item);
        }
        Some(Item { span: name.span, raw: name.raw, text: &name.words, ..item })
    }

    fn blank(&self, sheet: &Sheet<'a>, said: &'a Said, topic: Topic) -> Item<'a> {
        let keys = |party: &Option<Party>| {
            party.as_ref().map(|party| self.keys(sheet, party)).unwrap_or_default()
        };
        let sentence = &sheet.page.sentences[said.sentence];
        let (names, sketch) = sheet.sentence(said.sentence);
        let counted = said.object.as_ref().filter(|_| said.kind == ClaimKind::Count);
        let (head, modifiers) = self.counted(said, counted);
        Item {
            topic,
            article: sheet.article,
            page: sheet.page,
            said,
            sentence,
            sketch,
            classes: vec![&said.class],
            span: said.span,
            raw: said.raw,
            text: &said.text,
            actor: keys(&said.actor),
            object: keys(&said.object),
            speaker: said
                .speaker
                .as_ref()
                .and_then(|party| self.keys(sheet, party).first().copied()),
            names,
            sites: if topic == Topic::Date { sites(sheet, sentence) } else { Vec::new() },
            place: said.place.and_then(|at| spot(sheet, at)),
            time: said.time.as_ref().and_then(|when| days(sheet.placement, when)),
            time_value: said.time.as_ref().map(|when| value(sheet.placement, when)),
            period: said.period.as_ref().map(|when| Length {
                hours: hours(&when.value),
                days: days(sheet.placement, when),
            }),
            head,
            modifiers,
            counts: Vec::new(),
        }
    }

    /// Head and modifiers of what is counted.
    fn counted(&self, said: &Said, object: Option<&Party>) -> (Option<u64>, Vec<u64>) {
        let Some(unit) = said.unit.as_deref() else { return (None, Vec::new()) };
        let head = folded(unit).last().map(|word| hash(stem(word)));
        let words = object.map(|party| folded(&party.text)).unwrap_or_default();
        let mut modifiers: Vec<u64> = words
            .iter()
            .filter(|word| {
                !self.lexicon.function_words.contains(word) && word.chars().any(char::is_alphabetic)
            })
            .map(|word| hash(stem(word)))
            .filter(|word| Some(*word) != head)
            .collect();
        modifiers.sort_unstable();
        modifiers.dedup();
        (head, modifiers)
    }

    /// The keys of who or what is meant; a capital or a people stands for its state.
    fn keys(&self, sheet: &Sheet<'_>, party: &Party) -> Vec<u64> {
        let mut keys: Vec<u64> = party.mentions.iter().filter_map(|&at| sheet.key(at)).collect();
        let words = crate::words::words(&party.text).filter_map(|at| party.text.get(at));
        keys.extend(words.clone().filter_map(|word| self.lexicon.aliases.state_key(word)));
        if keys.is_empty() {
            let last =
                words.map(fold).filter(|word| !self.lexicon.function_words.contains(word)).last();
            keys.extend(last.map(|word| hash(stem(&word))));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The days of a time, as the story resolves them.
    pub(super) fn days(&self, article: ArticleId, when: &When) -> Option<Days> {
        days(self.placements.get(&article), when)
    }
}

/// The keys of the places that a sentence names.
fn sites(sheet: &Sheet<'_>, sentence: &Sentence) -> Vec<u64> {
    let named = |at: &u32| sheet.page.names.get(at).is_some_and(|name| name.label == Label::Loc);
    let places = sentence.mentions.iter().copied().filter(named);
    places.filter_map(|at| Some(hash(&name_key(place_name(sheet, at)?)))).collect()
}

/// The name that a place is listed under, else as its page gives it.
fn place_name<'a>(sheet: &Sheet<'a>, mention: u32) -> Option<&'a str> {
    let name = sheet.page.names.get(&mention)?;
    let entity = sheet.place(mention);
    Some(entity.map_or(name.text.as_str(), |entity| entity.name.as_str()))
}

fn spot(sheet: &Sheet<'_>, mention: u32) -> Option<Spot> {
    let name = sheet.page.names.get(&mention)?;
    let entity = sheet.place(mention);
    let shown = place_name(sheet, mention)?;
    let mut words = folded(&name.words);
    words.extend(folded(&name.text));
    words.extend(folded(shown));
    words.sort();
    words.dedup();
    Some(Spot {
        key: hash(&name_key(shown)),
        name: shown.to_owned(),
        words,
        kind: name.kind.clone(),
        at: entity.and_then(|entity| entity.place).or(name.place),
    })
}

fn value<'a>(placement: Option<&'a Placement>, when: &'a When) -> &'a str {
    let placed = placement.and_then(|placement| placement.timexes.get(&when.timex));
    placed.map_or(&when.value, |resolved| &resolved.value)
}

fn days(placement: Option<&Placement>, when: &When) -> Option<Days> {
    let placed = placement.and_then(|placement| placement.timexes.get(&when.timex));
    match placed {
        Some(resolved) => resolved.from.zip(resolved.to),
        None => when.days,
    }
}

/// The length of a TIMEX3 duration in hours: `P48D`, `PT24H`, `P2W`, `P1M`.
fn hours(value: &str) -> Option<f64> {
    let rest = value.strip_prefix('P')?;
    let (rest, clock) = rest.strip_prefix('T').map_or((rest, false), |rest| (rest, true));
    let unit = rest.chars().last()?;
    let n: f64 = rest.strip_suffix(unit)?.parse().ok()?;
    let hours = match (unit, clock) {
        ('H', true) => 1.0,
        ('M', true) => 1.0 / 60.0,
        ('S', true) => 1.0 / 3600.0,
        ('D', false) => 24.0,
        ('W', false) => 24.0 * 7.0,
        ('M', false) => 24.0 * 30.4,
        ('Y', false) => 24.0 * 365.25,
        _ => return None,
    };
    Some(n * hours)
}

#[test]
fn reads_durations() {
    assert_eq!(hours("P2D"), hours("PT48H"));
    assert_eq!(hours("P1W"), Some(168.0));
    assert_eq!(hours("PXW"), None);
    assert_eq!(hours("2021-W25"), None);
}

/// Gives each event the counts that stand in its words.
fn tell_counts(items: &mut [Item<'_>]) {
    let mut counts: Vec<(Span, u64, Interval)> = items
        .iter()
        .filter(|item| item.topic == Topic::Count)
        .filter_map(|item| Some((item.span, item.head?, item.interval())))
        .collect();
    counts.sort_by_key(|(span, head, _)| (*span, *head));
    for event in items.iter_mut().filter(|item| item.topic == Topic::Event) {
        let first = counts.partition_point(|(span, ..)| span.start < event.span.start);
        let within = counts[first..].iter().take_while(|(span, ..)| span.start < event.span.end);
        let within = within.filter(|(span, ..)| event.span.contains(*span));
        event.counts = within.map(|(_, head, interval)| (*head, *interval)).collect();
    }
}
