//! A stream that an archive lends to its members, one after the other.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Something to read that has one owner and, at any time, at most one borrower.
///
/// The borrower outlives no call of its own: whoever walks an archive is done with a member, or has
/// given it up, before it asks for the next. So the lock is never waited for.
pub(crate) struct Lender<T>(Arc<Mutex<T>>);

impl<T> Lender<T> {
    /// Lends something.
    pub(crate) fn new(owned: T) -> Self {
        Self(Arc::new(Mutex::new(owned)))
    }

    /// What is lent, for its owner.
    pub(crate) fn get(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A reader of it for a member.
    pub(crate) fn lend(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Read> Read for Lender<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.get().read(into)
    }
}
