//! Names: people, organisations, places and others, by lexicons, rules and a learned tagger.
//!
//! Lexicons and rules propose: they find `Helena Brandt` behind a title or by a given name, `Brandt` where the page has named him in
//! full, `Defence Ministry` and `University of X` by the words they are built of, what the lexicons
//! list, and capitalised phrases in the middle of a sentence, classed by what stands around them.
//! Titles and possessive clitics stay outside; a nation's adjective is a name of its own, `MISC` of
//! kind `nationality`. A place gets coordinates where its name leaves no doubt. The tagger, a
//! structured perceptron whose card stands in `crates/extract/models/README.md`, reads what they
//! propose beside the words themselves, and decides; the page settles what single sentences leave
//! open. With `learned = false` the proposals stand as they are.

mod compounds;
mod context;
mod datelines;
mod found;
mod gazetteer;
mod geocoding;
mod machines;
mod memory;
mod merge;
mod page;
mod patterns;
mod persons;
mod phrases;
mod proposals;
mod provinces;
mod repeated;
mod runs;
mod sentence;
pub mod tagger;
mod traits;
mod vocabulary;

use tidings_model::AnnotatedArticle;
use tidings_stage::{
    BuildError, Default, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage,
};

use crate::learned;
use crate::lexicon::{self, Source};
use crate::tokens::Tokens;
use gazetteer::Gazetteer;
use page::Page;
use tagger::Tagger;
pub use tagger::train::{self, Recipe};

/// The setting that leaves the tagger out.
const LEARNED: &str = "learned";

/// Writes the names of an article.
#[derive(Debug)]
pub struct Names {
    lexicon: Gazetteer,
    tagger: Option<Tagger>,
}

/// The lexicons that are part of the program.
const EMBEDDED: &[(&str, &str)] = &[
    ("cities.toml", include_str!("../../../config/lexicon/cities.toml")),
    ("common_words.toml", include_str!("../../../config/lexicon/common_words.toml")),
    ("countries.toml", include_str!("../../../config/lexicon/countries.toml")),
    ("given_names.toml", include_str!("../../../config/lexicon/given_names.toml")),
    ("name_words.toml", include_str!("../../../config/lexicon/name_words.toml")),
    ("organisations.toml", include_str!("../../../config/lexicon/organisations.toml")),
    ("regions.toml", include_str!("../../../config/lexicon/regions.toml")),
    ("surnames.toml", include_str!("../../../config/lexicon/surnames.toml")),
    ("titles.toml", include_str!("../../../config/lexicon/titles.toml")),
    ("weapons.toml", include_str!("../../../config/lexicon/weapons.toml")),
];

impl Stage for Names {
    const SPEC: Spec = Spec {
        name: "names",
        family: Family::Extract,
        about: "Finds people, organisations, places and other names.",
        reads: &[Field::Text, Field::Sentences, Field::Tokens],
        writes: &[Field::Mentions],
        settings: &[
            Setting::new(
                lexicon::SETTING,
                Kind::Files,
                "More names, in files laid out like those of config/lexicon; they count before its own.",
            ),
            Setting::new(
                learned::SETTING,
                Kind::File,
                "Weights that `tidings train names` wrote, in place of those of the program.",
            ),
            Setting::new(
                LEARNED,
                Kind::Bool,
                "Whether the learned tagger decides; without it lexicons and rules do alone.",
            )
            .or(Default::Bool(true)),
        ],
        example: "lexicon = [\"my-places.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        let embedded: Vec<Source> =
            EMBEDDED.iter().map(|(name, text)| Source::embedded(name, text)).collect();
        let embedded_weights = include_bytes!("../models/names.bin");
        let tagger = || learned::load(settings, embedded_weights, Tagger::from_bytes);
        Ok(Self {
            lexicon: Gazetteer::load(&embedded, &Source::of_user(settings)?)?,
            tagger: settings.bool(LEARNED).then(tagger).transpose()?,
        })
    }
}

impl Names {
    /// A weights file for the setting `model`, learned from sets of labelled documents with the
    /// lexicons that are part of the program.
    ///
    /// # Errors
    /// If a lexicon cannot be read.
    pub fn train(sets: &[train::Set], recipe: Recipe) -> Result<Vec<u8>, BuildError> {
        let embedded: Vec<Source> =
            EMBEDDED.iter().map(|(name, text)| Source::embedded(name, text)).collect();
        let lexicon = Gazetteer::load(&embedded, &[])?;
        Ok(tagger::train::train(&Tokens::embedded()?, &lexicon, sets, recipe))
    }
}

