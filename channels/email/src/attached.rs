//! What a sender attached to a message, where the provider carries it as one text.

use serde_json::{Map, Value};

/// A JSON object gives its members; any other text stands under the name it came by.
pub(crate) fn attached(name: &str, text: Option<&str>) -> Map<String, Value> {
    let text = text.unwrap_or_default();
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        _ if text.trim().is_empty() => Map::new(),
        _ => [(name.to_owned(), text.into())].into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_give_their_members() {
        for (text, wanted) in [
            (Some(r#"{"order": 7, "seat": null}"#), json!({"order": 7, "seat": null})),
            (Some("order:7|seat:12"), json!({"Payload": "order:7|seat:12"})),
            (Some("[7]"), json!({"Payload": "[7]"})),
            (Some(r#"{"order""#), json!({"Payload": r#"{"order""#})),
            (Some(" "), json!({})),
            (None, json!({})),
        ] {
            assert_eq!(Value::Object(attached("Payload", text)), wanted, "{text:?}");
        }
    }
}
