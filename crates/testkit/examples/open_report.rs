//! How long a report takes to open in Chromium, and how long its frames are while it is scrolled.
//!
//! `cargo run --release -p tidings-testkit --example open_report -- out/news/report.html`

use std::process::ExitCode;
use std::time::Instant;

use tidings_testkit::browser::Browser;

/// Scrolls through what is on screen, and answers the median, the 90th percentile and the maximum of
/// the time between frames, in milliseconds.
const SCROLL: &str = "(async () => {
    const frames = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) {
        scrollBy(0, 400);
        await new Promise(done => requestAnimationFrame(done));
        frames.push(performance.now() - last);
        last = performance.now();
    }
    frames.sort((a, b) => a - b);
    return [frames[60], frames[108], frames[119]].map(Math.round).join(', ');
})()";
/// Waits until what was asked for is on screen.
const SHOWN: &str = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is what the example is for")]
fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("expected a report: open_report REPORT.html");
        return ExitCode::from(2);
    };
    let path = match std::path::absolute(&path).and_then(std::fs::canonicalize) {
        Ok(path) => path,
        Err(why) => {
            eprintln!("{path}: {why}");
            return ExitCode::from(2);
        }
    };
    let Some(mut browser) = Browser::start() else { return ExitCode::FAILURE };
    browser.look(1280, 860, false);
    let start = Instant::now();
    browser.go(&format!("file://{}", path.display()));
    browser.wait_for("document.querySelector('main h1')");
    browser.eval(SHOWN);
    println!("open: {:.2} s", start.elapsed().as_secs_f64());
    for view in ["stories", "articles", "entities"] {
        let start = Instant::now();
        browser.eval(&format!("Report.put('', ''); location.hash = '{view}'"));
        browser.wait_for("document.querySelector('main h1')");
        browser.eval(SHOWN);
        let shown = start.elapsed().as_secs_f64();
        let frames = browser.eval(SCROLL);
        println!("{view}: {shown:.2} s, frames {} ms (median, 90 %, longest)", frames);
    }
    ExitCode::SUCCESS
}
