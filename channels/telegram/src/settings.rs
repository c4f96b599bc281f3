//! What a source may be set up with, beside its secrets.

use serde_json::Value;

/// The occasions on which a bot says something, each with the longest text in characters: answers to
/// `/start` and `/end`, to the pressed buttons that confirm and that leave, and those buttons.
pub const OCCASIONS: [(&str, usize); 6] = [
    ("start", 4096),
    ("end", 4096),
    ("confirmed", 200),
    ("left", 200),
    ("confirm_button", 64),
    ("leave_button", 64),
];

pub(crate) fn mode(value: &Value) -> Result<(), &'static str> {
    match value.as_str() {
        Some("webhook" | "polling") => Ok(()),
        _ => Err("must be `webhook` or `polling`"),
    }
}

/// Texts by language and occasion. An empty one says nothing on that occasion.
pub(crate) fn texts(value: &Value) -> Result<(), &'static str> {
    let object = || value.as_object();
    let languages = object().ok_or("must be an object of languages")?;
    for (language, texts) in languages {
        let is_language = (2..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_language {
            return Err("must have languages such as `en` as its members");
        }
        let texts = texts.as_object().ok_or("must hold an object of texts for each language")?;
        for (occasion, text) in texts {
            let known = OCCASIONS.iter().find(|(name, _)| name == occasion);
            let (_, longest) = known.ok_or(
                "has texts for `start`, `end`, `confirmed`, `left`, `confirm_button` and \
                 `leave_button`",
            )?;
            let text = text.as_str().ok_or("must hold texts")?;
            if text.chars().count() > *longest {
                return Err("holds a text that is longer than Telegram shows there");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_have_a_language_and_an_occasion() {
        for (value, right) in [
            (json!({}), true),
            (json!({"en": {"start": "Hi", "end": ""}, "uk": {"left": "x"}}), true),
            (json!({"en": {"begin": "Hi"}}), false),
            (json!({"en-GB": {"start": "Hi"}}), false),
            (json!({"en": "Hi"}), false),
            (json!({"en": {"start": 7}}), false),
            (json!({"en": {"confirm_button": "x".repeat(65)}}), false),
            (json!(["en"]), false),
        ] {
            assert_eq!(texts(&value).is_ok(), right, "{value}");
        }
        assert!(mode(&json!("polling")).is_ok() && mode(&json!("push")).is_err());
    }
}
