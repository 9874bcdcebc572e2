//! Between the C interface and the traits an author implements.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tidings_model::Reject;
use tidings_stage::{BuildError, Family, Field, Spec};

use crate::abi::{self, Building, Call, Complain, Host, Plugin, State, Step, Str, Strs, View};
use crate::doc::Border;
use crate::sink::{Open, Output};
use crate::{
    Aggregator, Articles, Cleaner, Digests, Doc, Edits, Extractor, Found, Kept, Raw, Reader, Rows,
    Sink, settings,
};

/// What a library exports: made once, by [`export_stages!`](crate::export_stages).
#[derive(Debug)]
pub struct Library(Plugin);

// SAFETY: everything in it, and everything it leads to, is never changed after it was made.
unsafe impl Send for Library {}
// SAFETY: the same.
unsafe impl Sync for Library {}

impl Library {
    /// A library of these stages.
    #[doc(hidden)]
    #[must_use]
    pub fn of(stages: Vec<Exported>) -> Self {
        let stages: Vec<*const abi::Stage> =
            stages.into_iter().map(|stage| &raw const *stage.0).collect();
        let stages = Vec::leak(stages);
        Self(Plugin {
            magic: abi::MAGIC,
            major: abi::MAJOR,
            minor: abi::MINOR,
            size: size_of::<Plugin>(),
            sdk: Str::of(SDK),
            schema: tidings_model::table::schema_hash(),
            stages: stages.as_ptr(),
            stage_count: stages.len(),
        })
    }

    /// What it says of itself.
    #[must_use]
    pub fn plugin(&self) -> &Plugin {
        &self.0
    }
}

const SDK: &str = concat!("tidings-plugin-api ", env!("CARGO_PKG_VERSION"));

/// A stage laid out for export. What it leads to lives as long as the process.
#[derive(Debug)]
pub struct Exported(&'static abi::Stage);

impl Exported {
    /// A reader.
    #[must_use]
    pub fn reader<T: Reader>() -> Self {
        let media = T::MEDIA.iter().map(|media| Str::of(media.as_str())).collect::<Vec<_>>();
        let made = Made { media: Strs::of(media.leak()), ..Made::new(build::<T, T>, read::<T>) };
        Self::of::<T, T>(Family::Read, made)
    }

    /// A cleaner.
    #[must_use]
    pub fn cleaner<T: Cleaner>() -> Self {
        Self::of::<T, T>(Family::Clean, Made::new(build::<T, T>, clean::<T>))
    }

    /// An extractor.
    #[must_use]
    pub fn extractor<T: Extractor>() -> Self {
        Self::of::<T, T>(Family::Extract, Made::new(build::<T, T>, extract::<T>))
    }

    /// An aggregator.
    #[must_use]
    pub fn aggregator<T: Aggregator>() -> Self {
        let made = Made { finish: Some(fold::<T>), ..Made::new(build::<T, T>, digest::<T>) };
        Self::of::<T, T>(Family::Aggregate, made)
    }

    /// A sink.
    #[must_use]
    pub fn sink<T: Sink>() -> Self {
        let made = Made {
            files: Some(files::<T>),
            begin: Some(begin::<T>),
            finish: Some(end::<T>),
            ..Made::new(build::<T, Open<T>>, write::<T>)
        };
        Self::of::<T, Open<T>>(Family::Sink, made)
    }

    fn of<T: tidings_stage::Stage, S>(family: Family, made: Made) -> Self {
        let Spec { name, about, reads, writes, settings, example, .. } = T::SPEC;
        assert_eq!(T::SPEC.family, family, "`{name}` is exported under another family");
        let Made { media, build, run, files, begin, finish } = made;
        Self(Box::leak(Box::new(abi::Stage {
            size: size_of::<abi::Stage>(),
            family: Str::of(family.as_str()),
            name: Str::of(name),
            about: Str::of(about),
            example: Str::of(example),
            reads: names(reads),
            writes: names(writes),
            settings: Str::of(settings::declare(settings).leak()),
            media,
            build,
            destroy: destroy::<S>,
            run,
            files,
            begin,
            finish,
        })))
    }
}

/// How a stage is made and what it does, by family.
struct Made {
    media: Strs,
    build: unsafe extern "C" fn(Str, Complain, *mut Building) -> *mut State,
    run: abi::Run,
    files: Option<Step>,
    begin: Option<Step>,
    finish: Option<Step>,
}

impl Made {
    fn new(
        build: unsafe extern "C" fn(Str, Complain, *mut Building) -> *mut State,
        run: abi::Run,
    ) -> Self {
        Self { media: Strs::of(&[]), build, run, files: None, begin: None, finish: None }
    }
}

/// What the host keeps of a built stage.
trait Kind<T> {
    fn of(stage: T) -> Self;
}

impl<T> Kind<T> for T {
    fn of(stage: T) -> Self {
        stage
    }
}

impl<T: Sink> Kind<T> for Open<T> {
    fn of(stage: T) -> Self {
        Open::new(stage)
    }
}

fn names(fields: &[Field]) -> Strs {
    let names: Vec<Str> = fields.iter().map(|field| Str::of(field.as_str())).collect();
    Strs::of(names.leak())
}

/// The function behind [`abi::SYMBOL`].
#[doc(hidden)]
pub fn exported(library: impl FnOnce() -> &'static Library) -> *const Plugin {
    caught(library).map_or(std::ptr::null(), |library| &raw const library.0)
}

/// Runs the author's code; a panic becomes its message.
///
/// The payload is dropped under guard too: its own drop may panic, and nothing may unwind out of a
/// C function.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = message(&*payload);
        if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(second);
        }
        message
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}

