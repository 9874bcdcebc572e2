//! A stage of a library, built in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use tidings_model::{AnnotatedArticle, Article, Findings, RawDocument, Reject, Span, Token};
use tidings_plugin_api::abi::{self, Building, State, Step, Str, View};
use tidings_stage::{BuildError, Field, Halt, Spec};

use super::call::{About, Answer, InCall, Place};
use super::drafts::Drafts;
use super::host::HOST;
use super::work::{Files, Work, Writing};
use crate::changes::Changes;
use crate::fold::{Digests, NewRows, Tables};
use crate::sees::Sees;

/// What a library does for one of its stages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Functions {
    build: Build,
    destroy: unsafe extern "C" fn(*mut State),
    run: abi::Run,
    files: Option<Step>,
    begin: Option<Step>,
    finish: Option<Step>,
}

type Build = unsafe extern "C" fn(Str, abi::Complain, *mut Building) -> *mut State;

impl Functions {
    pub(super) fn of(stage: &abi::Stage) -> Self {
        let abi::Stage { build, destroy, run, files, begin, finish, .. } = *stage;
        Self { build, destroy, run, files, begin, finish }
    }
}

/// A stage of a library, built in this process.
pub(crate) struct LibraryStage {
    name: &'static str,
    writes: &'static [Field],
    sees: Sees,
    functions: Functions,
    state: *mut State,
    /// Whether a call was told that the run is being stopped.
    cancelled: AtomicBool,
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
            true => Err(said),
            false => {
                let Spec { name, reads, writes, .. } = spec;
                let (sees, cancelled) = (Sees::of(reads), AtomicBool::new(false));
                Ok(Self { name, writes, sees, functions, state, cancelled })
            }
        }
    }

    /// Runs the stage over what a view shows.
    fn run<'a>(&self, view: &View, mut call: InCall<'a>) -> Result<Answer<'a>, Reject> {
        let to = (&raw mut call).cast();
        // SAFETY: the state was built by this very stage, and all the rest outlives the call.
        unsafe { (self.functions.run)(self.state, view, &raw const HOST, to) }
        self.answer(call)
    }

    fn answer<'a>(&self, call: InCall<'a>) -> Result<Answer<'a>, Reject> {
        if call.cancelled.get() {
            self.cancelled.store(true, Ordering::Relaxed);
        }
        call.answer()
    }

    /// Lets the stage do something that no single document is at.
    fn step<'a>(&self, step: Option<Step>, mut call: InCall<'a>) -> Result<Answer<'a>, Reject> {
        let missing = || Reject::failed("bad_stage", "a function of its family is missing");
        let step = step.ok_or_else(missing)?;
        let to = (&raw mut call).cast();
        // SAFETY: as above.
        unsafe { step(self.state, &raw const HOST, to) }
        self.answer(call)
    }

    fn files_of(&self, step: Option<Step>, place: Place<'_>) -> Result<Files, Reject> {
        let call = InCall::new(self.name, About::Output(place), Answer::Files(Vec::new()), 0);
        match self.step(step, call)? {
            Answer::Files(files) => Ok(files),
            _ => Ok(Vec::new()),
        }
    }
}

impl Drop for LibraryStage {
    fn drop(&mut self) {
        // SAFETY: it was built by this very stage, and is given back once.
        unsafe { (self.functions.destroy)(self.state) }
    }
}

impl Work for LibraryStage {
    fn read(&self, raw: &RawDocument) -> Result<Vec<Article>, Reject> {
        let answer = Answer::Articles(Drafts::of(raw));
        let call = InCall::new(self.name, About::Document(raw), answer, raw.bytes.len());
        let bytes = Str { ptr: raw.bytes.as_ptr(), len: raw.bytes.len() };
        match self.run(&view(bytes, &[], &[]), call)? {
            Answer::Articles(drafts) => drafts.finish(),
            _ => Ok(Vec::new()),
        }
    }

    fn changes(&self, article: &Article) -> Result<Changes, Reject> {
        let text = article.text.as_str();
        let answer = Answer::Changes(Changes::default());
        let call = InCall::new(self.name, About::Article(article), answer, text.len());
        match self.run(&view(Str::of(text), &[], &[]), call)? {
            Answer::Changes(changes) => Ok(changes),
            _ => Ok(Changes::default()),
        }
    }

    fn extract(&self, doc: &AnnotatedArticle, out: &mut Findings) -> Result<(), Reject> {
        let about = About::Doc(doc, self.sees);
        let call = InCall::new(self.name, about, Answer::Findings(out), doc.text().len());
        self.run(&self.shown(doc), call).map(drop)
    }

    fn digest(&self, doc: &AnnotatedArticle) -> Result<Vec<Vec<u8>>, Reject> {
        let about = About::Doc(doc, self.sees);
        let call = InCall::new(self.name, about, Answer::Digests(Vec::new()), doc.text().len());
        match self.run(&self.shown(doc), call)? {
            Answer::Digests(digests) => Ok(digests),
            _ => Ok(Vec::new()),
        }
    }

    fn fold(&self, digests: &Digests, tables: &Tables) -> Result<NewRows, Reject> {
        let answer = Answer::Rows(Vec::new(), self.writes);
        let call = InCall::new(self.name, About::All(digests, tables), answer, digests.bytes());
        match self.step(self.functions.finish, call)? {
            Answer::Rows(rows, _) => Ok(rows),
            _ => Ok(Vec::new()),
        }
    }

    fn files(&self) -> Result<Files, Reject> {
        self.files_of(self.functions.files, Place::default())
    }

    fn writer(self: Arc<Self>, folder: &str, run: &str) -> Result<Box<dyn Writing>, Reject> {
        let place = Place { folder, run, table: "" };
        let call = InCall::new(self.name, About::Output(place), Answer::Nothing, 0);
        self.step(self.functions.begin, call)?;
        Ok(Box::new(Written(self)))
    }

    fn halted(&self) -> Option<Halt> {
        self.cancelled.load(Ordering::Relaxed).then_some(Halt::Cancelled)
    }
}

impl LibraryStage {
    fn shown(&self, doc: &AnnotatedArticle) -> View {
        view(Str::of(doc.text()), self.sees.sentences(doc), self.sees.tokens(doc))
    }
}

/// A sink that was begun.
struct Written(Arc<LibraryStage>);

impl Writing for Written {
    fn rows(&mut self, rows: &NewRows) -> Result<(), Reject> {
        let stage = &self.0;
        rows.iter().try_for_each(|(table, row)| {
            let place = Place { table, ..Place::default() };
            let call = InCall::new(stage.name, About::Output(place), Answer::Nothing, 0);
            stage.run(&view(Str::of(row), &[], &[]), call).map(drop)
        })
    }

    fn finish(&mut self) -> Result<Files, Reject> {
        self.0.files_of(self.0.functions.finish, Place::default())
    }
}

fn view(text: Str, sentences: &[Span], tokens: &[Token]) -> View {
    View {
        size: size_of::<View>(),
        text,
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
