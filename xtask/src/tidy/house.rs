//! Which crate may use which: the floors of the house, held against `cargo metadata`.

use std::error::Error;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// A crate of the house.
struct Room {
    name: &'static str,
    /// What it may use, beyond crates from outside the workspace.
    may_use: &'static [&'static str],
}

const GROUND: &[&str] = &["model", "stage"];

/// The house, from the ground up. A crate uses floors below its own, never its own or one above.
const HOUSE: &[Room] = &[
    Room { name: "model", may_use: &[] },
    Room { name: "stage", may_use: &["model"] },
    Room { name: "plugin-api", may_use: GROUND },
    Room { name: "ingest", may_use: GROUND },
    Room { name: "clean", may_use: GROUND },
    Room { name: "extract", may_use: GROUND },
    Room { name: "aggregate", may_use: GROUND },
    Room { name: "sink", may_use: GROUND },
    Room { name: "plan", may_use: GROUND },
    Room { name: "runner", may_use: GROUND },
    Room { name: "plugin-host", may_use: &["model", "stage", "plugin-api"] },
    Room { name: "testkit", may_use: GROUND },
    Room {
        name: "cli",
        may_use: &[
            "model",
            "stage",
            "ingest",
            "clean",
            "extract",
            "aggregate",
            "sink",
            "plan",
            "runner",
            "plugin-host",
        ],
    },
];

/// Crates that only tests may use.
const FOR_TESTS: &str = "testkit";

pub(super) fn check(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let manifest = root.join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec()?;
    Ok(metadata.packages.iter().filter(|package| in_crates(package)).flat_map(rules_of).collect())
}

fn in_crates(package: &Package) -> bool {
    package
        .manifest_path
        .components()
        .rev()
        .nth(2)
        .is_some_and(|folder| folder.as_str() == "crates")
}

fn rules_of(package: &Package) -> Vec<String> {
    let folder =
        package.manifest_path.parent().and_then(|path| path.file_name()).unwrap_or_default();
    let Some(room) = HOUSE.iter().find(|room| room.name == folder) else {
        return vec![format!(
            "crates/{folder}: has no place in the house; give it one in xtask/src/tidy/house.rs"
        )];
    };
    let mut broken = Vec::new();
    if package.name.as_str() != format!("tidings-{folder}") {
        broken.push(format!(
            "crates/{folder}: is called {}; package names carry the prefix `tidings-`",
            package.name
        ));
    }
    if package.description.is_none() {
        broken.push(format!("crates/{folder}: has no description"));
    }
    let inside = package.dependencies.iter().filter_map(|used| {
        Some((used.name.strip_prefix("tidings-")?, used.kind == DependencyKind::Development))
    });
    let wrong = inside.filter(|(used, in_tests)| !allowed(room, used, *in_tests));
    broken.extend(wrong.map(|(used, _)| {
        format!("crates/{folder}: uses `{used}`; it may use {}", listed(room.may_use))
    }));
    broken
}

fn allowed(room: &Room, used: &str, in_tests: bool) -> bool {
    room.may_use.contains(&used) || (in_tests && used == FOR_TESTS)
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "no crate of this workspace".to_owned() } else { names.join(", ") }
}

#[test]
fn testkit_is_for_tests_alone() {
    let extract = HOUSE.iter().find(|room| room.name == "extract").unwrap();
    assert!(allowed(extract, "testkit", true));
    assert!(!allowed(extract, "testkit", false));
    assert!(!allowed(extract, "clean", true));
}
