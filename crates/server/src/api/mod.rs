//! The API under `/v1/`.

mod access;
mod addresses;
mod callbacks;
mod catalogue;
mod contacts;
mod deliveries;
mod describe;
mod events;
mod feed;
mod input;
mod jobs;
mod keys;
mod links;
mod list;
mod logs;
mod messages;
mod once;
mod projects;
mod signing_keys;
mod sources;
mod suppressions;
mod tickets;
mod timeline;
mod webhooks;
mod wire;

use crate::{Hub, docs};
use axum::Router;
use axum::middleware::map_response;
use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// The routes of the API, its description and the page that shows it; their paths are whole.
pub fn router() -> Router<Arc<Hub>> {
    let (routes, api) = described();
    let routes = routes.layer(map_response(guarded));
    routes.merge(signing_keys::public()).merge(docs::router(api))
}

/// The description of the API.
#[must_use]
pub fn openapi() -> OpenApi {
    described().1
}

fn described() -> (Router<Arc<Hub>>, OpenApi) {
    let (routes, mut api) = OpenApiRouter::new()
        .merge(catalogue::router())
        .merge(addresses::router())
        .merge(projects::router())
        .merge(sources::router())
        .merge(webhooks::router())
        .merge(signing_keys::router())
        .merge(events::router())
        .merge(feed::router())
        .merge(logs::router())
        .merge(deliveries::router())
        .merge(jobs::router())
        .merge(callbacks::router())
        .merge(contacts::router())
        .merge(suppressions::router())
        .merge(messages::router())
        .merge(links::router())
        .merge(tickets::router())
        .merge(keys::router())
        .split_for_parts();
    describe::complete(&mut api);
    (routes, api)
}

/// Answers hold secrets and what strangers wrote: nobody keeps them, and no browser runs them.
async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let nothing = "default-src 'none'; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(nothing));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

    /// What users and their generated clients rely on: a change here is a change for them.
    #[test]
    fn the_description_is_as_it_was() {
        let mut api = openapi();
        "0".clone_into(&mut api.info.version);
        insta::assert_json_snapshot!(api);
    }

    #[test]
    fn every_operation_is_whole() {
        let api = serde_json::to_value(openapi()).expect("JSON");
        let mut names = BTreeSet::new();
        for (path, item) in api["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("an item") {
                assert!(METHODS.contains(&method.as_str()), "{path} {method}");
                let name = operation["operationId"].as_str().expect("a name");
                assert!(names.insert(name.to_owned()), "{name} names two operations");
                assert!(operation["summary"].is_string() && operation["tags"].is_array(), "{name}");
                for status in ["401", "503"] {
                    let problem = &operation["responses"][status]["content"];
                    assert!(problem["application/problem+json"].is_object(), "{name} {status}");
                }
                let described = |it: &&str| described(operation, it);
                let parts: Vec<_> = parts(path).filter(|it| !described(it)).collect();
                assert!(parts.is_empty(), "{name} does not describe {parts:?}");
            }
        }
    }

    fn parts(path: &str) -> impl Iterator<Item = &str> {
        path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    fn described(operation: &Value, name: &str) -> bool {
        let parameters = operation["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|it| it["name"] == name && it["in"] == "path"))
    }
}
