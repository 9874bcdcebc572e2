//! The pipeline as `run.json` shows it: every setting with its default, nothing secret.
//!
//! Variables stand by name and paths as they are written. What changes no result is left out
//! (threads, batches, credits), and inputs are put in order, so that two runs that give the same
//! tables give the same text here.

use serde_json::{Map, Value as Json, json};
use tidings_stage::{Kind, OnReject};

use crate::file::File;
use crate::stages::Draft;

/// The resolved pipeline as the text of a JSON object.
pub(crate) fn json(file: &File) -> String {
    let on_reject = match file.run.on_reject {
        OnReject::Continue => "continue",
        OnReject::Stop => "stop",
    };
    let stages: Vec<Json> = file.stages.iter().map(stage).collect();
    json!({
        "name": file.name,
        "about": file.about,
        "run": { "on_reject": on_reject, "limit": file.run.limit },
        "stages": stages,
    })
    .to_string()
}

fn stage(draft: &Draft) -> Json {
    let settings: Map<String, Json> = draft
        .checked
        .written
        .iter()
        .map(|(&key, value)| (key.to_owned(), in_order(draft, key, value)))
        .collect();
    let mut stage = json!({
        "family": draft.family().as_str(),
        "use": draft.entry.spec.name,
        "label": draft.label,
        "settings": settings,
    });
    if let (Some(library), Json::Object(stage)) = (&draft.library, &mut stage) {
        stage.insert("from".into(), library.written.as_str().into());
        stage.insert("library".into(), library.hash.as_str().into());
    }
    stage
}

/// The order of patterns changes no result, so it is not shown.
fn in_order(draft: &Draft, key: &str, value: &Json) -> Json {
    let patterns =
        |setting: &tidings_stage::Setting| setting.name == key && setting.kind == Kind::Patterns;
    match value {
        Json::Array(texts) if draft.entry.spec.settings.iter().any(patterns) => {
            let mut texts = texts.clone();
            texts.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            texts.dedup();
            texts.into()
        }
        _ => value.clone(),
    }
}
