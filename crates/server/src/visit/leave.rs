//! `/u/{token}`: a contact leaves, and may come back.

use super::form::Form;
use super::lang::Lang;
use super::meters::Result as Said;
use super::note::decide;
use super::once::Press;
use super::page::Page;
use super::seen;
use super::seen::{Named, Seen};
use super::visitor::Visitor;
use crate::Hub;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use std::sync::Arc;
use ticket::{Does, Purpose};

const PURPOSE: Purpose = Purpose::Leave;

/// The buttons' values.
pub(super) const LEAVE: &str = "unsubscribe";
pub(super) const RETURN: &str = "subscribe";

/// The page that asks. Scanners open it, too, so that nothing happens yet.
pub(super) async fn ask(State(hub): State<Arc<Hub>>, Named(token): Named, lang: Lang) -> Response {
    let seen = seen::by_token(&hub, PURPOSE, &token);
    hub.visits.meters.count(PURPOSE, seen.as_ref().err().copied().unwrap_or(Said::Taken));
    match seen {
        Ok(seen) => Page::asks_to_leave(lang, &seen, hub.now()).into_response(),
        Err(said) => Page::about(lang, said).into_response(),
    }
}

/// A button was pressed, on the page or in a mail program (RFC 8058).
pub(super) async fn take(
    State(hub): State<Arc<Hub>>,
    Named(token): Named,
    lang: Lang,
    visitor: Visitor,
    request: Request,
) -> Response {
    let done = decided(&hub, &token, &visitor, request).await;
    hub.visits.meters.count(PURPOSE, done.as_ref().err().copied().unwrap_or(Said::Taken));
    match done {
        Ok((_, Does::OneClick)) => StatusCode::OK.into_response(),
        Ok((seen, Does::Subscribe)) => Page::back(lang, &seen, hub.now()).into_response(),
        Ok((seen, _)) => Page::left(lang, &seen, hub.now()).into_response(),
        Err(said) => Page::about(lang, said).into_response(),
    }
}

async fn decided(
    hub: &Hub,
    token: &str,
    visitor: &Visitor,
    request: Request,
) -> Result<(Seen, Does), Said> {
    let seen = seen::by_token(hub, PURPOSE, token)?;
    let form = Form::read(request).await?;
    let does = match form.pressed() {
        _ if form.is_one_click() => Does::OneClick,
        Some(LEAVE) => Does::Unsubscribe,
        Some(RETURN) => Does::Subscribe,
        None if form.is_empty() => Does::Unsubscribe,
        _ => return Err(Said::Malformed),
    };
    seen.ticket.kind(does).ok_or(Said::Malformed)?;
    let press = Press { token, page_of: form.page_of() };
    decide(hub, &seen, visitor, does, press).await.map_err(|_| Said::NotNow)?;
    Ok((seen, does))
}
