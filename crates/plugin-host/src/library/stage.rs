//! A stage of a library, built in this process.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, Article, Findings, Reject, Span, Token};
use tidings_plugin_api::abi::{self, Building, State, Str, View};
use tidings_stage::{BuildError, Spec};

use super::call::InCall;
use super::entry::Work;
use super::host::{CANCELLED, HOST};
use crate::changes::Changes;
use crate::sees::Sees;

/// Tells stages in libraries that the run is being stopped, so that long calls may end early.
pub fn cancel() {
    CANCELLED.store(true, Ordering::Relaxed);
}

/// What a library does for one of its stages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Functions {
    build: Build,
    destroy: unsafe extern "C" fn(*mut State),
    run: abi::Run,
}

type Build = unsafe extern "C" fn(Str, abi::Complain, *mut Building) -> *mut State;

impl Functions {
    pub(super) fn of(stage: &abi::Stage) -> Self {
        Self { build: stage.build, destroy: stage.destroy, run: stage.run }
    }
}

/// A stage of a library, built in this process.
pub(crate) struct LibraryStage {
    name: &'static str,
    sees: Sees,
    functions: Functions,
    state: *mut State,
}

// SAFETY: the interface demands that a built stage can be called from any thread, several at once;
// the Rust side of libraries holds their authors to it by the types.
unsafe impl Send for LibraryStage {}
// SAFETY: the same.
unsafe impl Sync for LibraryStage {}

impl LibraryStage {
    /// Builds it with its settings, as a library takes them.
    ///
    /// # Errors
    /// Why it cannot be built, in the library's words.
    pub(crate) fn build(spec: Spec, functions: Functions, given: &str) -> Result<Self, Complaint> {
        let mut said = Complaint::default();
        let to = (&raw mut said).cast::<Building>();
        // SAFETY: settings and `said` outlive the call, and `say` is made for `said`.
        let state = unsafe { (functions.build)(Str::of(given), say, to) };
        match state.is_null() {
            false => Ok(Self { name: spec.name, sees: Sees::of(spec.reads), functions, state }),
            true => Err(said),
        }
    }

    /// Runs the stage over one article.
    fn run(&self, view: &View, call: &mut InCall<'_>) {
        let call = (&raw mut *call).cast();
        // SAFETY: the state was built by this very stage, and all the rest outlives the call.
        unsafe { (self.functions.run)(self.state, view, &raw const HOST, call) }
    }
}

impl Drop for LibraryStage {
    fn drop(&mut self) {
        // SAFETY: it was built by this very stage, and is given back once.
        unsafe { (self.functions.destroy)(self.state) }
    }
}

impl Work for LibraryStage {
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        let mut call = InCall::extract(self.name, doc, self.sees, out);
        let view = view(doc.text(), self.sees.sentences(doc), self.sees.tokens(doc));
        self.run(&view, &mut call);
        call.reject.map_or(Ok(()), Err)
    }

    fn changes(&self, article: &Article) -> Result<Changes, Reject> {
        let mut call = InCall::clean(self.name, article);
        self.run(&view(article.text.as_str(), &[], &[]), &mut call);
        call.changes()
    }
}

fn view(text: &str, sentences: &[Span], tokens: &[Token]) -> View {
    View {
        size: size_of::<View>(),
        text: Str::of(text),
        sentences: sentences.as_ptr(),
        sentence_count: sentences.len(),
        tokens: tokens.as_ptr(),
        token_count: tokens.len(),
    }
}

/// Why a stage cannot be built, in the library's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Complaint {
    /// The setting that is wrong, if one is.
    setting: Option<String>,
    /// What is wrong with it.
    problem: Option<String>,
}

impl Complaint {
    /// The same, not about a setting.
    pub(crate) fn about(problem: impl Into<String>) -> Self {
        Self { setting: None, problem: Some(problem.into()) }
    }

    /// The problem.
    pub(crate) fn problem(self) -> String {
        self.problem.unwrap_or_else(|| "the library does not say why".to_owned())
    }

    /// The same, for the pipeline file.
    pub(crate) fn error(self, spec: Spec) -> BuildError {
        let named = |name: &String| spec.settings.iter().find(|setting| setting.name == name);
        match self.setting.as_ref().and_then(named) {
            Some(setting) => BuildError::Setting { setting: setting.name, problem: self.problem() },
            None => BuildError::Other(self.problem()),
        }
    }
}

unsafe extern "C" fn say(to: *mut Building, setting: Str, problem: Str) {
    // SAFETY: the library hands back what it was given for the call, and lends texts.
    unsafe {
        let said = &mut *to.cast::<Complaint>();
        said.setting = setting.get().map(str::to_owned);
        said.problem = Some(problem.lossy());
    }
}
