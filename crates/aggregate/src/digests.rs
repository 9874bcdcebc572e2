//! Digests of articles, packed until they are needed.
//!
//! What an aggregator keeps of each article of a run is packed as it is added ([postcard's wire
//! format]) and unpacked an article or a story at a time, so that what is held at once is a few
//! kilobytes an article, without gaps and pointers. Merging appends; order is made once, at the end.
//!
//! [postcard's wire format]: https://postcard.jamesmunns.com/wire-format

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tidings_model::ArticleId;

type Packed = (ArticleId, Box<[u8]>);

/// Digests of some articles, in no order.
#[derive(Debug)]
pub(crate) struct Digests<T> {
    packed: Vec<Packed>,
    of: PhantomData<fn() -> T>,
}

impl<T> Default for Digests<T> {
    fn default() -> Self {
        Self { packed: Vec::new(), of: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned> Digests<T> {
    /// Adds an article.
    pub(crate) fn add(&mut self, id: ArticleId, digest: &T) {
        let bytes = postcard::to_stdvec(digest).expect("a digest has only plain fields");
        self.packed.push((id, bytes.into_boxed_slice()));
    }

    /// Adds what was folded elsewhere.
    pub(crate) fn merge(&mut self, mut other: Self) {
        self.packed.append(&mut other.packed);
    }

    /// All of them in order of article, each article once.
    pub(crate) fn sorted(mut self) -> Sorted<T> {
        self.packed.sort_unstable();
        self.packed.dedup_by_key(|(id, _)| *id);
        self.packed.shrink_to_fit();
        Sorted { packed: self.packed, of: PhantomData }
    }
}

/// Digests in order of article, each article once.
#[derive(Debug)]
pub(crate) struct Sorted<T> {
    packed: Vec<Packed>,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Sorted<T> {
    /// Every article and its digest, in order, unpacked one at a time.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ArticleId, T)> + '_ {
        self.packed.iter().map(|(id, bytes)| (*id, unpacked(bytes)))
    }

    /// Every article and its digest, in order; what was unpacked is let go of.
    pub(crate) fn into_iter(self) -> impl Iterator<Item = (ArticleId, T)> {
        self.packed.into_iter().map(|(id, bytes)| (id, unpacked(&bytes)))
    }

    /// Takes the digest of an article out, still packed, if it has one.
    pub(crate) fn take(&mut self, id: ArticleId) -> Option<Held<T>> {
        let at = self.packed.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        let bytes = std::mem::take(&mut self.packed.get_mut(at)?.1);
        (!bytes.is_empty()).then_some(Held { id, bytes, of: PhantomData })
    }

    /// The digest of an article, if it has one.
    pub(crate) fn get(&self, id: ArticleId) -> Option<T> {
        let at = self.packed.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.packed.get(at).map(|(_, bytes)| unpacked(bytes))
    }
}

/// One digest, still packed.
#[derive(Debug)]
pub(crate) struct Held<T> {
    id: ArticleId,
    bytes: Box<[u8]>,
    of: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Held<T> {
    /// The article and its digest.
    pub(crate) fn unpacked(&self) -> (ArticleId, T) {
        (self.id, unpacked(&self.bytes))
    }
}

fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).expect("what was packed here unpacks")
}

#[test]
fn articles_come_back_in_order_and_once() {
    let id = |n: u8| ArticleId::of(&[&[n]]);
    let mut one = Digests::default();
    let mut other = Digests::default();
    one.add(id(1), &"one".to_owned());
    other.add(id(2), &"two".to_owned());
    other.add(id(1), &"one".to_owned());
    one.merge(other);
    let mut sorted = one.sorted();
    let mut expected = vec![(id(1), "one".to_owned()), (id(2), "two".to_owned())];
    expected.sort();
    assert_eq!(sorted.iter().collect::<Vec<_>>(), expected);
    assert_eq!(sorted.get(id(2)).as_deref(), Some("two"));
    assert_eq!(sorted.get(id(3)), None);
    let taken = sorted.take(id(1)).map(|held| held.unpacked());
    assert_eq!(taken, Some((id(1), "one".to_owned())));
    assert!(sorted.take(id(1)).is_none());
}
