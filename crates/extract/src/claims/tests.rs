//! What the stage makes of invented sentences.

mod given;

use tidings_model::{
    AnnotatedArticle, Block, BlockKind, Certainty, Claim, ClaimKind, Modifier, Span, Status,
};
use tidings_stage::{Settings, Stage};

use self::given::Given;
use super::Claims;
use crate::tokens::Tokens;

fn stages() -> (Tokens, Claims) {
    let tokens = Tokens::build(&Settings::defaults(Tokens::SPEC.settings, "."));
    let claims = Claims::build(&Settings::defaults(Claims::SPEC.settings, "."));
    (tokens.unwrap(), claims.unwrap())
}

#[track_caller]
/// A text that ends with a line break is a headline.
fn check_with(text: &str, expected: &str, show: impl Fn(&AnnotatedArticle) -> Vec<String>) {
    let (tokens, claims) = stages();
    let mut article = testkit::page(text);
    if let Some(title) = text.strip_suffix('\n') {
        article.blocks.push(Block { kind: BlockKind::Title, span: Span::at(0..title.len()) });
    }
    testkit::check_extractor(&[&tokens, &Given, &claims], article, show, expected);
}

fn of_kind(doc: &AnnotatedArticle, kind: ClaimKind) -> impl Iterator<Item = &Claim> {
    doc.claims.iter().filter(move |claim| claim.kind == kind)
}

/// Statements, each as `speaker[ via agency] | what was said`; an anonymous speaker has a `?`.
#[track_caller]
fn said(text: &str, expected: &str) {
    check_with(text, expected, |doc| {
        let show = |claim: &Claim| {
            let speaker = claim.speaker.as_ref().map_or("-".to_owned(), |speaker| {
                format!("{}{}", speaker.name, if speaker.anonymous { "?" } else { "" })
            });
            let via = claim.via.as_ref().map_or(String::new(), |via| format!(" via {via}"));
            format!("{speaker}{via} | {}", doc.slice(claim.span))
        };
        of_kind(doc, ClaimKind::Statement).map(show).collect()
    });
}

/// Statements, each as `predicate class mode status certainty`.
#[track_caller]
fn marked(text: &str, expected: &str) {
    check_with(text, expected, |doc| {
        let show = |claim: &Claim| {
            let class = claim.class.as_deref().unwrap_or("-");
            let mode = claim.mode.map_or("-", |mode| mode.as_str());
            format!("{} {class} {mode} {} {}", claim.predicate, claim.status, claim.certainty)
        };
        of_kind(doc, ClaimKind::Statement).map(show).collect()
    });
}

#[test]
fn a_clause_behind_its_speaker() {
    said("Ada Marsh said the quay was empty.", "Ada Marsh | the quay was empty");
    said("Reyes said the raid broke the law.", "Reyes | the raid broke the law");
    said("Ada Marsh said on Monday that the quay was empty.", "Ada Marsh | the quay was empty");
    said("On Monday the harbour office announced it had closed.", "harbour office | it had closed");
    said(
        "In a letter sent to members, the league said four storms had hit the port.",
        "league | four storms had hit the port",
    );
    said("Reyes told Coastwire that tugs had left.", "Reyes | tugs had left");
    said("Norland told Sundia ahead of the talks it would sail.", "Norland | it would sail");
    said("Reyes went on to say the tugs had left.", "Reyes | the tugs had left");
    said("Reyes added that most of the boats sank.", "Reyes | most of the boats sank");
    said(
        "Marsh said the tide was rising, which has worried many in town.",
        "Marsh | the tide was rising",
    );
}

