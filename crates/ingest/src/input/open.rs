//! Tells what bytes are, and opens them as that.

use std::sync::Arc;

use tidings_model::Reject;

use super::feed;
use super::packing::Packing;
use super::rows::json_lines::JsonLines;
use super::rows::parquet::Parquet;
use super::sniff::{self, Holds};
use super::tar::Tar;
use super::walk::{Member, Options, Step, Steps};
use super::warc::Warc;
use super::zip::Zip;
use super::{names, page};

/// Opens bytes, taken out of what they are packed in, and says how deep what is in them lies.
pub(crate) fn open(
    member: Member,
    options: &Arc<Options>,
    depth: usize,
) -> Result<(Steps, usize), Reject> {
    let (member, depth) = unpack(member, options, depth)?;
    if names::is_lines(&member.uri) {
        sniff::json_lines(member.bytes.head())?;
        return Ok((Box::new(JsonLines::new(member, options.limits, &options.columns)), depth));
    }
    let Some(holds) = sniff::archive(member.bytes.head()) else {
        return Ok((page::open(member, options)?, depth));
    };
    let depth = deeper(depth, options)?;
    let limits = options.limits;
    let steps: Steps = match holds {
        Holds::Warc => Box::new(Warc::new(member, limits)),
        Holds::Tar => Box::new(Tar::new(member, limits)),
        Holds::Zip => Box::new(Zip::new(member, limits)),
        Holds::Parquet => Box::new(Parquet::new(member, limits, &options.columns)?),
        Holds::Feed => feed::open(member, limits)?,
    };
    Ok((steps, depth))
}

/// Opens bytes in the midst of a web archive, where a record begins; nothing where none does.
pub(crate) fn web_archive(member: Member, options: &Arc<Options>) -> Option<(Steps, usize)> {
    let (member, depth) = unpack(member, options, 0).ok()?;
    let is_one = sniff::archive(member.bytes.head()) == Some(Holds::Warc);
    let depth = deeper(depth, options).ok().filter(|_| is_one)?;
    Some((Box::new(Warc::new(member, options.limits)), depth))
}

fn unpack(
    mut member: Member,
    options: &Options,
    mut depth: usize,
) -> Result<(Member, usize), Reject> {
    while let Some(packing) = Packing::of(member.bytes.head()) {
        depth = deeper(depth, options)?;
        member.bytes = packing.unpack(member.bytes, options.limits);
    }
    Ok((member, depth))
}

fn deeper(depth: usize, options: &Options) -> Result<usize, Reject> {
    let limit = options.limits.depth;
    if depth < limit {
        return Ok(depth + 1);
    }
    let detail =
        format!("packed deeper than `max_depth` = {limit}; unpack it and name what is inside");
    Err(Reject::failed("nested", detail))
}

/// One step.
pub(crate) fn once(step: Step) -> Steps {
    Box::new(std::iter::once(step))
}
