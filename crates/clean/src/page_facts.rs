//! What a page says about itself: title, dateline, byline, agency, dates, site.
//!
//! Lines that say only this leave the text, each with its reason; the title becomes the first
//! block. A place or an agency at the beginning of the first paragraph stays in it.

use tidings_model::{
    Article, Block, BlockKind, Form, Moment, Note, Published, PublishedFrom, Reject, Span, TextEdit,
};
use tidings_stage::{BuildError, Cleaner, Family, Field, Settings, Spec, Stage};

use crate::facts::{self, Agencies, Credit, Dateline, Stamp, dateline};
use crate::page::{self, Unit};
use crate::{furniture, host, lexicon};

/// How far from the headline a line without a label still counts as a dateline, in units.
const NEAR_TITLE: usize = 8;

/// How many units at the end of an article may hold the credit of an agency.
const TAIL: usize = 6;

/// Finds what a page says about itself.
#[derive(Debug)]
pub struct PageFacts {
    words: facts::Words,
    agencies: Agencies,
    furniture: furniture::Words,
}

impl Stage for PageFacts {
    const SPEC: Spec = Spec {
        name: "page_facts",
        family: Family::Clean,
        about: "Finds title, dates, byline, agency and site, and takes the lines that say only this out.",
        reads: &[Field::Text],
        writes: &[Field::Text, Field::Blocks, Field::Page, Field::Published],
        settings: &[lexicon::SETTING, facts::AGENCIES],
        example: "",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        Ok(Self {
            words: facts::Words::load(settings)?,
            agencies: Agencies::load(settings)?,
            furniture: furniture::Words::load(&Settings::defaults(&[], settings.base()))?,
        })
    }
}

impl Cleaner for PageFacts {
    fn clean(&self, mut article: Article) -> Result<Article, Reject> {
        if article.form != Form::Page {
            return Ok(article);
        }
        let text = article.text.as_str().to_owned();
        let layout = self.layout(&text);
        let mut edits = Vec::new();
        self.take_title(&layout, &mut article, &mut edits);
        self.take_dates(&layout, &text, &mut article, &mut edits);
        self.take_agency(&layout, &mut article, &mut edits);
        if let Some(site) = article.url.as_deref().and_then(host::host) {
            article.source = Some(site);
        }
        edits.sort_by_key(|edit| edit.edit.span);
        page::edit(&mut article, edits)?;
        Ok(article)
    }
}

/// A page with what each of its units is.
struct Layout<'a> {
    units: Vec<Unit<'a>>,
    datelines: Vec<Option<Dateline>>,
    credits: Vec<Option<Credit>>,
    title: Option<usize>,
    body: std::ops::Range<usize>,
}

impl Layout<'_> {
    /// Whether a unit stands where datelines stand.
    fn is_head(&self, at: usize) -> bool {
        let title = self.title.unwrap_or(self.body.start);
        let from = title.saturating_sub(NEAR_TITLE);
        (from..=self.body.start + 1).contains(&at) || (from..=title + NEAR_TITLE / 2).contains(&at)
    }

    /// Whether a unit stands at the end of the article or behind it.
    fn is_tail(&self, at: usize) -> bool {
        at + TAIL >= self.body.end && at >= self.body.start
    }
}

