//! Text that a browser keeps as it is until a script asks for it.

use std::fmt;

/// An element of a script that is none: never run, never shown.
pub(super) struct Inert<'a> {
    id: String,
    kind: &'static str,
    text: &'a str,
    /// Whether the text is JSON, in which `<` may be written in another way.
    json: bool,
}

impl<'a> Inert<'a> {
    /// A page, under the name by which it is asked for. Pages hold no scripts and no comments.
    pub(super) fn page(name: &str, text: &'a str) -> Self {
        Self { id: format!("page:{name}"), kind: "text/html", text, json: false }
    }

    /// Data.
    pub(super) fn json(id: &str, text: &'a str) -> Self {
        Self { id: id.to_owned(), kind: "application/json", text, json: true }
    }

    /// Words to be kept.
    pub(super) fn text(id: &str, text: &'a str) -> Self {
        Self { id: id.to_owned(), kind: "text/plain", text, json: false }
    }
}

impl fmt::Display for Inert<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, kind, text, json } = self;
        let id: String =
            id.chars().filter(|c| c.is_ascii_alphanumeric() || ":/".contains(*c)).collect();
        write!(f, "<script type=\"{kind}\" id=\"{id}\">")?;
        match json {
            true => f.write_str(&text.replace('<', "\\u003c"))?,
            false => f.write_str(text)?,
        }
        f.write_str("</script>\n")
    }
}

#[test]
fn nothing_ends_it_early() {
    let check = |inert: Inert<'_>, expected: &str| assert_eq!(inert.to_string(), expected);
    check(
        Inert::json("a", r#"["</script><script>alert(1)"]"#),
        "<script type=\"application/json\" id=\"a\">[\"\\u003c/script>\\u003cscript>alert(1)\"]</script>\n",
    );
    check(
        Inert::page("story/\"><x", "<p>&lt;/script></p>"),
        "<script type=\"text/html\" id=\"page:story/x\"><p>&lt;/script></p></script>\n",
    );
}
