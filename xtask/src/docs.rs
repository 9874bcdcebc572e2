//! Writes the pages of `docs/` that come from the code.

use std::path::{Path, PathBuf};

/// The pages, by path, as they should be.
pub(crate) fn pages(root: &Path) -> [(PathBuf, String); 2] {
    let registry = tidings_cli::catalog();
    [
        (root.join("docs/stages.md"), tidings_cli::pages::stages(&registry)),
        (root.join("docs/tables.md"), tidings_cli::pages::tables()),
    ]
}

/// Writes them.
///
/// # Errors
/// If one cannot be written.
pub(crate) fn write(root: &Path) -> std::io::Result<()> {
    pages(root).iter().try_for_each(|(path, text)| std::fs::write(path, text))
}

#[test]
fn the_pages_are_up_to_date() {
    for (path, text) in pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")) {
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{} is out of date: cargo xtask docs", path.display());
    }
}
