//! The door for providers' callbacks: `/in/{token}`.
//!
//! Size, token, proof, in that order; from there on the answer is 2xx as soon as what was said is
//! on disk, whether it could be read or not.

mod answer;
mod files;
mod heard;
mod keep;
mod keys;
mod meters;
mod prepared;
mod receive;
mod take_in;
mod visit;

pub(crate) use self::files::{at_the_root, is_taken, may_be_served};
pub(crate) use self::take_in::{new_event, take_in};

use self::files::Files;
use self::keys::Keys;
use self::meters::Meters;
use self::prepared::Prepared;
use crate::Hub;
use axum::http::{Method, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{BoxError, Router};
use bytes::Bytes;
use hyper::body::Body;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use store::{No, Source};

/// What stands at the door.
#[derive(Debug)]
pub struct Door {
    /// How large a callback may be, in bytes.
    pub largest: usize,
    /// By source: what callbacks are proven with.
    prepared: RwLock<HashMap<No, Arc<Prepared>>>,
    keys: Keys,
    files: Files,
    meters: Meters,
}

impl Door {
    /// A door that takes callbacks up to so many bytes.
    #[must_use]
    pub fn new(largest: usize) -> Self {
        Self {
            largest,
            prepared: RwLock::default(),
            keys: Keys::default(),
            files: Files::default(),
            meters: Meters::new(),
        }
    }
}

/// Where callbacks go.
const AT: &str = "/in/";

/// Whether [`answer`] is for that request.
pub(crate) fn is_callback(method: &Method, path: &str) -> bool {
    let token = path.strip_prefix(AT).unwrap_or_default();
    let plain = !token.is_empty() && !token.contains(['/', '%']);
    plain && [Method::POST, Method::GET].contains(method)
}

/// Takes a callback in. The same as the routes do, without the way through them.
pub(crate) async fn answer<B>(hub: Arc<Hub>, request: Request<B>) -> Response
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let token = request.uri().path().strip_prefix(AT).unwrap_or_default().to_owned();
    receive::say(&hub, &token, request).await.into_response()
}

/// Takes a callback in for a source that is named by something else than its token.
pub(crate) async fn answer_for<B>(
    hub: &Hub,
    source: Option<&Arc<Source>>,
    name: &str,
    request: Request<B>,
) -> Response
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    receive::say_for(hub, source, name, request).await.into_response()
}

/// The routes under `/in/`.
pub fn router() -> Router<Arc<Hub>> {
    Router::new().route("/in/{token}", get(receive::receive).post(receive::receive))
}
