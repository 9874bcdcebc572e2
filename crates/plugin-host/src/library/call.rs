//! One call of a stage in a library: what it may look at, and what it has answered.

use std::cell::Cell;

use tidings_model::{AnnotatedArticle, Article, Findings, RawDocument, Reject, Span};
use tidings_plugin_api::BadRecord;
use tidings_stage::Field;

use super::drafts::Drafts;
use crate::changes::Changes;
use crate::fold::{Digests, NewRows, Tables};
use crate::sees::Sees;

/// The work and the answers so far.
pub(super) struct InCall<'a> {
    /// The stage, for the log.
    pub(super) stage: &'static str,
    /// What it may look at.
    pub(super) about: About<'a>,
    /// Why the work ends here, if it does.
    pub(super) reject: Option<Reject>,
    pub(super) answer: Answer<'a>,
    /// Whether it asked whether the run is being stopped, and was told so.
    pub(super) cancelled: Cell<bool>,
    /// How many more records the stage may hand over.
    left: usize,
}

const CANCELLED: &str = "plugin_cancelled";

/// What becomes of a document that was in work when the run was stopped.
fn cancelled() -> Reject {
    Reject::failed(CANCELLED, "the stage was told that the run is being stopped")
}

/// Whether that became of a document.
pub(crate) fn was_cancelled(reject: &Reject) -> bool {
    reject.reason == CANCELLED
}

/// What a stage works on.
pub(super) enum About<'a> {
    /// A document, for a reader.
    Document(&'a RawDocument),
    /// An article, for a cleaner.
    Article(&'a Article),
    /// An article with those of its layers that the stage sees.
    Doc(&'a AnnotatedArticle, Sees),
    /// All articles, for an aggregator.
    All(&'a Digests, &'a Tables),
    /// Output, for a sink.
    Output(Place<'a>),
}

/// Where a sink writes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    pub(super) folder: &'a str,
    pub(super) run: &'a str,
    pub(super) table: &'a str,
}

/// What a stage answers.
pub(super) enum Answer<'a> {
    Articles(Drafts<'a>),
    Changes(Changes),
    Findings(&'a mut Findings),
    Digests(Vec<Vec<u8>>),
    Rows(NewRows, &'static [Field]),
    Files(Vec<(String, u64)>),
    Nothing,
}

/// A stage may hand over so many records whatever it works on, …
const FREE_RECORDS: usize = 1024;
/// … and so many for each byte of it; beyond that it is broken, and would fill the memory.
const RECORDS_PER_BYTE: usize = 4;

impl<'a> InCall<'a> {
    /// A call about so many bytes.
    pub(super) fn new(
        stage: &'static str,
        about: About<'a>,
        answer: Answer<'a>,
        bytes: usize,
    ) -> Self {
        let left = FREE_RECORDS.saturating_add(bytes.saturating_mul(RECORDS_PER_BYTE));
        Self { stage, about, reject: None, answer, cancelled: Cell::new(false), left }
    }

    /// The answer, unless the work ends here. Whoever was told that the run is being stopped may
    /// have left the work half done, whatever it says.
    pub(super) fn answer(self) -> Result<Answer<'a>, Reject> {
        if self.cancelled.get() {
            return Err(cancelled());
        }
        self.reject.map_or(Ok(self.answer), Err)
    }

    /// The article in work.
    pub(super) fn article(&self) -> Option<&'a Article> {
        match self.about {
            About::Article(article) => Some(article),
            About::Doc(doc, _) => Some(&doc.article),
            _ => None,
        }
    }

    /// Its layers, and those that the stage sees.
    pub(super) fn layers(&self) -> Option<(&'a AnnotatedArticle, Sees)> {
        match self.about {
            About::Doc(doc, sees) => Some((doc, sees)),
            _ => None,
        }
    }

    /// Ends the work here; the first reason stands.
    pub(super) fn end(&mut self, reject: Reject) {
        self.reject.get_or_insert(reject);
    }

    /// Takes a record over; says whether it was taken.
    ///
    /// `into` says why it does not fit, or gives it back if this family hands over no such thing.
    pub(super) fn take<T>(
        &mut self,
        record: Result<T, BadRecord>,
        into: impl FnOnce(&mut Answer<'a>, T) -> Result<(), Unfit>,
    ) -> bool {
        if self.reject.is_some() {
            return false;
        }
        let taken = match (record, self.left.checked_sub(1)) {
            (Err(bad), _) => Err(Reject::failed("bad_record", bad.to_string())),
            (Ok(_), None) => Err(Reject::failed(
                "too_many_records",
                format!(
                    "the stage handed over more than {FREE_RECORDS} records and \
                     {RECORDS_PER_BYTE} for each byte of the text"
                ),
            )),
            (Ok(record), Some(left)) => {
                self.left = left;
                into(&mut self.answer, record).map_err(Unfit::reject)
            }
        };
        taken.map_err(|reject| self.end(reject)).is_ok()
    }

    /// Adds a record to the findings of an extractor.
    pub(super) fn find<T>(
        &mut self,
        record: Result<T, BadRecord>,
        layer: fn(&mut Findings) -> &mut Vec<T>,
    ) -> bool {
        self.take(record, |answer, record| match answer {
            Answer::Findings(found) => {
                layer(found).push(record);
                Ok(())
            }
            _ => Err(Unfit::Misplaced("a finding", "an extractor")),
        })
    }

    /// Adds to the changes of a cleaner.
    pub(super) fn change<T>(
        &mut self,
        change: Result<T, BadRecord>,
        add: fn(&mut Changes, T),
    ) -> bool {
        self.take(change, |answer, change| match answer {
            Answer::Changes(changes) => {
                add(changes, change);
                Ok(())
            }
            _ => Err(Unfit::Misplaced("a change", "a cleaner")),
        })
    }

    /// Adds to the articles of a reader.
    pub(super) fn draft<T>(
        &mut self,
        part: Result<T, BadRecord>,
        add: impl FnOnce(&mut Drafts<'a>, T) -> Result<(), String>,
    ) -> bool {
        self.take(part, |answer, part| match answer {
            Answer::Articles(drafts) => add(drafts, part).map_err(Unfit::Wrong),
            _ => Err(Unfit::Misplaced("a part of an article", "a reader")),
        })
    }

    /// Adds a note of a cleaner or an extractor.
    pub(super) fn note(&mut self, note: Result<(Span, String), BadRecord>) -> bool {
        self.take(note, |answer, note| {
            match answer {
                Answer::Findings(found) => found.notes.push(note),
                Answer::Changes(changes) => changes.notes.push(note),
                _ => return Err(Unfit::Misplaced("a note", "a cleaner or an extractor")),
            }
            Ok(())
        })
    }
}

/// Why a record is not taken.
pub(super) enum Unfit {
    /// A thing, and who may hand it over.
    Misplaced(&'static str, &'static str),
    /// What is wrong with it.
    Wrong(String),
}

impl Unfit {
    fn reject(self) -> Reject {
        Reject::failed(
            "bad_record",
            match self {
                Self::Misplaced(what, who) => format!("only {who} can hand over {what}"),
                Self::Wrong(why) => why,
            },
        )
    }
}
