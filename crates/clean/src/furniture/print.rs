//! What a print version puts at the edges of its pages: page numbers, headline and site.

use super::words::{Words, plain};
use crate::host;

/// A line at the edge of a printed page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageBreak {
    /// `Page 2 of 3`
    Number,
    /// `Headline Published on Site (http://site.example)`: the host.
    Header(Option<String>),
}

impl PageBreak {
    /// The reason to take the line out.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            PageBreak::Number => "page_number",
            PageBreak::Header(_) => "print_header",
        }
    }
}

/// Whether a line stands at the edge of a printed page.
pub(crate) fn page_break(words: &Words, line: &str) -> Option<PageBreak> {
    if line.is_empty() || line.len() > super::LONGEST {
        return None;
    }
    let low = plain(line);
    if is_number(words, &low) {
        return Some(PageBreak::Number);
    }
    header(words, &low)
}

/// `Page 2`, `p. 2/3`, `2 of 3`, `- 2 -`
fn is_number(words: &Words, low: &str) -> bool {
    let framed =
        low.strip_prefix(['-', '–', '—']).and_then(|low| low.strip_suffix(['-', '–', '—']));
    let spaced = framed.unwrap_or(low).replace('/', " / ");
    let parts: Vec<&str> = spaced.split_whitespace().collect();
    let number = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [n] => framed.is_some() && number(n),
        [word, n] => words.page_words.contains(*word) && number(n),
        [n, of, all] => of != &"/" && words.page_of.contains(*of) && number(n) && number(all),
        [word, n, of, all] => {
            let known = words.page_words.contains(*word) && words.page_of.contains(*of);
            known && number(n) && number(all)
        }
        _ => false,
    }
}

/// `Fog Published on Post (http://post.example)`, `Source URL: http://post.example/fog`
fn header(words: &Words, low: &str) -> Option<PageBreak> {
    let mark = |mark: &String| low.split_once(mark.as_str());
    let (before, after) = words.print_marks.iter().find_map(mark)?;
    let at = ["http://", "https://"].iter().find_map(|scheme| after.find(scheme))?;
    let (site, url) = after.split_at_checked(at)?;
    let bracketed = site.ends_with(['(', '[', '<']);
    let url = url.trim_end_matches([')', ']', '>']);
    let fits = !url.contains(' ') && site.split_whitespace().count() <= 10;
    (fits && (bracketed || before.is_empty())).then(|| PageBreak::Header(host::host(url)))
}
