//! Sentences and tokens: “Gen. Votel left the U.S. on Nov. 9. He’s back.”
//!
//! Writes spans only. A sentence never crosses the border of a block, an empty line, or a line end
//! that is not a mere wrap. What a token is:
//!
//! - a word, as UAX #29 has it, with the full stop of an abbreviation or initial (`Gen.`, `U.S.`,
//!   `J.`); digits may stand in it (`3bn`, `22M3`);
//! - a number with its separators: `3,417`, `12.5`, `21:35`, `16/06/2021`, `2021-06-16`;
//! - a clitic: `’s`, `n't`, `'ll`;
//! - a whole web or mail address, hashtag or handle;
//! - a mark, or a run of like ones (`...`, `--`).
//!
//! A hyphen is a token of its own (`Moscow` `-` `backed`), so that names within compounds have
//! bounds; but it binds designations (`An-72P`), particles of names (`al-Abadi`, `ez-Zouar`) and
//! prefixes (`co-ordinate`).

mod abbreviations;
mod regions;
mod scan;
mod sentences;

use tidings_model::{AnnotatedArticle, Findings, Span, Token};
use tidings_stage::{BuildError, Extractor, Family, Field, Kind, Setting, Settings, Spec, Stage};

use crate::lexicon::{self, Source};
use abbreviations::Abbreviations;

/// Writes the sentences and tokens of an article.
#[derive(Debug)]
pub struct Tokens {
    words: Abbreviations,
}

impl Stage for Tokens {
    const SPEC: Spec = Spec {
        name: "tokens",
        family: Family::Extract,
        about: "Cuts the text into sentences, words, numbers and marks.",
        reads: &[Field::Text, Field::Blocks],
        writes: &[Field::Sentences, Field::Tokens],
        settings: &[Setting::new(
            lexicon::SETTING,
            Kind::Files,
            "More abbreviations, in files laid out like config/lexicon/abbreviations.toml.",
        )],
        example: "lexicon = [\"my-abbreviations.toml\"]",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Self::with(Source::of_user(settings)?)
    }
}

impl Tokens {
    /// With the embedded words alone, for lexicons that must cut names as texts are cut.
    pub(crate) fn embedded() -> Result<Self, BuildError> {
        Self::with(Vec::new())
    }

    fn with(more: Vec<Source>) -> Result<Self, BuildError> {
        let text = include_str!("../../../config/lexicon/abbreviations.toml");
        let mut sources = vec![Source::embedded("abbreviations.toml", text)];
        sources.extend(more);
        Ok(Self { words: Abbreviations::load(&sources)? })
    }

    /// Where the words of a short text stand.
    pub(crate) fn words_of(&self, text: &str) -> Vec<Span> {
        self.tokens_of(text).into_iter().map(|token| token.span).collect()
    }

    /// The tokens of a text that is one sentence.
    pub(crate) fn tokens_of(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        scan::scan(text, Span::at(0..text.len()), &self.words, &mut tokens);
        tokens
    }
}