impl Extractor for Names {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut tidings_model::Findings) {
        let page = Page::new(doc, &self.lexicon);
        let proposals = proposals::of(&page);
        let Some(tagger) = &self.tagger else {
            out.mentions.extend(proposals.all.into_iter().map(|proposal| proposal.mention));
            return;
        };
        let mut tagged = tagger.tag(&page, &proposals.all);
        repeated::add(&page, &mut tagged);
        out.mentions.extend(merge::merge(&page, &proposals, &tagged));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use tidings_model::Mention;

    use super::*;

    static TOKENS: LazyLock<Tokens> = LazyLock::new(|| Tokens::embedded().unwrap());
    static RULES: LazyLock<Names> = LazyLock::new(|| {
        let mut settings = Settings::defaults(Names::SPEC.settings, ".");
        settings.set(LEARNED, tidings_stage::Value::Bool(false));
        Names::build(&settings).unwrap()
    });
    static NAMES: LazyLock<Names> =
        LazyLock::new(|| Names::build(&Settings::defaults(Names::SPEC.settings, ".")).unwrap());

    /// `text LABEL`, with kind and, where it differs from the text, the canonical name.
    fn show(doc: &AnnotatedArticle) -> Vec<String> {
        let one = |mention: &Mention| {
            let text = doc.slice(mention.span);
            let kind = mention.kind.as_deref().map(|kind| format!("/{kind}")).unwrap_or_default();
            let canonical = mention.canonical.as_deref().filter(|name| *name != text);
            let canonical = canonical.map(|name| format!(" = {name}")).unwrap_or_default();
            format!("{text} {}{kind}{canonical}", mention.label)
        };
        doc.mentions.iter().map(one).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        testkit::check_extractor(&[&*TOKENS, &*RULES], testkit::page(text), show, expected);
    }

    /// The same with the tagger.
    #[track_caller]
    fn check_learned(text: &str, expected: &str) {
        testkit::check_extractor(&[&*TOKENS, &*NAMES], testkit::page(text), show, expected);
    }

    #[test]
    fn the_tagger_finds_names_that_no_rule_knows() {
        check_learned(
            "Ingrid Vasterholm of the Tromholm Harbour Board flew to Quarvik, Vasterholm said.",
            "Ingrid Vasterholm PER; Tromholm Harbour Board ORG/agency; Quarvik LOC; \
             Vasterholm PER = Ingrid Vasterholm",
        );
        check_learned(
            "The Russian crew left Syria.",
            "Russian MISC/nationality; Syria LOC/country",
        );
    }

    #[test]
    fn a_listed_name_is_found_beside_another_for_the_same_thing() {
        check_learned(
            "The Islamic State fled. Then IS fled again.",
            "Islamic State ORG/armed_group; IS ORG/armed_group = Islamic State",
        );
        check_learned("Then IT fled again.", "");
        check_learned("Norway has warned Syria.", "Norway LOC/country; Syria LOC/country");
    }

    #[test]
    fn a_name_is_sure_in_part() {
        let doc =
            testkit::annotate(&[&*TOKENS, &*NAMES], testkit::page("He met Ingrid Vasterholm."));
        let confidence = doc.mentions[0].confidence;
        assert!(confidence > 0.5 && confidence < 1.0, "{confidence}");
    }

    #[test]
    fn titles_and_given_names_make_persons() {
        check("They met President Elva Tornquist.", "Elva Tornquist PER");
        check("They met former minister Oskar Bretherick.", "Oskar Bretherick PER");
        check("A letter by Marta van der Quast came.", "Marta van der Quast PER");
        check("It was Lt. Gen. J. K. Ombersley Jr. who spoke.", "J. K. Ombersley Jr. PER");
        check("We heard Mr Brask’s reply.", "Brask PER");
        check("The envoy Farid al-Tamouri left.", "Farid al-Tamouri PER");
    }

    #[test]
    fn a_surname_is_the_person_named_in_full_on_the_page() {
        check(
            "Sailors trust Ingrid Vasterholm. Vasterholm is calm, and al-Tamouri is not.\n\n\
             Farid al-Tamouri wept. Tamouri left.",
            "Ingrid Vasterholm PER; Vasterholm PER = Ingrid Vasterholm; \
             al-Tamouri PER = Farid al-Tamouri; Farid al-Tamouri PER; \
             Tamouri PER = Farid al-Tamouri",
        );
        check(
            "Ships like Jack London. London is brave.",
            "Jack London PER; London PER = Jack London",
        );
    }

