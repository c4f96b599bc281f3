//! Values that providers write now this way, now that way.
//!
//! For `#[serde(deserialize_with = …)]` on fields of wire structs, together with
//! `#[serde(default)]`: a field of another shape reads as absent and never loses its entry.

use crate::{Malformed, when};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// Reads a text or a number as text; an empty text says nothing.
///
/// # Errors
///
/// None of its own: only what is not JSON at all fails.
pub fn text<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Ok(as_text(&Value::deserialize(value)?))
}

/// Reads a number, or a text of digits, that is whole and not negative.
///
/// # Errors
///
/// None of its own: only what is not JSON at all fails.
pub fn number<'de, D: Deserializer<'de>>(value: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(value)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()))
}

/// Reads `true` and `false`, or their texts.
///
/// # Errors
///
/// None of its own: only what is not JSON at all fails.
pub fn flag<'de, D: Deserializer<'de>>(value: D) -> Result<Option<bool>, D::Error> {
    Ok(as_flag(&Value::deserialize(value)?))
}

/// Reads a point in time in any form of [`when::of`].
///
/// # Errors
///
/// None of its own: only what is not JSON at all fails.
pub fn time<'de, D: Deserializer<'de>>(value: D) -> Result<Option<OffsetDateTime>, D::Error> {
    Ok(when::of(&Value::deserialize(value)?))
}

/// What a list holds; anything else by itself.
#[must_use]
pub fn entries(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// What stands under that key of an object, where it is a text that says something, or a number.
#[must_use]
pub fn text_at(object: &Value, key: &str) -> Option<String> {
    as_text(object.get(key)?)
}

/// The point in time under that key of an object, in any form of [`when::of`].
#[must_use]
pub fn time_at(object: &Value, key: &str) -> Option<OffsetDateTime> {
    when::of(object.get(key)?)
}

/// The one object that a body is.
///
/// # Errors
///
/// [`Malformed`] when it is none.
pub fn object(body: &[u8]) -> Result<Value, Malformed> {
    Ok(Value::Object(serde_json::from_slice::<Map<_, _>>(body)?))
}

/// A text that says something, or a number, as text.
#[must_use]
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `true` or `false`, or their texts.
#[must_use]
pub fn as_flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Wire {
        #[serde(deserialize_with = "text")]
        id: Option<String>,
        #[serde(deserialize_with = "number")]
        count: Option<u64>,
        #[serde(deserialize_with = "flag")]
        machine: Option<bool>,
        #[serde(deserialize_with = "time")]
        at: Option<OffsetDateTime>,
    }

    fn read(json: &str) -> Wire {
        serde_json::from_str(json).expect("never fails")
    }

    #[test]
    fn either_spelling_reads_the_same() {
        for json in [
            r#"{"id": 4912661846655238145, "count": 7, "machine": true, "at": 1774340600}"#,
            r#"{"id": "4912661846655238145", "count": "7", "machine": "true", "at": "1774340600"}"#,
        ] {
            let wire = read(json);
            assert_eq!(wire.id.as_deref(), Some("4912661846655238145"));
            assert_eq!((wire.count, wire.machine), (Some(7), Some(true)));
            assert_eq!(wire.at.map(OffsetDateTime::unix_timestamp), Some(1_774_340_600));
        }
    }

    #[test]
    fn a_body_is_one_object_or_none() {
        assert!(object(b" {\"a\": 1}").is_ok());
        for body in ["7", "null", "", "[{}]", "{"] {
            assert!(object(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn another_shape_is_absent() {
        for json in [
            "{}",
            r#"{"id": null, "count": null, "machine": null, "at": null}"#,
            r#"{"id": "", "count": -1, "machine": "yes", "at": "noon"}"#,
            r#"{"id": {}, "count": 1.5, "machine": 1, "at": []}"#,
        ] {
            let wire = read(json);
            assert!(wire.id.is_none() && wire.count.is_none(), "{json}");
            assert!(wire.machine.is_none() && wire.at.is_none(), "{json}");
        }
    }
}
