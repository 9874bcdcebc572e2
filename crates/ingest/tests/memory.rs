//! Memory stays within the limits, whatever a file holds.
//!
//! The peak is that of a process, so each file is read in a child of the test: the same program,
//! told by an environment variable what to read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc, FlushCompress};
use tempfile::TempDir;
use tidings_ingest::Files;
use tidings_stage::{Brought, Settings, Source, Stage, Value};

const MIB: usize = 1 << 20;
/// What the contract of the limits says, whatever the file.
const MOST_KIB: u64 = 300 << 10;

const FOLDER: &str = "TIDINGS_TEST_FOLDER";
const RATIO: &str = "TIDINGS_TEST_RATIO";

/// The most memory this process has held so far.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// How often a folder brings what, by the last part of the address without its number.
fn reasons(folder: &Path, ratio: i64) -> BTreeMap<String, u64> {
    let mut settings = Settings::defaults(Files::SPEC.settings, folder);
    settings.set("paths", Value::Texts(vec![".".to_owned()]));
    settings.set("max_ratio", Value::Int(ratio));
    let files = Files::build(&settings).unwrap();
    let mut found = BTreeMap::new();
    for brought in files.open().unwrap() {
        let what = match brought {
            Brought::Document(raw) => format!("{} is a document", raw.uri),
            Brought::Rejected { uri, reject } => {
                format!(
                    "{} is {}",
                    uri.trim_end_matches(|c: char| c.is_ascii_digit()),
                    reject.reason
                )
            }
        };
        *found.entry(what).or_default() += 1;
    }
    found
}

/// Nothing, unless the test below has started it to read a folder.
#[test]
fn in_a_child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let ratio = std::env::var(RATIO).unwrap().parse().unwrap();
    let found = reasons(Path::new(&folder), ratio);
    println!("\nfound: {found:?}");
    println!("peak: {}", peak_kib().unwrap_or(0));
}

/// Reads a folder in a process of its own, and holds what it found and its peak of memory.
#[track_caller]
#[expect(clippy::print_stderr, reason = "a check that is skipped says so")]
fn check(folder: &TempDir, ratio: i64, expected: &str) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "in_a_child", "--nocapture"])
        .env(FOLDER, folder.path())
        .env(RATIO, ratio.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    let of = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    assert_eq!(of("found: "), expected, "{said}\n{}", String::from_utf8_lossy(&child.stderr));
    match of("peak: ").parse().unwrap() {
        0 => eprintln!("skipped: this system does not tell the peak of memory"),
        peak => assert!(peak < MOST_KIB, "{peak} KiB"),
    }
}

fn folder_with(name: &str, write: impl FnOnce(&mut BufWriter<File>)) -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut file = BufWriter::new(File::create(folder.path().join(name)).unwrap());
    write(&mut file);
    file.flush().unwrap();
    folder
}

/// So many MiB of zeros in one member of gzip: the same block over and over.
fn zeros(file: &mut BufWriter<File>, mib: usize) {
    let mut once = Vec::new();
    let mut deflate = flate2::Compress::new(Compression::best(), false);
    once.reserve(64 << 10);
    deflate.compress_vec(&vec![0; MIB], &mut once, FlushCompress::Full).unwrap();
    let (mut crc, mut one) = (Crc::new(), Crc::new());
    [&mut crc, &mut one].into_iter().for_each(|crc| crc.update(&vec![0; MIB]));
    (1..mib).for_each(|_| crc.combine(&one));
    file.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]).unwrap();
    (0..mib).for_each(|_| file.write_all(&once).unwrap());
    let end = DeflateEncoder::new(Vec::new(), Compression::best()).finish().unwrap();
    file.write_all(&end).unwrap();
    file.write_all(&crc.sum().to_le_bytes()).unwrap();
    file.write_all(&((mib * MIB) as u32).to_le_bytes()).unwrap();
}

#[test]
fn two_gigabytes_of_zeros_in_gzip() {
    let lines = |mib| folder_with("a.jsonl.gz", |file| zeros(file, mib));
    check(&lines(2048), 200, r#"{"a.jsonl.gz is ratio": 1}"#);
    // Even where the ratio is no bar, the line is passed over and not kept; what that takes is
    // the same for a part of it, and the whole takes long without optimisation.
    let mib = if cfg!(debug_assertions) { 320 } else { 2048 };
    check(&lines(mib), i64::MAX, r#"{"a.jsonl.gz#line- is too_large": 1}"#);
}

#[test]
fn a_line_of_a_gigabyte() {
    let zeros = |name: &str| folder_with(name, |file| file.get_ref().set_len(1 << 30).unwrap());
    check(&zeros("a.jsonl"), 200, r#"{"a.jsonl#line- is too_large": 1}"#);
    let text = |name: &str| {
        folder_with(name, |file| (0..64).for_each(|_| file.write_all(&[b'a'; MIB]).unwrap()))
    };
    check(&text("a.txt"), 200, r#"{"a.txt is too_large": 1}"#);
    let row = folder_with("a.csv", |file| {
        file.write_all(b"id,text\n1,\"").unwrap();
        (0..64).for_each(|_| file.write_all(&[b','; MIB]).unwrap());
    });
    check(&row, 200, r#"{"a.csv#row- is too_large": 1}"#);
}

#[test]
fn a_tar_of_a_million_empty_members() {
    let tar = folder_with("a.tar", |file| {
        let mut header = [0; 512];
        header[124..135].fill(b'0');
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].fill(b' ');
        let rest: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        for member in 0..1_000_000 {
            header[..7].copy_from_slice(format!("{member:07}").as_bytes());
            let sum = rest + header[..7].iter().map(|byte| u32::from(*byte)).sum::<u32>();
            header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
            file.write_all(&header).unwrap();
        }
    });
    check(&tar, 200, r#"{"a.tar# is empty": 1000000}"#);
}

#[test]
fn a_record_that_says_it_is_a_terabyte() {
    let warc = folder_with("a.warc", |file| {
        file.write_all(b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 1099511627776\r\n\r\n")
            .unwrap();
        file.flush().unwrap();
        file.get_ref().set_len(1 << 29).unwrap();
    });
    check(&warc, 200, r#"{"a.warc# is truncated": 1}"#);
}
