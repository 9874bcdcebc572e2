//! An address of the web, and the store behind it.

use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::client::ClientOptions;
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{ObjectStore, RetryConfig};
use tidings_stage::SourceError;
use tokio::runtime::Runtime;
use url::Url;

/// How stores are asked.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) endpoint: Option<String>,
    pub(super) region: String,
    pub(super) access_key: Option<String>,
    pub(super) secret_key: Option<String>,
    pub(super) allow_http: bool,
    pub(super) retry: RetryConfig,
}

/// An object, or all objects below a prefix.
pub(super) struct Place {
    /// As it was written, made regular.
    pub(super) address: String,
    pub(super) store: Box<dyn ObjectStore>,
    /// Address and path of the store's root.
    root: String,
    path: Path,
    is_prefix: bool,
}

impl Place {
    /// Reads an address, or says what is wrong with it.
    pub(super) fn parse(written: &str, access: &Access) -> Result<Self, String> {
        let url = Url::parse(written).map_err(|why| {
            format!(
                "`{written}` is no address such as `https://host/file` or `s3://bucket/key`: {why}"
            )
        })?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{written}` has a query or a fragment, and objects have none"));
        }
        let (store, root) = store(&url, access).map_err(|why| format!("`{written}`: {why}"))?;
        let is_prefix =
            url.scheme() == "s3" && (url.path().is_empty() || url.path().ends_with('/'));
        let path = Path::from_url_path(url.path()).map_err(|why| format!("`{written}`: {why}"))?;
        Ok(Self { address: url.to_string(), store, root, path, is_prefix })
    }

    /// Every object that is meant, in order of path.
    pub(super) fn objects(&self, runtime: &Runtime) -> Result<Vec<Path>, SourceError> {
        if !self.is_prefix {
            return Ok(vec![self.path.clone()]);
        }
        let listed = self.store.list(Some(&self.path)).map_ok(|object| object.location);
        let mut found: Vec<Path> = runtime.block_on(listed.try_collect()).map_err(|why| {
            SourceError::Unusable { place: self.address.clone(), problem: why.to_string() }
        })?;
        found.sort();
        Ok(found)
    }

    /// The address of an object of this store.
    pub(super) fn address_of(&self, object: &Path) -> String {
        format!("{}/{}", self.root, crate::input::address::of_path(object.as_ref().as_ref()))
    }

    /// The object at an address, if it is one that is meant.
    pub(super) fn object_at(&self, address: &str) -> Option<Path> {
        let encoded = address.strip_prefix(&self.root)?.strip_prefix('/')?;
        let path = crate::input::address::to_path(encoded)?;
        let object = Path::parse(path.to_str()?).ok()?;
        let meant =
            if self.is_prefix { object.prefix_matches(&self.path) } else { object == self.path };
        meant.then_some(object)
    }
}

fn store(url: &Url, access: &Access) -> Result<(Box<dyn ObjectStore>, String), String> {
    let host = url.host_str().ok_or("names no host or bucket")?;
    let client = ClientOptions::new().with_allow_http(access.allow_http);
    match url.scheme() {
        "http" if !access.allow_http => {
            Err("in the clear; set `allow_http` if that is meant".to_owned())
        }
        "http" | "https" => {
            let root = url.origin().ascii_serialization();
            let builder = HttpBuilder::new().with_url(&root).with_client_options(client);
            let store = builder.with_retry(access.retry.clone()).build();
            Ok((Box::new(store.map_err(|why| why.to_string())?), root))
        }
        "s3" => {
            let mut builder = AmazonS3Builder::new()
                .with_bucket_name(host)
                .with_region(&access.region)
                .with_client_options(client)
                .with_retry(access.retry.clone());
            if let Some(endpoint) = &access.endpoint {
                builder = builder.with_endpoint(endpoint);
            }
            builder = match (&access.access_key, &access.secret_key) {
                (Some(key), Some(secret)) => {
                    builder.with_access_key_id(key).with_secret_access_key(secret)
                }
                _ => builder.with_skip_signature(true),
            };
            Ok((Box::new(builder.build().map_err(|why| why.to_string())?), format!("s3://{host}")))
        }
        other => Err(format!("expected https, http or s3, found {other}")),
    }
}
