//! `${NAME}` and `${NAME:-default}` inside texts.
//!
//! A text is read left to right. `$${` stands for the characters `${`; a `$` before anything else
//! is a `$`. A default takes the place of a variable that is unset or empty, and ends at the first
//! `}`; it is not read again.

/// A text with its variables filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expanded {
    /// The text.
    pub(crate) value: String,
    /// What came out of the environment, with the way it is written: `("s3cret", "${KEY}")`.
    pub(crate) read: Vec<(String, String)>,
}

/// Why a text cannot be filled in; holds the part of the text that is at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The variable is not set and has no default.
    Unset {
        /// `${NAME}`.
        written: String,
        /// `NAME`.
        name: String,
    },
    /// `${` is not followed by a name and `}`.
    Malformed {
        /// From `${` on.
        written: String,
    },
}

/// Fills in the variables of a text.
pub(crate) fn expand(
    text: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Expanded, Fault> {
    let mut out = Expanded { value: String::with_capacity(text.len()), read: Vec::new() };
    let mut rest = text;
    while let Some((before, from)) = split_at_marker(rest) {
        if let Some(escaped) = before.strip_suffix('$') {
            out.value.push_str(escaped);
            out.value.push_str("${");
            rest = from;
            continue;
        }
        out.value.push_str(before);
        let (inner, after) = from
            .split_once('}')
            .filter(|(inner, _)| is_reference(inner))
            .ok_or_else(|| Fault::Malformed { written: format!("${{{from}") })?;
        out.value.push_str(&lookup(inner, environment, &mut out.read)?);
        rest = after;
    }
    out.value.push_str(rest);
    Ok(out)
}

fn split_at_marker(text: &str) -> Option<(&str, &str)> {
    text.split_once("${")
}

fn is_reference(inner: &str) -> bool {
    let name = inner.split_once(":-").map_or(inner, |(name, _)| name);
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

fn lookup(
    inner: &str,
    environment: &dyn Fn(&str) -> Option<String>,
    read: &mut Vec<(String, String)>,
) -> Result<String, Fault> {
    let written = format!("${{{inner}}}");
    let (name, default) = match inner.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inner, None),
    };
    match (environment(name), default) {
        (Some(value), None) => {
            read.push((value.clone(), written));
            Ok(value)
        }
        (Some(value), Some(_)) if !value.is_empty() => {
            read.push((value.clone(), written));
            Ok(value)
        }
        (_, Some(default)) => Ok(default.to_owned()),
        (None, None) => Err(Fault::Unset { written, name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str) -> Option<String> {
        match name {
            "HOME" => Some("/home/ada".into()),
            "EMPTY" => Some(String::new()),
            "NEST" => Some("${HOME}".into()),
            _ => None,
        }
    }

    #[test]
    fn fills_in_variables() {
        let check = |text, value| {
            assert_eq!(expand(text, &environment).map(|out| out.value).as_deref(), Ok(value));
        };
        check("plain", "plain");
        check("${HOME}/a", "/home/ada/a");
        check("${HOME}${HOME:-x}", "/home/ada/home/ada");
        check("${EMPTY}|", "|");
        check("${EMPTY:-x}|", "x|");
        check("${NONE:-x y}|", "x y|");
        check("${NONE:-}|", "|");
        check("a $5 $HOME $", "a $5 $HOME $");
        check("$${HOME} $$${HOME}", "${HOME} $${HOME}");
        // What a variable holds is not read again.
        check("${NEST}", "${HOME}");
    }

    #[test]
    fn tells_what_is_at_fault() {
        let check = |text, fault| assert_eq!(expand(text, &environment), Err(fault));
        let malformed = |written: &str| Fault::Malformed { written: written.into() };
        check("a ${NONE} b", Fault::Unset { written: "${NONE}".into(), name: "NONE".into() });
        check("a ${HOME", malformed("${HOME"));
        check("${}", malformed("${}"));
        check("${9}", malformed("${9}"));
        check("${A-B}", malformed("${A-B}"));
    }

    #[test]
    fn remembers_what_it_read() {
        let read = |text| expand(text, &environment).unwrap().read;
        assert_eq!(read("${HOME:-x}"), [("/home/ada".to_owned(), "${HOME:-x}".to_owned())]);
        assert_eq!(read("${NONE:-x} $${HOME}"), []);
    }
}
