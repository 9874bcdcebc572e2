//! Stages across the C interface, linked into this test: what goes in, what comes out, what is
//! caught.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use tidings_model::{AnnotatedArticle, Article, Findings, Form, Reject, Span};
use tidings_plugin_api::{
    BuildError, Claim, ClaimKind, Cleaner, Default, Doc, Edits, Extractor, Family, Field, Found,
    Kind, Level, Setting, Settings, Spec, Stage, TextField, Token, TokenKind, Value,
};
use tidings_stage::{Builder, Entry};

tidings_plugin_api::export_stages! {
    extractor Echo;
    extractor Faulty;
    cleaner Scissors;
}

const fn spec(name: &'static str, family: Family, settings: &'static [Setting]) -> Spec {
    let about = "Stands in for a stage.";
    Spec {
        name,
        family,
        about,
        reads: &[
            Field::Text,
            Field::Sentences,
            Field::Tokens,
            Field::Mentions,
            Field::Timexes,
            Field::Quantities,
            Field::Claims,
        ],
        writes: &[Field::Mentions],
        settings,
        example: "",
    }
}

/// Notes everything it can see, and hands every layer back.
struct Echo;

impl Stage for Echo {
    const SPEC: Spec = spec("echo", Family::Extract, &[]);

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Extractor for Echo {
    fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject> {
        let whole = Span::at(0..doc.text().len());
        let published = doc.published().map(|moment| moment.to_string());
        let fields = [Some(doc.uri()), doc.title(), doc.field(TextField::Form), doc.metadata("k")];
        out.note(whole, &format!("{} {published:?} {fields:?}", doc.text()));
        doc.blocks().for_each(|block| out.note(block.span, block.kind.as_str()));
        doc.sentences().iter().for_each(|sentence| out.sentence(*sentence));
        doc.tokens().iter().for_each(|token| out.token(*token));
        doc.mentions().for_each(|mention| out.mention(&mention));
        doc.timexes().for_each(|timex| out.timex(&timex));
        doc.quantities().for_each(|quantity| out.quantity(&quantity));
        doc.claims().for_each(|claim| out.claim(&claim));
        doc.log(Level::Debug, "seen");
        assert!(!doc.is_cancelled());
        Ok(())
    }
}

/// Does what the text says.
struct Faulty;

/// A payload of a panic that panics again when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        std::panic::panic_any("again");
    }
}

impl Stage for Faulty {
    const SPEC: Spec = spec(
        "faulty",
        Family::Extract,
        &[Setting::new("fail", Kind::Text, "How to fail when it is built.").or(Default::Text(""))],
    );

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        match settings.text("fail") {
            Some("setting") => {
                Err(BuildError::Setting { setting: "fail", problem: "expected another".into() })
            }
            Some("other") => Err(BuildError::Other("no luck".into())),
            Some("panic") => panic!("at the start"),
            _ => Ok(Self),
        }
    }
}

impl Extractor for Faulty {
    fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject> {
        let beyond = Span::new(0, doc.text().len() as u32 + 1);
        match doc.text() {
            "panic" => panic!("no more"),
            "bomb" => std::panic::panic_any(Bomb),
            "drop" => return Err(Reject::dropped("dull", "nothing in it")),
            "fail" => return Err(Reject::failed("worn", "it broke")),
            "beyond" => out.sentence(beyond),
            "backwards" => out.sentence(Span { start: 1, end: 0 }),
            "million" => (0..1_000_000).for_each(|_| out.sentence(Span::new(0, 1))),
            "nan" => {
                let mention = tidings_plugin_api::Mention { confidence: f64::NAN, ..a_name() };
                out.mention(&mention);
                out.mention(&a_name());
            }
            _ => {}
        }
        Ok(())
    }
}

fn a_name() -> tidings_plugin_api::Mention {
    tidings_plugin_api::Mention {
        span: Span::new(0, 3),
        label: tidings_plugin_api::Label::Per,
        kind: None,
        canonical: Some("Ann".into()),
        confidence: 1.0,
        place: None,
    }
}

/// Cuts `[…]`, repairs `2+2`, sets the byline, and leaves out empty pages.
struct Scissors;

