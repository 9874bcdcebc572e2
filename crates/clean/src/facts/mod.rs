//! What a page says about itself: title, dates, byline, agency.

mod agency;
mod clock;
mod date;
mod dateline;
mod order;
mod part;
mod phrase;
mod title;
mod token;
mod words;

pub(crate) use agency::{Agencies, Credit, SETTING as AGENCIES};
pub(crate) use date::Written;
pub(crate) use dateline::{Dateline, Stamp, dateline};
pub(crate) use order::settle;
pub(crate) use phrase::{dated_phrase, first_published};
pub(crate) use title::{find_title, without_site};
pub(crate) use words::Words;
