//! A webhook as attempts need it: read once, used for every delivery until it changes.

use bytes::Bytes;
use event::EventId;
use fetch::{Failure, Request, Target};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;
use std::time::Duration;
use store::{Registry, Webhook};
use url::{Position, Url};
use webhook::{Base, KeyPair, Message, Options, SigningKeys, batch_id};

/// How often an event may pass through hubs before a loop is certain; counted by the receiver.
const HOPS: HeaderName = HeaderName::from_static("tidings-hops");

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// What a webhook's attempts have in common.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) webhook: Arc<Webhook>,
    /// Its headers, those of the connection aside.
    pub(crate) headers: HeaderMap,
    target: Arc<Target>,
    keys: SigningKeys,
    deadline: Option<Duration>,
    /// Whether bodies go out as they are kept, under the usual signature.
    plain: bool,
}

/// A request that is ready, and the texts that were signed of it, where that was asked for.
pub(crate) struct Prepared {
    pub(crate) request: Request,
    pub(crate) bases: Vec<Base>,
}

impl Endpoint {
    /// Prepares a webhook; none where its URL, which was checked when it was set up, is none.
    pub(crate) fn new(registry: &Registry, webhook: &Arc<Webhook>) -> Option<Self> {
        let options = &webhook.options;
        let mut headers = HeaderMap::with_capacity(8 + webhook.headers.len());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(options.content_type()));
        headers.insert(HOPS, HeaderValue::from_static("1"));
        let custom = webhook.headers.iter();
        headers.extend(custom.filter_map(|(name, value)| webhook::check_header(name, value).ok()));
        let keys = keys(registry, webhook)?;
        Some(Self {
            target: Arc::new(Target::new(Url::parse(&webhook.url).ok()?, headers.clone()).ok()?),
            headers,
            plain: options.is_as_kept() && options.batch.is_none() && keys.are_plain(),
            keys,
            deadline: options.deadline_seconds.map(|it| Duration::from_secs(it.into())),
            webhook: webhook.clone(),
        })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &Url {
        self.target.url()
    }

    /// An attempt for a kept body, at that time in milliseconds since 1970.
    pub(crate) fn prepare(&self, id: String, at: i64, kept: &Bytes) -> Result<Prepared, Failure> {
        if self.plain { Ok(self.as_kept(id, at, kept)) } else { self.prepare_shown(id, at, kept) }
    }

    /// The same, with the texts that were signed.
    pub(crate) fn prepare_shown(
        &self,
        id: String,
        at: i64,
        kept: &Bytes,
    ) -> Result<Prepared, Failure> {
        let options = &self.webhook.options;
        let body = if options.is_as_kept() {
            kept.clone()
        } else {
            options.body(kept).map_err(|error| Failure::Unsendable(Box::new(error)))?.into()
        };
        Ok(self.signed(id, at, body, options.content_type()))
    }

    /// An attempt for several events at once: their ids, and their bodies as they are kept.
    pub(crate) fn prepare_batch(
        &self,
        at: i64,
        events: &[(EventId, &[u8])],
    ) -> Result<Prepared, Failure> {
        let options = &self.webhook.options;
        let bodies = options.bodies(events.iter().map(|(_, kept)| *kept));
        let body = bodies.map_err(|error| Failure::Unsendable(Box::new(error)))?;
        let id = batch_id(events.iter().map(|(id, _)| *id)).to_string();
        Ok(self.signed(id, at, body.into(), options.content_type()))
    }

    /// A request with a body as it is, signed like all others; of the type that they have, where
    /// none of its own is said.
    pub(crate) fn prepare_typed(
        &self,
        id: String,
        at: i64,
        (body, content_type): (Bytes, Option<HeaderValue>),
    ) -> Prepared {
        let usual = self.webhook.options.content_type();
        let said = content_type.as_ref().and_then(|it| it.to_str().ok()).unwrap_or(usual);
        let mut prepared = self.signed(id, at, body, said);
        if let Some(content_type) = content_type {
            prepared.request.headers.insert(CONTENT_TYPE, content_type);
        }
        prepared
    }

    /// The way of nearly all: the bytes as they are kept, and one header to sign them.
    fn as_kept(&self, id: String, at: i64, kept: &Bytes) -> Prepared {
        let timestamp = at / 1000;
        let mut headers = HeaderMap::with_capacity(3);
        put(&mut headers, SIGNATURE, self.keys.sign(&id, timestamp, kept));
        put(&mut headers, ID, id);
        headers.insert(TIMESTAMP, timestamp.into());
        Prepared { request: self.post(headers, kept.clone()), bases: Vec::new() }
    }

    fn signed(&self, id: String, at: i64, body: Bytes, content_type: &str) -> Prepared {
        let timestamp = at / 1000;
        let url = self.target.url();
        let message = Message {
            id: &id,
            timestamp,
            uri: &url[..Position::AfterQuery],
            host: &url[Position::BeforeHost..Position::AfterPort],
            path: &url[Position::BeforePath..Position::AfterQuery],
            content_type,
            body: &body,
            nonce: rand::random(),
        };
        let (mut headers, bases) = self.keys.headers(&message);
        put(&mut headers, ID, id);
        headers.insert(TIMESTAMP, timestamp.into());
        Prepared { request: self.post(headers, body), bases }
    }

    fn post(&self, headers: HeaderMap, body: Bytes) -> Request {
        let deadline = self.deadline;
        Request { deadline, ..Request::post(self.target.clone(), headers, body) }
    }
}

/// The webhook's secrets and its project's key pairs; none where the project is gone.
fn keys(registry: &Registry, webhook: &Webhook) -> Option<SigningKeys> {
    let project = registry.project_no(webhook.project)?;
    let Options { signatures, sender_id, .. } = &webhook.options;
    let wanted = |algorithm| signatures.iter().any(|it| it.algorithm() == Some(algorithm));
    let pairs = registry.signing_keys(webhook.project).rev();
    let pairs = pairs.filter(|it| it.active && wanted(it.algorithm()));
    let pairs =
        pairs.filter_map(|it| KeyPair::new(&it.id(&project.domain), &it.key, it.until).ok());
    let sender = sender_id.clone().unwrap_or_else(|| project.id.to_string());
    Some(SigningKeys::with(signatures, &webhook.secrets, pairs.collect(), &sender))
}

/// Ids and signatures are ASCII, so that this cannot fail.
fn put(headers: &mut HeaderMap, name: HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