impl Stage for Scissors {
    const SPEC: Spec = spec("scissors", Family::Clean, &[]);

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Cleaner for Scissors {
    fn clean(&self, doc: &Doc<'_>, out: &mut Edits<'_>) -> Result<(), Reject> {
        let text = doc.text();
        if text.is_empty() {
            return Err(Reject::dropped("empty", "nothing to cut"));
        }
        if let (Some(start), Some(end)) = (text.find('['), text.find(']')) {
            out.cut(Span::at(start..end + 1), "brackets");
        }
        if let Some(sum) = text.find("2+2") {
            out.repair(Span::at(sum..sum + 3), "4");
            out.note(Span::at(sum..sum + 3), "a sum");
        }
        out.set(TextField::Byline, Some("Ann Other"));
        out.set(TextField::Title, None);
        Ok(())
    }
}

fn entry(name: &str) -> Entry {
    let entries = tidings_plugin_host::linked(tidings_stages()).unwrap();
    entries.into_iter().find(|entry| entry.spec.name == name).unwrap()
}

fn extractor(name: &str) -> Box<dyn tidings_stage::Extractor> {
    let entry = entry(name);
    let Builder::Extract(build) = entry.builder else { panic!("{name} is no extractor") };
    build(&Settings::defaults(entry.spec.settings, "")).unwrap()
}

fn cleaner(name: &str) -> Box<dyn tidings_stage::Cleaner> {
    let entry = entry(name);
    let Builder::Clean(build) = entry.builder else { panic!("{name} is no cleaner") };
    build(&Settings::defaults(entry.spec.settings, "")).unwrap()
}

#[test]
fn a_stage_says_of_itself_what_it_said_in_rust() {
    assert_eq!(entry("echo").spec, Echo::SPEC);
    assert_eq!(entry("faulty").spec, Faulty::SPEC);
    assert_eq!(entry("scissors").spec, Scissors::SPEC);
}

#[test]
fn everything_of_an_article_is_seen_and_comes_back() {
    let mut article = testkit::dated("Ann saw 3 ships.", "2021-06-16");
    article.metadata.insert("k".into(), "[1]".into());
    article.title = Some("Ships".into());
    let kind = tidings_model::BlockKind::Paragraph;
    article.blocks.push(tidings_model::Block { kind, span: Span::new(0, 16) });
    let mut doc = AnnotatedArticle::new(article);
    let mut layers = Findings {
        sentences: vec![Span::new(0, 16)],
        tokens: vec![Token { span: Span::new(8, 9), kind: TokenKind::Number }],
        mentions: vec![a_name()],
        ..Findings::default()
    };
    doc.accept("test", layers.clone()).unwrap();
    let claim = Claim::new(ClaimKind::Event, Span::new(4, 7), "see");
    layers.claims.push(Claim { place: Some(0), ..claim });
    doc.claims = layers.claims.clone();
    let mut found = Findings::default();
    extractor("echo").try_extract(&doc, &mut found).unwrap();
    let notes = std::mem::take(&mut found.notes);
    assert_eq!(found, layers);
    let seen = "Ann saw 3 ships. Some(\"2021-06-16\") [Some(\"test.txt\"), Some(\"Ships\"), \
                Some(\"page\"), Some(\"[1]\")]";
    assert_eq!(notes, [(Span::new(0, 16), seen.into()), (Span::new(0, 16), "paragraph".into())]);
}

#[test]
fn what_can_be_caught_rejects_the_article() {
    let stage = extractor("faulty");
    let check = |text: &str, expected: &str| {
        let doc = AnnotatedArticle::new(testkit::page(text));
        let answer = stage.try_extract(&doc, &mut Findings::default());
        assert_eq!(answer.map_or_else(|reject| reject.to_string(), |()| "fine".into()), expected);
    };
    check("fine", "fine");
    check("panic", "failed (panic): no more");
    check("bomb", "failed (panic): a panic without words");
    check("drop", "dropped (dull): nothing in it");
    check("fail", "failed (worn): it broke");
    check("backwards", "failed (bad_record): sentence: span: 1..0 ends before it starts");
    check("nan", "failed (bad_record): mention: confidence: expected a number, found none");
    check(
        "million",
        "failed (too_many_records): the stage handed over more than 1024 records and 4 for each \
         byte of the text",
    );
    // Spans are held against the text by the article, as those of any stage.
    let doc = AnnotatedArticle::new(testkit::page("beyond"));
    let mut found = Findings::default();
    stage.try_extract(&doc, &mut found).unwrap();
    assert!(doc.clone().accept("faulty", found).is_err());
}

#[test]
fn a_stage_that_cannot_be_built_says_why() {
    let entry = entry("faulty");
    let Builder::Extract(build) = entry.builder else { panic!("faulty is no extractor") };
    let check = |fail: &str, expected: BuildError| {
        let mut settings = Settings::defaults(entry.spec.settings, "");
        settings.set("fail", Value::Text(fail.into()));
        assert_eq!(build(&settings).err(), Some(expected));
    };
    check("setting", BuildError::Setting { setting: "fail", problem: "expected another".into() });
    check("other", BuildError::Other("no luck".into()));
    check("panic", BuildError::Other("panicked: at the start".into()));
}

#[test]
fn a_cleaner_cuts_and_repairs_and_keeps_what_it_cut() {
    let clean = |article: Article| cleaner("scissors").clean(article);
    let cleaned = clean(testkit::page("[x] So 2+2 é.")).unwrap();
    assert_eq!(cleaned.text.as_str(), " So 4 é.");
    assert_eq!(cleaned.text.trace(Span::new(4, 5)), [Span::new(7, 10)]);
    assert_eq!(cleaned.byline.as_deref(), Some("Ann Other"));
    let cuts: Vec<_> = cleaned.removed.iter().map(|cut| (cut.raw, cut.reason.as_str())).collect();
    assert_eq!(cuts, [(Span::new(0, 3), "brackets")]);
    let notes: Vec<_> = cleaned.notes.iter().map(|note| (note.span, note.text.as_str())).collect();
    assert_eq!(notes, [(Some(Span::new(4, 5)), "a sum")]);
    assert_eq!(clean(testkit::page("")), Err(Reject::dropped("empty", "nothing to cut")));
}

#[test]
fn the_text_of_a_record_is_left_as_it_is() {
    let record = Article { form: Form::Record, ..testkit::page("[x] 2+2") };
    let cleaned = cleaner("scissors").clean(record).unwrap();
    assert_eq!((cleaned.text.as_str(), cleaned.byline.as_deref()), ("[x] 2+2", Some("Ann Other")));
}

#[test]
fn edits_out_of_order_reject_the_article() {
    let check = |text: &str, expected: &str| {
        let reject = cleaner("scissors").clean(testkit::page(text)).unwrap_err();
        assert_eq!(reject.to_string(), expected);
    };
    let disorder = "is out of order or overlaps the one before it";
    check("2+2 [x]", &format!("failed (bad_record): edit: edit 0..3 {disorder}"));
    check("[2+2]", &format!("failed (bad_record): edit: edit 1..4 {disorder}"));
}

#[test]
fn the_laws_hold_across_the_border() {
    testkit::laws::extractor(&[], &*extractor("echo"));
}
