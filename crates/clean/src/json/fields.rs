//! The fields of a JSON object, each value as the JSON text it is.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use tidings_model::Reject;

/// A field of an object.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    /// Its name, unescaped.
    pub(crate) name: Cow<'a, str>,
    /// Its value, as JSON text.
    pub(crate) json: &'a str,
    /// Where that text begins in the line, in bytes.
    pub(crate) start: usize,
}

/// The fields of the object that a line holds, in their order, repeated ones too.
///
/// # Errors
/// If the line is not one whole JSON object in UTF-8.
pub(crate) fn fields(line: &[u8]) -> Result<Vec<Field<'_>>, Reject> {
    let broken = |found: String| Reject::failed("broken_json", found);
    let text = simdutf8::compat::from_utf8(line)
        .map_err(|why| broken(format!("invalid UTF-8 after {} bytes", why.valid_up_to())))?;
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Object(found) = serde_json::from_str(body)
        .map_err(|why| broken(format!("expected one JSON object on the line, found: {why}")))?;
    // Values borrow from the line, so their place is the distance between the two.
    let start = |json: &str| json.as_ptr() as usize - text.as_ptr() as usize;
    Ok(found
        .into_iter()
        .map(|(Name(name), value)| (name, value.get()))
        .map(|(name, json)| Field { name, json, start: start(json) })
        .collect())
}

struct Object<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// A name, borrowed where it holds no escape.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with `text`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(field) = map.next_entry()? {
                    found.push(field);
                }
                Ok(Object(found))
            }
        }
        from.deserialize_map(Fields)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        from.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_fields_and_their_places() {
        let line =
            "\u{FEFF}{ \"a\" : [1, {\"b\":2}] , \"\\u0074ext\":\"x\\n\",\"a\":null}".as_bytes();
        let found = fields(line).unwrap();
        let shown: Vec<String> =
            found.iter().map(|field| format!("{}={}", field.name, field.json)).collect();
        assert_eq!(shown, ["a=[1, {\"b\":2}]", "text=\"x\\n\"", "a=null"]);
        for field in found {
            assert_eq!(&line[field.start..field.start + field.json.len()], field.json.as_bytes());
        }
    }

    #[test]
    fn refuses_what_is_no_object() {
        let check = |line: &[u8], expected: &str| {
            let reject = fields(line).unwrap_err().to_string();
            assert_eq!(reject.strip_prefix("failed (broken_json): "), Some(expected));
        };
        let expected = "expected one JSON object on the line, found: ";
        check(b"{\"a\":\xFF}", "invalid UTF-8 after 5 bytes");
        check(b"{\"a\":1", &format!("{expected}EOF while parsing an object at line 1 column 6"));
        check(b"{} {}", &format!("{expected}trailing characters at line 1 column 4"));
        check(
            b"{\"a\":\"\0\"}",
            &format!(
                "{expected}control character (\\u0000-\\u001F) found while parsing a string at line 1 column 6"
            ),
        );
        check(
            b"[1]",
            &format!(
                "{expected}invalid type: sequence, expected an object with `text` at line 1 column 0"
            ),
        );
        assert!(fields("[".repeat(100_000).as_bytes()).is_err());
        assert!(fields(format!("{{\"a\":{}", "[".repeat(100_000)).as_bytes()).is_err());
    }
}
