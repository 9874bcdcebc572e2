//! The words of a message, made from the facts of its [`Problem`].

use crate::nearest::nearest;
use crate::problem::{Problem, Scope, Valid};

/// Longer lists of valid names are cut: the message is to be read.
const MOST_NAMES: usize = 24;

/// What stands beside the carets: what was expected, what was found.
pub(crate) fn label(problem: &Problem) -> String {
    match problem {
        Problem::Unreadable { cause } => cause.clone(),
        Problem::NotUtf8 => "expected UTF-8, found other bytes".into(),
        Problem::Syntax { expected, .. } => {
            expected.as_ref().map_or_else(String::new, |expected| format!("expected {expected}"))
        }
        Problem::Unquoted { .. } => "expected a text in quotes".into(),
        Problem::Twice { .. } => "expected each key once in a table".into(),
        Problem::NoTarget { wanted, known, .. } if known.is_empty() => {
            format!("expected a pipeline with a {wanted}")
        }
        Problem::NoSetting { .. } => {
            "expected run.KEY=VALUE or FAMILY.STAGE.KEY=VALUE, such as sink.tables.format=jsonl"
                .into()
        }
        Problem::Secret { .. } => "expected the name of a variable that holds it".into(),
        Problem::UnknownKey { known, .. }
        | Problem::UnknownStage { known, .. }
        | Problem::NoTarget { known, .. }
        | Problem::NotAChoice { known, .. } => one_of(known),
        Problem::MissingKey { key, expected, .. } => format!("expected `{key}`: {expected}"),
        Problem::Exclusive { .. } => "expected one of the two".into(),
        Problem::WrongType { expected, found, .. } => format!("expected {expected}, found {found}"),
        Problem::OutOfRange { expected, .. } => format!("expected {expected}"),
        Problem::NotAnArray { family, found } => format!("expected [[{family}]], found {found}"),
        Problem::TooLarge => "expected a whole number of at most 64 bits".into(),
        Problem::Misplaced { name, right, .. } => format!("`{name}` is a stage of [[{right}]]"),
        Problem::Library { cause, .. }
        | Problem::NotAFile { cause, .. }
        | Problem::Build { cause, .. } => cause.clone(),
        Problem::Absent { path, .. } => format!("nothing at {path}"),
        Problem::Unset { .. } => "expected a variable that is set, or a default".into(),
        Problem::Malformed => "expected `${NAME}` or `${NAME:-default}`".into(),
        Problem::NoStage { family, .. } => format!("expected at least one [[{family}]]"),
        Problem::SameMedia { media, .. } => {
            format!("expected one reader for {media}, found a second")
        }
        Problem::SameFile { file, .. } => {
            format!("expected one writer of `{file}`, found a second")
        }
        Problem::Unwritten { field, .. } => {
            format!("expected a stage before this one that finds {}", field.as_str())
        }
        Problem::AfterClaims { claims, .. } => format!("expected before `{claims}`"),
        Problem::Circle { waits } => circle(waits),
    }
}

fn circle(waits: &[(String, tidings_stage::Field, String)]) -> String {
    let wait = |(stage, field, giver): &(String, tidings_stage::Field, String)| {
        format!("`{stage}` waits for the {} of `{giver}`", field.as_str())
    };
    waits.iter().map(wait).collect::<Vec<_>>().join(", ")
}

/// What to do about it; not needed where another value is suggested.
pub(crate) fn help(problem: &Problem) -> Option<String> {
    particular(problem)
        .or_else(|| suggestion(problem).is_none().then(|| general(problem)).flatten())
}

/// What to do where no other value comes to mind.
fn general(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::Syntax { expected: Some(expected), .. } => format!("write {expected} here"),
        Problem::Syntax { .. } => "write it as TOML has it, `KEY = VALUE`".into(),
        Problem::WrongType { key, valid, .. } | Problem::OutOfRange { key, valid, .. } => {
            match valid {
                Valid::Default(value) => format!("leave `{key}` out for its default, {value}"),
                Valid::Example(written) => format!("write it as in `{written}`"),
            }
        }
        Problem::NotAChoice { key, known, .. } => {
            format!("write it as in `{key} = \"{}\"`", known.first()?)
        }
        Problem::UnknownKey { scope: Scope::Stage { name, .. }, .. } => {
            format!("take it out; `stages {name}` tells what the stage can be told")
        }
        Problem::UnknownKey { .. } => "take it out".into(),
        Problem::UnknownStage { .. } => {
            "write one of these, or name the library it comes out of: `from = \"path/to/library\"`"
                .into()
        }
        Problem::Absent { .. } => {
            "put it there, or correct the path: it starts from the folder of the file it is written in"
                .into()
        }
        Problem::NotAFile { .. } => "write the path of a file that can be read".into(),
        Problem::Exclusive { .. } => "take one of them out".into(),
        Problem::TooLarge => "write a smaller number".into(),
        Problem::NoTarget { wanted, .. } => {
            format!("add a {wanted} to the pipeline, or leave the option out")
        }
        Problem::NoSetting { known, .. } if known.is_empty() => {
            "`check` and `stages NAME` tell what can be set".into()
        }
        Problem::NoSetting { known, .. } => names("write one of", known),
        Problem::Build { scope, .. } => format!("mend what {scope} is told"),
        Problem::Library { .. } => "correct `from`; `plugin check PATH` tells more".into(),
        _ => return None,
    })
}

