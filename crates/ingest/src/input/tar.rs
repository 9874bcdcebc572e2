//! The members of a tar archive: ustar, GNU and pax, and what is older (POSIX.1-2017, `pax`).
//!
//! Nothing is ever written to disk under a member's name, but a name that leads out of the archive
//! is no address of something in it, so it is refused, and a link out of it likewise. A link to
//! another member has nothing of its own to bring. Zeros between members are passed over, so that
//! archives stuck together are read whole; behind a broken header the next good one is looked for.

use std::io::{self, BufRead, Read};

use tidings_model::{Metadata, Reject};

use super::lend::Lender;
use super::limits::Limits;
use super::member::Names;
use super::packing::{self, Bytes};
use super::stream::{Plain, read_some};
use super::walk::{Member, Step};

mod header;

pub(crate) use self::header::is_header;
use self::header::{BLOCK, Header, Kind};

/// Most bytes of a long name or of a pax header.
const MOST_EXTRA: u64 = 1 << 20;
/// Members up to so many bytes are taken in whole before they are looked into.
const SMALL: u64 = 1 << 20;

/// Walks the members of a tar archive.
pub(crate) struct Tar {
    names: Names,
    body: Lender<Body>,
    ended: bool,
    /// Whether the last header was broken: one reject is enough for a stretch of them.
    lost: bool,
    extra: Extra,
}

/// What extended headers say of the next member.
#[derive(Default)]
struct Extra {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

/// The archive, and how much of the member in hand is left.
struct Body {
    bytes: Bytes,
    left: u64,
    padding: u64,
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        if most == 0 {
            return Ok(0);
        }
        let read = read_some(&mut self.bytes, &mut into[..most])?;
        self.left -= read as u64;
        if read > 0 { Ok(read) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

impl Body {
    /// Passes over what is left of a member.
    fn skip(&mut self) -> io::Result<()> {
        let mut left = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        while left > 0 {
            let chunk = self.bytes.fill_buf()?.len();
            if chunk == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let passed = left.min(chunk as u64);
            self.bytes.consume(passed as usize);
            left -= passed;
        }
        Ok(())
    }

    /// The next block; none at the end.
    fn block(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let mut block = [0; BLOCK];
        let mut read = 0;
        while read < BLOCK {
            match read_some(&mut self.bytes, &mut block[read..])? {
                0 if read == 0 => return Ok(None),
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                more => read += more,
            }
        }
        Ok(Some(block))
    }
}

impl Tar {
    /// Walks an archive.
    pub(crate) fn new(archive: Member, limits: Limits) -> Self {
        let body = Body { bytes: archive.bytes, left: 0, padding: 0 };
        let (names, body) = (Names::new(archive.uri, limits), Lender::new(body));
        Self { names, body, ended: false, lost: false, extra: Extra::default() }
    }

    /// The next header that stands in the archive, good or not.
    fn header(&mut self) -> io::Result<Option<Result<Header, &'static str>>> {
        let mut body = self.body.get();
        body.skip()?;
        while let Some(block) = body.block()? {
            if block != [0; BLOCK] {
                return Ok(Some(Header::read(&block)));
            }
        }
        Ok(None)
    }

    /// What a header amounts to.
    fn member(&mut self, header: Header) -> io::Result<Option<Step>> {
        match header.kind {
            Kind::Extra => return self.remember(&header).map(|()| None),
            Kind::Global | Kind::Folder => {}
            _ => self.names.count(),
        }
        let extra = std::mem::take(&mut self.extra);
        let size = if header.kind.has_content() { extra.size.unwrap_or(header.size) } else { 0 };
        self.begin(size);
        let name = extra.name.unwrap_or(header.name);
        let link = extra.link.unwrap_or(header.link);
        let uri = match header.kind {
            Kind::Global | Kind::Folder => return Ok(None),
            Kind::File if name.ends_with(b"/") => return Ok(None),
            Kind::Link if !self.names.leaves(&name, &link) => return Ok(None),
            _ => match self.names.name(&name) {
                Ok(uri) => uri,
                Err(brought) => return Ok(Some(Step::Brought(brought))),
            },
        };
        let refused = match header.kind {
            Kind::Link => {
                Some(Reject::failed("link_out", "a link to somewhere outside the archive"))
            }
            Kind::Device => {
                Some(Reject::failed("not_a_file", "a pipe or a device; expected a file"))
            }
            _ if extra.sparse => {
                Some(Reject::failed("unsupported", "a sparse file; pack it whole"))
            }
            _ => None,
        };
        match refused {
            Some(reject) => Ok(Some(Step::rejected(uri, reject))),
            None => Ok(Some(self.enter(uri, size))),
        }
    }

    fn begin(&mut self, size: u64) {
        let mut body = self.body.get();
        body.left = size;
        body.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
    }

    fn enter(&mut self, uri: String, size: u64) -> Step {
        let bytes = if size > SMALL {
            packing::bytes(Plain::at(0, self.body.lend()))
        } else {
            let mut whole = Vec::with_capacity(size as usize);
            match self.body.get().read_to_end(&mut whole) {
                Ok(_) => packing::bytes(io::Cursor::new(whole)),
                Err(error) => return Step::rejected(uri, packing::reject(&error)),
            }
        };
        Step::Enter(Member { uri, bytes, facts: Metadata::new() })
    }

    /// Keeps what an extended header says of the member behind it.
    fn remember(&mut self, header: &Header) -> io::Result<()> {
        self.begin(header.size);
        if header.size > MOST_EXTRA {
            return Ok(());
        }
        let mut content = Vec::new();
        self.body.get().read_to_end(&mut content)?;
        match header.mark {
            b'L' => self.extra.name = Some(header::until_zero(&content).to_vec()),
            b'K' => self.extra.link = Some(header::until_zero(&content).to_vec()),
            _ => header::pax(&content, |key, value| match key {
                b"path" => self.extra.name = Some(value.to_vec()),
                b"linkpath" => self.extra.link = Some(value.to_vec()),
                b"size" => {
                    self.extra.size =
                        std::str::from_utf8(value).ok().and_then(|size| size.parse().ok())
                }
                _ if key.starts_with(b"GNU.sparse.") => self.extra.sparse = true,
                _ => {}
            }),
        }
        Ok(())
    }

    /// The step for a header, or nothing where none is needed.
    fn step(&mut self, header: Result<Header, &'static str>) -> io::Result<Option<Step>> {
        let lost = std::mem::replace(&mut self.lost, header.is_err());
        match header {
            Ok(header) => self.member(header),
            Err(_) if lost => Ok(None),
            Err(why) => {
                let detail = format!(
                    "a header of the archive is broken: {why}; reading goes on at the next good one"
                );
                Ok(Some(Step::rejected(self.names.archive(), Reject::failed("corrupt", detail))))
            }
        }
    }

    fn end(&mut self, reject: Option<Reject>) -> Option<Step> {
        self.ended = true;
        self.names.end(reject)
    }
}

impl Iterator for Tar {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while !self.ended {
            if let Some(reject) = self.names.too_many() {
                return self.end(Some(reject));
            }
            let step = match self.header() {
                Ok(Some(header)) => self.step(header),
                Ok(None) => return self.end(None),
                Err(error) => Err(error),
            };
            match step {
                Ok(Some(step)) => return Some(step),
                Ok(None) => {}
                Err(error) => return self.end(Some(packing::reject(&error))),
            }
        }
        None
    }
}
