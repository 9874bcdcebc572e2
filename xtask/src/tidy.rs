//! Holds the workspace against its own rules: who may use whom, and what may stand where.

mod house;
mod sources;

use std::error::Error;
use std::path::Path;

/// Every broken rule, as a line that says where and what to do.
///
/// # Errors
/// If the workspace cannot be read.
pub(crate) fn check(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut broken = house::check(root)?;
    broken.extend(sources::check(root)?);
    Ok(broken)
}

#[test]
fn the_workspace_keeps_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let broken = check(&root).unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