#[test]
fn a_clause_before_its_speaker() {
    said("The quay was empty, Ada Marsh said.", "Ada Marsh | The quay was empty");
    said(
        "The quay was empty, said Ada Marsh at a rally on Monday.",
        "Ada Marsh | The quay was empty",
    );
    said("Tugs left the port, according to Reyes.", "Reyes | Tugs left the port");
    said("According to Reyes, tugs left the port.", "Reyes | tugs left the port");
    said(
        "The quay was empty, Reyes said, adding that the tugs had left.",
        "Reyes | The quay was empty; Reyes | the tugs had left",
    );
    said("Tugs left, Coastwire quoted Ada Marsh as saying.", "Ada Marsh via Coastwire | Tugs left");
    said(
        "Ada Marsh vowed a full inquiry in Port Vale, Coastwire reported.",
        "Ada Marsh via Coastwire | a full inquiry in Port Vale",
    );
    said(
        "The quay was empty, said the official, Coastwire reported.",
        "official? via Coastwire | The quay was empty",
    );
    said(
        "Tugs may leave, according to a source close to the harbour office.",
        "source close to the harbour office? | Tugs may leave",
    );
    said(
        "According to a source close to the harbour office, Coastwire reported, tugs may leave.",
        "source close to the harbour office? via Coastwire | tugs may leave",
    );
    said("At least 12 tugs were sunk, Reyes said.", "Reyes | At least 12 tugs were sunk");
    said("In Port Vale two tugs were sunk, Reyes said.", "Reyes | In Port Vale two tugs were sunk");
    said("In a letter to members, Reyes said tugs left.", "Reyes | tugs left");
}

#[test]
fn sources_that_an_agency_cites() {
    said("Coastwire, citing a source, said tugs left.", "source? via Coastwire | tugs left");
    said(
        "Coastwire, citing two officials close to the talks, reported that tugs left.",
        "two officials via Coastwire | tugs left",
    );
    said(
        "Coastwire said, citing the harbour ministry, that tugs left.",
        "harbour ministry via Coastwire | tugs left",
    );
    said("Tom Reyes said, citing bad weather, that tugs left.", "Tom Reyes | tugs left");
}

#[test]
fn what_a_speaker_denies_beside_it() {
    said(
        "Reyes said the pier was safe but denied that tugs had left.",
        "Reyes | the pier was safe; Reyes | tugs had left",
    );
    marked("Reyes did not rule out that tugs left.", "rule out - indirect actual possible");
    marked("Reyes would not deny the tugs had left.", "deny - indirect actual possible");
    marked("Reyes ruled out any delay.", "rule out deny indirect actual denied");
    marked("Reyes feared that the tugs sank.", "fear - indirect actual possible");
}

#[test]
fn quotations() {
    said("“We saw the tide come in,” Marsh said.", "Marsh | “We saw the tide come in,”");
    said(
        "\"We saw it come,\" said Marsh. \"Nobody in town believed us.\"",
        "Marsh | \"We saw it come,\"; Marsh | \"Nobody in town believed us.\"",
    );
    said(
        "The port “is turning into a haven for thieves” of late, Reyes said.",
        "Reyes | The port “is turning into a haven for thieves” of late",
    );
    said(
        "\"The lamp was out,\" Reyes said.\n\n\"Nobody had looked at it for weeks.\"",
        "Reyes | \"The lamp was out,\"; Reyes | \"Nobody had looked at it for weeks.\"",
    );
    said("\"We will sail,\" Reyes said.", "Reyes | \"We will sail,\"");
    said(
        "Tugs left the port.\n\n“That sort of noise helps no one here”.",
        "- | “That sort of noise helps no one here”",
    );
    said("Marsh said the “old fort” would reopen.", "Marsh | the “old fort” would reopen");
}

#[test]
fn directives_vows_and_responsibility() {
    said(
        "Ada Marsh on Sunday ordered the Coast Guard to search the bay.",
        "Ada Marsh | the Coast Guard to search the bay",
    );
    said(
        "Marsh called on Norland to open its ports, and by noon tugs left.",
        "Marsh | Norland to open its ports",
    );
    said("Red Tide claimed responsibility for a blast.", "Red Tide | responsibility for a blast");
    said("The blasts were soon claimed by Red Tide men.", "Red Tide men | The blasts");
    said("The storm claimed at least 12 lives.", "");
    said(
        "Norland began patrols last spring at the request of minister Lena Voss.",
        "Lena Voss | Norland began patrols last spring",
    );
    said(
        "Tom Reyes made the town’s first request for loans from two banks.",
        "Tom Reyes | loans from two banks",
    );
    said("Port officials had ruled out any delay.", "Port officials | any delay");
}

