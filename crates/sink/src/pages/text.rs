//! An article's text as HTML: its blocks, with what was found in them marked and what was cut shown
//! where it stood.
//!
//! Marks may overlap, so the text is cut at every end of a mark; each stretch is one element that
//! bears the class of every mark over it and, in `data-span`, its own bytes in the text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::links::Links;
use super::rows::{ArticleRow, BlockRow, CutRow, Layer, MarkRow};

/// Marks shown of one article, at the most; the tables hold them all.
pub(super) const MOST_MARKS: usize = 5_000;

/// The value of a fact within the text.
#[derive(Debug, Clone)]
pub struct FactMark {
    /// First and last byte in the text.
    pub span: (usize, usize),
    /// Identifier of the fact.
    pub fact: String,
    /// Its verdict.
    pub verdict: String,
    /// What it is about, in words.
    pub label: String,
}

/// One mark over the text, of whatever sort.
struct Over<'a> {
    span: (usize, usize),
    class: &'a str,
    told: &'a str,
    entity: Option<&'a str>,
}

/// The text with its marks, as elements that stand beside each other.
pub(super) fn html(
    article: &ArticleRow,
    marks: &[MarkRow],
    facts: &[FactMark],
    links: Links,
) -> String {
    let mut over: Vec<Over<'_>> =
        facts.iter().map(of_fact).chain(marks.iter().map(of_mark)).collect();
    over.retain(|mark| {
        mark.span.0 < mark.span.1 && article.text.get(mark.span.0..mark.span.1).is_some()
    });
    over.sort_by_key(|mark| (mark.span.0, std::cmp::Reverse(mark.span.1)));
    over.truncate(MOST_MARKS);
    let mut out = String::with_capacity(article.text.len() * 3);
    let mut cuts: Vec<&CutRow> = article.cuts.iter().collect();
    cuts.sort_by_key(|cut| cut.raw);
    let mut cuts = cuts.into_iter().peekable();
    for block in blocks_of(article) {
        // Whatever stood before it, the headline comes first.
        if let Some((start, _)) = block.raw.filter(|_| block.kind != "title") {
            write_cuts(&mut out, std::iter::from_fn(|| cuts.next_if(|cut| cut.raw.0 < start)));
        }
        let (open, close) = element_of(&block.kind);
        out.push_str(open);
        write_marked(&mut out, &article.text, block.span, &over, links);
        out.push_str(close);
    }
    write_cuts(&mut out, cuts);
    out
}

fn of_mark(mark: &MarkRow) -> Over<'_> {
    let class = match mark.layer {
        Layer::Claim => "claim",
        Layer::Quantity => "quantity",
        Layer::Date => "date",
        Layer::Name => "name",
    };
    Over { span: mark.span, class, told: &mark.told, entity: mark.entity.as_deref() }
}

fn of_fact(fact: &FactMark) -> Over<'_> {
    let class = match fact.verdict.as_str() {
        "conflict" => "fact conflict",
        "compatible" => "fact compatible",
        "agree" => "fact agree",
        _ => "fact single",
    };
    Over { span: fact.span, class, told: &fact.label, entity: None }
}

/// The blocks of a text, or its lines where it has none.
fn blocks_of(article: &ArticleRow) -> Vec<BlockRow> {
    let whole = |block: &BlockRow| article.text.get(block.span.0..block.span.1).is_some();
    if !article.blocks.is_empty() {
        return article.blocks.iter().filter(|block| whole(block)).cloned().collect();
    }
    let mut at = 0;
    let line = |line: &str| {
        let span = (at, at + line.len());
        at = span.1 + 1;
        BlockRow { kind: "paragraph".to_owned(), span, raw: None }
    };
    let lines = article.text.split('\n').map(line);
    lines.filter(|block| block.span.0 < block.span.1).collect()
}

fn element_of(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "title" => ("<h1>", "</h1>\n"),
        "heading" => ("<h2>", "</h2>\n"),
        "quote" => ("<blockquote>", "</blockquote>\n"),
        "list_item" => ("<p class=\"item\">", "</p>\n"),
        "caption" => ("<p class=\"caption\">", "</p>\n"),
        "table" | "table_row" => ("<p class=\"row\">", "</p>\n"),
        _ => ("<p>", "</p>\n"),
    }
}

