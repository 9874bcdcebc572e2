//! One call of a stage in a library: the article it may look at, and what it has answered.

use tidings_model::{
    AnnotatedArticle, Article, Edit, EditError, Findings, Form, Note, Reject, Removal, Span,
    TextEdit, TracedText,
};
use tidings_plugin_api::{BadRecord, TextField};

/// The article in work and the answers so far.
pub(super) struct InCall<'a> {
    /// The stage, for the log.
    pub(super) stage: &'static str,
    /// The article.
    pub(super) article: &'a Article,
    /// Its layers; a cleaner has none.
    pub(super) layers: Option<&'a AnnotatedArticle>,
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

/// What a cleaner wants changed.
#[derive(Default)]
pub(super) struct Changes {
    edits: Vec<(Edit, Option<String>)>,
    texts: Vec<(TextField, Option<String>)>,
    notes: Vec<(Span, String)>,
}

/// A stage may hand over so many records whatever the length of the text, …
const FREE_RECORDS: usize = 1024;
/// … and so many for each byte of it; beyond that it is broken, and would fill the memory.
const RECORDS_PER_BYTE: usize = 4;

impl<'a> InCall<'a> {
    pub(super) fn extract(
        stage: &'static str,
        doc: &'a AnnotatedArticle,
        found: &'a mut Findings,
    ) -> Self {
        let article = &doc.article;
        Self::new(stage, article, Some(doc), Answer::Findings(found))
    }

    pub(super) fn clean(stage: &'static str, article: &'a Article) -> Self {
        Self::new(stage, article, None, Answer::Changes(Changes::default()))
    }

    fn new(
        stage: &'static str,
        article: &'a Article,
        layers: Option<&'a AnnotatedArticle>,
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

impl Changes {
    /// Adds an edit; without a reason nothing is lost by it.
    pub(super) fn edit(&mut self, (span, with, reason): (Span, String, Option<String>)) {
        self.edits.push((Edit::replace(span, with), reason));
    }

    /// Sets a text of the article.
    pub(super) fn text(&mut self, text: (TextField, Option<String>)) {
        self.texts.push(text);
    }

    /// The article with the changes made. The text of a record is left as it is.
    pub(super) fn apply(self, stage: &str, mut article: Article) -> Result<Article, Reject> {
        let bad = |problem: String| Reject::failed("bad_record", problem);
        if let Some((span, _)) = self.notes.iter().find(|(span, _)| !article.text.holds(*span)) {
            return Err(bad(format!(
                "note: span {span} is not on character boundaries of the text"
            )));
        }
        let edits = if article.form == Form::Page { self.edits } else { Vec::new() };
        let moved = edit(&mut article, edits).map_err(|error| bad(format!("edit: {error}")))?;
        for (field, value) in self.texts {
            if let Some(place) = place(&mut article, field) {
                *place = value;
            }
        }
        let stage = || stage.to_owned();
        let note = |(span, text)| Note { stage: stage(), span: Some(moved(span)), text };
        article.notes.extend(self.notes.into_iter().map(note));
        Ok(article)
    }
}

/// Makes the edits, keeps what they cut, and tells where spans have moved.
fn edit(
    article: &mut Article,
    edits: Vec<(Edit, Option<String>)>,
) -> Result<impl Fn(Span) -> Span + use<>, EditError> {
    let (changes, reasons): (Vec<Edit>, Vec<Option<String>>) = edits.into_iter().unzip();
    let mut removed = Vec::new();
    for (change, reason) in changes.iter().zip(reasons) {
        if let Some(reason) = reason.filter(|_| article.text.holds(change.span)) {
            let raws = article.text.trace(change.span).into_iter();
            removed.extend(raws.map(|raw| Removal { raw, reason: reason.clone() }));
        }
    }
    let repair = |edit: &Edit| TextEdit { edit: edit.clone(), reason: None };
    article.edit(changes.iter().map(repair).collect())?;
    article.removed.extend(removed);
    let offsets = TracedText::offsets(&changes);
    Ok(move |span| offsets.span(span))
}

/// Where a text of the article stands; nothing for those that a cleaner may not set.
pub(super) fn place(article: &mut Article, field: TextField) -> Option<&mut Option<String>> {
    Some(match field {
        TextField::Source => &mut article.source,
        TextField::Url => &mut article.url,
        TextField::Title => &mut article.title,
        TextField::Byline => &mut article.byline,
        TextField::Agency => &mut article.agency,
        TextField::Section => &mut article.section,
        TextField::Publisher => &mut article.publisher,
        TextField::CanonicalUrl => &mut article.canonical_url,
        TextField::Language => &mut article.language,
        TextField::Uri | TextField::Form => return None,
    })
}

/// A text of the article.
pub(super) fn text(article: &Article, field: TextField) -> Option<&str> {
    match field {
        TextField::Uri => Some(&article.uri),
        TextField::Form => Some(article.form.as_str()),
        TextField::Source => article.source.as_deref(),
        TextField::Url => article.url.as_deref(),
        TextField::Title => article.title.as_deref(),
        TextField::Byline => article.byline.as_deref(),
        TextField::Agency => article.agency.as_deref(),
        TextField::Section => article.section.as_deref(),
        TextField::Publisher => article.publisher.as_deref(),
        TextField::CanonicalUrl => article.canonical_url.as_deref(),
        TextField::Language => article.language.as_deref(),
    }
}
