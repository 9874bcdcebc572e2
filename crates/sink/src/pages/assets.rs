//! What pages are made to look and work with: styles and scripts of our own, the charts' library,
//! the outlines of countries.
//!
//! The library and the outlines are files of npm packages, pinned in `assets/README.md`, which says
//! how to bring them in anew; they stand in the repository so that a build needs Rust alone. They
//! run under a policy that forbids evaluation of strings: charts go through Vega's interpreter.

use tidings_model::Sha256;

/// Styles of all pages.
pub const STYLE: &str = include_str!("../../assets/style.css");
/// Draws the charts of a page.
pub const CHARTS: &str = include_str!("../../assets/charts.js");
/// Filters lists and remembers what is shown; for every page.
pub const PAGE: &str = include_str!("../../assets/page.js");
/// Puts pages of a report on screen, and searches in it.
pub const REPORT: &str = include_str!("../../assets/report.js");
/// Draws and points out on pages of a server.
pub const SERVE: &str = include_str!("../../assets/serve.js");
/// Vega, which draws.
pub const VEGA: &str = include_str!("../../assets/vega.min.js");
/// Vega-Lite, which knows what a chart is.
pub const VEGA_LITE: &str = include_str!("../../assets/vega-lite.min.js");
/// Vega-Embed, which puts a chart into a page, with the interpreter of expressions.
pub const VEGA_EMBED: &str = include_str!("../../assets/vega-embed.min.js");
/// Outlines of countries as TopoJSON, 1:110 million.
pub const COUNTRIES: &str = include_str!("../../assets/countries-110m.json");
/// The licences of what others have made.
pub const LICENSES: &str = include_str!("../../assets/LICENSES.txt");

/// The source of a policy that allows exactly these bytes: `'sha256-…'`.
#[must_use]
pub fn source_of(bytes: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::of(bytes.as_bytes()).0))
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for i in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let check = |bytes: &str, expected: &str| assert_eq!(base64(bytes.as_bytes()), expected);
        check("", "");
        check("f", "Zg==");
        check("fo", "Zm8=");
        check("foobar", "Zm9vYmFy");
    }

    /// The files are those that `assets/README.md` names.
    #[test]
    fn what_others_made_is_pinned() {
        let pins = include_str!("../../assets/README.md");
        for (name, text) in [
            ("vega.min.js", VEGA),
            ("vega-lite.min.js", VEGA_LITE),
            ("vega-embed.min.js", VEGA_EMBED),
            ("countries-110m.json", COUNTRIES),
        ] {
            let hash = Sha256::of(text.as_bytes()).to_string();
            let line = pins.lines().find(|line| line.contains(&format!("`{name}`"))).unwrap();
            assert!(line.contains(&hash), "{name} is {hash}; assets/README.md says {line}");
        }
    }

    /// Nothing that is put between the tags of a script can end it.
    #[test]
    fn no_script_ends_early() {
        for script in [CHARTS, PAGE, REPORT, VEGA, VEGA_LITE, VEGA_EMBED, COUNTRIES, LICENSES] {
            assert!(!script.to_lowercase().contains("</script") && !script.contains("<!--"));
        }
        assert!(!STYLE.contains("</"));
    }
}
