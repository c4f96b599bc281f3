//! The description of the API, and the page that shows it.

use crate::Hub;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use http::HeaderValue;
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Where the description is.
const DESCRIPTION: &str = "/openapi.json";

/// What the page may load: its own scripts and styles, and the pictures that are in its styles.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// `/openapi.json` and `/docs`. The page is served whole: nothing in it comes from elsewhere.
pub(crate) fn router(api: OpenApi) -> Router<Arc<Hub>> {
    // The page would have the description judged by a validator on the internet.
    let config = Config::from(DESCRIPTION).validator_url("none");
    let page = Router::from(SwaggerUi::new("/docs").config(config));
    let description = get(async move || Json(api.clone()));
    page.route(DESCRIPTION, description).layer(map_response(guarded))
}

async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
