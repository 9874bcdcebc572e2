//! One call of a stage in a library: the article it may look at, and what it has answered.

use tidings_model::{AnnotatedArticle, Article, Findings, Reject, Span};
use tidings_plugin_api::BadRecord;

use crate::changes::Changes;
use crate::sees::Sees;

/// The article in work and the answers so far.
pub(super) struct InCall<'a> {
    /// The stage, for the log.
    pub(super) stage: &'static str,
    /// The article.
    pub(super) article: &'a Article,
    /// Its layers, and those that the stage sees; a cleaner has none.
    pub(super) layers: Option<(&'a AnnotatedArticle, Sees)>,
    /// Why the article ends here, if it does.
    pub(super) reject: Option<Reject>,
    answer: Answer<'a>,
    /// How many more records the stage may hand over.
    left: usize,
}

enum Answer<'a> {
    Findings(&'a mut Findings),
    Changes(Changes),
}

/// A stage may hand over so many records whatever the length of the text, …
const FREE_RECORDS: usize = 1024;
/// … and so many for each byte of it; beyond that it is broken, and would fill the memory.
const RECORDS_PER_BYTE: usize = 4;

impl<'a> InCall<'a> {
    pub(super) fn extract(
        stage: &'static str,
        doc: &'a AnnotatedArticle,
        sees: Sees,
        found: &'a mut Findings,
    ) -> Self {
        let article = &doc.article;
        Self::new(stage, article, Some((doc, sees)), Answer::Findings(found))
    }

    pub(super) fn clean(stage: &'static str, article: &'a Article) -> Self {
        Self::new(stage, article, None, Answer::Changes(Changes::default()))
    }

    fn new(
        stage: &'static str,
        article: &'a Article,
        layers: Option<(&'a AnnotatedArticle, Sees)>,
        answer: Answer<'a>,
    ) -> Self {
        let left = FREE_RECORDS + article.text.len() as usize * RECORDS_PER_BYTE;
        Self { stage, article, layers, reject: None, answer, left }
    }

    /// What a cleaner wants changed, unless the article ends here.
    pub(super) fn changes(self) -> Result<Changes, Reject> {
        match (self.reject, self.answer) {
            (Some(reject), _) => Err(reject),
            (None, Answer::Changes(changes)) => Ok(changes),
            (None, Answer::Findings(_)) => Ok(Changes::default()),
        }
    }

    /// Ends the article here; the first reason stands.
    pub(super) fn end(&mut self, reject: Reject) {
        self.reject.get_or_insert(reject);
    }

    /// Adds a record to the findings of an extractor; says whether it was taken.
    pub(super) fn find<T>(
        &mut self,
        record: Result<T, BadRecord>,
        layer: fn(&mut Findings) -> &mut Vec<T>,
    ) -> bool {
        let Some(record) = self.admit(record) else { return false };
        match &mut self.answer {
            Answer::Findings(found) => layer(found).push(record),
            Answer::Changes(_) => self.end(misplaced("a finding", "a cleaner")),
        }
        self.reject.is_none()
    }

    /// Adds to the changes of a cleaner; says whether it was taken.
    pub(super) fn change<T>(
        &mut self,
        change: Result<T, BadRecord>,
        add: fn(&mut Changes, T),
    ) -> bool {
        let Some(change) = self.admit(change) else { return false };
        match &mut self.answer {
            Answer::Changes(changes) => add(changes, change),
            Answer::Findings(_) => self.end(misplaced("a change", "an extractor")),
        }
        self.reject.is_none()
    }

    /// Adds a note of either.
    pub(super) fn note(&mut self, note: Result<(Span, String), BadRecord>) -> bool {
        let Some(note) = self.admit(note) else { return false };
        match &mut self.answer {
            Answer::Findings(found) => found.notes.push(note),
            Answer::Changes(changes) => changes.notes.push(note),
        }
        true
    }

    /// The record, if the article still goes on, it fits, and there are not too many.
    fn admit<T>(&mut self, record: Result<T, BadRecord>) -> Option<T> {
        if self.reject.is_some() {
            return None;
        }
        match (record, self.left.checked_sub(1)) {
            (Ok(record), Some(left)) => {
                self.left = left;
                return Some(record);
            }
            (Ok(_), None) => self.end(Reject::failed(
                "too_many_records",
                format!(
                    "the stage handed over more than {FREE_RECORDS} records and \
                     {RECORDS_PER_BYTE} for each byte of the text"
                ),
            )),
            (Err(bad), _) => self.end(Reject::failed("bad_record", bad.to_string())),
        }
        None
    }
}

fn misplaced(answer: &str, family: &str) -> Reject {
    Reject::failed("bad_record", format!("{family} cannot hand over {answer}"))
}
