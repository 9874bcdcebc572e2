//! A built stage of a library, as the runner sees it.

use std::sync::atomic::Ordering;

use tidings_model::{AnnotatedArticle, Article, Findings, Reject, Span, Token};
use tidings_plugin_api::abi::{self, Building, State, Str, View};
use tidings_plugin_api::settings;
use tidings_stage::{BuildError, Cleaner, Extractor, Settings, Spec};

use super::call::InCall;
use super::host::{CANCELLED, HOST};

/// Tells stages in libraries that the run is being stopped, so that long calls may end early.
pub fn cancel() {
    CANCELLED.store(true, Ordering::Relaxed);
}

/// What a library does for one of its stages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Functions {
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
pub(super) struct LibraryStage {
    spec: Spec,
    functions: Functions,
    state: *mut State,
}

// SAFETY: the interface demands that a built stage can be called from any thread, several at once;
// the Rust side of libraries holds their authors to it by the types.
unsafe impl Send for LibraryStage {}
// SAFETY: the same.
unsafe impl Sync for LibraryStage {}

impl LibraryStage {
    pub(super) fn build(
        spec: Spec,
        functions: Functions,
        given: &Settings,
    ) -> Result<Self, BuildError> {
        let given = settings::write(given).ok_or_else(|| {
            BuildError::Other("a path that is not UTF-8 cannot be handed to a library".into())
        })?;
        let mut said = Said::default();
        let to = (&raw mut said).cast::<Building>();
        // SAFETY: settings and `said` outlive the call, and `say` is made for `said`.
        let state = unsafe { (functions.build)(Str::of(&given), say, to) };
        match state.is_null() {
            false => Ok(Self { spec, functions, state }),
            true => Err(said.error(spec)),
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

impl Extractor for LibraryStage {
    /// What the stage finds; where it rejects the article, a note says so.
    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) {
        if let Err(reject) = self.try_extract(doc, out) {
            *out = Findings::default();
            out.note(Span::new(0, 0), reject.to_string());
        }
    }

    fn try_extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        let mut call = InCall::extract(self.spec.name, doc, out);
        self.run(&view(doc.text(), &doc.sentences, &doc.tokens), &mut call);
        call.reject.map_or(Ok(()), Err)
    }
}

impl Cleaner for LibraryStage {
    fn clean(&self, article: Article) -> Result<Article, Reject> {
        let mut call = InCall::clean(self.spec.name, &article);
        self.run(&view(article.text.as_str(), &[], &[]), &mut call);
        call.changes()?.apply(self.spec.name, article)
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
#[derive(Default)]
struct Said {
    setting: Option<String>,
    problem: Option<String>,
}

impl Said {
    fn error(self, spec: Spec) -> BuildError {
        let problem = self.problem.unwrap_or_else(|| "the library does not say why".to_owned());
        let named = |name: String| spec.settings.iter().find(|setting| setting.name == name);
        match self.setting.and_then(named) {
            Some(setting) => BuildError::Setting { setting: setting.name, problem },
            None => BuildError::Other(problem),
        }
    }
}

unsafe extern "C" fn say(to: *mut Building, setting: Str, problem: Str) {
    // SAFETY: the library hands back what it was given for the call, and lends texts.
    unsafe {
        let said = &mut *to.cast::<Said>();
        said.setting = setting.get().map(str::to_owned);
        said.problem = Some(problem.lossy());
    }
}
