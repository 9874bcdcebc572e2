//! Every stage that a pipeline file can name.

use tidings_stage::Registry;

/// The stages of all crates. A new crate of stages adds its line here.
#[must_use]
pub fn catalog() -> Registry {
    let mut registry = Registry::new();
    tidings_ingest::register(&mut registry);
    tidings_clean::register(&mut registry);
    tidings_extract::register(&mut registry);
    tidings_aggregate::register(&mut registry);
    tidings_sink::register(&mut registry);
    tidings_plugin_host::register(&mut registry);
    registry
}
