//! The figures that the project stands by, on the shared pages, where they are at hand.

use std::path::Path;
use std::process::Command;

use crate::common::{run, said};

/// What must be reached: the name of a figure, and its least number of hits.
const LEAST: [(&str, u64); 16] = [
    ("pages", 5),
    ("title", 5),
    ("published", 2),
    ("furniture removed", 18),
    ("article kept", 70),
    ("timexes found", 43),
    ("timexes value", 43),
    ("timexes resolved", 40),
    ("quantities found", 31),
    ("quantities value", 31),
    ("traps avoided", 13),
    ("speakers", 67),
    ("claims with a speaker that gold knows", 180),
    ("orphan quotes left alone", 1),
    ("cross facts", 30),
    ("real conflicts found", 2),
];

fn score(shared: &Path, out: &Path) -> serde_json::Value {
    let output = Command::new("python3")
        .arg(shared.join("bench/score.py"))
        .args(["pages", "--json"])
        .args([shared.join("gold").as_path(), out])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

#[test]
fn the_shared_pages_are_read_as_well_as_we_say() {
    let Some(seeds) = testkit::shared("seeds") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = run("news.toml", &seeds, &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let score = score(seeds.parent().unwrap(), &out);
    for (name, least) in LEAST {
        let hit = score[name]["hit"].as_u64().unwrap();
        assert!(hit >= least, "{name}: {hit}, expected {least} or more\n{score:#}");
    }
    assert_eq!(score["conflicts reported that are not real"], 0, "{score:#}");
    let known = score["facts of several pages that gold knows"]["share"].as_f64().unwrap();
    assert!(known >= 0.6, "facts of several pages that gold knows: {known}");
}
