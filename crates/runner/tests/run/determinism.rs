//! The same documents give the same bytes, however they are run.

use tidings_runner::Options;
use tidings_stage::{Brought, Family, Pipeline, RunSettings};

use crate::harness::{folder, results, run, watched};
use crate::toys::{Given, documents, pipeline, staged, ungated};

fn settings(threads: usize, batch_documents: usize, credits: usize) -> RunSettings {
    RunSettings { threads, batch_documents, credits, ..RunSettings::default() }
}

/// The results of a pipeline, whose rows are in one file.
fn results_of(pipeline: &Pipeline) -> Vec<(String, String)> {
    let out = folder();
    run(pipeline, out.path()).unwrap();
    results(out.path()).into_iter().collect()
}

#[test]
fn threads_batches_and_credits_leave_no_mark() {
    watched(|| {
        for make in [pipeline, ungated] {
            let expected = results_of(&make(documents(700)));
            assert_eq!(expected.len(), 4);
            assert!(expected.iter().all(|(_, text)| text.len() > 1000));
            for threads in [1, 2, 3, 8] {
                for batch in [1, 7, 64] {
                    for credits in [1, 2, 16] {
                        let mut pipeline = make(documents(700));
                        pipeline.run = settings(threads, batch, credits);
                        assert_eq!(results_of(&pipeline), expected, "{threads} {batch} {credits}");
                    }
                }
            }
        }
    });
}

/// The same items in another order.
fn shuffled(mut items: Vec<Brought>, seed: usize) -> Vec<Brought> {
    let len = items.len();
    for n in 0..len {
        items.swap(n, (n * 7919 + seed * 104_729) % len);
    }
    items
}

#[test]
fn the_order_of_input_leaves_no_mark() {
    watched(|| {
        for make in [pipeline, ungated] {
            let expected = results_of(&make(documents(400)));
            for seed in 1..8 {
                let items = shuffled(documents(400), seed);
                assert_ne!(items, documents(400));
                assert_eq!(results_of(&make(items)), expected, "seed {seed}");
            }
        }
    });
}

#[test]
fn sources_side_by_side_bring_what_one_brings() {
    watched(|| {
        let rows = |pipeline: &Pipeline| {
            results_of(pipeline)
                .into_iter()
                .filter(|(name, _)| name == "rows.txt")
                .collect::<Vec<_>>()
        };
        let expected = rows(&pipeline(documents(400)));
        let mut split = pipeline(vec![]);
        split.sources.clear();
        let all = documents(400);
        let sources = [("one", &all[..30]), ("two", &all[30..30]), ("three", &all[30..])];
        for (name, items) in sources {
            let given = Given { items: items.to_vec(), panics: false };
            split.sources.push(staged(Family::Source, name, Box::new(given)));
        }
        assert_eq!(rows(&split), expected);
    });
}

#[test]
fn the_size_of_parts_leaves_no_mark() {
    watched(|| {
        let expected = results_of(&pipeline(documents(300)));
        for part_bytes in [0, 1000, 30_000] {
            let out = folder();
            let options = Options { part_bytes, ..Options::new(out.path()) };
            tidings_runner::run(&pipeline(documents(300)), &options).unwrap();
            assert!(results(out.path()).into_iter().eq(expected.clone()), "{part_bytes}");
        }
    });
}
