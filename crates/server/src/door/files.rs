//! Files that providers ask for, to see that a callback URL belongs to who entered it: the setting
//! `verification_file` of a source, served where no route and no token has that name.

use crate::Hub;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Registry, Source};

/// Names that browsers and robots ask for by themselves, or that the hub has a page for.
const OWN: [&str; 5] =
    ["favicon.ico", "index.html", "openapi.json", "robots.txt", "service-worker.js"];

/// How long a name may be.
const LONGEST: usize = 100;

/// The files by their names, as a version of the registry has them.
#[derive(Debug, Default)]
pub(super) struct Files(RwLock<(i64, HashMap<String, Arc<str>>)>);

impl Files {
    fn find(&self, registry: &Registry, name: &str) -> Option<Arc<str>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if known.0 == registry.version() {
            return known.1.get(name).cloned();
        }
        drop(known);
        let mut sources: Vec<_> = sources(registry).collect();
        // Oldest first, so that nobody takes a name away from who had it.
        sources.sort_unstable_by_key(|it| it.id);
        let mut fresh = HashMap::new();
        for (name, content) in sources.into_iter().filter_map(|it| file(it)) {
            fresh.entry(name.to_owned()).or_insert_with(|| content.into());
        }
        let found = fresh.get(name).cloned();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (registry.version(), fresh);
        found
    }
}

/// The file of that name, for who asks for one by a request without a body.
pub(super) fn asked(hub: &Hub, method: &Method, name: &str) -> Option<Arc<str>> {
    if ![Method::GET, Method::HEAD].contains(method) || !may_be_served(name) {
        return None;
    }
    hub.door.files.find(&hub.store.registry(), name)
}

/// As plain text whatever its name says: what a source's owner wrote runs in nobody's browser.
pub(super) fn answer(content: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, content.to_owned()).into_response()
}

/// What is asked for below no route.
pub(crate) async fn at_the_root(State(hub): State<Arc<Hub>>, method: Method, uri: Uri) -> Response {
    let name = uri.path().strip_prefix('/').unwrap_or_default();
    match asked(&hub, &method, name) {
        Some(content) => answer(&content),
        None => Problem::not_found().into_response(),
    }
}

/// Whether a file of that name can be served: an ending keeps it apart from tokens and routes.
pub(crate) fn may_be_served(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let whole =
        name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && !end.is_empty());
    whole
        && name.len() <= LONGEST
        && name.bytes().all(plain)
        && !name.starts_with('.')
        && !OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Whether another source has a file of that name that says something else.
pub(crate) fn is_taken(hub: &Hub, wanted: &Value, by: Option<&Source>) -> bool {
    let wanted = named(wanted);
    let others = by.map(|it| it.id);
    let registry = hub.store.registry();
    let mut others = sources(&registry).filter(|it| Some(it.id) != others);
    others.any(|it| {
        let (Some((name, content)), Some((other, said))) = (wanted, file(it)) else { return false };
        name == other && content != said
    })
}

/// Those of every project.
fn sources(registry: &Registry) -> impl Iterator<Item = &Arc<Source>> {
    registry.projects().flat_map(|project| registry.sources(project.no))
}

fn file(source: &Source) -> Option<(&str, &str)> {
    named(source.settings.get("verification_file")?)
}

fn named(file: &Value) -> Option<(&str, &str)> {
    Some((file["name"].as_str()?, file["content"].as_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_plain_file() {
        for name in ["copernica-0f3a9c.txt", "google5a.html", "a.b.c", "A_1.txt"] {
            assert!(may_be_served(name), "{name}");
        }
        let long = format!("{}.txt", "a".repeat(LONGEST));
        for name in [
            "",
            ".",
            "..",
            "a.",
            ".a",
            "docs",
            "v1",
            "a b.txt",
            "a/b.txt",
            "..a/b",
            "%2e.txt",
            "é.txt",
            "robots.txt",
            "OpenAPI.json",
            &long,
        ] {
            assert!(!may_be_served(name), "{name}");
        }
    }
}