#[test]
fn nothing_is_said() {
    said("Marsh did not say when tugs would leave.", "");
    said("Officials declined to say who sank it.", "");
    said("The report was long.", "");
    said("Reyes is said to like boats.", "");
}

#[test]
fn speakers_are_found_out() {
    said(
        "Harbour chief Tom Reyes said tugs left. Reyes said it was late. He said he was tired.",
        "Tom Reyes | tugs left; Tom Reyes | it was late; Tom Reyes | he was tired",
    );
    said(
        "A senior port official said tugs left. The official said it was late, adding he was sure.",
        "senior port official? | tugs left; senior port official? | it was late; \
         senior port official? | he was sure",
    );
    said(
        "The harbour minister said tugs left.\n\nMinister Lena Voss said boats sank.",
        "Lena Voss | tugs left; Lena Voss | boats sank",
    );
    said(
        "Minister Lena Voss said boats sank.\n\nThe Norlandic minister said tugs left.",
        "Lena Voss | boats sank; Norlandic minister | tugs left",
    );
    said(
        "The Harbour Workers’ League (HWL) met. HWL said tugs left. It said boats sank.",
        "Harbour Workers’ League | tugs left; Harbour Workers’ League | boats sank",
    );
    said(
        "Port official Tom Reyes said tugs left.\n\nBoats sank, said the official, speaking \
         on condition of anonymity.",
        "Tom Reyes | tugs left; official? | Boats sank",
    );
    said("Detective Olin Farr said tugs left.", "Olin Farr | tugs left");
}

#[test]
fn headlines() {
    said("Reyes: tugs left the port\n", "Reyes | tugs left the port");
    said("Tugs leave the port - reports\n", "reports | Tugs leave the port");
    said("Norland says sends six boats\n", "Norland | sends six boats");
}

#[test]
fn marks_of_a_statement() {
    marked("Reyes said tugs may have left.", "say - indirect actual possible");
    marked("Reyes denied the tugs had left.", "deny deny indirect actual denied");
    marked("“All the tugs have left,” Reyes said.", "say - direct actual reported");
    marked("Reyes vowed to find them.", "vow vow indirect planned reported");
    marked("Reyes said the tugs were not leaving.", "say - indirect negated reported");
    marked("Reyes said “all the” tugs will leave.", "say - mixed planned reported");
}

/// Counts, each as `class value unit[ status][ certainty][ by speaker]: object`.
#[track_caller]
fn counted(text: &str, expected: &str) {
    check_with(text, expected, |doc| {
        let show = |claim: &Claim| {
            let class = claim.class.as_deref().unwrap_or("-");
            let unit = claim.unit.as_deref().unwrap_or("-");
            let value = claim.value.map_or("-".to_owned(), |value| value.to_string());
            let object = claim.object.as_deref().unwrap_or("-");
            format!("{class} {value} {unit}{}: {object}", standing(claim))
        };
        of_kind(doc, ClaimKind::Count).map(show).collect()
    });
}

/// What of status, certainty and speaker is not the usual.
fn standing(claim: &Claim) -> String {
    let status = match claim.status {
        Status::Actual => String::new(),
        status => format!(" {status}"),
    };
    let certainty = match claim.certainty {
        Certainty::Asserted => String::new(),
        certainty => format!(" {certainty}"),
    };
    let speaker = claim.speaker.as_ref().map_or(String::new(), |by| format!(" by {}", by.name));
    format!("{status}{certainty}{speaker}")
}

