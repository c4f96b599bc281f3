//! One callback, from the door to the disk.

use super::answer::Said;
use super::keep::{self, Kept};
use super::meters::Meters;
use super::prepared::Prepared;
use super::visit::visit;
use super::{Door, files, heard, take_in};
use crate::{Hub, reading};
use adapter::{Callback, MOST_FIELDS, Parsed, Verified};
use axum::BoxError;
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use bytes::Bytes;
use event::from_ms;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;
use std::sync::Arc;
use store::{CallbackState, Source, StoreError, hash};
use url::Url;

pub(super) async fn receive(
    State(hub): State<Arc<Hub>>,
    Path(token): Path<String>,
    request: Request,
) -> Said {
    say(&hub, &token, request).await
}

pub(super) async fn say<B>(hub: &Hub, token: &str, request: Request<B>) -> Said
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    enter(hub, token, request).await.unwrap_or_else(uncounted)
}

/// Counts what was said before a source was found.
fn uncounted(said: Said) -> Said {
    Meters::count_nobodys(&said);
    said
}

/// As [`say`], for a source that is named in another way than by the token of its callback URL:
/// `name` is what stands for that in the path.
pub(super) async fn say_for<B>(
    hub: &Hub,
    source: Option<&Arc<Source>>,
    name: &str,
    request: Request<B>,
) -> Said
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let said = match source {
        Some(source) => take(hub, source, name, request).await,
        None => Err(Said::Unknown),
    };
    said.unwrap_or_else(uncounted)
}

async fn enter<B>(hub: &Hub, token: &str, request: Request<B>) -> Result<Said, Said>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let length = request.headers().get(CONTENT_LENGTH);
    refuse_large(&hub.door, length)?;
    let registry = hub.store.registry();
    let source = registry.source_by_token(&hash(token), hub.now());
    let source = source.ok_or_else(|| nobodys(hub, token, request.method()))?;
    take(hub, source, token, request).await
}

/// Counts what it says, where there is anything to say.
async fn take<B>(
    hub: &Hub,
    source: &Arc<Source>,
    token: &str,
    request: Request<B>,
) -> Result<Said, Said>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let prepared = hub.door.prepared(hub, source).ok_or(Said::Unknown)?;
    let said = take_for(hub, &prepared, token, request).await.unwrap_or_else(|said| said);
    prepared.counted.count(&said);
    Ok(said)
}

async fn take_for<B>(
    hub: &Hub,
    prepared: &Prepared,
    token: &str,
    request: Request<B>,
) -> Result<Said, Said>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let door = &hub.door;
    let (parts, body) = request.into_parts();
    refuse_large(door, parts.headers.get(CONTENT_LENGTH))?;
    let now = hub.now();
    let body = read(door, body).await?;
    refuse_endless(&parts, &body)?;
    if prepared.source.paused {
        return Err(Said::Paused);
    }
    let said = believe(
        hub,
        prepared,
        token,
        Callback {
            url: called(&hub.public_url, prepared, &parts),
            method: parts.method,
            headers: parts.headers,
            body,
            received_at: from_ms(now),
        },
    );
    match said.await {
        // Only there: a browser would ask a person for them.
        Err(Said::Refused) if prepared.setup.secrets.find("basic").is_some() => {
            Err(Said::Challenged)
        }
        said => said,
    }
}

async fn believe(
    hub: &Hub,
    prepared: &Prepared,
    token: &str,
    callback: Callback,
) -> Result<Said, Said> {
    if prepared.waiting {
        let answer = prepared.adapter.handshake(&callback, &prepared.setup);
        return answer.map(Said::Shaken).ok_or(Said::Refused);
    }
    let setup = hub.door.keys.complete(hub, prepared, &callback).await?;
    let setup = setup.as_ref().unwrap_or(&prepared.setup);
    let verified = adapter::verify(prepared.adapter, &callback, setup);
    let verified = verified.map_err(|refusal| {
        tracing::debug!(source.id = %prepared.source.id, refusal = %refusal, "Refused a callback");
        Said::Refused
    })?;
    keep_what_it_said(hub, prepared, &verified, token).await
}

/// What is said where no source has the token: it may be the name of a file.
fn nobodys(hub: &Hub, token: &str, method: &Method) -> Said {
    files::asked(hub, method, token).map_or(Said::Unknown, Said::File)
}

/// What its sender says of its length is enough to refuse it unread.
fn refuse_large(door: &Door, length: Option<&HeaderValue>) -> Result<(), Said> {
    let length = length.and_then(|it| it.to_str().ok());
    let length: Option<u64> = length.and_then(|length| length.parse().ok());
    match length {
        Some(length) if length > door.largest as u64 => Err(Said::TooLarge),
        _ => Ok(()),
    }
}

async fn read<B>(door: &Door, body: B) -> Result<Bytes, Said>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    match Limited::new(body, door.largest).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Said::TooLarge),
        Err(_) => Err(Said::Broken),
    }
}

/// A form that has no end to its fields is no provider's.
fn refuse_endless(parts: &Parts, body: &[u8]) -> Result<(), Said> {
    let of = parts.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_form = of.is_some_and(|of| of.starts_with(b"application/x-www-form-urlencoded"));
    let fields = || body.split(|byte| *byte == b'&').count();
    if is_form && fields() > MOST_FIELDS { Err(Said::TooLarge) } else { Ok(()) }
}

/// The URL as the provider knows it. Behind a proxy ours looks different, and some sign theirs.
fn called(public: &Url, prepared: &Prepared, parts: &Parts) -> String {
    if let Some(registered) = prepared.setup.text("registered_url") {
        let base = registered.split('?').next().unwrap_or(registered);
        return match parts.uri.query() {
            Some(query) => format!("{base}?{query}"),
            None => base.to_owned(),
        };
    }
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    format!("{}{path}", public.as_str().trim_end_matches('/'))
}

/// From here on it was the provider: 2xx as soon as it is on disk.
async fn keep_what_it_said(
    hub: &Hub,
    prepared: &Prepared,
    verified: &Verified<'_>,
    token: &str,
) -> Result<Said, Said> {
    let callback = verified.callback();
    let kept =
        |state, note: &str| keep::copy(callback, token, &prepared.setup.secrets, state, note);
    let (mut parsed, copy) = match reading::read(prepared.adapter, verified, hub.places.as_ref()) {
        Ok(parsed) => {
            let copy = keep::why(&parsed, prepared).map(|Kept { state, note }| kept(state, &note));
            (parsed, copy)
        }
        Err(error) => (Parsed::default(), Some(kept(CallbackState::Malformed, &error.0))),
    };
    hub.door.meters.count_parsed(&parsed);
    if let Some(place) = &parsed.visit {
        visit(hub, place).await?;
    }
    let source = &prepared.source;
    match heard::keep(hub, source, verified, &mut parsed, copy).await {
        Ok(heard) => {
            heard.go_on(hub);
            Ok(Said::Taken(parsed.answer))
        }
        Err(StoreError::Replayed) => Err(Said::Refused),
        Err(error) if error.is_passing() => Err(Said::NotNow),
        Err(error) => {
            tracing::error!(source.id = %source.id, error.cause = ?error, "Kept a callback unread");
            let copy = kept(CallbackState::Malformed, "the store refused what was read");
            let none = Parsed::default();
            let kept = take_in(hub, source, &none, callback.received_at, None, Some(copy)).await;
            kept.map(|_| Said::Taken(parsed.answer)).map_err(|_| Said::NotNow)
        }
    }
}