/// Writes a stretch of the text with every mark over it.
fn write_marked(
    out: &mut String,
    text: &str,
    (start, end): (usize, usize),
    over: &[Over<'_>],
    links: Links,
) {
    let last = over.partition_point(|mark| mark.span.0 < end);
    // A mark may have begun in an earlier block.
    let marks: Vec<&Over<'_>> = over[..last].iter().filter(|mark| mark.span.1 > start).collect();
    let mut ends: Vec<usize> =
        marks.iter().flat_map(|mark| [mark.span.0.max(start), mark.span.1.min(end)]).collect();
    ends.extend([start, end]);
    ends.sort_unstable();
    ends.dedup();
    let (mut next, mut active) = (0, Vec::<&Over<'_>>::new());
    for stretch in ends.windows(2) {
        let (from, to) = (stretch[0], stretch[1]);
        active.retain(|mark| mark.span.1 > from);
        while let Some(mark) = marks.get(next).filter(|mark| mark.span.0 <= from) {
            active.push(mark);
            next += 1;
        }
        let words = text.get(from..to).unwrap_or_default();
        write_stretch(out, words, (from, to), &active, links);
    }
}

fn write_stretch(
    out: &mut String,
    words: &str,
    (from, to): (usize, usize),
    active: &[&Over<'_>],
    links: Links,
) {
    if active.is_empty() {
        return escape(out, words);
    }
    let entity = active.iter().rev().find_map(|mark| mark.entity);
    let tag = if entity.is_some() { "a" } else { "span" };
    let _ = write!(out, "<{tag} class=\"mark");
    let classes: BTreeSet<&str> = active.iter().map(|mark| mark.class).collect();
    for class in classes {
        let _ = write!(out, " {class}");
    }
    let _ = write!(out, "\" data-span=\"{from} {to}\"");
    if active.iter().any(|mark| mark.span.0 == from) {
        let _ = write!(out, " id=\"at{from}\"");
    }
    if let Some(entity) = entity {
        out.push_str(" href=\"");
        escape(out, &links.to("entity", entity, None));
        out.push('"');
    }
    out.push_str(" title=\"");
    for (at, mark) in active.iter().filter(|mark| !mark.told.is_empty()).enumerate() {
        out.push_str(if at == 0 { "" } else { "\n" });
        escape(out, mark.told);
    }
    out.push_str("\">");
    escape(out, words);
    let _ = write!(out, "</{tag}>");
}

/// Cuts in a row that are shown at once; more of them are opened by whoever wants to see them.
const MOST_OPEN: usize = 4;

/// Writes what was cut between two blocks.
fn write_cuts<'a>(out: &mut String, cuts: impl Iterator<Item = &'a CutRow>) {
    let cuts: Vec<&CutRow> = cuts.collect();
    let many = cuts.len() > MOST_OPEN;
    if many {
        let reasons: BTreeSet<String> = cuts.iter().map(|cut| reason_of(cut)).collect();
        let reasons: Vec<String> = reasons.into_iter().collect();
        let _ = write!(out, "<details class=\"cut\"><summary>{} pieces cut as ", cuts.len());
        escape(out, &reasons.join(", "));
        out.push_str("</summary>\n");
    }
    cuts.into_iter().for_each(|cut| write_cut(out, cut));
    out.push_str(if many { "</details>\n" } else { "" });
}

fn reason_of(cut: &CutRow) -> String {
    cut.reason.replace('_', " ")
}

fn write_cut(out: &mut String, cut: &CutRow) {
    let (start, end) = cut.raw;
    out.push_str("<p class=\"cut\"><span>cut as ");
    escape(out, &reason_of(cut));
    let _ = write!(out, ", bytes {start}–{end}</span>");
    if let Some(words) = &cut.words {
        out.push_str(" <del>");
        escape(out, words);
        out.push_str("</del>");
    }
    out.push_str("</p>\n");
}

/// Lines that say what became of the bytes of a document, at the most.
const MOST_BYTE_LINES: usize = 400;
/// Characters shown of a stretch of bytes.
const MOST_CHARS: usize = 90;

/// What became of a stretch of the document's bytes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Stretch {
    start: i64,
    end: i64,
    /// What it is in the text, or why it was cut.
    what: String,
    cut: bool,
    /// Its first words.
    words: String,
}

/// The bytes of the document in their order, and how many stretches of them are left out.
pub(super) fn stretches(article: &ArticleRow) -> (Vec<Stretch>, usize) {
    let kept = article.blocks.iter().filter_map(|block| {
        let (start, end) = block.raw?;
        let words = article.text.get(block.span.0..block.span.1).unwrap_or_default();
        let what = block.kind.replace('_', " ");
        Some(Stretch { start, end, what, cut: false, words: first_words(words) })
    });
    let cut = article.cuts.iter().map(|cut| Stretch {
        start: cut.raw.0,
        end: cut.raw.1,
        what: reason_of(cut),
        cut: true,
        words: first_words(cut.words.as_deref().unwrap_or_default()),
    });
    let mut all: Vec<Stretch> = kept.chain(cut).collect();
    all.sort_by_key(|stretch| (stretch.start, stretch.end));
    let left_out = all.len().saturating_sub(MOST_BYTE_LINES);
    all.truncate(MOST_BYTE_LINES);
    (all, left_out)
}

fn first_words(words: &str) -> String {
    let short: String = words.chars().take(MOST_CHARS).collect();
    if short.len() < words.len() { format!("{short}…") } else { short }
}

/// Writes words so that no browser reads them as anything else.
pub(super) fn escape(out: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(layer: Layer, span: (usize, usize)) -> MarkRow {
        MarkRow { layer, span, told: "told".to_owned(), entity: None }
    }

    fn check(text: &str, marks: &[MarkRow], expected: &str) {
        let article = ArticleRow { text: text.to_owned(), ..ArticleRow::default() };
        assert_eq!(html(&article, marks, &[], Links::InFile), expected);
    }

    #[test]
    fn marks_stand_at_their_bytes() {
        check("In Vigo.", &[], "<p>In Vigo.</p>\n");
        check(
            "Né à Vigo",
            &[mark(Layer::Name, (7, 11))],
            "<p>Né à <span class=\"mark name\" data-span=\"7 11\" id=\"at7\" title=\"told\">Vigo</span></p>\n",
        );
        check("é", &[mark(Layer::Name, (1, 2))], "<p>é</p>\n");
    }

    #[test]
    fn overlapping_marks_share_a_stretch() {
        check(
            "nine men",
            &[mark(Layer::Claim, (0, 8)), mark(Layer::Quantity, (0, 4))],
            "<p><span class=\"mark claim quantity\" data-span=\"0 4\" id=\"at0\" title=\"told\ntold\">nine</span>\
             <span class=\"mark claim\" data-span=\"4 8\" title=\"told\"> men</span></p>\n",
        );
    }

    #[test]
    fn a_mark_goes_on_in_the_next_block() {
        check(
            "one\ntwo",
            &[mark(Layer::Claim, (0, 7))],
            "<p><span class=\"mark claim\" data-span=\"0 3\" id=\"at0\" title=\"told\">one</span></p>\n\
             <p><span class=\"mark claim\" data-span=\"4 7\" title=\"told\">two</span></p>\n",
        );
    }

    #[test]
    fn nothing_in_a_text_is_read_as_markup() {
        check("<script>&\"'", &[], "<p>&lt;script&gt;&amp;&quot;&#39;</p>\n");
    }

    fn block(kind: &str, span: (usize, usize), raw: (i64, i64)) -> BlockRow {
        BlockRow { kind: kind.to_owned(), span, raw: Some(raw) }
    }

    fn cut(raw: (i64, i64), words: &str) -> CutRow {
        CutRow { raw, reason: "site_line".to_owned(), words: Some(words.to_owned()) }
    }

    #[test]
    fn what_was_cut_stands_where_it_was_but_for_the_headline() {
        let article = ArticleRow {
            text: "Fog\nOne.\nTwo.".to_owned(),
            blocks: vec![
                block("title", (0, 3), (30, 33)),
                block("paragraph", (4, 8), (40, 44)),
                block("paragraph", (9, 13), (60, 64)),
            ],
            cuts: vec![cut((44, 59), "Ads & more"), cut((0, 20), "Menu"), cut((70, 80), "Foot")],
            ..ArticleRow::default()
        };
        let gone = |bytes: &str, words: &str| {
            format!(
                "<p class=\"cut\"><span>cut as site line, bytes {bytes}</span> <del>{words}</del></p>\n"
            )
        };
        assert_eq!(
            html(&article, &[], &[], Links::InFile),
            format!(
                "<h1>Fog</h1>\n{}<p>One.</p>\n{}<p>Two.</p>\n{}",
                gone("0–20", "Menu"),
                gone("44–59", "Ads &amp; more"),
                gone("70–80", "Foot")
            )
        );
        let (stretches, left_out) = stretches(&article);
        let told: Vec<_> =
            stretches.iter().map(|at| (at.start, at.what.as_str(), at.cut)).collect();
        assert_eq!(
            told,
            [
                (0, "site line", true),
                (30, "title", false),
                (40, "paragraph", false),
                (44, "site line", true),
                (60, "paragraph", false),
                (70, "site line", true),
            ]
        );
        assert_eq!((left_out, stretches[4].words.as_str()), (0, "Two."));
    }

    #[test]
    fn many_cuts_in_a_row_are_opened_when_asked_for() {
        let cuts: Vec<CutRow> = (0..9).map(|at| cut((at, at + 1), "x")).collect();
        let article = ArticleRow { cuts, ..ArticleRow::default() };
        let html = html(&article, &[], &[], Links::InFile);
        assert!(
            html.starts_with("<details class=\"cut\"><summary>9 pieces cut as site line<"),
            "{html}"
        );
        assert!(
            html.matches("<del>x</del>").count() == 9 && html.ends_with("</details>\n"),
            "{html}"
        );
    }
}
