//! What a sender attached to a message, in the shapes that providers carry it in.

use adapter::lenient::as_text;
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

/// Pairs as an object, or as a list of `name` (or `key`) and `value`, whatever their case.
pub(crate) fn pairs(given: &Value) -> Map<String, Value> {
    let first = |it: &Value, names: &[&str]| names.iter().find_map(|name| it.get(name).cloned());
    let pair = |it: &Value| {
        let name = first(it, &["name", "key", "Name", "Key"])?;
        Some((as_text(&name)?, first(it, &["value", "Value"]).unwrap_or_default()))
    };
    let listed = given.as_array().into_iter().flatten().filter_map(pair);
    given.as_object().cloned().unwrap_or_else(|| listed.collect())
}

/// The members of an object; none of anything else.
pub(crate) fn own(given: &Value) -> Map<String, Value> {
    given.as_object().cloned().unwrap_or_default()
}

/// What the sender chose in the provider's own fields (tags, a campaign), beside what it attached:
/// where it says something, and unless something attached has its name.
pub(crate) fn beside(
    mut attached: Map<String, Value>,
    chosen: &[(&str, &Value)],
) -> Map<String, Value> {
    for (name, value) in chosen {
        let says = match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(list) => !list.is_empty(),
            Value::Object(object) => !object.is_empty(),
            _ => true,
        };
        if says {
            attached.entry(*name).or_insert_with(|| (*value).clone());
        }
    }
    attached
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

    #[test]
    fn what_is_attached_keeps_its_names() {
        let (tags, none) = (json!(["a"]), json!([]));
        let attached = own(&json!({"tag": "own"}));
        let chosen = [("tags", &tags), ("tag", &tags), ("campaign", &none), ("x", &json!(""))];
        let wanted = json!({"tag": "own", "tags": ["a"]});
        assert_eq!(Value::Object(beside(attached, &chosen)), wanted);
        assert_eq!(own(&tags), Map::new());
    }

    #[test]
    fn pairs_come_in_two_shapes() {
        let wanted = json!({"order": "7"}).as_object().cloned().unwrap_or_default();
        assert_eq!(pairs(&json!({"order": "7"})), wanted);
        assert_eq!(pairs(&json!([{"name": "order", "value": "7"}, {"name": null}, 7])), wanted);
        assert_eq!(pairs(&json!([{"Key": "order", "Value": "7"}, {"value": "7"}])), wanted);
        assert_eq!(pairs(&json!("order")), Map::new());
    }
}