/// Dates and places, each as `words: class predicate`.
#[track_caller]
fn placed(text: &str, expected: &str) {
    check_with(text, expected, |doc| {
        let show = |claim: &Claim| {
            let class = claim.class.as_deref().unwrap_or("-");
            format!("{}: {class} {}", doc.slice(claim.span), claim.predicate)
        };
        let kinds = [ClaimKind::Date, ClaimKind::Place];
        doc.claims.iter().filter(|claim| kinds.contains(&claim.kind)).map(show).collect()
    });
}

/// Where and over which period events are told to happen, each as `place, [bound ]period`.
#[track_caller]
fn around(text: &str, expected: &str) {
    check_with(text, expected, |doc| {
        let show = |claim: &Claim| {
            let place = claim.place.map(|at| doc.slice(doc.mentions[at as usize].span));
            let period = claim.period.map(|at| doc.slice(doc.timexes[at as usize].span));
            let bound = claim.bound.map_or(String::new(), |bound| format!("{bound} "));
            format!("{}, {bound}{}", place.unwrap_or("-"), period.unwrap_or("-"))
        };
        of_kind(doc, ClaimKind::Event).map(show).collect()
    });
}

#[test]
fn where_and_over_which_period() {
    around("Storms killed 12 people since Monday.", "-, from Monday");
    around("Storms had killed 12 people by Monday.", "-, to Monday");
    around("Storms killed 12 people over the last nine days.", "-, the last nine days");
    around("In Port Vale, Norland, 12 people were killed.", "Port Vale, -");
    around("In Port Vale and Norland 12 people were killed.", "Norland, -");
    around("In Sundia, Norland, 12 people were killed.", "Norland, -");
}

/// Events, each as `class predicate[ status…]: actor > object`.
#[track_caller]
fn happened(text: &str, expected: &str) {
    check_with(text, expected, |doc| {
        let show = |claim: &Claim| {
            let class = claim.class.as_deref().unwrap_or("-");
            let (actor, object) = (claim.actor.as_deref(), claim.object.as_deref());
            let (actor, object) = (actor.unwrap_or("-"), object.unwrap_or("-"));
            format!("{class} {}{}: {actor} > {object}", claim.predicate, standing(claim))
        };
        of_kind(doc, ClaimKind::Event).map(show).collect()
    });
}

#[test]
fn casualties_with_a_number() {
    counted(
        "The blast killed 12 people and wounded 40.",
        "killed 12 person: people; injured 40 person: 40",
    );
    counted("A tug sank, killing all 40 people aboard.", "killed 40 person: people");
    counted("At least 12 sailors died.", "killed 12 sailor: sailors");
    counted("Two people were shot to death.", "");
    counted("The storm claimed at least 12 lives.", "killed 12 life: lives");
    counted(
        "The fire left 12 people dead and 40 injured.",
        "killed 12 person: people; injured 40 person: 40",
    );
    counted("12 dead, 40 hurt in port fire", "killed 12 person: 12; injured 40 person: 40");
    counted("The murder of 12 people shook the port.", "killed 12 person: people");
    counted("The death toll rose to 40.", "killed 40 person: -");
    counted("The 12 people who were arrested denied it.", "arrested 12 person: people");
    counted("Some 300 passengers were rescued.", "rescued 300 passenger: passengers");
    counted("Reyes said 12 people may have died.", "killed 12 person possible by Reyes: people");
    counted(
        "No one was killed, and 12 people were not injured.",
        "injured 12 person negated: people",
    );
    counted("12 gunmen killed 40 people.", "killed 40 person: people");
}

