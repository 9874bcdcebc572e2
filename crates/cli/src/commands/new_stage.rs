//! `new-stage`: a crate with a stage in it that builds, passes its test and can be named.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::Exit;
use crate::args::{NewFamily, NewStage};

/// The code of a family.
fn template(family: NewFamily) -> (&'static str, &'static str) {
    match family {
        NewFamily::Read => ("read", include_str!("../../templates/new_stage/read.rs")),
        NewFamily::Clean => ("clean", include_str!("../../templates/new_stage/clean.rs")),
        NewFamily::Extract => ("extract", include_str!("../../templates/new_stage/extract.rs")),
        NewFamily::Aggregate => {
            ("aggregate", include_str!("../../templates/new_stage/aggregate.rs"))
        }
        NewFamily::Sink => ("sink", include_str!("../../templates/new_stage/sink.rs")),
    }
}

const MANIFEST: &str = include_str!("../../templates/new_stage/Cargo.toml");

pub(crate) fn run(arguments: &NewStage) -> Result<Exit> {
    let name = checked(&arguments.name)?;
    let crates = match &arguments.crates {
        Some(crates) => api_in(crates)
            .with_context(|| format!("there is no plugin-api in {}", crates.display()))?,
        None => found_above(&std::env::current_dir()?).context(
            "the crates of Tidings are not in this folder or one above; say where they are with \
             --crates PATH",
        )?,
    };
    let folder = arguments.dir.clone().unwrap_or_else(|| PathBuf::from(name));
    if folder.exists() {
        bail!(
            "{} is there already; choose another name, or another folder with --dir",
            folder.display()
        );
    }
    let (family, code) = template(arguments.family);
    write(&folder, name, family, code, &crates)
        .with_context(|| format!("cannot write {}", folder.display()))?;
    writeln!(
        std::io::stdout(),
        "{folder}: a stage of [[{family}]]\n\n  cd {folder} && cargo test && cargo build --release\n\n\
         and in a pipeline file of this folder, under [[{family}]]:\n\n  use = \"{name}\"\n  from = \"{folder}/target/release/{name}\"\n\n\
         `plugin check {folder}/target/release/{name}` tries it with what a run may hand it.",
        folder = folder.display(),
    )?;
    Ok(Exit::Clean)
}

fn write(folder: &Path, name: &str, family: &str, code: &str, crates: &Path) -> Result<()> {
    let crates_text = crates.to_str().context("the path of the crates is not UTF-8")?;
    let more = match family {
        "sink" => format!("\ntidings-model = {{ path = {:?} }}", crates.join("model")),
        _ => String::new(),
    };
    let filled = |text: &str| {
        text.replace("@NAME@", name)
            .replace("@FAMILY@", family)
            .replace("@TYPE@", &camel(name))
            .replace("@CRATES@", crates_text)
            .replace("@MORE@", &more)
    };
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), filled(MANIFEST))?;
    fs::write(folder.join("src/lib.rs"), filled(code))?;
    fs::write(folder.join(".gitignore"), "/target\n")?;
    // The versions that Tidings itself is built with; cargo leaves out what is not needed.
    let lock = crates.join("../Cargo.lock");
    if lock.is_file() {
        fs::copy(lock, folder.join("Cargo.lock"))?;
    }
    Ok(())
}

/// A name that is one in a pipeline file, of a crate and of a file.
fn checked(name: &str) -> Result<&str> {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|letter| letter.is_ascii_lowercase());
    let rest = letters.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    match first && rest && !RESERVED.contains(&name) {
        true => Ok(name),
        false => bail!(
            "`{name}` cannot be the name of a stage; expected a small letter, then small letters, \
             digits and `_`, and no word of Rust or name of its crates"
        ),
    }
}

const RESERVED: &[&str] = &[
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
    "gen",
    "test",
    "core",
    "std",
    "alloc",
    "proc_macro",
];

/// `rail_fares` as `RailFares`.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let joined: String = name.split('_').map(word).collect();
    // Names that the code of the template uses itself.
    format!("{joined}Stage")
}

fn api_in(crates: &Path) -> Option<PathBuf> {
    let crates = crates.canonicalize().ok()?;
    crates.join("plugin-api/Cargo.toml").is_file().then_some(crates)
}

fn found_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(|folder| api_in(&folder.join("crates")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_stages() {
        for good in ["percentages", "rail_fares", "a1"] {
            assert_eq!(checked(good).unwrap(), good);
        }
        for bad in ["", "Fares", "1a", "rail-fares", "fn", "_a", "é", "a/b", "test"] {
            assert!(checked(bad).is_err(), "{bad}");
        }
        assert_eq!(camel("rail_fares"), "RailFaresStage");
    }
}
