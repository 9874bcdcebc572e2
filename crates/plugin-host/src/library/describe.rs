//! What a library says of its stages, and what the registry makes of it.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tidings_model::MediaType;
use tidings_plugin_api::abi::{self, Plugin, Str, Strs};
use tidings_plugin_api::settings::{Declared, DeclaredKind};
use tidings_stage::{Default, Family, Field, Kind, Setting, Spec};

use super::LoadError;
use super::stage::Functions;

/// What a stage of a library says of itself, in words: the same here and in another process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Portrait {
    family: String,
    name: String,
    about: String,
    example: String,
    reads: Vec<String>,
    writes: Vec<String>,
    settings: String,
    media: Vec<String>,
}

/// The stages of a library, once its versions are found to fit.
///
/// # Safety
/// The pointer is null, or leads to what a library of this interface says of itself, for good.
pub(super) unsafe fn stages(
    path: &Path,
    plugin: *const Plugin,
) -> Result<Vec<(Portrait, Functions)>, LoadError> {
    let broken = |problem: String| LoadError::Broken { path: path.to_owned(), problem };
    // SAFETY: null is seen to; magic, versions and size stand at the front in every version.
    let Some(plugin) = (unsafe { plugin.as_ref() }) else {
        return Err(broken("it gave nothing; does making one of its stages' specs panic?".into()));
    };
    // SAFETY: the caller vouches for it.
    unsafe { handshake(path, plugin) }?;
    let stages = match plugin.stage_count {
        0 => &[],
        _ if plugin.stages.is_null() => {
            return Err(broken("it counts stages and has no list of them".into()));
        }
        // SAFETY: the versions fit, so the list is there, with as many stages as it says.
        count => unsafe { std::slice::from_raw_parts(plugin.stages, count) },
    };
    // SAFETY: the same goes for each stage.
    let stage = |stage: &*const abi::Stage| unsafe { portrait(*stage) };
    stages.iter().map(stage).collect::<Result<_, _>>().map_err(broken)
}

/// # Safety
/// As for [`stages`].
unsafe fn handshake(path: &Path, plugin: &Plugin) -> Result<(), LoadError> {
    let path = || path.to_owned();
    if plugin.magic != abi::MAGIC {
        let problem =
            format!("expected the magic number {:016x}, found {:016x}", abi::MAGIC, plugin.magic);
        return Err(LoadError::Broken { path: path(), problem });
    }
    let version = |sdk: String, advice| LoadError::Version {
        path: path(),
        library: format!("{}.{}", plugin.major, plugin.minor),
        sdk,
        host: format!("{}.{}", abi::MAJOR, abi::MINOR),
        advice,
    };
    if plugin.major != abi::MAJOR {
        // Beyond the front nothing is known of another major version, not even its name.
        let sdk = "another version of tidings-plugin-api".to_owned();
        return Err(version(sdk, "build it again with the `tidings-plugin-api` of this version"));
    }
    // SAFETY: of one major version, so the text is where we look for it.
    let sdk = unsafe { plugin.sdk.lossy() };
    if plugin.minor > abi::MINOR {
        return Err(version(sdk, "update Tidings, or build it with an older `tidings-plugin-api`"));
    }
    if plugin.size < size_of::<Plugin>() {
        let problem =
            format!("expected {} bytes or more, found {}", size_of::<Plugin>(), plugin.size);
        return Err(LoadError::Broken { path: path(), problem });
    }
    let host = tidings_model::table::schema_hash();
    match plugin.schema {
        0 => Ok(()),
        schema if schema == host => Ok(()),
        _ => Err(LoadError::Schema { path: path(), sdk, library: plugin.schema, host }),
    }
}

/// # Safety
/// The pointer is null, or leads to a stage of this interface, for good.
unsafe fn portrait(stage: *const abi::Stage) -> Result<(Portrait, Functions), String> {
    // SAFETY: null is seen to; the caller vouches for the rest.
    let stage = unsafe { stage.as_ref() }.ok_or("a stage is missing")?;
    if stage.size < size_of::<abi::Stage>() {
        return Err(format!(
            "a stage of {} bytes; expected {}",
            stage.size,
            size_of::<abi::Stage>()
        ));
    }
    // SAFETY: the stage is of this interface, so its texts can be read.
    let portrait = unsafe {
        let name = text("name", stage.name)?;
        let in_stage = |problem: String| format!("`{name}`: {problem}");
        Portrait {
            family: text("family", stage.family).map_err(in_stage)?,
            about: text("about", stage.about).map_err(in_stage)?,
            example: text("example", stage.example).map_err(in_stage)?,
            reads: texts(stage.reads).map_err(in_stage)?,
            writes: texts(stage.writes).map_err(in_stage)?,
            settings: text("settings", stage.settings).map_err(in_stage)?,
            media: texts(stage.media).map_err(in_stage)?,
            name,
        }
    };
    Ok((portrait, Functions::of(stage)))
}

/// # Safety
/// The text can be read.
unsafe fn text(what: &str, text: Str) -> Result<String, String> {
    // SAFETY: the caller vouches for it.
    let text = unsafe { text.get() };
    text.map(str::to_owned).ok_or_else(|| format!("`{what}` is missing or not UTF-8"))
}

/// # Safety
/// The list and its texts can be read.
unsafe fn texts(names: Strs) -> Result<Vec<String>, String> {
    // SAFETY: the caller vouches for it.
    unsafe { names.get().iter().map(|name| text("field", *name)).collect() }
}