#[test]
fn casualties_counted_in_steps_and_parts() {
    counted("The toll rose to 40.", "killed 40 person: -");
    counted(
        "12 people, including two men, were killed.",
        "killed 12 person: people; killed 2 man: men",
    );
    counted(
        "Both men were killed, and a couple died.",
        "killed 2 person: men; killed 2 person: a couple",
    );
    counted(
        "He shot and killed his wife and two men.",
        "killed 1 wife: his wife; killed 2 man: men",
    );
    counted(
        "There is one wounded and one deceased.",
        "injured 1 person: one; killed 1 person: one",
    );
    counted(
        "A wounded girl called, and a gunman hurt another.",
        "injured 1 girl: A wounded girl; injured 1 another: another",
    );
    counted("A third man, shot in the arm, was able to flee.", "injured 1 man: A third man");
    counted("A man was shot dead by Norland.", "killed 1 man: A man");
    counted(
        "A man was shot in Port Vale on Monday and later died.",
        "injured 1 man: A man; killed 1 man: A man",
    );
    let (tokens, claims) = stages();
    let text = "12 people, including two men, were killed.";
    let doc = testkit::annotate(&[&tokens, &Given, &claims], testkit::page(text));
    let parts: Vec<_> = of_kind(&doc, ClaimKind::Count).map(|claim| claim.modifier).collect();
    assert_eq!(parts, [Some(Modifier::Exact), Some(Modifier::Part)]);
}

#[test]
fn casualties_without_a_number() {
    counted("A man was shot to death on Monday.", "killed 1 man: A man");
    counted(
        "A woman and her son were wounded.",
        "injured 1 woman: A woman; injured 1 son: her son",
    );
    counted("Tom Reyes died at the scene.", "killed 1 person: Tom Reyes");
    counted("The gunman was found dead.", "killed 1 gunman: The gunman");
    counted("A girl was taken to a local hospital.", "injured 1 girl: A girl");
    counted("A boy with a gunshot wound walked in.", "injured 1 boy: A boy");
    counted("The teenager accidentally shot himself.", "injured 1 teenager: The teenager");
    counted("A driver who was hurt was in stable condition.", "injured 1 driver: A driver");
    counted("A boy shot himself near 12 boats.", "injured 1 boy: A boy; - 12 boat: boats");
    counted("Several people were injured.", "");
    counted("He was killed.", "killed 1 person: He");
    counted("The fatal shooting of Tom Reyes shocked us.", "killed 1 person: Tom Reyes");
}

#[test]
fn things_are_counted() {
    counted(
        "Crews flew 300 sorties, destroying 12 water tanks, six cargo boats and nine crates.",
        "sortie 300 sortie: sorties; destroy 12 tank: water tanks; destroy 6 boat: cargo boats; \
         destroy 9 crate: crates",
    );
    counted("12 raids were planned for Monday.", "attack 12 raid planned: raids");
    counted("40 strikes hit the port.", "strike 40 strike: strikes");
    counted("The navy has seized 12 boats so far.", "seize 12 boat running: boats");
    counted("So far 12 people have been killed.", "killed 12 person running: people");
    counted(
        "If the wall breaks, 12 people could die.",
        "killed 12 person conditional possible: people",
    );
    counted(
        "12 people could die if the wall breaks.",
        "killed 12 person conditional possible: people",
    );
    counted("The port has two lives of its own.", "- 2 life: lives");
}

#[test]
fn dates_and_places_of_events() {
    placed(
        "On June 3, a tug crashed near Port Vale.",
        "June 3: crash crash; Port Vale: crash crash",
    );
    placed("Norland launched raids on June 3 after a plea.", "June 3: launch launch");
    placed("The June 3 tug crash shook the port.", "June 3: crash crash");
    placed(
        "Red Tide claimed the raids in Port Vale on Monday.",
        "Port Vale: attack raid; Monday: attack raid",
    );
    placed("Reyes said on Monday that the port had closed.", "Monday: - say");
    placed("Reyes on Monday opened the port.", "Monday: open open");
    placed("Norland said tugs left Sundia.", "");
    placed("A man was charged on Monday with murder.", "Monday: charged charge");
}

