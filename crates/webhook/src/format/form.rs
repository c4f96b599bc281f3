//! The envelope as a form. Objects and lists nest in brackets, as PHP's `http_build_query` writes
//! them and its `parse_str` reads them: `data[bounce][code]=550`, `data[message][recipients][]=…`.

use crate::json::Json;
use form_urlencoded::Serializer;

/// Members come in their order and numbers digit by digit. Truth values are `true` and `false`,
/// `null` is empty, and what is empty and nests has no form, so it is left out.
pub(super) fn of(envelope: &Json<'_>) -> Vec<u8> {
    let mut form = Serializer::new(String::with_capacity(1 << 10));
    for (name, value) in envelope.members() {
        put(&mut form, name, value);
    }
    form.finish().into_bytes()
}

fn put(form: &mut Serializer<'_, String>, key: &str, value: &Json<'_>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                put(form, &format!("{key}[{}]", inside(name)), value);
            }
        }
        Json::List(elements) => {
            // What nests needs its place, or each of its members would be an element.
            let nests = elements.iter().any(|it| matches!(it, Json::List(_) | Json::Object(_)));
            for (place, value) in elements.iter().enumerate() {
                let place = if nests { place.to_string() } else { String::new() };
                put(form, &format!("{key}[{place}]"), value);
            }
        }
        value => _ = form.append_pair(key, value.word().unwrap_or_default()),
    }
}

/// A name within brackets: what would end them is written as in a URL. Without a name they would
/// mean the next element of a list.
fn inside(name: &str) -> String {
    match name {
        "" => "_".to_owned(),
        name => name.replace(']', "%5D").replace('\0', "%00"),
    }
}
