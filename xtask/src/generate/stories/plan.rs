//! What happened: one event for each story, with what its reports agree and differ on.

use tidings_model::Date;

use super::super::prose::{Topic, Writer};
use super::super::random::Random;
use super::world::World;

/// People whom reports of many stories name.
const KNOWN: usize = 2000;
/// Days over which stories are spread.
const DAYS: usize = 360;
/// Share of stories whose sources contradict each other.
const CONTRADICTED: f64 = 0.3;

/// A sort of event: how it is told, and the class of its claims.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sort {
    pub(super) subject: &'static str,
    pub(super) verb: &'static str,
    pub(super) class: &'static str,
}

const SORTS: &[Sort] = &[
    Sort { subject: "a ferry", verb: "sank", class: "sink" },
    Sort { subject: "a coach", verb: "crashed", class: "crash" },
    Sort { subject: "a bridge", verb: "collapsed", class: "collapse" },
    Sort { subject: "a tanker", verb: "exploded", class: "explosion" },
    Sort { subject: "a train", verb: "derailed", class: "derail" },
];

/// Something that is counted: class of the claim, the noun, and what befell it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) class: &'static str,
    pub(super) noun: &'static str,
    pub(super) befell: &'static str,
    most: usize,
}

pub(super) const COUNTED: [Counted; 4] = [
    Counted { class: "killed", noun: "people", befell: "were killed", most: 60 },
    Counted { class: "injured", noun: "people", befell: "were injured", most: 200 },
    Counted { class: "damage", noun: "homes", befell: "were damaged", most: 900 },
    Counted { class: "send", noun: "boats", befell: "were sent to the scene", most: 40 },
];
/// The one of them on which sources may contradict each other: it does not grow with time.
pub(super) const DISPUTED: usize = 3;

/// What happened in one story.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) number: usize,
    pub(super) sort: Sort,
    pub(super) town: u32,
    pub(super) body: u32,
    /// Three people of the story, then two whom many stories name.
    pub(super) people: Vec<u32>,
    pub(super) day: Date,
    pub(super) values: [u32; COUNTED.len()],
    /// Another value of the disputed count.
    pub(super) rival: Option<u32>,
    pub(super) topic: Topic,
    /// Quotations that several reports have, by number of the person.
    pub(super) quotes: Vec<(usize, String)>,
}

impl Plan {
    pub(super) fn new(world: &World, number: usize, reports: usize, random: &Random) -> Self {
        let mut random = random.fork(number as u64);
        let topic = Topic::new(&world.words, &mut random);
        let town = random.below(world.towns()) as u32;
        let own = (KNOWN + 3 * number) as u32;
        let known = [random.rank(KNOWN) as u32, random.rank(KNOWN) as u32];
        let values = COUNTED.map(|counted| random.within(2, counted.most) as u32);
        let disputed = reports >= 4 && random.chance(CONTRADICTED);
        let gap = random.within(3, 12) as u32;
        let mut writer = Writer { words: &world.words, topic: &topic, random: random.fork(1) };
        let quotes = (0..3).map(|speaker| (speaker, writer.sentence())).collect();
        Self {
            number,
            sort: *random.pick(SORTS),
            town,
            body: world.body_of(town, &mut random),
            people: (own..own + 3).chain(known).collect(),
            day: day(random.below(DAYS)),
            rival: disputed.then(|| values[DISPUTED] + gap),
            values,
            topic,
            quotes,
        }
    }
}

/// So many days into the year 2023.
pub(super) fn day(n: usize) -> Date {
    use jiff::ToSpan;
    Date::constant(2023, 1, 1).saturating_add((n as i64).days())
}

/// Articles of a story: most are of one or two, a few of hundreds.
pub(super) fn reports(random: &mut Random, most: usize) -> usize {
    // A power law whose mean is about four.
    let size = (1.0 - random.share()).powf(-1.0 / 1.3);
    (size as usize).clamp(1, most)
}
