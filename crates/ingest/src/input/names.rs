//! What names say of files whose content says too little.

/// Whether the name says that the file holds a document a line.
pub(crate) fn is_lines(uri: &str) -> bool {
    let name = unpacked(uri);
    name.ends_with(".jsonl") || name.ends_with(".ndjson")
}

/// Whether the name says that the file holds rows of values.
pub(crate) fn is_csv(uri: &str) -> bool {
    let name = unpacked(uri);
    name.ends_with(".csv") || name.ends_with(".tsv")
}

/// The name in small letters, without the endings of what it is packed in.
pub(crate) fn unpacked(uri: &str) -> String {
    let mut name = uri.to_ascii_lowercase();
    while let Some(ending) = PACKED.iter().find(|ending| name.ends_with(*ending)) {
        name.truncate(name.len() - ending.len());
    }
    name
}

/// Whether the name says that the file is packed, so that its size is not that of what is in it.
pub(crate) fn is_packed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PACKED.iter().chain(ARCHIVES).any(|ending| name.ends_with(ending))
}

const PACKED: &[&str] = &[".gz", ".zst", ".bz2", ".xz"];
const ARCHIVES: &[&str] = &[".tgz", ".tbz2", ".txz", ".tzst", ".zip", ".parquet"];
