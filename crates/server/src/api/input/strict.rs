//! JSON read as what it must be, with all that is wrong said at once.

use super::faults::{Faults, pointer};
use super::nearest::unknown;
use super::object::Object;
use crate::problem::{Fault, Kind, Problem};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Nobody reads a list that is longer.
const MOST_FAULTS: usize = 50;

/// From so many bytes on, reading again costs more than the rest of a list is worth.
const LONG: usize = 1 << 16;
const MOST_FAULTS_OF_LONG: usize = 5;

/// Reads a body that is an object.
///
/// # Errors
///
/// As [`read_value`].
pub(in crate::api) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    read_value(body).map(|Object(value)| value)
}

/// Reads a body that is an object, or a list of such; says whether it is a list.
///
/// # Errors
///
/// As [`read_value`].
pub(in crate::api) fn one_or_many<T: DeserializeOwned>(
    body: &[u8],
) -> Result<(Vec<T>, bool), Problem> {
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let all = if is_list { read_list(body)? } else { vec![read(body)?] };
    Ok((all, is_list))
}

/// Reads a part of a body that is an object; what is wrong in it is noted, its places beginning
/// there.
pub(in crate::api) fn read_part<T: DeserializeOwned>(
    value: Value,
    place: &str,
    noted: &mut Faults,
) -> Option<T> {
    if let Ok(Object(part)) = serde_json::from_value::<Object<T>>(value.clone()) {
        return Some(part);
    }
    for Fault { pointer, detail, .. } in faults::<Object<T>>(value, MOST_FAULTS) {
        noted.add(&format!("{place}{}", pointer.unwrap_or_default()), detail);
    }
    None
}

/// Reads a body that is a list of objects.
///
/// # Errors
///
/// As [`read_value`].
fn read_list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Problem> {
    let list: Vec<Object<T>> = read_value(body)?;
    Ok(list.into_iter().map(|Object(value)| value).collect())
}

/// Reads a body.
///
/// # Errors
///
/// A problem: malformed where it is no JSON, else invalid with the place of each member that is
/// unknown or of the wrong type.
fn read_value<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize(&mut json) {
        Ok(value) => json.end().map(|()| value).map_err(|error| malformed(&error)),
        Err(error) if error.inner().is_data() => {
            let value = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
            let most = if body.len() < LONG { MOST_FAULTS } else { MOST_FAULTS_OF_LONG };
            let faults = faults::<T>(value, most);
            // Members that stand there twice are seen in the text only.
            let first = || vec![fault(error.path(), &error.inner().to_string())];
            Err(Problem::invalid(if faults.is_empty() { first() } else { faults }))
        }
        Err(error) => Err(malformed(error.inner())),
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::about(Kind::Malformed, format!("the body is no JSON: {error}"))
}

/// Reads again and again, each time without the member that was wrong.
fn faults<T: DeserializeOwned>(mut value: Value, most: usize) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    while faults.len() < most {
        let Err(error) = serde_path_to_error::deserialize::<_, T>(&value) else { break };
        let fault = fault(error.path(), &error.inner().to_string());
        let taken_out = |it: &Fault| it.pointer.as_deref().is_some_and(|at| covers(at, &fault));
        if !faults.iter().any(taken_out) {
            faults.push(fault);
        }
        if take_out(&mut value, error.path()).is_none() {
            break;
        }
    }
    faults
}

/// Whether a fault is at that place or around it, and so only there because of what was taken out.
fn covers(place: &str, fault: &Fault) -> bool {
    fault.pointer.as_deref().is_some_and(|at| at == place || place.starts_with(&format!("{at}/")))
}

/// Takes the innermost member on the path out of its object.
fn take_out(value: &mut Value, path: &Path) -> Option<Value> {
    let segments: Vec<_> = path.iter().collect();
    let last = segments.iter().rposition(|segment| matches!(segment, Segment::Map { .. }))?;
    let mut at = value;
    for segment in &segments[..last] {
        at = match segment {
            Segment::Seq { index } => at.get_mut(*index)?,
            Segment::Map { key } => at.get_mut(key)?,
            _ => return None,
        };
    }
    let Segment::Map { key } = segments[last] else { return None };
    at.as_object_mut()?.remove(key)
}

