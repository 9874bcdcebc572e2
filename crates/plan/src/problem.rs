//! What can be wrong with a pipeline, as facts. The words are in [`crate::words`].

use tidings_stage::{Family, Field};

/// A table of a pipeline file, for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The file itself.
    File,
    /// `[run]`.
    Run,
    /// A stage that does not say which.
    Family(Family),
    /// A stage.
    Stage {
        /// Its family.
        family: Family,
        /// Its name.
        name: String,
    },
    /// A `[[test]]`.
    Test,
    /// `expect` of a `[[test]]`.
    Expect,
    /// A row that a `[[test]]` expects, in this table.
    Row(String),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scope::File => f.write_str("a pipeline file"),
            Scope::Run => f.write_str("[run]"),
            Scope::Family(family) => write!(f, "[[{family}]]"),
            Scope::Stage { family, name } => write!(f, "the {family} stage `{name}`"),
            Scope::Test => f.write_str("[[test]]"),
            Scope::Expect => f.write_str("the tables that [[test]] expects"),
            Scope::Row(table) => write!(f, "a row of `{table}`"),
        }
    }
}

/// What is accepted where something is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Valid {
    /// The value that stands for a key left out, as it is written.
    Default(String),
    /// One of many ways to write it.
    Example(String),
}

/// Something wrong with a pipeline; its `Display` is the headline of the message.
///
/// Values appear as they are written: `${NAME}`, never what the variable holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read.
    #[error("cannot read the pipeline file")]
    Unreadable {
        /// Why.
        cause: String,
    },
    /// The file is not text.
    #[error("the pipeline file is not UTF-8 text")]
    NotUtf8,
    /// The file is not TOML.
    #[error("not valid TOML: {message}")]
    Syntax {
        /// What the parser says.
        message: String,
        /// What it expected, if it says so.
        expected: Option<String>,
    },
    /// A text stands without quotes.
    #[error("a text without quotes")]
    Unquoted {
        /// The text.
        word: String,
    },
    /// A key is written twice in one table.
    #[error("`{key}` is written twice")]
    Twice {
        /// The key.
        key: String,
    },
    /// A key is not known in its table.
    #[error("unknown key `{key}` in {scope}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The table.
        scope: Scope,
        /// The keys it may have.
        known: Vec<String>,
    },
    /// A required key is left out.
    #[error("`{key}` is missing in {scope}")]
    MissingKey {
        /// The key.
        key: String,
        /// The table.
        scope: Scope,
        /// What it accepts.
        expected: String,
        /// What it does.
        about: String,
    },
    /// A key of one thing excludes another.
    #[error("`{key}` and `{other}` exclude each other")]
    Exclusive {
        /// The key.
        key: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A value has the wrong type.
    #[error("wrong type for `{key}`")]
    WrongType {
        /// The key.
        key: String,
        /// What it accepts.
        expected: String,
        /// What is there.
        found: String,
        /// What could stand there instead, as it is written.
        instead: Option<String>,
        /// What is accepted in any case.
        valid: Valid,
    },
    /// A value of the right type is not accepted.
    #[error("`{key}` cannot be {found}")]
    OutOfRange {
        /// The key.
        key: String,
        /// What it accepts.
        expected: String,
        /// What is there.
        found: String,
        /// What could stand there instead, as it is written.
        instead: Option<String>,
        /// What is accepted in any case.
        valid: Valid,
    },
    /// A value is none of the words that are accepted.
    #[error("`{key}` cannot be {found}")]
    NotAChoice {
        /// The key.
        key: String,
        /// The words.
        known: Vec<String>,
        /// What is there, for the message.
        found: String,
        /// What is there.
        value: String,
    },
    /// A family is not written as an array of tables.
    #[error("`{family}` must be an array of tables")]
    NotAnArray {
        /// The family.
        family: String,
        /// What is there.
        found: String,
    },
    /// A number does not fit into 64 bits.
    #[error("this number is too large")]
    TooLarge,
    /// No stage of that name is known.
    #[error("unknown {family} stage `{name}`")]
    UnknownStage {
        /// The family.
        family: Family,
        /// The name.
        name: String,
        /// The stages there are.
        known: Vec<String>,
    },
    /// A stage stands under another family than its own.
    #[error("`{name}` is not a stage of [[{family}]]")]
    Misplaced {
        /// The stage.
        name: String,
        /// The family it stands under.
        family: Family,
        /// The family it belongs to.
        right: Family,
    },
    /// A stage cannot be brought in from a library.
    #[error("`{name}` cannot be loaded")]
    Library {
        /// The stage.
        name: String,
        /// Why not.
        cause: String,
    },
    /// A path leads to nothing.
    #[error("`{written}` is not there")]
    Absent {
        /// The path as it is written.
        written: String,
        /// The first part of it that is not there, resolved.
        path: String,
        /// A name beside it that is nearly the same.
        nearest: Option<String>,
    },
    /// A path leads to something that is not a file, or cannot be read.
    #[error("`{written}` cannot be used")]
    NotAFile {
        /// The path as it is written.
        written: String,
        /// What it is, or what the system says.
        cause: String,
    },
    /// An environment variable is not set.
    #[error("the environment variable `{name}` is not set")]
    Unset {
        /// Its name.
        name: String,
    },
    /// `${` is not followed by a name and `}`.
    #[error("`${{` begins a variable that is not well formed")]
    Malformed,
    /// A family that every run needs has no stage.
    #[error("the pipeline has no {family} stage")]
    NoStage {
        /// The family.
        family: Family,
        /// The stages there are.
        known: Vec<String>,
    },
    /// Two readers read one media type.
    #[error("two readers for {media}")]
    SameMedia {
        /// The media type.
        media: String,
        /// The reader that reads it already.
        first: String,
    },
    /// Two sinks write one file.
    #[error("two sinks write `{file}`")]
    SameFile {
        /// The file.
        file: String,
        /// The sink that writes it already.
        first: String,
    },
    /// A stage reads a field that nothing before it writes.
    #[error("`{stage}` needs {field}, which nothing before it finds", field = field.as_str())]
    Unwritten {
        /// The stage.
        stage: String,
        /// The field.
        field: Field,
        /// A later stage of the pipeline that writes it.
        later: Option<String>,
        /// Stages that could be added, as `family` and name.
        writers: Vec<(Family, String)>,
    },
    /// A stage would add to a layer after claims point into it.
    #[error("`{stage}` adds {field} after claims were made", field = field.as_str())]
    AfterClaims {
        /// The stage.
        stage: String,
        /// The field.
        field: Field,
        /// The stage that makes claims.
        claims: String,
    },
    /// Aggregators need each other's results.
    #[error("aggregators wait for each other")]
    Circle {
        /// Each stage, the field it needs and the stage that gives it.
        waits: Vec<(String, Field, String)>,
    },
    /// A stage refuses a setting.
    #[error("{scope} cannot be built")]
    Build {
        /// The stage.
        scope: Scope,
        /// What it says.
        cause: String,
    },
    /// A secret is written out.
    #[error("`{key}` is a secret, and stands there in the clear")]
    Secret {
        /// The key.
        key: String,
    },
    /// The key of a `--set` leads to nothing that can be set.
    #[error("`{key}` names no setting")]
    NoSetting {
        /// The key.
        key: String,
        /// What was probably meant.
        known: Vec<String>,
    },
    /// An option of the command line fits nothing in the pipeline.
    #[error("the pipeline has no {wanted}")]
    NoTarget {
        /// What the option is about.
        wanted: String,
        /// What it was called.
        given: String,
        /// What it could have been.
        known: Vec<String>,
    },
}
