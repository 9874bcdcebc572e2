//! One report of an event: who says what of it, in words of its own.

use tidings_model::{ClaimKind, Modifier, Span, Speaker};

use super::super::prose::{Writer, title_case};
use super::super::random::Random;
use super::page::{Origin, Page, Planted, Told};
use super::plan::{COUNTED, DISPUTED, Plan};
use super::world::{Thing, World, doubled, misspelt};

/// Share of names that are misspelt, and of towns in another transliteration.
const MISSPELT: f64 = 0.01;
const DOUBLED: f64 = 0.04;
/// Newspapers.
const SOURCES: usize = 400;

/// A report in the writing.
struct Report<'a> {
    world: &'a World,
    plan: &'a Plan,
    page: Page,
    writer: Writer<'a>,
    random: Random,
    rival: bool,
}

/// Where and when a report of a story appeared.
pub(super) struct Edition {
    pub(super) id: String,
    pub(super) dated: bool,
}

/// Writes the report of a number within its story.
pub(super) fn write(
    world: &World,
    plan: &Plan,
    edition: &Edition,
    wording: &Random,
    mut place: Random,
) -> Told {
    let mut random = wording.fork(5);
    let mut writer = Writer { words: &world.words, topic: &plan.topic, random: wording.fork(6) };
    let page = Page::titled(&title_case(&writer.headline()));
    let rival = plan.rival.is_some() && random.chance(0.5);
    let mut report = Report { world, plan, page, writer, random, rival };
    report.lead();
    report.body();
    let source = place.below(SOURCES);
    let source = format!("{}.example", world.words.names[source].to_lowercase());
    let later = place.below(3);
    let published = edition.dated.then(|| plan.day.saturating_add(days(1 + later)));
    let origin = Origin { id: &edition.id, source: &source, day: published };
    report.page.told(&origin, plan.number)
}

fn days(n: usize) -> jiff::Span {
    use jiff::ToSpan;
    (n as i64).days()
}

impl Report<'_> {
    /// What happened, where and when.
    fn lead(&mut self) {
        let plan = self.plan;
        self.page.begin();
        let from = self.page.len();
        self.page.say(&title_case(plan.sort.subject));
        self.page.say(&format!(" {} near ", plan.sort.verb));
        let town = self.town();
        let span = Span::at(from..self.page.len());
        self.page.say(" on ");
        let on = self.page.date(&plan.day.strftime("%A").to_string(), Some(plan.day));
        let claim = self.page.claim(ClaimKind::Event, span, plan.sort.class, None);
        (claim.place, claim.time) = (Some(town), Some(on));
        claim.actor = Some(plan.sort.subject.to_owned());
        self.page.say(", the ");
        let (name, letters) = self.world.body(plan.body);
        self.page.name(Thing::Body(plan.body), &name);
        self.page.say(" (");
        self.page.name(Thing::Body(plan.body), &letters);
        self.page.say(") said");
        self.page.end();
    }

    fn body(&mut self) {
        let mut order: Vec<usize> = (0..COUNTED.len()).collect();
        self.random.shuffle(&mut order);
        for count in order {
            self.filler();
            if self.random.chance(if count == DISPUTED { 0.9 } else { 0.7 }) {
                self.count(count);
            }
        }
        for at in 0..self.plan.people.len() {
            self.filler();
            self.person(at);
        }
        self.filler();
    }

    fn filler(&mut self) {
        for _ in 0..self.random.within(0, 2) {
            let sentence = self.writer.sentence();
            self.page.sentence(&sentence);
        }
    }

    fn town(&mut self) -> u32 {
        let name = self.world.town(self.plan.town);
        let name = if self.random.chance(DOUBLED) { doubled(name) } else { name.to_owned() };
        self.page.name(Thing::Town(self.plan.town), &name)
    }

    /// A count, with a hedge or without, as the body of the town or another voice gives it.
    fn count(&mut self, count: usize) {
        let counted = COUNTED[count];
        let rival = count == DISPUTED && self.rival;
        let value = if rival { self.plan.rival } else { Some(self.plan.values[count]) };
        let value = f64::from(value.unwrap_or_default());
        let (hedge, modifier, low, high) = match self.random.below(10) {
            0 => ("at least ", Modifier::AtLeast, Some(value), None),
            1 => (
                "about ",
                Modifier::Approx,
                Some((value * 0.95).floor()),
                Some((value * 1.05).ceil()),
            ),
            _ => ("", Modifier::Exact, Some(value), Some(value)),
        };
        self.page.begin();
        self.page.say("In ");
        let town = self.town();
        self.page.say(" ");
        let span = self.page.say(&format!("{hedge}{value} {}", counted.noun));
        self.page.say(&format!(" {} on ", counted.befell));
        let on = self.page.date(&self.plan.day.strftime("%A").to_string(), Some(self.plan.day));
        let planted = Some(Planted { count, rival });
        let claim = self.page.claim(ClaimKind::Count, span, counted.class, planted);
        (claim.place, claim.time) = (Some(town), Some(on));
        (claim.value, claim.low, claim.high) = (Some(value), low, high);
        claim.modifier = Some(modifier);
        claim.unit = Some(counted.noun.trim_end_matches('s').to_owned());
        claim.object = Some(counted.noun.to_owned());
        // Voices of their own, so that each sentence is an origin.
        let tail = self.writer.sentence();
        self.page.say(", ");
        self.page.say(tail.trim_end_matches('.'));
        self.page.end();
    }

    /// A sentence about a person: the full name, then the surname with what was said.
    fn person(&mut self, at: usize) {
        let number = self.plan.people[at];
        let (first, last) = self.world.person(number);
        let last = if last.len() > 5 && self.random.chance(MISSPELT) {
            misspelt(last, &mut self.random)
        } else {
            last.to_owned()
        };
        let thing = Thing::Person(number);
        let full = format!("{first} {last}");
        self.page.begin();
        self.page.name(thing, &full);
        self.page.say(" came to ");
        let town = self.town();
        self.page.say(" on ");
        let on = self.page.date("the next day", Some(self.plan.day.saturating_add(days(1))));
        let span = Span::at(self.page.len() - 4..self.page.len());
        let claim = self.page.claim(ClaimKind::Event, span, "visit", None);
        (claim.place, claim.time, claim.actor) = (Some(town), Some(on), Some(full.clone()));
        self.page.end();
        if let Some((_, words)) = self.plan.quotes.get(at).filter(|_| self.random.chance(0.6)) {
            self.page.begin();
            self.page.say("“");
            let span = self.page.say(words.trim_end_matches('.'));
            self.page.say("”, said ");
            self.page.name(thing, &last);
            let claim = self.page.claim(ClaimKind::Statement, span, "say", None);
            claim.speaker = Some(Speaker { span: None, name: full, anonymous: false });
            self.page.end();
        }
    }
}
