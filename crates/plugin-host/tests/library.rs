//! Libraries from disk: the example is loaded and run, everything else is refused in words.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;
use tidings_model::AnnotatedArticle;
use tidings_plugin_api::abi;
use tidings_plugin_host::{Libraries, LoadError, Loaded};
use tidings_stage::{Builder, Family, Field, Settings};

fn load(path: &Path, family: Family, name: &str) -> Result<Loaded, LoadError> {
    Libraries::trusted().load(path, family, name)
}

/// Where `cargo build` puts the example, without what the platform adds.
fn example() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "percentages", "--target-dir"]).arg(target);
        assert!(cargo.status().unwrap().success(), "the example does not build");
        target.join("debug/percentages")
    })
}

/// A library made of a few lines of Rust.
fn compiled(folder: &TempDir, name: &str, source: &str) -> PathBuf {
    let (code, library) = (folder.path().join("code.rs"), folder.path().join(name));
    fs::write(&code, source).unwrap();
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-type", "cdylib", "-o"]).arg(&library).arg(&code);
    assert!(rustc.status().unwrap().success(), "{name} does not build");
    library
}

/// A library that gives these numbers as the front of what it says of itself.
fn speaks(magic: u64, major: u32, minor: u32, size: usize, schema: u64) -> String {
    format!(
        "#[repr(C)] struct Front(u64, u32, u32, usize, *const u8, usize, u64, *const u8, usize);
         unsafe impl Sync for Front {{}}
         static FRONT: Front = Front({magic}, {major}, {minor}, {size}, b\"some sdk 9\".as_ptr(), 10,
             {schema}, std::ptr::null(), 0);
         #[unsafe(no_mangle)] extern \"C\" fn tidings_plugin() -> *const Front {{ &FRONT }}"
    )
}

#[track_caller]
fn refused(path: &Path) -> String {
    let error = load(path, Family::Extract, "percentages").unwrap_err().to_string();
    let place = format!("{}: ", path.canonicalize().unwrap_or(path.to_owned()).display());
    error.strip_prefix(&place).unwrap_or(&error).to_owned()
}

#[test]
fn the_example_is_loaded_and_run() {
    let loaded = load(example(), Family::Extract, "percentages").unwrap();
    assert_eq!(loaded.entry.spec.writes, [Field::Quantities]);
    assert_eq!(loaded.sha256.len(), 64);
    let Builder::Extract(build) = &loaded.entry.builder else { panic!("not an extractor") };
    let stage = build(&Settings::defaults(loaded.entry.spec.settings, "")).unwrap();
    let show = |doc: &AnnotatedArticle| {
        doc.quantities.iter().map(|quantity| doc.slice(quantity.span).to_owned()).collect()
    };
    testkit::check_extractor(
        &[&*stage],
        testkit::page("up 3% or 4.5 percent"),
        show,
        "3%; 4.5 percent",
    );
}

#[test]
fn a_stage_it_does_not_have_is_named_with_those_it_has() {
    let check = |family, name, expected: &str| {
        let error = load(example(), family, name).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    };
    check(
        Family::Extract,
        "ratios",
        ": has no extract stage named `ratios`; it has extract `percentages`",
    );
    check(
        Family::Clean,
        "percentages",
        ": has no clean stage named `percentages`; it has extract `percentages`",
    );
}

#[test]
fn what_is_no_library_is_refused() {
    let folder = TempDir::new().unwrap();
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        assert!(refused(&path).starts_with(expected), "{}", refused(&path));
    };
    let absent = refused(&folder.path().join("gone"));
    assert!(absent.contains("no such library; looked for gone, "), "{absent}");
    assert!(absent.contains("`cargo build --release --package NAME`"), "{absent}");
    let absent = refused(&folder.path().join("libgone"));
    assert!(!absent.contains("liblib"), "{absent}");
    check("text.so", b"not a library\n", "expected a library of this platform");
    check("empty.so", b"", "expected a library of this platform");
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_was_copied_in_part_is_refused_wherever_it_ends() {
    let folder = TempDir::new().unwrap();
    let whole = fs::read(example().with_file_name("libpercentages.so")).unwrap();
    for part in 1..16 {
        let path = folder.path().join(format!("part{part}.so"));
        fs::write(&path, &whole[..whole.len() * part / 16]).unwrap();
        assert!(refused(&path).starts_with("only a part of a library"), "{}", refused(&path));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_loader_is_quoted_with_its_causes() {
    let folder = TempDir::new().unwrap();
    let mut other = fs::read(example().with_file_name("libpercentages.so")).unwrap();
    other[18] ^= 0xff; // The machine it is for.
    let path = folder.path().join("other.so");
    fs::write(&path, other).unwrap();
    let error = refused(&path);
    assert!(error.starts_with("the system cannot load it: dlopen failed: "), "{error}");
    assert!(error.contains("cannot open shared object file"), "{error}");
}

#[test]
fn a_library_of_something_else_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = compiled(&folder, "other.so", "#[unsafe(no_mangle)] extern \"C\" fn else_() {}");
    let expected = "a library, but not of Tidings stages: it exports no `tidings_plugin`; ";
    assert!(refused(&path).starts_with(expected), "{}", refused(&path));
    let path = compiled(
        &folder,
        "null.so",
        "#[unsafe(no_mangle)] extern \"C\" fn tidings_plugin() -> *const u8 { std::ptr::null() }",
    );
    assert!(refused(&path).contains("it gave nothing"), "{}", refused(&path));
}

#[test]
fn other_versions_are_refused_with_both_versions() {
    let folder = TempDir::new().unwrap();
    let (major, minor, size) = (abi::MAJOR, abi::MINOR, size_of::<abi::Plugin>());
    let schema = tidings_model::table::schema_hash();
    let check = |name: &str, source: String, expected: &[&str]| {
        let error = refused(&compiled(&folder, name, &source));
        for part in expected {
            assert!(error.contains(part), "expected {part:?} in {error}");
        }
    };
    let host = format!("this Tidings speaks {major}.{minor}");
    check(
        "major.so",
        speaks(abi::MAGIC, major + 7, 3, 8, 0),
        &["speaks version 8.3", &host, "build it again"],
    );
    check(
        "minor.so",
        speaks(abi::MAGIC, major, minor + 1, size, schema),
        &[&format!("speaks version {major}.{}", minor + 1), "some sdk 9", &host, "update Tidings"],
    );
    check(
        "schema.so",
        speaks(abi::MAGIC, major, minor, size, 1),
        &["other records (some sdk 9, schema 0000000000000001)", &format!("schema {schema:016x}")],
    );
    check("magic.so", speaks(5, major, minor, size, schema), &["expected the magic number"]);
    check("size.so", speaks(abi::MAGIC, major, minor, 8, schema), &["bytes or more, found 8"]);
    check("none.so", speaks(abi::MAGIC, major, minor, size, schema), &["it has none"]);
    let unlisted =
        speaks(abi::MAGIC, major, minor, size, schema).replace("null(), 0)", "null(), 2)");
    check("unlisted.so", unlisted, &["it counts stages and has no list of them"]);
}
