//! Panics of stages, caught where they happen.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::RunError;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread would be caught and become a reject.
///
/// The panic hook belongs to the process, so the runner leaves it alone: a program that wants no
/// message for panics that are caught asks here from a hook of its own.
#[must_use]
pub fn panics_are_caught() -> bool {
    CATCHING.get()
}

/// Calls a stage; a panic becomes its message.
///
/// What the stage had borrowed mutably may be half done after a panic, so callers throw it away.
pub(crate) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    let before = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    let result = result.map_err(message);
    CATCHING.set(before);
    result
}

/// Calls a stage where no single document is at fault if it panics.
///
/// # Errors
/// If it panics.
pub(crate) fn guarded<T>(stage: &str, call: impl FnOnce() -> T) -> Result<T, RunError> {
    caught(call).map_err(|message| RunError::Panic { stage: stage.to_owned(), message })
}

/// The words of a payload. A payload whose own drop panics is leaked instead.
fn message(payload: Box<dyn Any + Send>) -> String {
    let words = payload
        .downcast_ref::<&str>()
        .map(|words| (*words).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned());
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    #[test]
    fn keeps_the_words() {
        assert_eq!(caught(|| 3), Ok(3));
        assert_eq!(caught(|| panic!("number {}", 4)), Err::<(), _>("number 4".to_owned()));
        assert_eq!(caught(|| std::panic::panic_any(Bomb)).map_err(|w| w.len()), Err::<(), _>(25));
    }

    #[test]
    fn says_when_it_catches() {
        assert!(!panics_are_caught());
        assert_eq!(
            caught(|| caught(panics_are_caught).map(|inner| inner && panics_are_caught())),
            Ok(Ok(true))
        );
        assert!(!panics_are_caught());
    }
}
