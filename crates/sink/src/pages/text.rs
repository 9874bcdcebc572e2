//! An article's text as HTML: its blocks, with what was found in them marked and what was cut shown
//! where it stood.
//!
//! Marks may overlap, so the text is cut at every end of a mark; each stretch is one element that
//! bears the class of every mark over it and, in `data-span`, its own bytes in the text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

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
        let (open, close) = element_of(&block.kind);
        out.push_str(open);
        write_marked(&mut out, &article.text, block.span, &over, links);
        out.push_str(close);
        while let Some(cut) = cuts.next_if(|cut| block.raw_end.is_some_and(|end| cut.raw.0 <= end))
        {
            write_cut(&mut out, cut);
        }
    }
    cuts.for_each(|cut| write_cut(&mut out, cut));
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
        BlockRow { kind: "paragraph".to_owned(), span, raw_end: None }
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

fn write_cut(out: &mut String, cut: &CutRow) {
    let (start, end) = cut.raw;
    let reason = cut.reason.replace('_', " ");
    out.push_str("<p class=\"cut\"><span>cut as ");
    escape(out, &reason);
    let _ = write!(out, ", bytes {start}–{end}</span>");
    if let Some(words) = &cut.words {
        out.push_str(" <del>");
        escape(out, words);
        out.push_str("</del>");
    }
    out.push_str("</p>\n");
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

    #[test]
    fn what_was_cut_stands_after_the_block_before_it() {
        let block =
            |span, raw_end| BlockRow { kind: "paragraph".to_owned(), span, raw_end: Some(raw_end) };
        let article = ArticleRow {
            text: "One.\nTwo.".to_owned(),
            blocks: vec![block((0, 4), 4), block((5, 9), 30)],
            cuts: vec![CutRow {
                raw: (4, 20),
                reason: "site_line".to_owned(),
                words: Some("Menu".to_owned()),
            }],
            ..ArticleRow::default()
        };
        assert_eq!(
            html(&article, &[], &[], Links::InFile),
            "<p>One.</p>\n<p class=\"cut\"><span>cut as site line, bytes 4–20</span> <del>Menu</del></p>\n<p>Two.</p>\n"
        );
    }
}
