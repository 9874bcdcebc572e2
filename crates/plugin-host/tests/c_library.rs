//! The example in C: built with `cc`, loaded and run like any other library.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use tidings_model::{AnnotatedArticle, Findings, Span};
use tidings_plugin_host::{Libraries, Second};
use tidings_stage::{Builder, Family, Settings, Value};

#[test]
fn the_example_in_c_is_loaded_and_run() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join(format!("libshouts{}", std::env::consts::DLL_SUFFIX));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-shared", "-fPIC", "-I"]);
    cc.arg(root.join("crates/plugin-api/include")).arg("-o").arg(&library);
    let built = cc.arg(root.join("examples/c/shouts.c")).output().expect("cc is installed");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let second = Second::new(env!("CARGO_BIN_EXE_tidings-plugin-child"));
    for libraries in [Libraries::trusted(), Libraries::isolated(second)] {
        let entry = libraries.load(&library, Family::Extract, "shouts").unwrap().entry;
        let Builder::Extract(build) = entry.builder else { panic!("not an extractor") };
        let check = |least: i64, text: &str, expected: &[(u32, u32)]| {
            let mut settings = Settings::defaults(entry.spec.settings, "");
            settings.set("least", Value::Int(least));
            let doc = AnnotatedArticle::new(testkit::page(text));
            let mut found = Findings::default();
            build(&settings).unwrap().try_extract(&doc, &mut found).unwrap();
            let spans: Vec<_> = found.notes.iter().map(|(span, _)| *span).collect();
            let expected: Vec<_> =
                expected.iter().map(|&(start, end)| Span::new(start, end)).collect();
            assert_eq!(spans, expected, "{text}");
        };
        check(1, "No! Not é!! again!", &[(2, 3), (10, 12), (18, 19)]);
        check(2, "No! Not é!! again!", &[(10, 12)]);
        check(3, "", &[]);
    }
}