impl PageFacts {
    fn layout<'a>(&self, text: &'a str) -> Layout<'a> {
        let units = page::units(text, |part| self.furniture.is_notice(part));
        let body = page::body(&units, |line| self.furniture.end(line));
        let body = body.unwrap_or(0..units.len());
        let datelines: Vec<_> = units.iter().map(|unit| dateline(&self.words, unit.text)).collect();
        let credits: Vec<_> = units.iter().map(|unit| self.agencies.line(unit.text)).collect();
        let is_fact = |at: usize| {
            datelines.get(at).is_some_and(Option::is_some)
                || credits.get(at).is_some_and(Option::is_some)
        };
        let title = facts::find_title(&units, &body, is_fact);
        Layout { units, datelines, credits, title, body }
    }

    /// The title as a block; the name of the site behind it goes.
    fn take_title(&self, layout: &Layout<'_>, article: &mut Article, edits: &mut Vec<TextEdit>) {
        let Some(unit) = layout.title.and_then(|at| layout.units.get(at)) else { return };
        let site = article.source.as_deref();
        let len = facts::without_site(unit.text, site, &layout.units).unwrap_or(unit.text.len());
        let title = Span::new(unit.span.start, unit.span.start + crate::offset(len));
        if title.end < unit.span.end {
            edits.push(TextEdit::cut(Span::new(title.end, unit.span.end), "site_suffix"));
        }
        let words = unit.text.get(..len).unwrap_or_default().split_whitespace();
        article.title.get_or_insert_with(|| words.collect::<Vec<_>>().join(" "));
        article.blocks = vec![Block { kind: BlockKind::Title, span: title }];
    }

    /// Dates and byline out of the lines near the title, and of labelled lines anywhere.
    fn take_dates(
        &self,
        layout: &Layout<'_>,
        text: &str,
        article: &mut Article,
        edits: &mut Vec<TextEdit>,
    ) {
        let mut published: Option<(Stamp, bool)> = None;
        let mut modified = None;
        for (at, (unit, line)) in layout.units.iter().zip(&layout.datelines).enumerate() {
            let Some(line) = line.as_ref().filter(|_| layout.title != Some(at)) else { continue };
            let behind = at >= layout.body.end && !line.is_dated();
            if !(layout.is_head(at) || line.labelled || behind) {
                continue;
            }
            edits.push(TextEdit::cut(
                unit.span,
                if line.is_dated() { "dateline" } else { "byline" },
            ));
            if let Some(stamp) = line.published
                && published.is_none_or(|(_, labelled)| line.labelled && !labelled)
            {
                published = Some((stamp, line.labelled));
            }
            modified = modified.or(line.modified);
            let byline = line.byline.clone().filter(|name| !name.is_empty());
            article.byline = article.byline.take().or(byline);
        }
        let published = published.and_then(|(stamp, _)| self.moment(&stamp, text, article));
        let published = published.map(|at| Published { at, from: PublishedFrom::Text });
        article.published = article.published.or(published);
        let modified = modified.and_then(|stamp| self.moment(&stamp, text, article));
        article.modified = article.modified.or(modified);
    }

    /// The moment of a stamp; a doubt about it is noted.
    fn moment(&self, stamp: &Stamp, text: &str, article: &mut Article) -> Option<Moment> {
        match facts::settle(&self.words, stamp, text) {
            Ok(date) => {
                Some(Moment { date, time: stamp.time, offset_minutes: stamp.offset_minutes })
            }
            Err(doubt) => {
                let stage = Self::SPEC.name.to_owned();
                article.notes.push(Note { stage, span: None, text: doubt });
                None
            }
        }
    }

    /// The agency out of a line near the title or at the end, else of the text's own ends.
    fn take_agency(&self, layout: &Layout<'_>, article: &mut Article, edits: &mut Vec<TextEdit>) {
        let mut found = None;
        for (at, (unit, credit)) in layout.units.iter().zip(&layout.credits).enumerate() {
            let place = layout.is_head(at) || layout.is_tail(at);
            let free =
                layout.title != Some(at) && layout.datelines.get(at).is_some_and(Option::is_none);
            if let Some(Credit(name)) = credit.as_ref().filter(|_| place && free) {
                edits.push(TextEdit::cut(unit.span, "agency_credit"));
                found = found.or_else(|| name.clone());
            }
        }
        let last = layout.units.get(..layout.body.end).and_then(<[Unit<'_>]>::last);
        if let Some((unit, (at, Credit(name)))) =
            last.and_then(|unit| Some((unit, self.agencies.tail(unit.text)?)))
        {
            let from = unit.span.start + crate::offset(at);
            edits.push(TextEdit::cut(Span::new(from, unit.span.end), "agency_credit"));
            found = found.or(name);
        }
        let first = layout.units.get(layout.body.start);
        let found = found.or_else(|| first.and_then(|unit| self.agencies.lead(unit.text)));
        article.agency = article.agency.take().or(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Fog lay over the port of Lunde on Monday, and no ship could leave it.\n\nThe pilots were told to wait for rain, which came in the evening from the north.\n\nNobody was hurt, the harbour master said.";

    fn clean(text: &str) -> Article {
        let settings = Settings::defaults(PageFacts::SPEC.settings, ".");
        PageFacts::build(&settings).unwrap().clean(testkit::page(text)).unwrap()
    }

    fn show(article: &Article) -> String {
        let facts = [
            article.title.clone(),
            article.published.map(|published| format!("on {}", published.at)),
            article.modified.map(|modified| format!("changed {modified}")),
            article.byline.as_ref().map(|byline| format!("by {byline}")),
            article.agency.as_ref().map(|agency| format!("via {agency}")),
        ];
        let reasons = article.removed.iter().map(|cut| format!("-{}", cut.reason));
        let notes = article.notes.iter().map(|note| format!("note: {}", note.text));
        let all: Vec<String> = facts.into_iter().flatten().chain(reasons).chain(notes).collect();
        all.join("; ")
    }

    #[test]
    fn finds_facts() {
        let check =
            |text: &str, expected: &str| assert_eq!(show(&clean(text)), expected, "{text:?}");
        check(&format!("Fog\n\n{BODY}"), "Fog");
        check(
            &format!("Fog in port\n\n16/06/2021 21:35 by admin\n\nLunde: {BODY}\n\n- LWA"),
            "Fog in port; on 2021-06-16T21:35; via LWA; -dateline; -agency_credit",
        );
        check(
            &format!(
                "Fog\n\nBy Ada Mols\nUpdated 3 May 2024\nPublished: 2 May 2024 9:05 GMT\n{BODY} (Reuters)"
            ),
            "Fog; on 2024-05-02T09:05Z; changed 2024-05-03; by Ada Mols; via Reuters; -byline; -dateline; -dateline; -agency_credit",
        );
        check(
            &format!("Fog\n\n05/06/2024\n\n{BODY}"),
            "Fog; -dateline; note: the date on the page is 2024-06-05 or 2024-05-06: nothing says whether day or month stands first",
        );
        check(
            &format!("Fog\n\n31/02/2024\n\n{BODY}"),
            "Fog; -dateline; note: the dateline names no day since 1990",
        );
        check(
            &format!("Fog\n\nLUNDE (AFP) – {BODY}\n\n(With inputs from agencies)"),
            "Fog; via AFP; -agency_credit",
        );
        check(&format!("Fog in port - reports\n\n{BODY}"), "Fog in port - reports");
        check(&format!("Fog in port | Test\n\n{BODY}\n\nFog in port"), "Fog in port; -site_suffix");
    }

    #[test]
    fn leaves_dates_in_the_story_alone() {
        let text = format!(
            "Fog\n\n2 May 2024\n\n{BODY}\n\n14 March 2023\n\n{BODY} Rain fell.\n\nBy land or sea\n\n{BODY}"
        );
        let article = clean(&text);
        assert_eq!(show(&article), "Fog; on 2024-05-02; -dateline");
        assert!(article.text.as_str().contains("14 March 2023"));
    }

    #[test]
    fn the_title_is_a_block() {
        let article = clean(&format!("\n\n  Fog   in port\n\n{BODY}"));
        assert_eq!(article.title.as_deref(), Some("Fog in port"));
        let title = article.title_block().unwrap();
        assert_eq!(
            (title.kind, article.text.slice(title.span)),
            (BlockKind::Title, "Fog   in port")
        );
    }

    #[test]
    fn the_site_is_the_source() {
        let settings = Settings::defaults(PageFacts::SPEC.settings, ".");
        let url = Some("https://www.quay.example/fog".to_owned());
        let page = Article { url, ..testkit::page(BODY) };
        let article = PageFacts::build(&settings).unwrap().clean(page).unwrap();
        assert_eq!(article.source.as_deref(), Some("quay.example"));
    }
}