    #[test]
    fn known_words_build_organisations_places_and_events() {
        check("It asked the Harbour Safety Agency.", "Harbour Safety Agency ORG/agency");
        check(
            "It asked the Ministry of Tides and Currents.",
            "Ministry of Tides and Currents ORG/agency",
        );
        check("We saw the University of Tromholm.", "University of Tromholm ORG/university");
        check(
            "We saw Mount Skarven and the Skarven River.",
            "Mount Skarven LOC/mountains; Skarven River LOC/river",
        );
        check("It broke the Skarven Treaty.", "Skarven Treaty MISC/event");
    }

    #[test]
    fn known_names_are_parts_of_others() {
        check("They sailed to Eastern Norway.", "Eastern Norway LOC/region");
        check("He leads Oslo Gullwing there.", "Oslo Gullwing ORG");
        check("It was Gullwing, Inc. that failed.", "Gullwing, Inc. ORG/company");
        check("We asked the Farmers' Harbour Bank.", "Farmers' Harbour Bank ORG/company");
    }

    #[test]
    fn a_body_that_every_nation_has_is_that_of_the_nation_named() {
        let court =
            |text, expected: &str| check(text, &format!("{expected} = Supreme Court (Norway)"));
        court("the Norwegian Supreme Court", "Norwegian Supreme Court ORG/court");
        check(
            "Norway’s Supreme Court",
            "Norway LOC/country; Supreme Court ORG/court = Supreme Court (Norway)",
        );
        check("the Supreme Court", "Supreme Court ORG/court");
    }

    #[test]
    fn company_in_a_list_or_before_a_verb_classes_a_name() {
        check("It ran by Oslo, Quarvik and Bergen.", "Oslo LOC/city; Quarvik LOC; Bergen LOC/city");
        check("Quarvik said so.", "Quarvik PER");
        check("They left the airline Quarvik.", "Quarvik ORG");
        check("We met Kim Ha-neul-bo.", "Kim Ha-neul-bo PER");
        check("We met Kim Ha-neul.", "Kim Ha-neul PER");
        check("We met Oskar “Gull” Bretherick.", "Oskar “Gull” Bretherick PER");
        check("It cost QVK 177.", "");
        check("It cost US $3bn in Oslo.", "Oslo LOC/city");
        check("They like #Oslo", "Oslo LOC/city");
    }

    #[test]
    fn lexicons_know_countries_peoples_groups_and_machines() {
        check("Syria, in Russian hands", "Syria LOC/country; Russian MISC/nationality");
        check("the Pusan area", "Pusan LOC/city = Busan");
        check("Daesh men left", "Daesh ORG/armed_group = Islamic State");
        check("a Su-39K and a Kh-999 missile", "Su-39K MISC/vehicle; Kh-999 MISC/weapon");
        check("two Gripen jets", "Gripen MISC/vehicle");
        check("the HMS Skylark sailed", "HMS Skylark MISC/vehicle");
        check("THE SHIPS LEFT SYRIA TODAY", "SYRIA LOC/country = Syria");
    }

    #[test]
    fn ambiguous_words_need_a_witness() {
        check("Nice words were said.", "");
        check("They live in Nice.", "Nice LOC/city");
        check("Reading is fun.", "");
    }

    #[test]
    fn neighbours_class_unknown_names() {
        check("They live in Quarvik.", "Quarvik LOC");
        check("In the Quarvik province it rained.", "Quarvik LOC");
        check("The boss, Quarvik said, left.", "Quarvik PER");
        check("The shop of Quarvik executives closed.", "Quarvik ORG");
        check(
            "The Tall Ship Watchers Guild (TSWG) met. TSWG sang.",
            "Tall Ship Watchers Guild ORG; TSWG ORG = Tall Ship Watchers Guild; \
             TSWG ORG = Tall Ship Watchers Guild",
        );
    }

    #[test]
    fn headlines_and_first_words_are_no_names() {
        check("Sudden Storm Closes Busy Harbour Again Today", "");
        check("Meanwhile they slept. Sailors woke.", "");
        check("On Monday the President spoke.", "");
    }

