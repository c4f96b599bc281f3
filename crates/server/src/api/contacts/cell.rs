//! What stands in a cell of a table, so that it comes back as it was and programs for tables do
//! nothing with it.

use serde_json::Value;
use std::borrow::Cow;

/// What a program for tables takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text, with an apostrophe before it where a program for tables would calculate with it.
pub(super) fn defused(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A text as it was before [`defused`].
pub(super) fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Behind any apostrophes, so that each of them comes back. A number calculates nothing.
fn is_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let number = bare.strip_prefix(['+', '-']).unwrap_or(bare);
    let is_number = number.chars().next().is_some_and(|first| first.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    bare.starts_with(FORMULA) && !is_number
}

/// A field: texts as they are, all else as JSON, and as JSON also a text that would read as such.
pub(super) fn of_field(value: &Value) -> String {
    match value {
        Value::String(text) if as_json(text).is_none() => defused(text).into_owned(),
        value => value.to_string(),
    }
}

/// A field as a cell tells it: a list, an object, a text in JSON, or the text itself.
pub(super) fn field(cell: &str) -> Value {
    as_json(cell).unwrap_or_else(|| Value::from(plain(cell)))
}

/// Numbers and words such as `true` stay texts: nobody knows whether one of them is a code.
fn as_json(cell: &str) -> Option<Value> {
    let json = cell.starts_with(['[', '{', '"']);
    json.then(|| serde_json::from_str(cell).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn nothing_is_calculated() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3", "'-2+3"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("-5", "-5"),
            ("+442079460018", "+442079460018"),
            ("'tis", "'tis"),
            ("Lyon", "Lyon"),
        ] {
            assert_eq!((defused(text).as_ref(), plain(cell)), (cell, text));
        }
    }

    #[test]
    fn fields_come_back() {
        for value in [
            json!(["a", "b"]),
            json!({"a": [1, null]}),
            json!("=1"),
            json!("[1]"),
            json!("\"a\""),
            json!("[not json"),
            json!("5"),
        ] {
            assert_eq!(field(&of_field(&value)), value);
        }
        assert_eq!(field(&of_field(&json!(5))), json!("5"), "a number is a text");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\\-\\[\"{]{0,3}\\PC{0,10}") {
            let cell = defused(&text);
            prop_assert_eq!(plain(&cell), &text);
            prop_assert_eq!(field(&of_field(&json!(text))), json!(text));
        }
    }
}
