//! Answers with what differs from run to run taken out.

use serde_json::Value;

/// The prefixes of ids, and of what is secret.
const PREFIXES: [&str; 12] =
    ["prj", "src", "whk", "evt", "dlv", "att", "cbk", "key", "bat", "whsec", "tidings", "tdk"];

/// The answer with ids, times, secrets and tokens as words in brackets.
#[must_use]
pub fn redact(mut answer: Value) -> Value {
    replace(&mut answer);
    answer
}

fn replace(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(word) = word(text) {
                *text = word;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(replace),
        Value::Object(members) => members.values_mut().for_each(replace),
        _ => {}
    }
}

fn word(text: &str) -> Option<String> {
    if is_time(text) {
        return Some("[time]".to_owned());
    }
    if let Some((_, token)) = text.split_once("/in/") {
        return (token.len() >= 32).then(|| "[callback url]".to_owned());
    }
    let is_token =
        |text: &str| text.len() == 32 && text.bytes().all(|it| it.is_ascii_alphanumeric());
    if is_token(text) {
        return Some("[secret]".to_owned());
    }
    let (prefix, rest) = text.split_once('_')?;
    (PREFIXES.contains(&prefix) && rest.len() >= 26).then(|| format!("[{prefix}]"))
}

/// RFC 3339 in UTC with milliseconds.
fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00.000Z";
    let fits = |(byte, form): (u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        form => byte == *form,
    };
    text.len() == form.len() && text.bytes().zip(form).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_differs_is_taken_out_and_the_rest_stays() {
        let answer = json!({
            "id": "evt_06ag2vpsl3r5v2q1k8f4d9c0mg",
            "at": "2026-03-24T08:23:20.000Z",
            "url": "http://127.0.0.1:1/in/wx3pujvbzdgyc2e4qkfn7hlm5torsa6i",
            "list": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "key_lime", 7, "2026"]
        });
        let wanted = json!({
            "id": "[evt]", "at": "[time]", "url": "[callback url]",
            "list": ["[whsec]", "key_lime", 7, "2026"]
        });
        assert_eq!(redact(answer), wanted);
    }
}