    #[test]
    fn datelines_name_places_as_the_gazetteer_lists_them() {
        let memphis = "MEMPHIS LOC/city = Memphis";
        check_learned(
            "MEMPHIS, Tenn. -- It rained.",
            &format!("{memphis}; Tenn. LOC/state = Tennessee"),
        );
        check_learned("RIO DE JANEIRO — It rained.", "RIO DE JANEIRO LOC/city = Rio de Janeiro");
        check_learned(
            "LONDON (AP) - Jack London left.",
            "LONDON LOC/city = London; AP ORG/media = Associated Press; Jack London PER",
        );
        check_learned(
            "BEIRUT/AMMAN (Reuters) – Ships left.",
            "BEIRUT LOC/city = Beirut; AMMAN LOC/city = Amman; Reuters ORG/media",
        );
        check_learned("CAIRO: It rained.", "CAIRO LOC/city = Cairo");
        check_learned("UPPER QUARVIK, May 3 – It rained.", "UPPER QUARVIK LOC = Upper Quarvik");
        check_learned("ST. LOUIS • It rained.", "ST. LOUIS LOC/city = St. Louis");
        check_learned(
            "AUGUSTA, Ga. It rained.",
            "AUGUSTA LOC/city = Augusta; Ga. LOC/state = Georgia",
        );
        check_learned("GUNMAN KILLED, 3 HURT - It rained.", "");
    }

    #[test]
    fn a_place_has_coordinates_unless_its_name_leaves_a_doubt() {
        let place = |text: &str| {
            let doc = testkit::annotate(&[&*TOKENS, &*NAMES], testkit::page(text));
            doc.mentions[0].place.map(|place| place.precision.as_str())
        };
        assert_eq!(place("In Beirut it rained."), Some("city"));
        assert_eq!(place("In Georgia it rained."), None);
        assert_eq!(place("In Georgia, United States, it rained."), Some("region"));
    }

    #[test]
    fn a_code_behind_a_city_is_the_part_of_its_country() {
        check("It rained in Birmingham, AL, today.", "Birmingham LOC/city; AL LOC/state = Alabama");
        check("It rained in Oslo, AL, today.", "Oslo LOC/city; AL ORG");
    }

