//! `/l/{code or token}`: a link is followed.

use super::lang::Lang;
use super::meters::Result as Said;
use super::note::note;
use super::page::Page;
use super::seen::{self, Named};
use super::visitor::Visitor;
use crate::Hub;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use std::sync::Arc;
use ticket::{Does, Purpose, target};

/// Sends a reader on, once the click is on disk.
pub(super) async fn follow(
    State(hub): State<Arc<Hub>>,
    Named(text): Named,
    lang: Lang,
    visitor: Visitor,
) -> Response {
    let seen = seen::link(&hub, &text).await;
    let led = seen.and_then(|seen| Ok((location(seen.ticket.url.as_deref())?, seen)));
    match led {
        Ok((location, seen)) => {
            note(&hub, &seen, &visitor, Does::Click).await;
            hub.visits.meters.count(Purpose::Link, Said::Taken);
            (StatusCode::FOUND, [(LOCATION, location)]).into_response()
        }
        Err(said) => {
            hub.visits.meters.count(Purpose::Link, said);
            Page::about(lang, said).into_response()
        }
    }
}

/// Where it leads, judged once more: whoever has the project's key, or reaches into the store, can
/// write down what he likes.
fn location(url: Option<&str>) -> Result<HeaderValue, Said> {
    let target = url.and_then(|url| target(url).ok()).ok_or(Said::Unknown)?;
    target.try_into().map_err(|_| Said::Unknown)
}