fn fault(path: &Path, message: &str) -> Fault {
    let mut names: Vec<String> = path.iter().filter_map(name).collect();
    // Where in the text it is says less than where in the body.
    let message = message.split(" at line ").next().unwrap_or(message);
    let detail = if let Some(missing) = quoted(message, "missing field ") {
        names.push(missing.to_owned());
        "is required".to_owned()
    } else if let Some(twice) = quoted(message, "duplicate field ") {
        names.push(twice.to_owned());
        "stands there more than once".to_owned()
    } else if let Some(name) = quoted(message, "unknown field ") {
        unknown("member", name, expected(message))
    } else if let Some(name) = quoted(message, "unknown variant ") {
        unknown("value", name, expected(message))
    } else {
        message.to_owned()
    };
    let pointer = Some(pointer(names.iter().map(String::as_str)));
    Fault { pointer, detail, ..Fault::default() }
}

fn name(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// The name in backticks behind these words of serde.
fn quoted<'a>(message: &'a str, words: &str) -> Option<&'a str> {
    let name = message.strip_prefix(words)?.strip_prefix('`')?;
    // The name is the sender's and may hold a backtick; what is expected holds none.
    let end = name.rfind("`, expected ").or_else(|| name.rfind('`'))?;
    Some(&name[..end])
}

/// The names that serde says it knows.
fn expected(message: &str) -> impl Iterator<Item = &str> {
    let known = message.rsplit_once("`, expected ").map_or("", |(_, known)| known);
    known.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::input::object;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Outer {
        title: Option<String>,
        seconds: Option<Vec<u32>>,
        #[serde(default, deserialize_with = "object")]
        click: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        url: String,
    }

    fn faults_of(body: &str) -> Vec<String> {
        let problem = read::<Outer>(body.as_bytes()).expect_err(body);
        let problem = serde_json::to_value(problem).expect("JSON");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or("?").to_owned();
        errors.iter().map(|it| text(it, "pointer") + " " + &text(it, "detail")).collect()
    }

    #[test]
    fn each_mistake_is_told_with_its_place() {
        for (body, wanted) in [
            ("[]", vec![" invalid type: sequence, expected an object"]),
            ("null", vec![" invalid type: null, expected an object"]),
            (r#"{"click": ["x"]}"#, vec!["/click invalid type: sequence, expected an object"]),
            (r#"{"titel": 1}"#, vec!["/titel there is no member `titel`; did you mean `title`?"]),
            (r#"{"ti`tle": 1}"#, vec!["/ti`tle there is no member `ti`tle`; did you mean `title`"]),
            (r#"{"seconds": [1, "2"]}"#, vec!["/seconds/1 invalid type: string \"2\", expected u"]),
            (r#"{"click": {}}"#, vec!["/click/url is required"]),
            (r#"{"click": {"url": 1, "x/y": 2}}"#, vec!["/click/url invalid", "/click/x~1y there"]),
            (r#"{"title": "a", "title": "b"}"#, vec!["/title stands there more than once"]),
            (
                r#"{"title": 7, "seconds": {}, "clik": 1, "click": {"url": []}}"#,
                vec!["/click/url invalid", "/clik there", "/seconds invalid", "/title invalid"],
            ),
        ] {
            let found = faults_of(body);
            assert_eq!(found.len(), wanted.len(), "{body}: {found:?}");
            for (found, wanted) in found.iter().zip(wanted) {
                assert!(found.starts_with(wanted), "{body}: {found}");
            }
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for body in ["", "{", "{}{}", "{'a': 1}", "\u{feff}{}", r#"{"titel": 1, oops"#, &deep] {
            let problem = read::<Outer>(body.as_bytes()).expect_err(body);
            let problem = serde_json::to_value(problem).expect("JSON");
            assert_eq!(problem["status"], 400, "{body}");
        }
    }
}