    /// Where each place of a text lies, `?` where that is not known.
    #[track_caller]
    fn check_places(text: &str, expected: &[&str]) {
        let doc = testkit::annotate(&[&*TOKENS, &*RULES], testkit::page(text));
        let places =
            doc.mentions.iter().filter(|mention| mention.label == tidings_model::Label::Loc);
        let point = |place: tidings_model::Place| {
            format!("{},{}", place.lat.round() as i32, place.lon.round() as i32)
        };
        let show = |mention: &Mention| {
            let place = mention.place.map_or_else(|| "?".to_owned(), point);
            format!("{} {place}", doc.slice(mention.span))
        };
        assert_eq!(places.map(show).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn the_page_tells_which_place_of_a_name_is_meant() {
        check_places("It rained in Alexandria.", &["Alexandria 31,30"]);
        check_places(
            "It rained in Alexandria, Louisiana.",
            &["Alexandria 31,-92", "Louisiana 31,-92"],
        );
        check_places("It rained in Birmingham, AL, today.", &["Birmingham 34,-87", "AL 33,-87"]);
        check_places("It rained in Birmingham, England.", &["Birmingham 52,-2", "England 52,-1"]);
        check_places("It rained in Birmingham, Alabama.", &["Birmingham 34,-87", "Alabama 33,-87"]);
        check_places(
            "Alabama was wet. It rained in Birmingham.",
            &["Alabama 33,-87", "Birmingham 34,-87"],
        );
    }

    #[test]
    fn what_leaves_a_doubt_is_unknown() {
        check_places("It rained in Springfield.", &["Springfield ?"]);
        check_places("It rained in London, Nebraska.", &["London ?", "Nebraska 42,-100"]);
        check_places(
            "It rained in London, Paris and Oslo.",
            &["London 52,0", "Paris 49,2", "Oslo 60,11"],
        );
        check_places("It rained in Quarvik.", &["Quarvik ?"]);
    }

    #[test]
    fn a_city_named_with_its_province_is_the_province() {
        check(
            "They crossed the Herat and Ghazni provinces, then Kandahar province and Kabul.",
            "Herat LOC/province; Ghazni LOC/province; Kandahar LOC/province; Kabul LOC/city",
        );
        check(
            "They crossed the provinces of Herat, Qandahar, and Ghazni near Kabul.",
            "Herat LOC/province; Qandahar LOC/province = Kandahar; Ghazni LOC/province; Kabul LOC/city",
        );
        check("They hit Oslo and Norway province.", "Oslo LOC/city; Norway LOC/country");
    }

    #[test]
    fn a_broken_lexicon_is_told_with_its_line() {
        let check = |text: &str, expected: &str| {
            let source = Source::embedded("mine.toml", text);
            let why = Gazetteer::load(&[], &[source]).unwrap_err().to_string();
            assert!(why.contains(expected), "{why}");
        };
        check("city = [\n  { name = \"A\", country = 3 },\n]", "mine.toml:2: invalid type");
        check("\n\ncitties = []", "mine.toml:3: unknown list `citties`; expected one of country");
        check("region = [\n  { name = \"A\" },\n]", "mine.toml:2: expected a `kind`");
        check(
            "city = [\n  { name = \"A\" },\n  { name = \"A\" },\n]",
            "mine.toml:3: `A` is listed twice",
        );
        check(
            "city = [\n  { name = \"A\", at = [95.0, 0.0] },\n]",
            "mine.toml:2: expected latitude",
        );
        check("given = [\n  \"A B\",\n]", "mine.toml:2: expected one word");
        check("given = [", "mine.toml:1: ");
    }

    #[test]
    fn a_user_decides_what_a_name_means() {
        let folder = std::env::temp_dir().join(format!("tidings-names-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("mine.toml");
        std::fs::write(&path, "organisation = [{ name = \"Syria\", kind = \"team\" }]").unwrap();
        let mut settings = Settings::defaults(Names::SPEC.settings, ".");
        settings.set(lexicon::SETTING, tidings_stage::Value::Paths(vec![path.clone()]));
        let names = Names::build(&settings).unwrap();
        testkit::check_extractor(
            &[&*TOKENS, &names],
            testkit::page("in Syria"),
            show,
            "Syria ORG/team",
        );
        std::fs::remove_dir_all(&folder).unwrap();
        let why = Names::build(&settings).unwrap_err().to_string();
        assert!(why.contains("mine.toml: cannot read the lexicon"), "{why}");
    }

    #[test]
    fn copes_with_hostile_text() {
        for text in [
            "",
            "Mr",
            "U.S.",
            "(A",
            "A-",
            "of of of",
            "\u{200f}A\u{301} B\u{301}",
            "Mr. J. de la",
            "Bank of the",
        ] {
            let doc = testkit::annotate(&[&*TOKENS, &*NAMES], testkit::page(text));
            assert!(doc.mentions.len() < 3, "{text:?}");
        }
        let many = [
            "Bank of the ",
            "John ",
            "X-",
            "Mr ",
            "A. ",
            "de la ",
            "READ ",
            "University ",
            "London, ",
            "\u{e000}\u{f8ff} ",
            "\u{202e}\u{5d0}\u{5d1} ",
            "Z\u{301}\u{302}\u{303} ",
            "Київ і Львів. ",
            "東京都",
            "Die Bundesregierung hat am Montag in Berlin beschlossen. ",
            "POLICE IN OSLO SAY TWO DIED. ",
        ];
        for text in many {
            let doc = testkit::annotate(&[&*TOKENS, &*NAMES], testkit::page(&text.repeat(1 << 14)));
            assert!(doc.mentions.len() <= doc.tokens.len(), "{text:?}");
        }
        let long = "Q".repeat(10 << 20);
        let doc = testkit::annotate(&[&*TOKENS, &*NAMES], testkit::page(&long));
        assert!(doc.tokens.len() == 1 && doc.mentions.len() < 2);
    }

    #[test]
    fn weights_that_cannot_be_read_are_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let weights = include_bytes!("../models/names.bin");
        let check = |name: &str, bytes: Option<&[u8]>, expected: &str| {
            let path = folder.path().join(name);
            if let Some(bytes) = bytes {
                std::fs::write(&path, bytes).unwrap();
            }
            let mut settings = Settings::defaults(Names::SPEC.settings, ".");
            settings.set(learned::SETTING, tidings_stage::Value::Path(path));
            let why = Names::build(&settings).unwrap_err().to_string();
            assert!(why.contains(name) && why.contains(expected), "{why}");
        };
        check("none.bin", None, "cannot read it");
        check("short.bin", Some(&weights[..weights.len() / 2]), "cut off; copy the file again");
        check("text.bin", Some(b"[words]"), "no file of weights");
        let other = include_bytes!("../models/parts-of-speech.bin");
        check("other.bin", Some(other), "for the task `parts of speech`, expected `names`");
        let mut later = weights.to_vec();
        later[8] += 1;
        check("later.bin", Some(&later), "train them again");
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[&*TOKENS], &*NAMES);
    }
}
