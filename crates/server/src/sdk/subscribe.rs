//! A browser subscribes, or says again that it has.

use super::pages::{open, open_to, origin};
use super::sites::secret;
use crate::Hub;
use crate::door::take_in;
use crate::problem::{Kind, Problem};
use adapter::Parsed;
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use event::{BrowserId, Channel, Client, Details, Event, EventId, EventKind, Mark, from_ms};
use http::header::USER_AGENT;
use http_body_util::{BodyExt, Limited};
use sender::webpush::Subscription;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{Address, ContactEdit, NewBrowser, ProfileEdit, Project, PushKeys, Source};

/// The largest body, in bytes.
const LARGEST: usize = 8 << 10;

const LONGEST_USER: usize = 255;

/// What a browser tells: its subscription as it is serialised by itself, and what the page adds.
#[derive(Deserialize)]
struct Told {
    endpoint: String,
    keys: Keys,
    form_factor: String,
    user: Option<String>,
    /// The token of what it was known by before.
    previous: Option<String>,
}

#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// What it is known by from now on.
#[derive(Serialize)]
struct Known {
    id: String,
    token: String,
}

pub(super) async fn subscribe(
    State(hub): State<Arc<Hub>>,
    Path(site): Path<String>,
    request: Request,
) -> Response {
    let Some(source) = hub.sites.find(&hub.store.registry(), &site) else {
        return open(Problem::not_found().into_response());
    };
    let Some(from) = origin(&source, request.headers()).map(ToOwned::to_owned) else {
        let why = "the page's origin is not the one that the source's setting `origin` names";
        // Else the page would see no more than that the network failed.
        return open(Problem::about(Kind::Forbidden, why).into_response());
    };
    let said = match take(&hub, &source, &from, request).await {
        Ok(known) => Json(known).into_response(),
        Err(problem) => problem.into_response(),
    };
    open_to(&from, said)
}

async fn take(
    hub: &Hub,
    source: &Arc<Source>,
    from: &str,
    request: Request,
) -> Result<Known, Problem> {
    let agent = request.headers().get(USER_AGENT).and_then(|it| it.to_str().ok());
    let agent = agent.map(ToOwned::to_owned);
    let body = Limited::new(request.into_body(), LARGEST).collect().await;
    let body = body.map_err(|_| malformed("the body breaks off, or is too large"))?.to_bytes();
    let told: Told =
        serde_json::from_slice(&body).map_err(|_| malformed("the body is no subscription"))?;
    let keys = told.check(hub)?;
    let registry = hub.store.registry();
    let project = registry.project_no(source.project).ok_or_else(Problem::not_found)?;
    let token_keys = secret(source, "token_key");
    let was = told.previous.as_deref().and_then(|it| webpush::browser_of(it, &token_keys));
    let was = was.and_then(|id| id.parse::<BrowserId>().ok());
    // Who has a token was let in before.
    if was.is_none() && !hub.sites.pace.allows(source.no, hub.now()) {
        return Err(Problem::about(Kind::TooOften, "too many browsers come to this site"));
    }
    let new = NewBrowser {
        source: source.no,
        keys,
        form_factor: told.form_factor.clone(),
        user: told.user.clone(),
        origin: from.to_owned(),
    };
    let (id, _) = hub.store.keep_browser(project.no, new, was).await?;
    mark(hub, project, source, id, &told, agent).await?;
    let id = id.to_string();
    let key = token_keys.first().ok_or_else(|| Problem::new(Kind::Internal))?;
    Ok(Known { token: webpush::subscription_token(key, &id, hub.now()), id })
}

impl Told {
    fn check(&self, hub: &Hub) -> Result<PushKeys, Problem> {
        let Keys { p256dh, auth } = &self.keys;
        let subscription = Subscription::new(&self.endpoint, p256dh, auth);
        let subscription = subscription.map_err(|error| malformed(&error.to_string()))?;
        if !hub.post.hosts.allow(subscription.endpoint()) {
            return Err(malformed("`endpoint` is at no push service that the hub calls"));
        }
        if !matches!(self.form_factor.as_str(), "desktop" | "mobile") {
            return Err(malformed("`form_factor` must be `desktop` or `mobile`"));
        }
        if self.user.as_ref().is_some_and(|user| user.len() > LONGEST_USER) {
            return Err(malformed("`user` must be at most 255 bytes"));
        }
        let endpoint = subscription.endpoint().to_string();
        let (p256dh, auth) = subscription.keys();
        Ok(PushKeys { endpoint, p256dh: p256dh.to_owned(), auth: auth.to_owned() })
    }
}

/// Tells that the contact has agreed, unless it has and did not leave since.
async fn mark(
    hub: &Hub,
    project: &Project,
    source: &Source,
    id: BrowserId,
    told: &Told,
    agent: Option<String>,
) -> Result<(), Problem> {
    let list = hub.store.registry().list(project.no);
    let Some(address) = Address::new(Channel::WebPush, &id.to_string()) else { return Ok(()) };
    let contact = hub.store.contact(list, &address).await?;
    let standing = contact.as_ref().map(store::Contact::standing).unwrap_or_default();
    let joined = contact.as_ref().is_some_and(|it| it.marks.said(Mark::Joined).at > 0);
    if joined && !standing.is_blocked() {
        let known = contact.and_then(|contact| contact.user);
        if told.user.is_some() && told.user != known {
            let marks = event::Marks::default();
            let (user, profile) = (told.user.clone(), ProfileEdit::Keep);
            let edit = ContactEdit { address, marks, user, profile };
            hub.store.edit_contacts(list, vec![edit], hub.now()).await?;
        }
        return Ok(());
    }
    let event = agreed(id, told, agent, joined);
    // Pages that ask at the same time tell it once.
    let left = contact.map_or(0, |it| it.marks.said(Mark::Left).at);
    if granted(hub, source, &event, format!("granted after {left}")).await? {
        return Ok(());
    }
    let contact = hub.store.contact(list, &address).await?;
    if contact.is_none_or(|it| !it.marks.said(Mark::Joined).ever() || it.standing().is_blocked()) {
        // What was known of it was erased since it was told so.
        granted(hub, source, &event, EventId::at(hub.now()).to_string()).await?;
    }
    Ok(())
}

/// The event that a contact has agreed, without its time.
fn agreed(id: BrowserId, told: &Told, agent: Option<String>, joined: bool) -> Event {
    let kind = match told.form_factor.as_str() {
        "mobile" => EventKind::WebPushMobileGranted,
        _ => EventKind::WebPushDesktopGranted,
    };
    let device = Some(told.form_factor.clone());
    let client = Some(Client { user_agent: agent, device, ..Client::default() });
    let again = joined.then_some(true);
    let details = Details { user: told.user.clone(), client, again, ..Details::default() };
    let recipient = Some(id.to_string());
    Event { recipient, details, ..Event::new(kind) }
}

/// Tells it under an id; says whether nobody had under the same.
async fn granted(hub: &Hub, source: &Source, event: &Event, id: String) -> Result<bool, Problem> {
    let now = from_ms(hub.now());
    let event = Event { event_id: Some(id), occurred_at: Some(now), ..event.clone() };
    let taken = take_in(hub, source, &Parsed::event(event), now, None, None).await?;
    Ok(!taken.iter().any(|it| it.duplicate))
}

fn malformed(why: &str) -> Problem {
    Problem::about(Kind::Malformed, why)
}
