//! Files made for tests: archives put together by hand, and what a source brings of them.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use tempfile::TempDir;
use tidings_ingest::Files;
use tidings_model::RawDocument;
use tidings_stage::{Brought, Settings, Source, Stage, Value};

/// A folder with these files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub(crate) fn with_limits(base: &Path, paths: &[&str], limits: &[(&'static str, i64)]) -> Files {
    let mut settings = Settings::defaults(Files::SPEC.settings, base);
    settings.set("paths", Value::Texts(paths.iter().map(|&path| path.to_owned()).collect()));
    limits.iter().for_each(|(name, limit)| settings.set(name, Value::Int(*limit)));
    Files::build(&settings).unwrap()
}

pub(crate) fn source(base: &Path, paths: &[&str]) -> Files {
    with_limits(base, paths, &[])
}

pub(crate) fn shown(brought: Brought) -> String {
    match brought {
        Brought::Document(RawDocument { uri, bytes, media, metadata }) => {
            let facts: String =
                metadata.iter().map(|(name, json)| format!(" {name}={json}")).collect();
            format!("{uri} {media} {}{facts}", bytes.escape_ascii())
        }
        Brought::Rejected { uri, reject } => {
            format!("{uri} ! {}: {}", reject.reason, reject.detail)
        }
    }
}

/// A line for each thing that a source brings.
pub(crate) fn brought(source: &Files) -> Vec<String> {
    source.open().unwrap().map(shown).collect()
}

/// Every document of a source can be fetched again.
pub(crate) fn fetched(source: &Files) {
    for brought in source.open().unwrap() {
        if let Brought::Document(raw) = brought {
            assert_eq!(source.fetch(&raw.uri), Ok(Some(raw)));
        }
    }
}

/// Holds what all files of a folder bring against a line for each.
#[track_caller]
pub(crate) fn check_with(
    files: &[(&str, &[u8])],
    limits: &[(&'static str, i64)],
    expected: &[&str],
) {
    let folder = folder(files);
    assert_eq!(brought(&with_limits(folder.path(), &["."], limits)), expected);
}

#[track_caller]
pub(crate) fn check(files: &[(&str, &[u8])], expected: &[&str]) {
    check_with(files, &[], expected);
}

/// Letters that do not pack well, the same for the same seed.
pub(crate) fn noise(seed: u32, words: u32) -> String {
    let word = |n: u32| format!("{:x}", (n ^ (seed << 20)).wrapping_mul(2_654_435_761));
    (0..words).map(word).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

pub(crate) fn zstd_with(bytes: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let mut packed =
        zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, dictionary).unwrap();
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packed = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = liblzma::write::XzEncoder::new(Vec::new(), 3);
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// `<html>Fog over the quay.` in one stored meta-block of brotli (RFC 7932, section 9.2).
pub(crate) const BROTLI_FOG: &[u8] = b"\x8b\x0b\x80<html>Fog over the quay.\x03";

/// The same bytes as they come over a line, in two chunks.
pub(crate) fn chunked(bytes: &[u8]) -> Vec<u8> {
    let (a, b) = bytes.split_at(bytes.len() / 2);
    let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
    [chunk(a), chunk(b), b"0\r\n\r\n".to_vec()].concat()
}

/// A record of a web archive.
pub(crate) fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-14T18:05:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A response of a server in a record.
pub(crate) fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = [head.as_bytes(), b"\r\n", body].concat();
    record("response", url, "application/http; msgtype=response", &block)
}

/// A record of ARC, version 1.
pub(crate) fn arc(url: &str, host: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!("{url} {host} 20240314180500 {content_type} {}\n", block.len());
    [head.as_bytes(), block, b"\n"].concat()
}

/// A member of a tar archive as POSIX has it.
pub(crate) fn tar_member(name: &str, kind: u8, link: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(124, format!("{:011o}\0", content.len()).as_bytes());
    put(148, b"        ");
    put(156, &[kind]);
    put(157, link.as_bytes());
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let padding = vec![0; (512 - content.len() % 512) % 512];
    [&header[..], content, &padding].concat()
}

pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar: Vec<u8> =
        members.iter().flat_map(|(name, content)| tar_member(name, b'0', "", content)).collect();
    tar.extend([0; 1024]);
    tar
}

/// A zip archive, its members deflated; sizes stand before them, or behind.
fn zipped(members: &[(&str, &[u8])], flags: u16) -> Vec<u8> {
    let mut zip = Vec::new();
    for (name, content) in members {
        let packed = deflate(content);
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let sizes = [crc.sum(), packed.len() as u32, content.len() as u32];
        let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
        let behind = flags & 8 != 0;
        zip.extend(b"PK\x03\x04\x14\0");
        zip.extend(flags.to_le_bytes());
        zip.extend([8, 0, 0, 0, 0, 0]);
        zip.extend(if behind { &[0; 12] } else { &sizes[..] });
        zip.extend((name.len() as u16).to_le_bytes());
        zip.extend([0, 0]);
        zip.extend(name.as_bytes());
        zip.extend(packed);
        if behind {
            zip.extend(b"PK\x07\x08");
            zip.extend(sizes);
        }
    }
    zip.extend(b"PK\x05\x06");
    zip.extend([0; 18]);
    zip
}

pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    zipped(members, 0)
}

pub(crate) fn zip_behind(members: &[(&str, &[u8])]) -> Vec<u8> {
    zipped(members, 8)
}

pub(crate) fn zip_encrypted(name: &str, content: &[u8]) -> Vec<u8> {
    zipped(&[(name, content)], 1)
}
