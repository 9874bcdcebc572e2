//! Where the pages lead: within one file, or to the pages of a server.

/// What kind of links pages carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Fragments of the file that holds all pages, such as `#story/s1`.
    InFile,
    /// Paths on a server, such as `/story/s1`.
    Served,
}

impl Links {
    /// The address of a page, and of a place on it: letters, digits, `#` and `/`, whatever is asked.
    #[must_use]
    pub fn to(self, page: &str, id: &str, at: Option<&str>) -> String {
        let plain =
            |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let (id, at) = (plain(id), at.map(plain));
        let path = if id.is_empty() { page.to_owned() } else { format!("{page}/{id}") };
        match (self, at) {
            (Links::InFile, None) => format!("#{path}"),
            (Links::InFile, Some(at)) => format!("#{path}/{at}"),
            (Links::Served, None) => format!("/{path}"),
            (Links::Served, Some(at)) => format!("/{path}#{at}"),
        }
    }
}

#[test]
fn addresses_hold_nothing_but_an_identifier() {
    let check = |links: Links, id, at, expected| assert_eq!(links.to("story", id, at), expected);
    check(Links::InFile, "s1", None, "#story/s1");
    check(Links::InFile, "s1", Some("f2"), "#story/s1/f2");
    check(Links::Served, "s1", Some("f2"), "/story/s1#f2");
    check(Links::Served, "../\"x", None, "/story/x");
    check(Links::Served, "", None, "/story");
    check(Links::Served, "s1", Some("\"><x"), "/story/s1#x");
}