#[test]
fn events_with_actor_and_object() {
    happened("Norland closed its ports.", "close close: Norland > its ports");
    happened("The ports were closed by Norland.", "close close: Norland > The ports");
    happened("Marsh will visit Sundia next week.", "visit visit planned: Marsh > Sundia");
    happened(
        "The minister is expected to meet Reyes.",
        "meet meet planned possible: The minister > Reyes",
    );
    happened("The harbour has not reopened.", "open reopen negated: The harbour > -");
    happened("A tug sank, blocking the port.", "crash sink: - > A tug");
    happened("The slump hurt the port.", "");
    happened("A crane hit the girl.", "injured hit: A crane > the girl");
    happened("Jets hit the port.", "strike hit: Jets > the port");
    happened(
        "Reyes ordered tugs to visit Sundia.",
        "visit visit planned reported by Reyes: tugs > Sundia",
    );
    // What tells who is meant has happened, whatever is vowed about them.
    happened(
        "Reyes vowed vengeance on the militants who shot the guards.",
        "injured shoot reported by Reyes: the militants > the guards",
    );
    happened("Norland gave the town notice.", "notify give notice: Norland > the town notice");
}

#[test]
fn holds_the_laws() {
    let (tokens, claims) = stages();
    testkit::laws::extractor(&[&tokens, &Given], &claims);
}

/// A sentence without end is read in pieces, so no claim reaches over more than one of them.
#[test]
fn a_sentence_without_end_is_read_in_pieces() {
    let (tokens, claims) = stages();
    for shape in
        ["“tugs left ", "said ", "Reyes said ", "killed 12 people, ", "told X ", "\"", "he "]
    {
        let text = shape.repeat(60_000 / shape.len());
        let doc = testkit::annotate(&[&tokens, &Given, &claims], testkit::page(&text));
        let longest = doc.claims.iter().map(|claim| claim.span.len()).max().unwrap_or(0);
        assert!(longest < 400 * shape.len() as u32, "{shape:?}: {longest} bytes");
    }
}

#[test]
fn a_broken_lexicon_is_refused_with_its_line() {
    use tidings_stage::{BuildError, Value};
    let dir = std::env::temp_dir().join("tidings-claims-lexicon");
    std::fs::create_dir_all(&dir).unwrap();
    let check = |text: &str, at: usize, words: &str| {
        let path = dir.join("mine.toml");
        std::fs::write(&path, text).unwrap();
        let mut settings = Settings::defaults(Claims::SPEC.settings, ".");
        settings.set("lexicon", Value::Paths(vec![path.clone()]));
        let Err(BuildError::File { line, problem, .. }) = Claims::build(&settings) else {
            panic!("{text:?} was taken")
        };
        assert_eq!(line, Some(at), "{problem}");
        assert!(problem.contains(words), "{problem}");
    };
    check("[[cue]]\nkind = \"statement\"\ntakes = [\"clauses\"]\nverbs = []", 3, "unknown variant");
    check("[[event]]\nclass = \"x\"\nverbs = [\"Boom\"]", 3, "lower case");
    check("[verbs]\nirregular = [\n  [\"go\", \"went\"],\n]", 3, "five forms");
    check("[people]\nnames = []", 2, "unknown field");
}

#[test]
fn a_users_words_are_added() {
    use tidings_stage::Value;
    let dir = std::env::temp_dir().join("tidings-claims-words");
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("mine.toml");
    let text = "[[cue]]\nkind = \"statement\"\ntakes = [\"clause\"]\nverbs = [\"bellow\"]";
    std::fs::write(&path, text).unwrap();
    let mut settings = Settings::defaults(Claims::SPEC.settings, ".");
    settings.set("lexicon", Value::Paths(vec![path]));
    let (tokens, _) = stages();
    let claims = Claims::build(&settings).unwrap();
    let doc = testkit::annotate(
        &[&tokens, &Given, &claims],
        testkit::page("Reyes bellowed that tugs left."),
    );
    let predicates: Vec<&str> =
        of_kind(&doc, ClaimKind::Statement).map(|c| &*c.predicate).collect();
    assert_eq!(predicates, ["bellow"]);
}
