//! A library for tests that breaks in every way there is.
//!
//! `TIDINGS_FAULT_ABORT=fog` makes it abort at every article that holds `fog`, and so for the other
//! faults of [`fault`]. `TIDINGS_FAULT_LOAD=major` and its like make it unfit to be loaded. Without
//! any of these it notes each `sea` in the text.

#![expect(unsafe_code, reason = "it breaks on purpose, and lays its own descriptor out")]

mod allocator;
mod families;
mod load;

use std::sync::atomic::{AtomicUsize, Ordering};

use tidings_plugin_api::{
    BuildError, Cleaner, Doc, Edits, Extractor, Family, Field, Found, Reject, Settings, Span, Spec,
    Stage,
};

const fn spec(name: &'static str, family: Family) -> Spec {
    Spec {
        name,
        family,
        about: "Breaks as the environment says.",
        reads: &[Field::Text],
        writes: &[],
        settings: &[],
        example: "",
    }
}

/// How often the extractor was called, for answers that hang on it.
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// Notes each `sea`.
struct Extracts;

impl Stage for Extracts {
    const SPEC: Spec = spec("faults", Family::Extract);

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Extractor for Extracts {
    fn extract(&self, doc: &Doc<'_>, out: &mut Found<'_>) -> Result<(), Reject> {
        let (text, before) = (doc.text(), CALLS.fetch_add(1, Ordering::Relaxed));
        for fault in faults(text) {
            match fault {
                "fickle" => out.note(Span::new(0, 0), &format!("after {before} others")),
                "beyond" => out.note(Span::at(0..text.len() + 1), "beyond"),
                "patient" => return Err(wait_for_the_end(|| doc.is_cancelled())),
                "inside" => out.sentence(Span::at(0..text.find('é').unwrap_or(0) + 1)),
                "million" => (0..1_000_000).for_each(|_| out.sentence(Span::new(0, 0))),
                fault => break_down(fault),
            }
        }
        for (at, word) in text.match_indices("sea") {
            out.note(Span::at(at..at + word.len()), "the sea");
        }
        Ok(())
    }
}

/// Cuts each `sea`.
struct Cleans;

impl Stage for Cleans {
    const SPEC: Spec = spec("faults", Family::Clean);

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Cleaner for Cleans {
    fn clean(&self, doc: &Doc<'_>, out: &mut Edits<'_>) -> Result<(), Reject> {
        let text = doc.text();
        for fault in faults(text) {
            match fault {
                "beyond" => out.cut(Span::at(0..text.len() + 1), "beyond"),
                "patient" => return Err(wait_for_the_end(|| doc.is_cancelled())),
                "inside" => out.cut(Span::at(0..text.find('é').unwrap_or(0) + 1), "inside"),
                "million" => (0..1_000_000).for_each(|_| out.note(Span::new(0, 0), "")),
                fault => break_down(fault),
            }
        }
        for (at, word) in text.match_indices("sea") {
            out.cut(Span::at(at..at + word.len()), "sea");
        }
        Ok(())
    }
}

/// The faults that the environment wants for this text.
fn faults(text: &str) -> Vec<&'static str> {
    const FAULTS: &[&str] = &[
        "panic", "bomb", "abort", "exit", "hang", "overflow", "wild", "memory", "beyond", "inside",
        "million", "patient", "leak", "fickle",
    ];
    let wanted = |fault: &&&str| {
        let word = std::env::var(format!("TIDINGS_FAULT_{}", fault.to_uppercase()));
        word.is_ok_and(|word| text.contains(&word))
    };
    FAULTS.iter().filter(wanted).copied().collect()
}

/// Goes on until the run is being stopped, and leaves a sign that it has begun to.
fn wait_for_the_end(is_cancelled: impl Fn() -> bool) -> Reject {
    if let Some(sign) = std::env::var_os("TIDINGS_FAULT_SIGN") {
        std::fs::write(sign, "").expect("a place for the sign");
    }
    while !is_cancelled() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    Reject::failed("half_done", "there was no time")
}

/// A payload of a panic that panics again when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        std::panic::panic_any("again");
    }
}

fn break_down(fault: &str) {
    match fault {
        "panic" => panic!("a fault"),
        "bomb" => std::panic::panic_any(Bomb),
        "abort" => std::process::abort(),
        "exit" => std::process::exit(7),
        "hang" => loop {
            std::thread::park();
        },
        "overflow" => {
            std::hint::black_box(deeper(&[0; 512]));
        }
        // SAFETY: there is none; the test is what becomes of us.
        "wild" => unsafe { std::ptr::without_provenance_mut::<u8>(16).write_volatile(1) },
        "leak" => std::mem::forget(vec![1_u8; 4096]),
        "memory" => {
            let all: Vec<Vec<u8>> = (0..1 << 20).map(|_| vec![1; 1 << 20]).collect();
            std::hint::black_box(all);
        }
        _ => {}
    }
}

#[expect(unconditional_recursion, reason = "this is the fault")]
fn deeper(frame: &[u64; 512]) -> u64 {
    let mut next = *std::hint::black_box(frame);
    next[0] += 1;
    deeper(&next) + next[511]
}
