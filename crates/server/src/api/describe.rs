//! What the routes have in common in the description of the API.

use crate::problem::Problem;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, Info, License, OpenApi, Ref, RefOr, SecurityRequirement,
};
use utoipa::{IntoParams, OpenApi as _};

/// Within which project.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only describes what `Reads` and `Writes` take from the path")]
pub(super) struct InProject {
    /// The project's id or its domain.
    #[param(example = "example.com")]
    project: String,
}

/// Which one within the project.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only describes what `At` takes from the path")]
pub(super) struct WithId {
    /// Its id.
    id: String,
}

/// Which link within the project.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only describes what `AtCode` takes from the path")]
pub(super) struct WithCode {
    /// Its code: the last part of its short URL.
    #[param(example = "7fK2mQx9Rb")]
    code: String,
}

/// Which page of a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes what `Paging` takes from the query")]
pub(super) struct InPages {
    /// How many things the page holds at most.
    #[param(required = false, minimum = 1, maximum = 250, default = 50)]
    limit: u16,
    /// Where the page begins: `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// What makes a request count once.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only describes what `Create` takes from the headers")]
pub(super) struct OnceHeader {
    /// A text of your own that names this request. Sent again with the same text and body, it
    /// is answered as the first time, with the header `Idempotency-Replayed: true`.
    #[param(rename = "Idempotency-Key", required = false, nullable = false, max_length = 255)]
    idempotency_key: Option<String>,
}

#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Base;

/// Adds what every route has: its key, and the problems it may answer with.
pub(super) fn complete(api: &mut OpenApi) {
    api.info = info();
    api.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], _>("key", [])]);
    let components = api.components.get_or_insert_with(Components::new);
    components.schemas.extend(Base::openapi().components.unwrap_or_default().schemas);
    let mut key = Http::new(HttpAuthScheme::Bearer);
    key.description = Some("A key to the API.".to_owned());
    components.security_schemes.insert("key".to_owned(), SecurityScheme::Http(key).into());
    for (path, item) in &mut api.paths.paths {
        for (writes, operation) in operations(item) {
            add_problems(operation, writes, path.contains('{'));
        }
    }
}

fn info() -> Info {
    let mut info = Info::new("Tidings", env!("CARGO_PKG_VERSION"));
    info.description = Some(include_str!("about.md").to_owned());
    info.license = Some(License::new(env!("CARGO_PKG_LICENSE")));
    info
}

/// The operations of a path, each with whether it changes something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let writing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    let reading = item.get.as_mut().map(|it| (false, it));
    writing.into_iter().filter_map(|it| Some((true, it.as_mut()?))).chain(reading)
}

fn add_problems(operation: &mut Operation, writes: bool, within: bool) {
    let takes_body = operation.request_body.is_some();
    let takes_words = takes_body || operation.parameters.iter().flatten().any(is_in_query);
    let all = [
        (takes_body, "400", "The body is no JSON."),
        (true, "401", "No key, or none that the hub knows."),
        (writes, "403", "The key may not do this."),
        (within, "404", "Nothing there, or nothing that the key sees."),
        (takes_body, "413", "The body is too large."),
        (takes_body, "415", "The body does not say that it is JSON."),
        (takes_words, "422", "The request has mistakes in it; each is named with its place."),
        (true, "503", "The store does not answer. Nothing was done; ask again later."),
    ];
    let responses = &mut operation.responses.responses;
    for (applies, status, description) in all {
        if applies && !responses.contains_key(status) {
            responses.insert(status.to_owned(), Response::new(description).into());
        }
    }
    for (status, response) in responses {
        if let (true, RefOr::T(response)) = (status.as_str() >= "400", response) {
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
            response.content.insert("application/problem+json".to_owned(), problem.build().into());
        }
    }
}

fn is_in_query(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(it) if it.parameter_in == ParameterIn::Query)
}
