//! A webhook as attempts need it: read once, used for every delivery until it changes.

use fetch::Target;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;
use store::Webhook;
use url::Url;
use webhook::SigningKeys;

/// How often an event may pass through hubs before a loop is certain; counted by the receiver.
const HOPS: HeaderName = HeaderName::from_static("tidings-hops");

/// What a webhook's attempts have in common.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) webhook: Arc<Webhook>,
    pub(crate) target: Arc<Target>,
    pub(crate) keys: SigningKeys,
}

impl Endpoint {
    /// Prepares a webhook; none where its URL, which was checked when it was set up, is none.
    pub(crate) fn new(webhook: &Arc<Webhook>) -> Option<Self> {
        let mut headers = HeaderMap::with_capacity(8 + webhook.headers.len());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(HOPS, HeaderValue::from_static("1"));
        let custom = webhook.headers.iter();
        headers.extend(custom.filter_map(|(name, value)| webhook::check_header(name, value).ok()));
        Some(Self {
            target: Arc::new(Target::new(Url::parse(&webhook.url).ok()?, headers).ok()?),
            keys: SigningKeys::new(&webhook.secrets),
            webhook: webhook.clone(),
        })
    }
}
