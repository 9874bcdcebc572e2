//! Stages that fold all articles into one view.

use std::any::Any;

use tidings_model::{AnnotatedArticle, View};

use crate::Halt;

/// Folds many articles into a part of the view.
///
/// `add` and `merge` may be called in any grouping and order: the result must not depend on it, so
/// that threads, shards and machines can share the work. Aggregators finish in the order that
/// their fields demand, each seeing what earlier ones put into the view.
pub trait Aggregator: Send + Sync + 'static {
    /// What some of the articles amount to.
    type Partial: Send + 'static;

    /// Nothing added yet.
    fn start(&self) -> Self::Partial;
    /// Adds one article. Tokens may be absent: the article may come from disk.
    fn add(&self, partial: &mut Self::Partial, doc: &AnnotatedArticle);
    /// Adds what was folded elsewhere.
    fn merge(&self, into: &mut Self::Partial, other: Self::Partial);
    /// Writes its part of the view.
    fn finish(&self, partial: Self::Partial, view: &mut View);

    /// See [`Reader::halted`](crate::Reader::halted).
    fn halted(&self) -> Option<Halt> {
        None
    }
}

/// What some articles amount to, its type forgotten.
pub struct Partial(Box<dyn Any + Send>);

/// An [`Aggregator`] with its type forgotten; the runner holds many.
///
/// A partial made by one aggregator and handed to another is a mistake of the caller, and panics.
pub trait DynAggregator: Send + Sync {
    /// See [`Aggregator::start`].
    fn start(&self) -> Partial;
    /// See [`Aggregator::add`].
    fn add(&self, partial: &mut Partial, doc: &AnnotatedArticle);
    /// See [`Aggregator::merge`].
    fn merge(&self, into: &mut Partial, other: Partial);
    /// See [`Aggregator::finish`].
    fn finish(&self, partial: Partial, view: &mut View);
    /// See [`Reader::halted`](crate::Reader::halted).
    fn halted(&self) -> Option<Halt>;
}

const OTHERS: &str = "a partial of this aggregator";

impl<T: Aggregator> DynAggregator for T {
    fn start(&self) -> Partial {
        Partial(Box::new(Aggregator::start(self)))
    }

    fn add(&self, partial: &mut Partial, doc: &AnnotatedArticle) {
        Aggregator::add(self, partial.0.downcast_mut().expect(OTHERS), doc);
    }

    fn merge(&self, into: &mut Partial, other: Partial) {
        let other = *other.0.downcast().expect(OTHERS);
        Aggregator::merge(self, into.0.downcast_mut().expect(OTHERS), other);
    }

    fn finish(&self, partial: Partial, view: &mut View) {
        Aggregator::finish(self, *partial.0.downcast().expect(OTHERS), view);
    }

    fn halted(&self) -> Option<Halt> {
        Aggregator::halted(self)
    }
}
