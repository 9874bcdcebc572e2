//! What each stage did to a document.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::job::{Job, program};

fn explained(out: &Path, document: &Path) -> String {
    let output = Command::new(program()).arg("explain").args([out, document]).output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_way_of_a_document_is_told_stage_by_stage() {
    let job = Job::new(13, "--threads 1");
    let out = job.path("out");
    job.finish(&out);
    // The page with the most on it that is no article.
    let page = job.path("in/page-9.txt");
    let told = explained(&out, &page);
    for stage in ["text: one article", "page_furniture: ", "copies: compares", "tokens: "] {
        assert!(told.contains(stage), "no {stage:?} in:\n{told}");
    }
    assert!(told.contains("in the run: came out as article a"), "{told}");
    let cuts: Vec<String> = (0..13)
        .map(|n| explained(&out, &job.path(&format!("in/page-{n}.txt"))))
        .filter(|told| told.contains("cut as ") && told.contains('»'))
        .collect();
    assert!(cuts.len() > 5, "{}", cuts.len());

    let told = explained(&out, &job.path("in/empty.txt"));
    assert!(told.contains("in the run: failed at files, empty"), "{told}");
    fs::write(&page, "Something else\n\nNothing of it is as it was.\n").unwrap();
    let told = explained(&out, &page);
    assert!(told.contains("has changed since the run"), "{told}");
}
