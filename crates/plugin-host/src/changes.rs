//! What a cleaner outside of the tree wants changed in an article.

use serde::{Deserialize, Serialize};
use tidings_model::{
    Article, Edit, EditError, Form, Note, Reject, Removal, Span, TextEdit, TracedText,
};
use tidings_plugin_api::TextField;

/// What a cleaner wants changed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Changes {
    /// What stands where, what is to stand there, and why something is lost by it.
    pub(crate) edits: Vec<(Span, String, Option<String>)>,
    pub(crate) texts: Vec<(TextField, Option<String>)>,
    pub(crate) notes: Vec<(Span, String)>,
}

impl Changes {
    /// Adds an edit; without a reason nothing is lost by it.
    pub(crate) fn edit(&mut self, edit: (Span, String, Option<String>)) {
        self.edits.push(edit);
    }

    /// Sets a text of the article.
    pub(crate) fn text(&mut self, text: (TextField, Option<String>)) {
        self.texts.push(text);
    }

    /// The article with the changes made. The text of a record is left as it is.
    pub(crate) fn apply(self, stage: &str, mut article: Article) -> Result<Article, Reject> {
        let bad = |problem: String| Reject::failed("bad_record", problem);
        if let Some((span, _)) = self.notes.iter().find(|(span, _)| !article.text.holds(*span)) {
            return Err(bad(format!(
                "note: span {span} is not on character boundaries of the text"
            )));
        }
        let edits = if article.form == Form::Record { Vec::new() } else { self.edits };
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
    edits: Vec<(Span, String, Option<String>)>,
) -> Result<impl Fn(Span) -> Span + use<>, EditError> {
    let change = |(span, with, reason)| (Edit::replace(span, with), reason);
    let (changes, reasons): (Vec<Edit>, Vec<Option<String>>) =
        edits.into_iter().map(change).unzip();
    let mut removed = Vec::new();
    for (change, reason) in changes.iter().zip(reasons) {
        if let Some(reason) = reason.filter(|_| article.text.holds(change.span)) {
            let raws = article.text.trace(change.span);
            removed.extend(Removal::of(raws, &reason, article.text.slice(change.span)));
        }
    }
    let repair = |edit: &Edit| TextEdit { edit: edit.clone(), reason: None };
    article.edit(changes.iter().map(repair).collect())?;
    article.removed.extend(removed);
    let offsets = TracedText::offsets(&changes);
    Ok(move |span| offsets.span(span))
}

/// Where a text of the article stands; nothing for those that a cleaner may not set.
pub(crate) fn place(article: &mut Article, field: TextField) -> Option<&mut Option<String>> {
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
pub(crate) fn text(article: &Article, field: TextField) -> Option<&str> {
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
