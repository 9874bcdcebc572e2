//! The bytes of an object, as they come over the line.

use std::io::{self, Read};
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path;
use object_store::{GetOptions, GetRange};
use tidings_model::Reject;
use tokio::runtime::Runtime;

use super::place::Place;

/// Reads an object to its end.
pub(super) struct Body {
    runtime: Arc<Runtime>,
    stream: BoxStream<'static, object_store::Result<bytes::Bytes>>,
    chunk: bytes::Bytes,
}

impl Body {
    /// Asks for an object, or for what stands in it from an offset on.
    pub(super) fn open(
        runtime: &Arc<Runtime>,
        place: &Place,
        object: &Path,
        from: u64,
    ) -> Result<Self, Reject> {
        let range = (from > 0).then_some(GetRange::Offset(from));
        let asked = GetOptions { range, ..GetOptions::default() };
        let got = runtime.block_on(place.store.get_opts(object, asked));
        let stream =
            got.map_err(|why| Reject::failed("unreachable", why.to_string()))?.into_stream();
        Ok(Self { runtime: Arc::clone(runtime), stream, chunk: bytes::Bytes::new() })
    }
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match self.runtime.block_on(self.stream.next()) {
                Some(chunk) => self.chunk = chunk.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let taken = self.chunk.split_to(self.chunk.len().min(into.len()));
        into[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}
