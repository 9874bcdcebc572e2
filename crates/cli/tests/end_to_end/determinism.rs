//! Same documents, same bytes out: for any number of threads and any order of the input.

use crate::common::{results, root, run};

#[track_caller]
fn check(pipeline: &str, more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let samples = root().join("pipelines/samples/harbour-storm");
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    assert_eq!(run(pipeline, &samples, &one, &["--threads", "1"]).status.code(), Some(0));
    assert_eq!(run(pipeline, &samples, &other, more).status.code(), Some(0));
    let (one, other) = (results(&one), results(&other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(other[name] == *bytes, "{name} differs for {more:?}");
    }
}

#[test]
fn many_threads_give_the_bytes_of_one() {
    check("news.toml", &["--threads", "4"]);
    check("clean.toml", &["--threads", "4"]);
}

#[test]
fn small_batches_and_few_credits_give_the_same_bytes() {
    check(
        "news.toml",
        &["--threads", "3", "--set", "run.batch_documents=1", "--set", "run.credits=2"],
    );
}

#[test]
fn files_named_in_another_order_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let samples = root().join("pipelines/samples/harbour-storm");
    let mut pages: Vec<_> =
        std::fs::read_dir(&samples).unwrap().map(|page| page.unwrap().path()).collect();
    pages.sort();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let named = |pages: &[std::path::PathBuf], out: &std::path::Path| {
        let (first, rest) = pages.split_first().unwrap();
        let more: Vec<&str> =
            rest.iter().flat_map(|page| ["--input", page.to_str().unwrap()]).collect();
        assert_eq!(run("news.toml", first, out, &more).status.code(), Some(0));
    };
    named(&pages, &one);
    pages.reverse();
    named(&pages, &other);
    let (mut one, mut other) = (results(&one), results(&other));
    assert!(one.remove("run.json").is_some() && other.remove("run.json").is_some());
    assert_eq!(one, other);
}
