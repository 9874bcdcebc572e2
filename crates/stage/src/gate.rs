//! Stages that learn from all articles, then look at each.

use std::any::Any;

use tidings_model::{Article, Reject, View};

/// Learns from all articles, then marks, trims or drops each.
///
/// `observe` and `merge` may be called in any grouping and order: what is learned must not depend
/// on it.
pub trait Gate: Send + Sync + 'static {
    /// What was learned from some of the articles.
    type Seen: Send + 'static;
    /// What was learned from all of them, ready for use.
    type Frozen: Send + Sync + 'static;

    /// Nothing learned yet.
    fn start(&self) -> Self::Seen;
    /// Learns from one article.
    fn observe(&self, seen: &mut Self::Seen, article: &Article);
    /// Adds what was learned elsewhere.
    fn merge(&self, into: &mut Self::Seen, other: Self::Seen);
    /// Makes it ready for use; what concerns the whole run, such as a table of copies, goes to
    /// `view`.
    fn freeze(&self, seen: Self::Seen, view: &mut View) -> Self::Frozen;
    /// The article as it goes on.
    ///
    /// # Errors
    /// If the article is left out.
    fn apply(&self, frozen: &Self::Frozen, article: Article) -> Result<Article, Reject>;
}

/// What a gate has learned so far, its type forgotten.
pub struct Seen(Box<dyn Any + Send>);

/// What a gate has learned from all articles, its type forgotten.
pub struct Frozen(Box<dyn Any + Send + Sync>);

/// A [`Gate`] with its types forgotten; the runner holds many.
///
/// A value made by one gate and handed to another is a mistake of the caller, and panics.
pub trait DynGate: Send + Sync {
    /// See [`Gate::start`].
    fn start(&self) -> Seen;
    /// See [`Gate::observe`].
    fn observe(&self, seen: &mut Seen, article: &Article);
    /// See [`Gate::merge`].
    fn merge(&self, into: &mut Seen, other: Seen);
    /// See [`Gate::freeze`].
    fn freeze(&self, seen: Seen, view: &mut View) -> Frozen;
    /// See [`Gate::apply`].
    ///
    /// # Errors
    /// If the article is left out.
    fn apply(&self, frozen: &Frozen, article: Article) -> Result<Article, Reject>;
}

const OTHERS: &str = "a value of this gate";

impl<T: Gate> DynGate for T {
    fn start(&self) -> Seen {
        Seen(Box::new(Gate::start(self)))
    }

    fn observe(&self, seen: &mut Seen, article: &Article) {
        Gate::observe(self, seen.0.downcast_mut().expect(OTHERS), article);
    }

    fn merge(&self, into: &mut Seen, other: Seen) {
        let other = *other.0.downcast().expect(OTHERS);
        Gate::merge(self, into.0.downcast_mut().expect(OTHERS), other);
    }

    fn freeze(&self, seen: Seen, view: &mut View) -> Frozen {
        Frozen(Box::new(Gate::freeze(self, *seen.0.downcast().expect(OTHERS), view)))
    }

    fn apply(&self, frozen: &Frozen, article: Article) -> Result<Article, Reject> {
        Gate::apply(self, frozen.0.downcast_ref().expect(OTHERS), article)
    }
}
