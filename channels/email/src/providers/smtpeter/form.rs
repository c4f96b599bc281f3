//! Forms whose keys nest in brackets, as PHP writes and reads them.

use adapter::Fields;
use serde_json::{Map, Value};

/// `fields[name]=x` is a member of an object, `tags[]=x` and `tags[0]=x` are elements of a list. A
/// key that comes again in another shape says nothing new.
pub(super) fn nested(form: &[u8]) -> Map<String, Value> {
    let mut object = Map::new();
    for (key, value) in Fields::of_form(form).pairs() {
        let value = Value::from(value);
        let Some((name, inner)) = key.split_once('[') else {
            object.entry(key).or_insert(value);
            continue;
        };
        let inner = inner.split(']').next().unwrap_or_default();
        if inner.bytes().all(|byte| byte.is_ascii_digit()) {
            let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut().into_iter().for_each(|list| list.push(value.clone()));
        } else {
            let members = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
            members.as_object_mut().map(|members| members.insert(inner.to_owned(), value));
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn brackets_nest() {
        let form = b"type=update&fields[name]=Carol&fields[e%5Dmail]=c&tags[0]=a&tags[1]=b&interests[]=x&type[]=y&tags[z]=q&open[=1";
        let wanted = json!({
            "type": "update",
            "fields": {"name": "Carol", "e": "c"},
            "tags": ["a", "b"],
            "interests": ["x"],
            "open": ["1"],
        });
        assert_eq!(Value::Object(nested(form)), wanted);
    }
}
