//! Every route of the hub.

use crate::config::Role;
use crate::listen::Paced;
use crate::problem::{Kind, Problem};
use crate::{Hub, api, door, health, observe, sandbox, sdk, visit};
use axum::Router;
use axum::http::Request;
use axum::response::{Redirect, Response};
use axum::routing::get;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

/// What answers all that comes in. Callbacks, which are most of it, take the shortest way.
#[derive(Clone)]
pub(super) struct Front {
    hub: Arc<Hub>,
    routes: Router,
    /// Whether callbacks are taken.
    takes: bool,
}

impl Front {
    pub(super) fn new(hub: Arc<Hub>, role: Role) -> Self {
        let (takes, looked_after) = (role.serves(), looked_after());
        let routes = if takes {
            // What no route has may still be a file that a provider asks for.
            looked_after.merge(served()).fallback(door::at_the_root)
        } else {
            looked_after.fallback(async || Problem::not_found())
        };
        let routes =
            routes.method_not_allowed_fallback(async || Problem::new(Kind::MethodNotAllowed));
        Self { routes: routes.with_state(hub.clone()), hub, takes }
    }
}

impl Service<Request<Paced>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Paced>) -> Self::Future {
        if self.takes && door::is_callback(request.method(), request.uri().path()) {
            let answer = door::answer(self.hub.clone(), request);
            return Box::pin(answer.map(Ok));
        }
        Box::pin(self.routes.call(request))
    }
}

/// The routes for those who call the hub. Those that read bodies measure them, each by what it is
/// for.
fn served() -> Router<Arc<Hub>> {
    Router::new()
        .merge(api::router())
        .merge(door::router())
        .merge(sandbox::router())
        .merge(sdk::router())
        .merge(visit::router())
        // Until there is a page of our own, the description of the API is the way in.
        .route("/", get(async || Redirect::temporary("/docs")))
}

/// The routes for those who look after it.
fn looked_after() -> Router<Arc<Hub>> {
    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(observe::metrics))
}
