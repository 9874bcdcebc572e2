//! `eval sentences` and `eval parts-of-speech`: against a treebank in CoNLL-U.
//!
//! Every fifth document counts, in order of name; the others are what is learned from.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use tidings_extract::parts_of_speech::{PartsOfSpeech, train};
use tidings_extract::tokens::Tokens;
use tidings_model::{AnnotatedArticle, Article, Findings};
use tidings_stage::{Extractor as _, Settings, Stage as _};

/// One document of so many is held out.
const HELD: usize = 5;

/// The documents that are held out, as they stand in their files.
fn documents(folder: &Path) -> Result<Vec<String>> {
    let listing = || format!("cannot list {}", folder.display());
    let mut paths = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(listing)? {
        let path = entry.with_context(listing)?.path();
        if path.extension().is_some_and(|ending| ending == "conllu") {
            paths.insert(path);
        }
    }
    if paths.len() < HELD {
        bail!("{} holds fewer than {HELD} files that end in .conllu", folder.display());
    }
    let read = |path: &std::path::PathBuf| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    paths.iter().skip(HELD - 1).step_by(HELD).map(read).collect()
}

/// How a document is put together from its sentences.
#[derive(Debug, Clone, Copy)]
enum Layout {
    /// An empty line between paragraphs, as pages have them.
    Paragraphs,
    /// One line, a space between sentences: only what the words say counts.
    OneLine,
}

/// Where the sentences of a document end, F1 of those ends.
pub(super) fn sentences(folder: &Path) -> Result<(String, serde_json::Value)> {
    let tokens = Tokens::build(&Settings::defaults(Tokens::SPEC.settings, "."))?;
    let documents = documents(folder)?;
    let mut scores = [Layout::Paragraphs, Layout::OneLine].into_iter().map(|layout| {
        let (mut right, mut found, mut known) = (0, 0, 0);
        for document in &documents {
            let (text, ends) = text(document, layout);
            let here = ends_found(&tokens, &text)?;
            right += here.intersection(&ends).count();
            (found, known) = (found + here.len(), known + ends.len());
        }
        let share = |all: usize| right as f64 / all.max(1) as f64;
        let f1 = 2.0 * right as f64 / (found + known).max(1) as f64;
        anyhow::Ok([share(found), share(known), f1])
    });
    let (paragraphs, line) = (scores.next().expect("two layouts")?, scores.next().expect("two")?);
    let told = |name: &str, [precision, recall, f1]: [f64; 3]| {
        format!("{name:<22}{precision:>9.3} {recall:>7.3} {f1:>6.3}\n")
    };
    let text = format!(
        "ends of sentences     precision  recall     F1\n{}{}",
        told("with paragraphs", paragraphs),
        told("on one line", line)
    );
    let json = |[precision, recall, f1]: [f64; 3]| json!({ "precision": precision, "recall": recall, "f1": f1 });
    Ok((text, json!({ "paragraphs": json(paragraphs), "one_line": json(line) })))
}

/// A document as text, and where its sentences end.
fn text(conllu: &str, layout: Layout) -> (String, BTreeSet<u32>) {
    let (mut text, mut ends, mut paragraph) = (String::new(), BTreeSet::new(), false);
    for line in conllu.lines() {
        paragraph |= line == "# newpar";
        let Some(sentence) = line.strip_prefix("# text = ") else { continue };
        if !text.is_empty() {
            text.push_str(match layout {
                Layout::Paragraphs if paragraph => "\n\n",
                _ => " ",
            });
        }
        text.push_str(sentence.trim());
        ends.insert(u32::try_from(text.len()).unwrap_or(u32::MAX));
        paragraph = false;
    }
    (text, ends)
}

fn ends_found(tokens: &Tokens, text: &str) -> Result<BTreeSet<u32>> {
    let mut doc = AnnotatedArticle::new(Article::of_text("gold", text));
    let mut findings = Findings::default();
    tokens.extract(&doc, &mut findings);
    doc.accept("eval", findings)?;
    Ok(doc.sentences.iter().map(|sentence| sentence.end).collect())
}

/// Of the words of the treebank, the share whose tags and lemma are right.
pub(super) fn parts_of_speech(folder: &Path) -> Result<(String, serde_json::Value)> {
    let stage = PartsOfSpeech::build(&Settings::defaults(PartsOfSpeech::SPEC.settings, "."))?;
    let (mut words, mut right) = (0usize, [0usize; 3]);
    for document in documents(folder)? {
        for sentence in train::sentences(&document) {
            let tags = stage.tag(sentence.iter().map(|word| word.form.as_str()));
            for (word, tag) in sentence.iter().zip(tags) {
                let lemma = stage.lemmas().lemma(&word.form, tag);
                words += 1;
                right[0] += usize::from(tag.upos == word.tag.upos);
                right[1] += usize::from(tag.penn == word.tag.penn);
                right[2] += usize::from(lemma.to_lowercase() == word.lemma.to_lowercase());
            }
        }
    }
    let [upos, penn, lemma] = right.map(|right| 100.0 * right as f64 / words.max(1) as f64);
    let text =
        format!("of {words} words right: UPOS {upos:.1} %, Penn {penn:.1} %, lemma {lemma:.1} %\n");
    Ok((text, json!({ "words": words, "upos": upos, "penn": penn, "lemma": lemma })))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# newdoc id = a\n# newpar\n# text = The tug left.\n1\tThe\n\n\
                            # text = It sank.\n1\tIt\n\n# newpar\n# text = Harbour shut\n1\tHarbour\n";

    #[test]
    fn a_document_is_put_together_with_its_paragraphs_or_without() {
        let (with, ends) = text(DOCUMENT, Layout::Paragraphs);
        assert_eq!(with, "The tug left. It sank.\n\nHarbour shut");
        assert_eq!(ends.into_iter().collect::<Vec<_>>(), [13, 22, 36]);
        let (without, ends) = text(DOCUMENT, Layout::OneLine);
        assert_eq!(without, "The tug left. It sank. Harbour shut");
        assert_eq!(ends.into_iter().collect::<Vec<_>>(), [13, 22, 35]);
    }

    #[test]
    fn every_fifth_document_counts() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c", "d"] {
            std::fs::write(folder.path().join(format!("{name}.conllu")), name).unwrap();
        }
        assert!(documents(folder.path()).unwrap_err().to_string().contains("fewer than 5"));
        std::fs::write(folder.path().join("e.conllu"), "e").unwrap();
        assert_eq!(documents(folder.path()).unwrap(), ["e"]);
    }
}
