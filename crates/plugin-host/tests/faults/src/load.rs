//! What the library says of itself, right or wrong.

use std::sync::LazyLock;

use tidings_plugin_api::abi::{self, Plugin};
use tidings_plugin_api::{Library, glue::Exported};

use crate::families::{Folds, Reads, Writes};
use crate::{Cleans, Extracts};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::of(vec![
        Exported::reader::<Reads>(),
        Exported::cleaner::<Cleans>(),
        Exported::extractor::<Extracts>(),
        Exported::aggregator::<Folds>(),
        Exported::sink::<Writes>(),
    ])
});

/// Gives what `TIDINGS_FAULT_LOAD` wants.
// SAFETY: no other function of the library has this name.
#[unsafe(no_mangle)]
extern "C" fn tidings_plugin() -> *const Plugin {
    // SAFETY: a plain copy; what it leads to lives as long as the process.
    let mut plugin = unsafe { std::ptr::from_ref(LIBRARY.plugin()).read() };
    match std::env::var("TIDINGS_FAULT_LOAD").as_deref() {
        Ok("magic") => plugin.magic = 0,
        Ok("major") => plugin.major = abi::MAJOR + 1,
        Ok("minor") => plugin.minor = abi::MINOR + 1,
        Ok("schema") => plugin.schema ^= 1,
        Ok("null") => return std::ptr::null(),
        Ok("abort") => std::process::abort(),
        Ok("exit") => std::process::exit(7),
        _ => return LIBRARY.plugin(),
    }
    Box::leak(Box::new(plugin))
}
