//! `/c/{token}`: a contact agrees to get messages.

use super::form::Form;
use super::lang::Lang;
use super::meters::Result as Said;
use super::note::decide;
use super::once::Press;
use super::page::Page;
use super::seen;
use super::seen::Named;
use super::visitor::Visitor;
use crate::Hub;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use ticket::{Does, Purpose};

const PURPOSE: Purpose = Purpose::Confirm;

/// The button's value.
pub(super) const AGREE: &str = "subscribe";

/// The page that asks. Scanners open it, too, so that nothing happens yet.
pub(super) async fn ask(State(hub): State<Arc<Hub>>, Named(token): Named, lang: Lang) -> Response {
    let seen = seen::by_token(&hub, PURPOSE, &token);
    hub.visits.meters.count(PURPOSE, seen.as_ref().err().copied().unwrap_or(Said::Taken));
    match seen {
        Ok(seen) => Page::asks_to_confirm(lang, &seen, hub.now()).into_response(),
        Err(said) => Page::about(lang, said).into_response(),
    }
}

/// The button was pressed.
pub(super) async fn agree(
    State(hub): State<Arc<Hub>>,
    Named(token): Named,
    lang: Lang,
    visitor: Visitor,
    request: Request,
) -> Response {
    let done = take(&hub, &token, lang, &visitor, request).await;
    hub.visits.meters.count(PURPOSE, done.as_ref().err().copied().unwrap_or(Said::Taken));
    done.unwrap_or_else(|said| Page::about(lang, said)).into_response()
}

async fn take(
    hub: &Hub,
    token: &str,
    lang: Lang,
    visitor: &Visitor,
    request: Request,
) -> Result<Page, Said> {
    let seen = seen::by_token(hub, PURPOSE, token)?;
    let form = Form::read(request).await?;
    if form.pressed() != Some(AGREE) {
        return Err(Said::Malformed);
    }
    let press = Press { token, page_of: form.page_of() };
    decide(hub, &seen, visitor, Does::Subscribe, press).await.map_err(|_| Said::NotNow)?;
    Ok(Page::subscribed(lang, &seen))
}
