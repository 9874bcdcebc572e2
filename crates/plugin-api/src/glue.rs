//! Between the C interface and the traits an author implements.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tidings_model::Reject;
use tidings_stage::{BuildError, Family, Field, Spec};

use crate::abi::{self, Building, Call, Complain, Host, Plugin, State, Str, Strs, View};
use crate::{Cleaner, Doc, Edits, Extractor, Found, settings};

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
    /// An extractor.
    #[must_use]
    pub fn extractor<T: Extractor>() -> Self {
        Self::of::<T>(Family::Extract, extract::<T>)
    }

    /// A cleaner.
    #[must_use]
    pub fn cleaner<T: Cleaner>() -> Self {
        Self::of::<T>(Family::Clean, clean::<T>)
    }

    fn of<T: tidings_stage::Stage + Send + Sync + 'static>(family: Family, run: abi::Run) -> Self {
        let Spec { name, about, reads, writes, settings, example, .. } = T::SPEC;
        assert_eq!(T::SPEC.family, family, "`{name}` is exported under another family");
        Self(Box::leak(Box::new(abi::Stage {
            size: size_of::<abi::Stage>(),
            family: Str::of(family.as_str()),
            name: Str::of(name),
            about: Str::of(about),
            example: Str::of(example),
            reads: names(reads),
            writes: names(writes),
            settings: Str::of(settings::declare(settings).leak()),
            build: build::<T>,
            destroy: destroy::<T>,
            run,
        })))
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
unsafe extern "C" fn build<T: tidings_stage::Stage>(
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
        Ok(Ok(stage)) => return Box::into_raw(Box::new(stage)).cast(),
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
    // SAFETY: it was made by `build::<T>`, and the host gives it back once.
    let stage = unsafe { Box::from_raw(state.cast::<T>()) };
    let _panic = caught(|| drop(stage));
}

/// # Safety
/// As [`abi::Run`] says.
unsafe extern "C" fn extract<T: Extractor>(
    state: *const State,
    view: *const View,
    host: *const Host,
    call: *mut Call,
) {
    // SAFETY: the host lends all of them for the call; the state was made by `build::<T>`.
    let (stage, doc) = unsafe { (&*state.cast::<T>(), Doc::new(&*view, &*host, call)) };
    finish(&doc, caught(|| stage.extract(&doc, &mut Found(doc.border()))));
}

/// # Safety
/// As [`abi::Run`] says.
unsafe extern "C" fn clean<T: Cleaner>(
    state: *const State,
    view: *const View,
    host: *const Host,
    call: *mut Call,
) {
    // SAFETY: the host lends all of them for the call; the state was made by `build::<T>`.
    let (stage, doc) = unsafe { (&*state.cast::<T>(), Doc::new(&*view, &*host, call)) };
    finish(&doc, caught(|| stage.clean(&doc, &mut Edits(doc.border()))));
}

fn finish(doc: &Doc<'_>, outcome: Result<Result<(), Reject>, String>) {
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(reject)) => doc.border().reject(&reject),
        Err(panic) => doc.border().reject(&Reject::failed("panic", panic)),
    }
}