/// # Safety
/// As [`abi::Stage::build`] says.
unsafe extern "C" fn build<T: tidings_stage::Stage, S: Kind<T>>(
    given: Str,
    say: Complain,
    to: *mut Building,
) -> *mut State {
    // SAFETY: the host lends the text for the call.
    let given = unsafe { given.get() }.unwrap_or_default();
    let built = caught(|| {
        let settings = settings::read(given, T::SPEC.settings).map_err(BuildError::Other)?;
        T::build(&settings)
    });
    let error = match built {
        Ok(Ok(stage)) => return Box::into_raw(Box::new(S::of(stage))).cast(),
        Ok(Err(error)) => error,
        Err(panic) => BuildError::Other(format!("panicked: {panic}")),
    };
    let (setting, problem) = match &error {
        BuildError::Setting { setting, problem } => (Some(*setting), problem.clone()),
        BuildError::File { setting, .. } => (Some(*setting), error.to_string()),
        BuildError::Other(problem) => (None, problem.clone()),
    };
    // SAFETY: the host handed over both for the call, and copies the texts.
    unsafe { say(to, Str::maybe(setting), Str::of(&problem)) };
    std::ptr::null_mut()
}

/// # Safety
/// As [`abi::Stage::destroy`] says.
unsafe extern "C" fn destroy<T>(state: *mut State) {
    // SAFETY: it was made by `build`, and the host gives it back once.
    let stage = unsafe { Box::from_raw(state.cast::<T>()) };
    let _panic = caught(|| drop(stage));
}

/// A function of the C interface that hands an author's stage what it works on.
macro_rules! runs {
    ($function:ident: $family:ident, |$stage:ident, $view:ident, $border:ident| $work:expr) => {
        /// # Safety
        /// As [`abi::Run`] says.
        unsafe extern "C" fn $function<T: $family>(
            state: *const State,
            view: *const View,
            host: *const Host,
            call: *mut Call,
        ) {
            // SAFETY: the host lends all of them for the call; the state was made by `build`.
            let ($stage, $view, host) = unsafe { (&*state.cast::<T>(), &*view, &*host) };
            let $border = Border { host, call };
            finish($border, caught(|| $work));
        }
    };
}

runs! { read: Reader, |stage, view, border| {
    stage.read(&Raw::new(view, border), &mut Articles(border))
} }
runs! { clean: Cleaner, |stage, view, border| {
    stage.clean(&Doc::new(view, border), &mut Edits(border))
} }
runs! { extract: Extractor, |stage, view, border| {
    stage.extract(&Doc::new(view, border), &mut Found(border))
} }
runs! { digest: Aggregator, |stage, view, border| {
    stage.digest(&Doc::new(view, border), &mut Kept(border))
} }

/// # Safety
/// As [`abi::Run`] says.
unsafe extern "C" fn write<T: Sink>(
    state: *const State,
    view: *const View,
    host: *const Host,
    call: *mut Call,
) {
    // SAFETY: the host lends all of them for the call; the state was made by `build`.
    let (open, view, host) = unsafe { (&*state.cast::<Open<T>>(), &*view, &*host) };
    let border = Border { host, call };
    finish(border, caught(|| stopped(open.write(view, border))));
}

/// A function of the C interface for what no single document is at.
macro_rules! steps {
    ($function:ident: $family:ident in $state:ty, |$stage:ident, $border:ident| $work:expr) => {
        /// # Safety
        /// As [`Step`] says.
        unsafe extern "C" fn $function<T: $family>(
            state: *const State,
            host: *const Host,
            call: *mut Call,
        ) {
            // SAFETY: the host lends all of them for the call; the state was made by `build`.
            let ($stage, host) = unsafe { (&*state.cast::<$state>(), &*host) };
            let $border = Border { host, call };
            finish($border, caught(|| stopped($work)));
        }
    };
}

steps! { fold: Aggregator in T, |stage, border| {
    stage.finish(&Digests(border), &mut Rows(border))
} }
steps! { files: Sink in Open<T>, |open, border| {
    let files = open.stage.files().into_iter().map(|name| Output { name, rows: 0 });
    files.for_each(|file| border.file(&file));
    Ok(())
} }
steps! { begin: Sink in Open<T>, |open, border| open.begin(border) }
steps! { end: Sink in Open<T>, |open, border| open.finish(border) }

fn stopped(result: Result<(), String>) -> Result<(), Reject> {
    result.map_err(|why| Reject::failed("failed", why))
}

fn finish(border: Border<'_>, outcome: Result<Result<(), Reject>, String>) {
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(reject)) => border.reject(&reject),
        Err(panic) => border.reject(&Reject::failed("panic", panic)),
    }
}
