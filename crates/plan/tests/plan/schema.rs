//! The JSON Schema of the pipeline file, held against the checks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas, ValidationError};
use serde_json::Value;
use tidings_plan::schema;

use crate::{load_text, stages};

#[test]
fn the_schema_is_kept() {
    let schema = schema(&stages::registry());
    // Rows of tests follow the output tables, which have tests of their own.
    let mut short = schema.clone();
    short["properties"]["test"]["items"]["properties"]["expect"]["properties"] = Value::Null;
    insta::assert_snapshot!(format!("{short:#}"));
}

#[test]
fn every_setting_of_every_stage_is_in_it() {
    let registry = stages::registry();
    let schema = schema(&registry);
    for entry in registry.iter() {
        let (family, name) = (entry.spec.family, entry.spec.name);
        let stage = &schema["$defs"][format!("{family}.{name}")]["properties"];
        assert_eq!(stage["use"]["const"], name);
        for setting in entry.spec.settings {
            let described = &stage[setting.name]["description"];
            assert_eq!(described, setting.about, "{family}.{name}.{}", setting.name);
        }
    }
}

/// The schema of the stages of the tests, ready to be held against files.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("urn:pipeline", schema(&stages::registry())).unwrap();
        let index = compiler.compile("urn:pipeline", &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// Every mistake with its place; none if the schema accepts the text.
    fn mistakes(&self, table: &toml::Table) -> BTreeMap<String, String> {
        let value = serde_json::to_value(table).unwrap();
        let mut mistakes = BTreeMap::new();
        if let Err(error) = self.schemas.validate(&value, self.index) {
            leaves(&error, &mut mistakes);
        }
        mistakes
    }
}

/// The mistakes that an error comes down to.
fn leaves(error: &ValidationError<'_, '_>, mistakes: &mut BTreeMap<String, String>) {
    if error.causes.is_empty() {
        mistakes.insert(error.instance_location.to_string(), error.kind.to_string());
    }
    error.causes.iter().for_each(|cause| leaves(cause, mistakes));
}

/// The pipeline files in a folder of the tests.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = Path::new("tests").join(folder).read_dir().unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

#[test]
fn files_that_are_right_pass() {
    let validator = Validator::new();
    for path in files("good").iter().filter(|path| !path.ends_with("names.toml")) {
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(validator.mistakes(&text.parse().unwrap()), BTreeMap::new(), "{path:?}");
    }
}

/// Wrong files that only the checks can refuse, and what they have to look at for it.
const ONLY_THE_CHECKS: &[(&str, &str)] = &[
    ("aggregates_in_a_circle", "the fields of other stages"),
    ("field_nothing_writes", "the fields of other stages"),
    ("field_of_a_later_family", "the fields of other stages"),
    ("field_of_a_sink", "the fields of other stages"),
    ("field_written_later", "the fields of other stages"),
    ("fields_of_aggregates", "the fields of other stages"),
    ("file_absent", "the disk"),
    ("file_in_no_folder", "the disk"),
    ("file_is_a_folder", "the disk"),
    ("finds_after_claims", "the fields of other stages"),
    ("folder_absent", "the disk"),
    ("lexicon_refused_by_the_stage", "what the stage says"),
    ("library_without_loader", "the disk"),
    ("secret_in_a_path", "the environment"),
    ("secret_in_the_clear", "what is a secret"),
    ("secret_refused_by_the_stage", "the environment"),
    ("stage_refuses_a_length", "what the stage says"),
    ("stage_that_cannot_be_built", "what the stage says"),
    ("stages_wait_for_a_circle", "the fields of other stages"),
    ("two_readers_of_one_type", "the media types of other stages"),
    ("two_sinks_of_one_file", "the files of other stages"),
    ("variable_holds_a_wrong_value", "the environment"),
    ("variable_malformed", "the environment"),
    ("variable_unset", "the environment"),
];

