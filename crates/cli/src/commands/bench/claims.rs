//! `bench claims`: dates, quantities and claims, on one core.
//!
//! What these stages read, tokens and names, is found beforehand and not counted.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;
use tidings_extract::claims::Claims;
use tidings_extract::dates::Dates;
use tidings_extract::names::Names;
use tidings_extract::quantities::Quantities;
use tidings_extract::tokens::Tokens;
use tidings_model::AnnotatedArticle;
use tidings_stage::Extractor;

use super::alone::{article, extract, shortest, stage, texts};

/// What was measured; rates are in megabytes of text a second.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Measured {
    texts: usize,
    bytes: usize,
    /// What the stages found.
    timexes: usize,
    quantities: usize,
    claims: usize,
    dates_alone: f64,
    quantities_alone: f64,
    claims_alone: f64,
    dates_and_quantities: f64,
    with_claims: f64,
}

pub(super) fn measure(input: Option<&Path>) -> Result<Measured> {
    let texts = texts(input)?;
    let mut docs: Vec<AnnotatedArticle> = texts.iter().map(|text| article(text)).collect();
    extract(&stage::<Tokens>(&[])?, &mut docs)?;
    extract(&stage::<Names>(&[])?, &mut docs)?;
    let (dates, quantities, claims) =
        (stage::<Dates>(&[])?, stage::<Quantities>(&[])?, stage::<Claims>(&[])?);
    let stages: [&dyn Extractor; 3] = [&dates, &quantities, &claims];
    let mut seconds = [0.0; 3];
    for (stage, seconds) in stages.into_iter().zip(&mut seconds) {
        *seconds = shortest(stage, &docs);
        extract(stage, &mut docs)?;
    }
    let [date, quantity, claim] = seconds;
    let bytes: usize = texts.iter().map(String::len).sum();
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds.max(1e-9);
    let count = |found: fn(&AnnotatedArticle) -> usize| docs.iter().map(found).sum();
    Ok(Measured {
        texts: texts.len(),
        bytes,
        timexes: count(|doc| doc.timexes.len()),
        quantities: count(|doc| doc.quantities.len()),
        claims: count(|doc| doc.claims.len()),
        dates_alone: rate(date),
        quantities_alone: rate(quantity),
        claims_alone: rate(claim),
        dates_and_quantities: rate(date + quantity),
        with_claims: rate(date + quantity + claim),
    })
}

/// The figures for a person.
pub(super) fn table(measured: &Measured) -> String {
    let Measured { texts, bytes, timexes, quantities, claims, .. } = measured;
    let rates = [
        ("dates", measured.dates_alone),
        ("quantities", measured.quantities_alone),
        ("claims", measured.claims_alone),
        ("dates and quantities", measured.dates_and_quantities),
        ("all three", measured.with_claims),
    ];
    let mut lines = vec![
        format!("{texts} texts, {:.1} MB", *bytes as f64 / 1e6),
        format!("{timexes} dates, {quantities} quantities, {claims} claims"),
    ];
    lines.extend(rates.map(|(name, rate)| format!("{name:<24}{rate:>8.1} MB/s")));
    lines.join("\n")
}
