//! What a URL says: a ticket, from its token or from behind a code.

use super::memory::Link;
use super::meters::Result as Said;
use crate::Hub;
use axum::extract::{FromRequestParts, Path};
use event::ms;
use http::request::Parts;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::Project;
use ticket::{Key, Purpose, Ticket, Token};

/// How long a reader waits for the store to say where a link leads.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many letters and digits a code has; a token is longer.
const CODE: usize = 10;

/// What the path names; nothing, where that is no text.
#[derive(Debug)]
pub(super) struct Named(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(path.map(|Path(text)| text).unwrap_or_default()))
    }
}

/// A ticket, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub project: Arc<Project>,
    pub ticket: Ticket,
}

/// Reads a token that was made for that purpose.
///
/// # Errors
///
/// What there is to say where it says nothing, or no longer.
pub(super) fn by_token(hub: &Hub, purpose: Purpose, text: &str) -> Result<Seen, Said> {
    let token = Token::read(text).ok_or(Said::Unknown)?;
    let registry = hub.store.registry();
    let project = registry.project(token.project()).ok_or(Said::Unknown)?;
    let key = Key::new(&hub.store.ticket_key(project.id));
    let ticket = key.open(purpose, &token).map_err(|_| Said::Unknown)?;
    // Who wants to leave may, however old the message is.
    let ends = ticket.expires_at.filter(|_| purpose != Purpose::Leave);
    if ends.is_some_and(|at| ms(at) <= hub.now()) {
        return Err(Said::Gone);
    }
    Ok(Seen { project: project.clone(), ticket })
}

/// Reads what stands behind a link's code or in its token.
///
/// # Errors
///
/// As [`by_token`], and [`Said::NotNow`] where nobody but the store would know.
pub(super) async fn link(hub: &Hub, text: &str) -> Result<Seen, Said> {
    let is_code = text.len() == CODE && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_code {
        return by_token(hub, Purpose::Link, text);
    }
    let link = by_code(hub, text).await?;
    let registry = hub.store.registry();
    let project = registry.project_no(link.project).ok_or(Said::Unknown)?;
    if link.deleted || link.expires_at <= hub.now() {
        return Err(Said::Gone);
    }
    Ok(Seen { project: project.clone(), ticket: link.ticket.clone() })
}

async fn by_code(hub: &Hub, code: &str) -> Result<Arc<Link>, Said> {
    let now = hub.now();
    let known = hub.visits.memory().find(code, now);
    if let Some((link, true)) = known {
        return Ok(link);
    }
    match tokio::time::timeout(PATIENCE, hub.store.link(code)).await {
        Ok(Ok(Some(row))) => {
            let link = Arc::new(Link::of(row).ok_or(Said::Unknown)?);
            hub.visits.memory().keep(code, link.clone(), now);
            Ok(link)
        }
        Ok(Ok(None)) => {
            hub.visits.memory().forget(code);
            Err(Said::Unknown)
        }
        // What was known a while ago is better than nothing.
        Ok(Err(error)) => {
            tracing::warn!(error.cause = ?error, "The store did not say where a link leads");
            known.map(|(link, _)| link).ok_or(Said::NotNow)
        }
        Err(_) => known.map(|(link, _)| link).ok_or(Said::NotNow),
    }
}
