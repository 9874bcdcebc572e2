//! Objects of web servers and of S3-compatible stores.
//!
//! An object is looked into as a file is by the source `files`, as it comes over the line: nothing
//! is kept on disk, and memory is that of what is in hand. Requests that fail for the moment are
//! made again a few times.

mod body;
mod place;

use std::sync::Arc;
use std::time::Duration;

use object_store::RetryConfig;
use tidings_model::{Metadata, RawDocument};
use tidings_stage::{
    Brought, BuildError, Default, Family, Field, Kind, Setting, Settings, Source, SourceError,
    SourceItems, Spec, Stage,
};

use self::body::Body;
use self::place::{Access, Place};
use crate::input::address;
use crate::input::limits::{self, Limits};
use crate::input::packing;
use crate::input::rows::columns::{self, Columns};
use crate::input::stream::Plain;
use crate::input::walk::{self, Member, Options, Walk};

/// Brings the documents of objects in stores.
pub struct Store {
    places: Vec<Place>,
    options: Arc<Options>,
    runtime: Arc<tokio::runtime::Runtime>,
}

impl Stage for Store {
    const SPEC: Spec = Spec {
        name: "store",
        family: Family::Source,
        about: "Reads what `files` reads from web servers and S3-compatible stores.",
        reads: &[],
        writes: &[Field::Raw],
        settings: &[
            Setting::new(
                "paths",
                Kind::Patterns,
                "Addresses: `https://host/file`, `s3://bucket/key`, `s3://bucket/prefix/` for every object below it.",
            )
            .required(),
            Setting::new("endpoint", Kind::Text, "The server of an S3-compatible store that is not Amazon's."),
            Setting::new("region", Kind::Text, "The region of the bucket.").or(Default::Text("us-east-1")),
            Setting::new(
                "access_key",
                Kind::Text,
                "The access key, such as \"${AWS_ACCESS_KEY_ID}\"; without one, requests are not signed.",
            )
            .secret(),
            Setting::new("secret_key", Kind::Text, "The secret key, such as \"${AWS_SECRET_ACCESS_KEY}\".").secret(),
            Setting::new("allow_http", Kind::Bool, "Whether connections may be in the clear.")
                .or(Default::Bool(false)),
            Setting::new(
                "retries",
                Kind::Int { min: 0, max: 100 },
                "How often a request that fails for the moment is made again.",
            )
            .or(Default::Int(4)),
            columns::COLUMNS,
            limits::DOCUMENT_BYTES,
            limits::RATIO,
            limits::UNPACKED_BYTES,
            limits::DEPTH,
            limits::MEMBERS,
        ],
        example: "paths = [\"s3://crawl/2024/\"]\nendpoint = \"https://store.example\"\naccess_key = \"${KEY}\"\nsecret_key = \"${SECRET}\"",
    };

    fn build(settings: &Settings) -> Result<Self, BuildError> {
        // Another provider may be there already; any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let text = |name| settings.text(name).map(str::to_owned);
        let access = Access {
            endpoint: text("endpoint"),
            region: text("region").unwrap_or_default(),
            access_key: text("access_key"),
            secret_key: text("secret_key"),
            allow_http: settings.bool("allow_http"),
            retry: RetryConfig {
                max_retries: usize::try_from(settings.int("retries")).unwrap_or_default(),
                retry_timeout: Duration::from_secs(60),
                ..RetryConfig::default()
            },
        };
        let places = settings.texts("paths").iter().map(|written| Place::parse(written, &access));
        let wrong = |problem| BuildError::Setting { setting: "paths", problem };
        let mut places: Vec<Place> = places.collect::<Result<_, _>>().map_err(wrong)?;
        if places.is_empty() {
            return Err(wrong("expected at least one address, found an empty list".to_owned()));
        }
        places.sort_by(|a, b| a.address.cmp(&b.address));
        places.dedup_by(|a, b| a.address == b.address);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|why| BuildError::Other(why.to_string()))?;
        let (limits, columns) = (Limits::of(settings), Columns::of(settings)?);
        let options = Arc::new(Options { limits, columns });
        Ok(Self { places, options, runtime: Arc::new(runtime) })
    }
}

impl Source for Store {
    fn check(&self) -> Result<(), SourceError> {
        for place in &self.places {
            if place.objects(&self.runtime)?.is_empty() {
                return Err(SourceError::Nothing(place.address.clone()));
            }
        }
        Ok(())
    }

    fn open(&self) -> Result<SourceItems<'_>, SourceError> {
        let mut objects = Vec::new();
        for place in &self.places {
            let found = place.objects(&self.runtime)?;
            objects
                .extend(found.into_iter().map(|object| (place.address_of(&object), object, place)));
        }
        objects.sort_by(|a, b| a.0.cmp(&b.0));
        objects.dedup_by(|a, b| a.0 == b.0);
        Ok(Box::new(
            objects.into_iter().flat_map(|(uri, object, place)| self.walk(uri, place, &object)),
        ))
    }

    fn fetch(&self, uri: &str) -> Result<Option<RawDocument>, SourceError> {
        let (file, _) = address::split(uri);
        let found = self.places.iter().find_map(|place| Some((place, place.object_at(file)?)));
        let Some((place, object)) = found else { return Ok(None) };
        if let Some(raw) = self.at_offset(place, &object, file, uri) {
            return Ok(Some(raw));
        }
        let mut last = "the object no longer holds this document".to_owned();
        for brought in self.walk(file.to_owned(), place, &object).for_one(uri) {
            match brought {
                Brought::Document(raw) if raw.uri == uri => return Ok(Some(raw)),
                Brought::Rejected { uri: at, reject } if at == file || at == uri => {
                    last = reject.to_string();
                }
                _ => {}
            }
        }
        Err(SourceError::Unusable { place: uri.to_owned(), problem: last })
    }
}

impl Store {
    /// The document of a web archive, asked for from where its address says that its record begins.
    fn at_offset(
        &self,
        place: &Place,
        object: &object_store::path::Path,
        file: &str,
        uri: &str,
    ) -> Option<RawDocument> {
        let offset = address::offset(file, uri)?;
        let body = Body::open(&self.runtime, place, object, offset).ok()?;
        walk::record_at(Plain::at(offset, body), file, uri, &self.options)
    }

    /// The documents of one object.
    fn walk(&self, uri: String, place: &Place, object: &object_store::path::Path) -> Walk {
        match Body::open(&self.runtime, place, object, 0) {
            Ok(body) => {
                let bytes = packing::bytes(Plain::at(0, body));
                Walk::into(Member { uri, bytes, facts: Metadata::new() }, &self.options)
            }
            Err(reject) => Walk::rejected(uri, reject, &self.options),
        }
    }
}
