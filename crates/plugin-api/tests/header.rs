//! The C header against the Rust layout: every struct, field, constant and function.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fmt::Write as _;
use std::mem::offset_of;
use std::path::Path;
use std::process::Command;

use tidings_model::{Span, Token};
use tidings_plugin_api::TextField;
use tidings_plugin_api::abi::{self, About, Level};

/// Lines of C that print a layout, and the lines that Rust's layout gives.
#[derive(Default)]
struct Both {
    c: String,
    rust: String,
}

impl Both {
    fn number(&mut self, what: &str, rust: u64) {
        writeln!(self.c, "printf(\"{what} = %llu\\n\", (unsigned long long)({what}));").unwrap();
        writeln!(self.rust, "{what} = {rust}").unwrap();
    }
}

/// Size, and offset of each field; a C name after the colon where it is another.
macro_rules! layout {
    ($both:ident, $($c:ident = $rust:ty { $($field:ident $(: $name:ident)?),+ })+) => {$(
        $both.number(concat!("sizeof(", stringify!($c), ")"), size_of::<$rust>() as u64);
        $(
            let name = [$(stringify!($name),)? stringify!($field)][0];
            let what = format!("offsetof({}, {name})", stringify!($c));
            $both.number(&what, offset_of!($rust, $field) as u64);
        )+
    )+};
}

fn layouts() -> Both {
    let mut both = Both::default();
    layout! { both,
        tidings_str = abi::Str { ptr, len }
        tidings_strs = abi::Strs { ptr, len }
        tidings_span = Span { start, end }
        tidings_token = Token { span, kind }
        tidings_day = abi::Day { year, month, day }
        tidings_moment = abi::Moment { day, hour, minute, second, has_offset, offset_minutes }
        tidings_block = abi::Block { span, kind }
        tidings_mention = abi::Mention { span, label, kind, canonical, confidence, lat, lon, precision }
        tidings_reference = abi::Reference { len, json }
        tidings_timex = abi::Timex { span, kind, value, from, to, anchor, clock, reference }
        tidings_quantity = abi::Quantity {
            span, number, value, low, high, unit, dimension, counted, head, modifier
        }
        tidings_claim = abi::Claim {
            span, kind, predicate, class: class_, actor, object, value, low, high, unit, modifier,
            time, period, place, quantity, speaker, speaker_span, cue, via, mode, status, certainty,
            anonymous
        }
        tidings_digest = abi::Digest { article, bytes }
        tidings_view = abi::View { size, text, sentences, sentence_count, tokens, token_count }
        tidings_host = abi::Host {
            size, major, minor, field, metadata, published, block, mention, timex, quantity, claim,
            emit_sentence, emit_token, emit_mention, emit_timex, emit_quantity, emit_claim,
            begin_article, add_text, add_block, set_published, set_metadata, emit_digest, digest, row,
            emit_row, about, emit_file, edit, set, note, drop, fail, log, cancelled
        }
        tidings_stage = abi::Stage {
            size, family, name, about, example, reads, writes, settings, media, build, destroy, run,
            files, begin, finish
        }
        tidings_plugin_v1 = abi::Plugin {
            magic, major, minor, size, sdk, schema, stages, stage_count
        }
    }
    both.number("TIDINGS_MAGIC", abi::MAGIC);
    both.number("TIDINGS_MAJOR", abi::MAJOR.into());
    both.number("TIDINGS_MINOR", abi::MINOR.into());
    both.number("TIDINGS_NONE", abi::NONE.into());
    for field in TextField::ALL {
        both.number(&format!("TIDINGS_{}", field.as_str().to_uppercase()), field as u64);
    }
    both.number("TIDINGS_ABOUT_MEDIA", About::Media as u64);
    both.number("TIDINGS_ABOUT_FOLDER", About::Folder as u64);
    both.number("TIDINGS_ABOUT_RUN", About::Run as u64);
    both.number("TIDINGS_ABOUT_TABLE", About::Table as u64);
    both.number("TIDINGS_ERROR", Level::Error as u64);
    both.number("TIDINGS_WARN", Level::Warn as u64);
    both.number("TIDINGS_INFO", Level::Info as u64);
    both.number("TIDINGS_DEBUG", Level::Debug as u64);
    both
}

/// What a C program with these lines in `main` prints.
fn printed(lines: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (code, program) = (folder.path().join("layout.c"), folder.path().join("layout"));
    let source = format!(
        "#include \"tidings.h\"\n#include <stdio.h>\nint main(void) {{\n{lines}return 0;\n}}\n"
    );
    std::fs::write(&code, source).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"]).arg(include);
    let built = cc.arg("-o").arg(&program).arg(&code).output().expect("cc is installed");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    String::from_utf8(Command::new(program).output().unwrap().stdout).unwrap()
}

#[test]
fn the_header_lays_out_what_rust_lays_out() {
    let both = layouts();
    assert!(both.rust.lines().count() > 150);
    for (c, rust) in printed(&both.c).lines().zip(both.rust.lines()) {
        assert_eq!(c, rust, "crates/plugin-api/include/tidings.h differs from src/abi.rs");
    }
    assert_eq!(printed(&both.c), both.rust);
}
