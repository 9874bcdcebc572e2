//! Whether every field that a stage reads is written by a stage before it.
//!
//! Readers, cleaners, gates and extractors run in file order. Aggregators run in the order that
//! their fields demand: one that reads a field comes after all that write it; where nothing
//! decides, file order does. Sinks come last.

use std::collections::BTreeSet;

use tidings_stage::{Family, Field, Registry};

use crate::diagnostics::{Diagnostic, Problems};
use crate::problem::Problem;
use crate::stages::Draft;

/// Layers that claims point into.
const POINTED: &[Field] = &[Field::Mentions, Field::Timexes, Field::Quantities];

/// Checks what stages read, and puts aggregators in order. `drafts` are in the order of families.
pub(crate) fn check(drafts: &mut [Draft], registry: &Registry, problems: &mut Problems) {
    let from = drafts.partition_point(|draft| draft.family() < Family::Aggregate);
    let to = drafts.partition_point(|draft| draft.family() < Family::Sink);
    let mut there: BTreeSet<Field> =
        Field::ALL.iter().copied().filter(|field| field.always_there()).collect();
    for at in 0..from {
        check_reads(drafts, at, &there, registry, problems);
        there.extend(drafts[at].entry.spec.writes);
    }
    check_claims_last(&drafts[..from], problems);
    let given: BTreeSet<Field> =
        drafts[from..to].iter().flat_map(|draft| draft.entry.spec.writes).copied().collect();
    there.extend(given);
    for at in from..drafts.len() {
        check_reads(drafts, at, &there, registry, problems);
    }
    order(&mut drafts[from..to], problems);
}

fn check_reads(
    drafts: &[Draft],
    at: usize,
    there: &BTreeSet<Field>,
    registry: &Registry,
    problems: &mut Problems,
) {
    let draft = &drafts[at];
    for &field in draft.entry.spec.reads.iter().filter(|field| !there.contains(field)) {
        let family = draft.family();
        let later = drafts[at + 1..]
            .iter()
            .find(|other| other.family() == family && other.entry.spec.writes.contains(&field));
        let writers = registry
            .iter()
            .filter(|entry| entry.spec.family <= family && entry.spec.writes.contains(&field));
        let problem = Problem::Unwritten {
            stage: draft.label.clone(),
            field,
            later: later.map(|other| other.label.clone()),
            writers: writers.map(|e| (e.spec.family, e.spec.name.to_owned())).collect(),
        };
        problems.add(&draft.at, problem);
    }
}

/// An article keeps its layers in order of place, so one that claims point into must not grow.
fn check_claims_last(drafts: &[Draft], problems: &mut Problems) {
    let makes_claims = |draft: &&Draft| draft.entry.spec.writes.contains(&Field::Claims);
    let Some(claims) = drafts.iter().position(|draft| makes_claims(&draft)) else { return };
    // A stage that can add everything, such as a process, may well add nothing late.
    for draft in drafts[claims + 1..].iter().filter(|draft| !makes_claims(draft)) {
        for &field in POINTED.iter().filter(|field| draft.entry.spec.writes.contains(field)) {
            let (stage, claims_label) = (draft.label.clone(), drafts[claims].label.clone());
            let problem = Problem::AfterClaims { stage, field, claims: claims_label };
            let diagnostic = Diagnostic::new(&draft.at, problem);
            problems.push(diagnostic.with(&drafts[claims].at, "claims are made here"));
        }
    }
}

/// Puts aggregators in the order that their fields demand.
fn order(drafts: &mut [Draft], problems: &mut Problems) {
    let mut done: Vec<usize> = Vec::with_capacity(drafts.len());
    while done.len() < drafts.len() {
        let ready = (0..drafts.len()).filter(|at| !done.contains(at)).find(|&at| {
            (0..drafts.len()).all(|by| done.contains(&by) || wait(drafts, at, by).is_none())
        });
        match ready {
            Some(at) => done.push(at),
            None => return problems.push(circle(drafts, &done)),
        }
    }
    let sorted: Vec<Draft> = done.iter().map(|&at| drafts[at].clone()).collect();
    drafts.clone_from_slice(&sorted);
}

/// The field for which one aggregator has to wait for another.
fn wait(drafts: &[Draft], at: usize, by: usize) -> Option<Field> {
    let (spec, other) = (drafts[at].entry.spec, drafts[by].entry.spec);
    let shared = spec.reads.iter().copied().filter(|field| other.writes.contains(field));
    // Two that both read and write a field refine it in turn, in file order.
    let mut shared = shared.filter(|field| {
        let both = spec.writes.contains(field) && other.reads.contains(field);
        !both || by < at
    });
    if at == by { None } else { shared.next() }
}

/// Follows who waits for whom until one comes up again.
fn circle(drafts: &[Draft], done: &[usize]) -> Diagnostic {
    let next = |at: usize| {
        (0..drafts.len())
            .filter(|by| !done.contains(by))
            .find_map(|by| Some((by, wait(drafts, at, by)?)))
    };
    let mut at = (0..drafts.len()).find(|at| !done.contains(at)).unwrap_or_default();
    let mut way: Vec<(usize, Field, usize)> = Vec::new();
    while let Some((by, field)) = next(at) {
        if let Some(from) = way.iter().position(|&(start, ..)| start == at) {
            way.drain(..from);
            break;
        }
        way.push((at, field, by));
        at = by;
    }
    let label = |at: usize| drafts[at].label.clone();
    let waits = way.iter().map(|&(at, field, by)| (label(at), field, label(by))).collect();
    let first = way.iter().map(|&(at, ..)| at).min().unwrap_or_default();
    let diagnostic = Diagnostic::new(&drafts[first].at, Problem::Circle { waits });
    match way.iter().map(|&(at, ..)| at).find(|&at| at != first) {
        Some(other) => diagnostic.with(&drafts[other].at, "in the same circle"),
        None => diagnostic,
    }
}
