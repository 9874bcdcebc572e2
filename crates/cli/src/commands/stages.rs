//! `stages`: the catalog of stages, as text or as JSON.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Result, bail};
use serde_json::json;
use tidings_stage::{Default, Entry, Family, Field, Registry, Setting};

use crate::args::Stages;
use crate::{Exit, catalog};

pub(crate) fn run(arguments: &Stages) -> Result<Exit> {
    let registry = catalog();
    let text = match &arguments.name {
        Some(name) => one(&registry, name, arguments.json)?,
        None if arguments.json => {
            let all: Vec<_> = registry.iter().map(as_json).collect();
            format!("{:#}\n", json!(all))
        }
        None => list(&registry),
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn list(registry: &Registry) -> String {
    let mut text = String::new();
    for family in Family::ALL {
        let _ = writeln!(text, "[[{family}]]");
        for entry in registry.family(*family) {
            let _ = writeln!(text, "  {:<18} {}", entry.spec.name, entry.spec.about);
        }
    }
    text.push_str("\n`stages NAME` tells a stage's settings, and what it reads and writes.\n");
    text
}

fn one(registry: &Registry, name: &str, json: bool) -> Result<String> {
    let found: Vec<&Entry> = registry.iter().filter(|entry| entry.spec.name == name).collect();
    if found.is_empty() {
        bail!("no stage is named `{name}`; `stages` without a name lists them all");
    }
    Ok(match json {
        true => format!("{:#}\n", json!(found.into_iter().map(as_json).collect::<Vec<_>>())),
        false => found.into_iter().map(described).collect::<Vec<_>>().join("\n"),
    })
}

fn described(entry: &Entry) -> String {
    let spec = entry.spec;
    let mut text = format!("{} ({})\n{}\n", spec.name, spec.family, spec.about);
    let _ = writeln!(text, "  reads {}", fields(spec.reads));
    let _ = writeln!(text, "  writes {}", fields(spec.writes));
    for setting in spec.settings {
        let _ = writeln!(text, "  {}: {}", setting.name, meaning(setting));
    }
    let lines = example_of(entry);
    let _ =
        writeln!(text, "\n{}", lines.lines().map(|line| format!("  {line}\n")).collect::<String>());
    text
}

/// What a setting accepts, what it is unless given, and what it does.
pub(crate) fn meaning(setting: &Setting) -> String {
    format!("{}; {}. {}", setting.kind.expectation(), default_of(setting), setting.about)
}

/// The lines of a pipeline file that use a stage.
pub(crate) fn example_of(entry: &Entry) -> String {
    let spec = entry.spec;
    let lines = format!("[[{}]]\nuse = \"{}\"\n{}", spec.family, spec.name, spec.example);
    lines.trim_end().to_owned()
}

/// Fields by name.
pub(crate) fn fields(fields: &[Field]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

fn default_of(setting: &Setting) -> String {
    match setting.default {
        Default::Required => "required".to_owned(),
        Default::Absent => "none unless given".to_owned(),
        Default::Bool(value) => format!("{value} unless given"),
        Default::Int(value) => format!("{value} unless given"),
        Default::Float(value) => format!("{value} unless given"),
        Default::Text(value) => format!("{value:?} unless given"),
        Default::Texts(values) => format!("{values:?} unless given"),
    }
}

fn as_json(entry: &Entry) -> serde_json::Value {
    let spec = entry.spec;
    let names = |fields: &[Field]| fields.iter().map(|field| field.as_str()).collect::<Vec<_>>();
    let settings: Vec<_> = spec
        .settings
        .iter()
        .map(|setting| {
            json!({
                "name": setting.name, "expects": setting.kind.expectation(),
                "default": default_of(setting), "about": setting.about,
            })
        })
        .collect();
    json!({
        "name": spec.name, "family": spec.family.as_str(), "about": spec.about,
        "reads": names(spec.reads), "writes": names(spec.writes),
        "settings": settings, "example": example_of(entry),
    })
}