/// What to do about it, whatever else is suggested.
fn particular(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::Unreadable { .. } => "check the path".into(),
        Problem::NotUtf8 => "save the file as UTF-8".into(),
        Problem::Twice { key } => format!("keep one `{key}`, take the other out"),
        Problem::Secret { key } => {
            let name = key.to_uppercase();
            format!("write `${{{name}}}` in quotes, and set that variable")
        }
        Problem::UnknownKey { key, .. } if is_family(key) => {
            format!("write [[{key}]] on a line of its own, not inside another table")
        }
        Problem::UnknownStage { known, .. } if known.is_empty() => {
            "a stage out of a library is named with `from = \"path/to/library\"`".into()
        }
        Problem::MissingKey { about, .. } if !about.is_empty() => about.clone(),
        Problem::NotAnArray { family, .. } if !is_family(family) => {
            format!("write [[{family}]] in double brackets")
        }
        Problem::NotAnArray { family, .. } => {
            format!("write [[{family}]] in double brackets, and under it `use = \"NAME\"`")
        }
        Problem::Misplaced { right, .. } => format!("write it under [[{right}]]"),
        Problem::Unset { name } => format!("set it, or write `${{{name}:-default}}`"),
        Problem::Malformed => "write `$${` for the characters `${` themselves".into(),
        Problem::NoStage { family, known } if known.is_empty() => {
            format!("add [[{family}]] with `use` and `from`")
        }
        Problem::NoStage { family, known } => {
            format!("add [[{family}]] with `use = \"NAME\"`; {}", names("the names are", known))
        }
        Problem::SameMedia { first, .. } => format!("`{first}` reads it already; leave one out"),
        Problem::SameFile { first, .. } => {
            format!("`{first}` writes it already; leave one out, or let it write another")
        }
        Problem::Unwritten { stage, later: Some(later), .. } => {
            format!("move `{later}` before `{stage}`")
        }
        Problem::Unwritten { writers, field, .. } if !writers.is_empty() => {
            let writers: Vec<_> =
                writers.iter().map(|(family, name)| format!("{name} under [[{family}]]")).collect();
            format!("{} is found by {}", field.as_str(), writers.join(", "))
        }
        Problem::Unwritten { field, .. } => {
            format!("no stage that is known here finds {}", field.as_str())
        }
        Problem::AfterClaims { stage, claims, .. } => {
            format!(
                "claims point into what was found before them; move `{stage}` before `{claims}`"
            )
        }
        Problem::Circle { .. } => "leave one of them out".into(),
        _ => return None,
    })
}

fn is_family(key: &str) -> bool {
    tidings_stage::Family::ALL.iter().any(|family| family.as_str() == key)
}

/// The valid name that was probably meant, to be written in place of the wrong one.
pub(crate) fn suggestion(problem: &Problem) -> Option<&str> {
    let (given, known) = match problem {
        Problem::UnknownKey { key, .. } if is_family(key) => return None,
        Problem::UnknownKey { key: given, known, .. }
        | Problem::UnknownStage { name: given, known, .. }
        | Problem::NoTarget { given, known, .. }
        | Problem::NotAChoice { value: given, known, .. } => (given, known),
        Problem::Absent { nearest, .. } => return nearest.as_deref(),
        Problem::NoSetting { known, .. } if known.len() == 1 => return Some(&known[0]),
        Problem::WrongType { instead, .. } | Problem::OutOfRange { instead, .. } => {
            return instead.as_deref();
        }
        Problem::Unquoted { word } => return Some(word),
        _ => return None,
    };
    nearest(given, known.iter().map(String::as_str))
}

fn one_of(known: &[String]) -> String {
    match known {
        [] => "expected nothing here".into(),
        [only] => format!("expected {only}"),
        _ => names("expected one of", known),
    }
}

fn names(lead: &str, known: &[String]) -> String {
    let shown = known.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = known.len().saturating_sub(MOST_NAMES);
    if more == 0 { format!("{lead} {shown}") } else { format!("{lead} {shown} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_names_is_cut() {
        let known: Vec<String> = (1..=MOST_NAMES + 2).map(|n| n.to_string()).collect();
        assert!(one_of(&known).ends_with(" 23, 24 and 2 more"), "{}", one_of(&known));
        assert!(one_of(&known[..MOST_NAMES]).ends_with(" 23, 24"));
        assert_eq!(one_of(&known[..1]), "expected 1");
        assert_eq!(one_of(&[]), "expected nothing here");
    }
}
