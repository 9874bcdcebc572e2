//! Memory stays within the limits, whatever a file holds.
//!
//! Alone in its process, because the peak is that of the whole process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use tidings_ingest::Files;
use tidings_stage::{Brought, Settings, Source, Stage, Value};

const MIB: usize = 1 << 20;
const LINE_BYTES: usize = 100 * MIB;
const BOMB_BYTES: usize = 64 * MIB;
/// A document of 1 MiB while its buffer doubles, the windows of the unpackers, the test itself.
const PEAK_KIB: u64 = 32 << 10;

/// A file of these bytes, over and over.
fn repeated(folder: &TempDir, name: &str, bytes: &[u8], times: usize) {
    let mut file = BufWriter::new(File::create(folder.path().join(name)).unwrap());
    (0..times).for_each(|_| file.write_all(bytes).unwrap());
    file.flush().unwrap();
}

/// A MiB of one letter, packed.
fn member(letter: u8) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&[letter; MIB]).unwrap();
    packed.finish().unwrap()
}

/// The most memory this process has held so far.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn reasons(folder: &TempDir, ratio: i64) -> Vec<String> {
    let mut settings = Settings::defaults(Files::SPEC.settings, folder.path());
    settings.set("paths", Value::Texts(vec![".".to_owned()]));
    settings.set("max_ratio", Value::Int(ratio));
    settings.set("max_document_bytes", Value::Int(MIB as i64));
    let files = Files::build(&settings).unwrap();
    let reason = |brought| match brought {
        Brought::Document(raw) => format!("{}: document", raw.uri),
        Brought::Rejected { uri, reject } => format!("{uri}: {}", reject.reason),
    };
    files.open().unwrap().map(reason).collect()
}

#[test]
fn a_huge_line_and_a_bomb_run_in_bounded_memory() {
    let folder = TempDir::new().unwrap();
    repeated(&folder, "line.jsonl", &[0; MIB], LINE_BYTES / MIB);
    repeated(&folder, "lines.jsonl.gz", &member(0), BOMB_BYTES / MIB);
    repeated(&folder, "page.txt.gz", &member(b'a'), BOMB_BYTES / MIB);
    let check = |ratio, expected: [&str; 3]| assert_eq!(reasons(&folder, ratio), expected);
    let line = "line.jsonl#line-1: too_large";
    check(200, [line, "lines.jsonl.gz: ratio", "page.txt.gz: ratio"]);
    // Even where the ratio is no bar, the line is passed over and not kept.
    check(i64::MAX, [line, "lines.jsonl.gz#line-1: too_large", "page.txt.gz: too_large"]);
    match peak_kib() {
        Some(peak) => assert!(peak < PEAK_KIB, "{peak} KiB"),
        None => eprintln!("skipped: this system does not tell the peak of memory"),
    }
}
