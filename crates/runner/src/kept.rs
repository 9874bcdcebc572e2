//! A reject as the ledger keeps it to the end of the run: an archive may bring a million of them.

use std::sync::Arc;

use tidings_model::{ArticleId, Fate};

use crate::ledger::Rejected;

/// What [`Rejected`] says, in about 120 bytes with its address, where that took 220.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Where it lies.
    pub(crate) uri: Box<str>,
    /// The article, where there was one already.
    pub(crate) article: Option<Box<ArticleId>>,
    /// The row of the stage.
    pub(crate) row: u32,
    /// Dropped or failed.
    pub(crate) fate: Fate,
    /// A short name to count by.
    pub(crate) reason: Arc<str>,
    /// What was expected and found.
    pub(crate) detail: Arc<str>,
}

impl Kept {
    /// Keeps a reject; words that the one before has too are shared with it.
    pub(crate) fn of(rejected: Rejected, before: Option<&Self>) -> Self {
        let Rejected { uri, article, row, reject } = rejected;
        let shared = |words: &str, of: fn(&Self) -> &Arc<str>| match before.map(of) {
            Some(same) if **same == *words => Arc::clone(same),
            _ => Arc::from(words),
        };
        Self {
            uri: uri.into_boxed_str(),
            article: article.map(Box::new),
            row,
            fate: reject.fate,
            reason: shared(&reject.reason, |kept| &kept.reason),
            detail: shared(&reject.detail, |kept| &kept.detail),
        }
    }

    /// What rejects are put in order by.
    pub(crate) fn key(&self) -> impl Ord + '_ {
        (&self.uri, self.row, &self.reason, &self.article, self.fate, &self.detail)
    }
}

#[cfg(test)]
mod tests {
    use tidings_model::Reject;

    use super::*;

    #[test]
    fn shares_the_words_of_the_one_before() {
        let rejected = |detail: &str| Rejected {
            uri: "a.tar#b".to_owned(),
            article: None,
            row: 0,
            reject: Reject::failed("empty", detail),
        };
        let one = Kept::of(rejected("no byte"), None);
        let same = Kept::of(rejected("no byte"), Some(&one));
        assert!(Arc::ptr_eq(&one.detail, &same.detail) && Arc::ptr_eq(&one.reason, &same.reason));
        assert_eq!(one, same);
        let other = Kept::of(rejected("no word"), Some(&same));
        assert_eq!((&*other.detail, &*other.reason), ("no word", "empty"));
        assert!(Arc::ptr_eq(&one.reason, &other.reason));
        assert!(size_of::<Kept>() <= 64);
    }
}