impl Extractor for Tokens {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        let text = doc.text();
        for region in regions::regions(&doc.article) {
            let first = out.tokens.len();
            scan::scan(text, region, &self.words, &mut out.tokens);
            sentences::split(text, &out.tokens[first..], &self.words, &mut out.sentences);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> Tokens {
        Tokens::build(&Settings::defaults(Tokens::SPEC.settings, ".")).unwrap()
    }

    fn show(doc: &AnnotatedArticle) -> Vec<String> {
        let words = |sentence| {
            let tokens = doc.tokens_in(sentence).iter();
            tokens.map(|token| doc.slice(token.span)).collect::<Vec<_>>().join(" ")
        };
        doc.sentences.iter().map(|sentence| words(*sentence)).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let stage = stage();
        testkit::check_extractor(&[&stage], testkit::page(text), show, expected);
    }

    #[test]
    fn cuts_words_numbers_and_marks() {
        check("It cost $3bn, up 12.5%.", "It cost $ 3bn , up 12.5 % .");
        check("At 21:35 on 16/06/2021 or 2021-06-16", "At 21:35 on 16/06/2021 or 2021-06-16");
        check("3,417 crates, 10-12 of them", "3,417 crates , 10 - 12 of them");
        check("AT&T’s R&D... done", "AT&T ’s R&D ... done");
        check("naïve Żółw Ελλάδα Киев", "naïve Żółw Ελλάδα Киев");
        check("ca\u{301}fe\u{301} 東京 ok", "ca\u{301}fe\u{301} 東 京 ok");
    }

    #[test]
    fn hyphens_part_or_bind() {
        check("Cairo-backed, anti-NATO", "Cairo - backed , anti - NATO");
        check("An-72P and F-16s", "An-72P and F-16s");
        check("Bab ez-Zouar, Haider al-Abadi", "Bab ez-Zouar , Haider al-Abadi");
        check("to co-ordinate and re-elect", "to co-ordinate and re-elect");
        check("U.S.-led, 12-year-old", "U.S. - led , 12 - year - old");
    }

    #[test]
    fn clitics_stand_alone() {
        check("Syria's ministers’ Sana'a", "Syria 's ministers ’ Sana'a");
        check("they didn't, he'll, O’Brien’s", "they did n't , he 'll , O’Brien ’s");
        check("the U.S.'s ship", "the U.S. 's ship");
    }

    #[test]
    fn addresses_and_tags_are_whole() {
        check("See http://a.example/b?c=d. Now", "See http://a.example/b?c=d .; Now");
        check(
            "(www.a.example) j.doe@mail.example, #Storm @coast_wire",
            "( www.a.example ) j.doe@mail.example , #Storm @coast_wire",
        );
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("Gen. Ray left. He won.", "Gen. Ray left .; He won .");
        check("On Nov. 9 the U.S. Navy sailed.", "On Nov. 9 the U.S. Navy sailed .");
        check("He left the U.S. The ship stayed.", "He left the U.S.; The ship stayed .");
        check("J. K. Moss of Coal Inc. spoke.", "J. K. Moss of Coal Inc. spoke .");
        check("No. 10 said no. Then it slept.", "No. 10 said no .; Then it slept .");
        check("at 9 a.m. on Friday", "at 9 a.m. on Friday");
        check("the week.The end", "the week .; The end");
    }

    #[test]
    fn quotes_belong_to_their_sentence() {
        check("“It sank.” He wept.", "“ It sank . ”; He wept .");
        check("\"It sank.\" He wept.", "\" It sank . \"; He wept .");
        check("“Did it sink?” she asked.", "“ Did it sink ? ” she asked .");
        check("It sank. \"He wept,\" she said.", "It sank .; \" He wept , \" she said .");
    }

    #[test]
    fn footnotes_and_numbered_points_stay_with_their_sentence() {
        check("It sank. [16] He wept.", "It sank . [ 16 ]; He wept .");
        check("It sank. [16]", "It sank . [ 16 ]");
        check("1. Sink it. 2. Weep.", "1 . Sink it .; 2 . Weep .");
        check("There were 9. They wept.", "There were 9 .; They wept .");
        check("It sank… “Why?” Nobody knew!", "It sank …; “ Why ? ”; Nobody knew !");
    }

    #[test]
    fn lines_end_sentences_unless_wrapped() {
        check("A heading\nThe text", "A heading; The text");
        check("one\n\ntwo\nlines", "one; two lines");
        let wrapped = "The harbour master said on Monday that all of the\n\
                       Northern piers had been closed to ships because\n\
                       Winds were rising.";
        check(wrapped, &wrapped.replace('\n', " ").replace('.', " ."));
    }

    #[test]
    fn copes_with_hostile_text() {
        for text in
            ["", "\u{feff}", "\u{301}\u{301}", "......", "’’’s", "a.b.c.d.", "\u{200f}א\u{200f}"]
        {
            let stage = stage();
            let doc = testkit::annotate(&[&stage], testkit::page(text));
            assert!(doc.sentences.len() <= doc.tokens.len(), "{text:?}");
        }
        for marks in [".!", ".) ", "[1", "\"'", "A.", "(\"", "a@", "http://a\""] {
            let stage = stage();
            let doc = testkit::annotate(&[&stage], testkit::page(&marks.repeat(1 << 16)));
            assert!(!doc.tokens.is_empty(), "{marks:?}");
        }
        let long = "x".repeat(1 << 20) + &"a\u{301}".repeat(1 << 18) + &"b. ".repeat(1 << 18);
        let stage = stage();
        let doc = testkit::annotate(&[&stage], testkit::page(&long));
        assert!(doc.tokens.len() > 1 << 18);
    }

    #[test]
    fn holds_the_laws() {
        testkit::laws::extractor(&[], &stage());
    }
}
