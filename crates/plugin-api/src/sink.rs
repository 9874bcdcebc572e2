//! Sinks in a library: between calls, the writer of the run lies with the stage.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::abi::{About, Str};
use crate::doc::Border;
use crate::{Sink, abi};

/// A file that a sink has written, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its name within the folder.
    pub name: String,
    /// How many rows it holds.
    pub rows: u64,
}

/// A sink with the writer of the run, if one is open.
pub(crate) struct Open<T: Sink> {
    pub(crate) stage: T,
    writer: Mutex<Option<T::Writer>>,
}

impl<T: Sink> Open<T> {
    pub(crate) fn new(stage: T) -> Self {
        Self { stage, writer: Mutex::new(None) }
    }

    pub(crate) fn begin(&self, border: Border<'_>) -> Result<(), String> {
        let missing = || "the host did not say where".to_owned();
        let folder = border.about(About::Folder).ok_or_else(missing)?;
        let run = border.about(About::Run).unwrap_or_default();
        let writer = self.stage.open(Path::new(folder), run)?;
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer);
        Ok(())
    }

    pub(crate) fn write(&self, view: &abi::View, border: Border<'_>) -> Result<(), String> {
        let table = border.about(About::Table).unwrap_or_default();
        // SAFETY: the host lends the text for the call.
        let row = unsafe { view.text.get() }.unwrap_or_default();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        T::write(writer.as_mut().ok_or(CLOSED)?, table, row)
    }

    pub(crate) fn finish(&self, border: Border<'_>) -> Result<(), String> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        T::finish(writer.ok_or(CLOSED)?)?.iter().for_each(|file| border.file(file));
        Ok(())
    }
}

const CLOSED: &str = "a row came before the sink was opened";

impl<'a> Border<'a> {
    /// Something about the work.
    pub(crate) fn about(&self, about: About) -> Option<&'a str> {
        // SAFETY: the call is not over, and the host's texts are valid for it.
        unsafe { (self.host.about)(self.call, about as u32).get() }
    }

    /// Names a file.
    pub(crate) fn file(&self, file: &Output) {
        // SAFETY: the call is not over, and the host copies the text.
        let _taken = unsafe { (self.host.emit_file)(self.call, Str::of(&file.name), file.rows) };
    }
}
