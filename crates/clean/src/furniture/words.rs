//! The word lists of page furniture, ready to look things up.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use tidings_stage::{BuildError, Settings};

use super::phrases::Phrases;
use crate::lexicon::{self, Lexicon};
use crate::page::End;

/// The word lists, in the form of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    links: Vec<String>,
    weak_links: Vec<String>,
    menu: Vec<String>,
    sections: Vec<String>,
    bars: Vec<String>,
    bar_starts: Vec<String>,
    footer_starts: Vec<String>,
    footer_anywhere: Vec<String>,
    print_marks: Vec<String>,
    page_words: Vec<String>,
    page_of: Vec<String>,
    ends: Vec<String>,
    end_starts: Vec<String>,
    comments: Vec<String>,
    author_verbs: Vec<String>,
    notices: Vec<String>,
}

impl Lexicon for Lists {
    fn extend(&mut self, more: Self) {
        self.links.extend(more.links);
        self.weak_links.extend(more.weak_links);
        self.menu.extend(more.menu);
        self.sections.extend(more.sections);
        self.bars.extend(more.bars);
        self.bar_starts.extend(more.bar_starts);
        self.footer_starts.extend(more.footer_starts);
        self.footer_anywhere.extend(more.footer_anywhere);
        self.print_marks.extend(more.print_marks);
        self.page_words.extend(more.page_words);
        self.page_of.extend(more.page_of);
        self.ends.extend(more.ends);
        self.end_starts.extend(more.end_starts);
        self.comments.extend(more.comments);
        self.author_verbs.extend(more.author_verbs);
        self.notices.extend(more.notices);
    }
}

/// The word lists of page furniture.
#[derive(Debug)]
pub(crate) struct Words {
    pub(super) links: Phrases,
    pub(super) weak_links: BTreeSet<String>,
    pub(super) menu: BTreeSet<String>,
    /// Entries of menus that may be subheadings too.
    pub(super) sections: BTreeSet<String>,
    pub(super) bars: BTreeSet<String>,
    pub(super) bar_starts: Phrases,
    pub(super) footer_starts: Phrases,
    pub(super) footer_anywhere: AhoCorasick,
    pub(super) print_marks: Vec<String>,
    pub(super) page_words: BTreeSet<String>,
    pub(super) page_of: BTreeSet<String>,
    ends: BTreeSet<String>,
    end_starts: Phrases,
    comments: BTreeSet<String>,
    author_verbs: BTreeSet<String>,
    notices: AhoCorasick,
}

impl Words {
    /// The built-in lists, with those a pipeline names.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub(crate) fn load(settings: &Settings) -> Result<Self, BuildError> {
        const BUILT_IN: &str = include_str!("../../../../config/lexicon/furniture.toml");
        let lists: Lists = lexicon::load(BUILT_IN, lexicon::SETTING.name, settings)?;
        Ok(Self {
            links: Phrases::new(all_plain(lists.links)),
            weak_links: all_plain(lists.weak_links).into_iter().collect(),
            sections: all_plain(lists.sections).into_iter().collect(),
            menu: all_plain(lists.menu).into_iter().collect(),
            bars: all_plain(lists.bars).into_iter().collect(),
            bar_starts: Phrases::new(all_plain(lists.bar_starts)),
            footer_starts: Phrases::new(all_plain(lists.footer_starts)),
            footer_anywhere: anywhere(all_plain(lists.footer_anywhere)),
            print_marks: all_plain(lists.print_marks),
            page_words: all_plain(lists.page_words).into_iter().collect(),
            page_of: all_plain(lists.page_of).into_iter().collect(),
            end_starts: Phrases::new(all_plain(lists.end_starts)),
            comments: all_plain(lists.comments).into_iter().collect(),
            author_verbs: all_plain(lists.author_verbs).into_iter().collect(),
            notices: anywhere(all_plain(lists.notices)),
            ends: all_plain(lists.ends).into_iter().collect(),
        })
    }

    /// Whether a line is a heading after which nothing of the article comes: `Related articles:`,
    /// `Comments (12)`, `3 thoughts on “Fog”`.
    pub(crate) fn ends_article(&self, line: &str) -> bool {
        if line.len() > 120 {
            return false;
        }
        let low = plain(line);
        let counted = low.trim_matches(|c: char| !c.is_alphabetic());
        let whole = line.len() <= 60 && (self.ends.contains(&low) || self.ends.contains(counted));
        whole || self.end_starts.at_start_of(counted).is_some()
    }

    /// What a line says of the end of an article.
    pub(crate) fn end(&self, line: &str) -> End {
        let low = || plain(line);
        let is_comments = |low: String| {
            let counted = low.trim_matches(|c: char| !c.is_alphabetic());
            self.comments.contains(&low) || self.comments.contains(counted)
        };
        match () {
            () if line.len() <= 60 && is_comments(low()) => End::Comments,
            () if self.ends_article(line) => End::Heading,
            () => End::No,
        }
    }

    /// Whether a word stands behind the name of an author in a note about them.
    pub(crate) fn is_author_verb(&self, word: &str) -> bool {
        self.author_verbs.contains(word)
    }

    /// Whether a paragraph speaks of cookies, consent or a newsletter, not of news.
    pub(crate) fn is_notice(&self, text: &str) -> bool {
        text.len() <= 600 && self.notices.is_match(text)
    }
}

/// Finds any of some phrases, anywhere in a text.
fn anywhere(phrases: Vec<String>) -> AhoCorasick {
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases);
    builder.expect("a word list is far smaller than the automaton can hold")
}

fn all_plain(words: Vec<String>) -> Vec<String> {
    words.iter().map(|words| plain(words)).collect()
}

/// A line to look up: lower case, plain apostrophes, single blanks.
pub(super) fn plain(line: &str) -> String {
    let mut made = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !made.is_empty() {
            made.push(' ');
        }
        made.extend(
            word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }),
        );
    }
    made
}