impl Portrait {
    /// Whether it is that of this stage.
    pub(super) fn is_of(&self, spec: Spec) -> bool {
        self.family == spec.family.as_str() && self.name == spec.name
    }

    /// Whether it is that of a stage of this family and name.
    pub(crate) fn is_called(&self, family: &str, name: &str) -> bool {
        self.family == family && self.name == name
    }

    /// The same as the registry has it, with settings that are not the library's own.
    ///
    /// Specs live as long as the process, so what they lead to is leaked: once for each library.
    ///
    /// # Errors
    /// What makes no sense.
    pub(crate) fn spec(&self, besides: &[Setting]) -> Result<Spec, String> {
        let Self { family, name, about, example, reads, writes, settings, .. } = self;
        let known = Family::ALL.iter().copied().find(|known| known.as_str() == family);
        let family = known.ok_or_else(|| format!("`{name}`: there is no family `{family}`"))?;
        let in_stage = |problem: String| format!("`{name}`: {problem}");
        Ok(Spec {
            name: name.clone().leak(),
            family,
            about: about.clone().leak(),
            reads: fields(reads).map_err(in_stage)?,
            writes: fields(writes).map_err(in_stage)?,
            settings: self::settings(settings, besides).map_err(in_stage)?,
            example: example.clone().leak(),
        })
    }
}

impl Portrait {
    /// The media types that a reader reads.
    ///
    /// # Errors
    /// One that there is not, or that there are none where there must be.
    pub(super) fn media(&self) -> Result<&'static [MediaType], String> {
        let media = |name: &String| {
            MediaType::from_name(name)
                .ok_or_else(|| format!("`{}`: there is no media type `{name}`", self.name))
        };
        let all: Vec<MediaType> = self.media.iter().map(media).collect::<Result<_, _>>()?;
        match all.is_empty() && self.family == Family::Read.as_str() {
            true => Err(format!("`{}`: a reader must name the media types it reads", self.name)),
            false => Ok(all.leak()),
        }
    }
}

fn fields(names: &[String]) -> Result<&'static [Field], String> {
    let field = |name: &String| {
        let found = Field::ALL.iter().copied().find(|field| field.as_str() == name);
        found.ok_or_else(|| format!("there is no field `{name}`"))
    };
    Ok(names.iter().map(field).collect::<Result<Vec<_>, _>>()?.leak())
}

fn settings(json: &str, besides: &[Setting]) -> Result<&'static [Setting], String> {
    let declared: Vec<Declared> =
        serde_json::from_str(json).map_err(|error| format!("settings: {error}"))?;
    if let Some(taken) = declared.iter().find(|own| besides.iter().any(|s| s.name == own.name)) {
        let name = &taken.name;
        return Err(format!("setting `{name}`: every stage out of a library has one of that name"));
    }
    let mut all = declared.into_iter().map(setting).collect::<Result<Vec<_>, _>>()?;
    all.extend_from_slice(besides);
    Ok(all.leak())
}

fn setting(declared: Declared) -> Result<Setting, String> {
    let Declared { name, about, kind, required, default } = declared;
    let kind = self::kind(kind);
    let default = match (required, default) {
        (true, _) => Default::Required,
        (false, None) => Default::Absent,
        (false, Some(json)) => self::default(kind, &json).ok_or_else(|| {
            format!("setting `{name}`: {json} is no default for {}", kind.expectation())
        })?,
    };
    Ok(Setting { name: name.leak(), kind, default, about: about.leak(), secret: false })
}

fn kind(kind: DeclaredKind) -> Kind {
    match kind {
        DeclaredKind::Bool => Kind::Bool,
        DeclaredKind::Int { min, max } => {
            Kind::Int { min: min.unwrap_or(i64::MIN), max: max.unwrap_or(i64::MAX) }
        }
        DeclaredKind::Float { min, max } => {
            Kind::Float { min: min.unwrap_or(f64::NEG_INFINITY), max: max.unwrap_or(f64::INFINITY) }
        }
        DeclaredKind::Text => Kind::Text,
        DeclaredKind::Choice { words } => Kind::Choice(leak_texts(words)),
        DeclaredKind::Texts => Kind::Texts,
        DeclaredKind::File => Kind::File,
        DeclaredKind::Files => Kind::Files,
        DeclaredKind::Patterns => Kind::Patterns,
        DeclaredKind::TextTable => Kind::TextTable,
    }
}

fn default(kind: Kind, json: &Json) -> Option<Default> {
    Some(match kind {
        Kind::Bool => Default::Bool(json.as_bool()?),
        Kind::Int { .. } => Default::Int(json.as_i64()?),
        Kind::Float { .. } => Default::Float(json.as_f64()?),
        Kind::Text | Kind::Choice(_) => Default::Text(json.as_str()?.to_owned().leak()),
        Kind::Texts | Kind::Patterns => {
            let texts = json.as_array()?.iter().map(|text| Some(text.as_str()?.to_owned()));
            Default::Texts(leak_texts(texts.collect::<Option<_>>()?))
        }
        Kind::File | Kind::Files | Kind::TextTable => return None,
    })
}

fn leak_texts(texts: Vec<String>) -> &'static [&'static str] {
    texts.into_iter().map(|text| &*text.leak()).collect::<Vec<&'static str>>().leak()
}