#[test]
fn files_that_are_wrong_by_their_shape_are_refused() {
    let validator = Validator::new();
    let mut accepted = Vec::new();
    for path in files("broken") {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        // What is not TOML has no shape, and of options the schema knows nothing.
        let Ok(table) = text.parse() else { continue };
        if !text.contains("#: ") && validator.mistakes(&table).is_empty() {
            accepted.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let listed: Vec<&str> = ONLY_THE_CHECKS.iter().map(|(name, _)| *name).collect();
    assert_eq!(accepted, listed);
}

/// The mistakes in a wrong file.
fn mistakes_in(name: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(format!("tests/broken/{name}.toml")).unwrap();
    Validator::new().mistakes(&text.parse().unwrap())
}

#[test]
fn a_mistake_is_one_message_where_it_stands() {
    let check = |name: &str, expected: &[(&str, &str)]| {
        let expected = expected.iter().map(|(at, words)| ((*at).to_owned(), (*words).to_owned()));
        assert_eq!(mistakes_in(name), expected.collect(), "{name}");
    };
    check("choice_misspelt", &[("/sink/0/format", "value must be one of 'parquet', 'jsonl'")]);
    check("family_misspelt", &[("", "additionalProperties 'extractor' not allowed")]);
    check(
        "setting_misspelt",
        &[("/extract/1", "additionalProperties 'min_confidense' not allowed")],
    );
    check("setting_required", &[("/clean/0", "missing properties 'length'")]);
    let stages =
        "value must be one of 'claims', 'hindsight', 'names', 'numbers', 'process', 'tokens'";
    check("stage_misspelt", &[("/extract/0/use", stages)]);
    check(
        "stage_of_another_family",
        &[("/clean/0/use", "value must be one of 'any_text', 'blank_lines'")],
    );
    check(
        "out_of_range",
        &[
            ("/extract/1/min_confidence", "must be <=1.0, but got 1.5"),
            ("/extract/1/window", "must be <=64, but got 65"),
        ],
    );
    check("run_key_unknown", &[("/run", "additionalProperties 'thread' not allowed")]);
}

#[test]
fn every_mistake_of_a_file_has_its_place() {
    let places = |name| mistakes_in(name).into_keys().collect::<Vec<_>>();
    let keys = ["labels", "lexicon", "min_confidence", "model", "titles", "window"];
    assert_eq!(places("wrong_types"), keys.map(|key| format!("/extract/1/{key}")));
    let expected = [
        "/test/0",
        "/test/1/input",
        "/test/2/expect",
        "/test/2/expect/mentions/0",
        "/test/3/expect/quantities/0/value",
        "/test/3/media",
    ];
    assert_eq!(places("tests_malformed"), expected);
}

/// A pipeline with these lines in some of its tables.
#[derive(Clone, Copy)]
enum With<'a> {
    Name(&'a str),
    Run(&'a str),
    Names(&'a str),
    Tables(&'a str),
    More(&'a str),
}

impl With<'_> {
    fn text(self) -> String {
        let (mut name, mut run, mut names, mut tables, mut more) = ("\"news\"", "", "", "", "");
        match self {
            With::Name(value) => name = value,
            With::Run(line) => run = line,
            With::Names(line) => names = line,
            With::Tables(line) => tables = line,
            With::More(lines) => more = lines,
        }
        format!(
            "name = {name}\n[run]\n{run}\n[[source]]\nuse = \"files\"\npaths = [\"pages\"]\n\
             [[read]]\nuse = \"text\"\n[[extract]]\nuse = \"tokens\"\n[[extract]]\n\
             use = \"names\"\n{names}\n[[sink]]\nuse = \"tables\"\n{tables}\n{more}\n"
        )
    }
}

/// What the environment holds while the schema is held against the checks.
fn environment(name: &str) -> Option<String> {
    let value = match name {
        "NUMBER" => "5",
        "FORMAT" => "jsonl",
        "STAGE" => "blank_lines",
        _ => return None,
    };
    Some(value.to_owned())
}

#[test]
fn schema_and_checks_agree() {
    use With::{More, Name, Names, Run, Tables};
    let validator = Validator::new();
    let agree = |right: bool, with: With<'_>| {
        let text = with.text();
        let loaded = load_text(&text, |request| request.environment = &environment);
        let why = loaded.err().map(|why| why.to_string());
        assert_eq!(why.is_none(), right, "the checks: {why:?}\n{text}");
        let mistakes = validator.mistakes(&text.parse().unwrap());
        assert_eq!(mistakes.is_empty(), right, "the schema: {mistakes:?}\n{text}");
    };
    let yes = |all: &[With<'_>]| all.iter().for_each(|with| agree(true, *with));
    let no = |all: &[With<'_>]| all.iter().for_each(|with| agree(false, *with));

    yes(&["\"a\"", "\"é-1_b.c\"", "\"${FORMAT}\"", "\"${NONE:-a}\""].map(Name));
    no(&["7", "\"\"", "\".a\"", "\"a/b\"", "'a\\b'", "\"a b\""].map(Name));

    yes(&["threads = 0", "threads = 1024", "limit = 9223372036854775807"].map(Run));
    no(&["threads = -1", "threads = 1025", "threads = 2.5", "limit = 0", "credit = 1"].map(Run));
    // A variable gives a text, never a number.
    no(&["threads = \"4\"", "threads = \"${NUMBER}\"", "on_reject = \"Stop\""].map(Run));
    yes(&["on_reject = \"stop\"", "on_reject = \"${NONE:-stop}\""].map(Run));

    yes(&["window = 1", "window = 64", "min_confidence = 0", "min_confidence = 1.0"].map(Names));
    no(&["window = 0", "window = 65", "window = true", "window = [1]"].map(Names));
    no(&["min_confidence = -0.1", "min_confidence = 1.1", "min_confidence = nan"].map(Names));
    yes(&["labels = []", "labels = [\"A\", \"${FORMAT}\"]", "titles = { A = \"b\" }"].map(Names));
    no(&["labels = \"A\"", "labels = [1]", "titles = { A = 1 }", "titles = []"].map(Names));
    yes(&["lexicon = [\"names.toml\"]", "lexicon = []", "model = \"names.toml\""].map(Names));
    no(&["lexicon = \"names.toml\"", "model = 1", "model = 1979-05-27", "windw = 1"].map(Names));

    yes(&["format = \"jsonl\"", "format = \"${FORMAT}\""].map(Tables));
    no(&["format = \"JSONL\"", "format = 1", "window = 1"].map(Tables));

    yes(&["[[clean]]\nuse = \"blank_lines\"", "[[clean]]\nuse = \"${STAGE}\""].map(More));
    no(&["[[clean]]", "[[clean]]\nuse = 1", "[[clean]]\nuse = \"names\""].map(More));
    no(&["[clean]\nuse = \"blank_lines\"", "[cleaner]", "[[clean]]\nuse = \"any_text\""].map(More));
    yes(&[More("[[clean]]\nuse = \"any_text\"\nlength = 9")]);
    no(&[More("[[source]]\nuse = \"files\"\npaths = []")]);

    let test = |lines: &str| format!("[[test]]\nstage = \"tokens\"\n{lines}");
    for lines in [
        "input = \"A\"\nrejected = \"empty\"",
        "file = \"names.toml\"\nexpect = {}",
        "input = \"A\"\nmedia = \"text/html\"\nexpect = { notes = [] }",
        "input = \"A\"\nexpect = { quantities = [{ value = 1 }, { value = 1.5, text = \"A\" }] }",
        "input = \"A\"\nexpect = { articles = [{ blocks = [{ kind = \"title\", start = 0 }] }] }",
        "input = \"A\"\nexpect = { claims = [{ anonymous = false }] }",
    ] {
        yes(&[More(&test(lines))]);
    }
    for lines in [
        "input = \"A\"",
        "rejected = \"empty\"",
        "input = \"A\"\nfile = \"names.toml\"\nrejected = \"empty\"",
        "input = \"A\"\nrejected = \"empty\"\nexpect = {}",
        "input = \"A\"\nmedia = \"html\"\nexpect = {}",
        "input = \"A\"\nexpect = []",
        "input = \"A\"\nexpect = { note = [] }",
        "input = \"A\"\nexpect = { notes = {} }",
        "input = \"A\"\nexpect = { notes = [{ txt = \"A\" }] }",
        "input = \"A\"\nexpect = { notes = [{ start = \"0\" }] }",
        "input = \"A\"\nexpect = { notes = [{ start = 0.5 }] }",
        "input = \"A\"\nexpect = { articles = [{ blocks = [{ kin = \"title\" }] }] }",
        "input = \"A\"\nexpect = { claims = [{ anonymous = 0 }] }",
    ] {
        no(&[More(&test(lines))]);
    }
}
