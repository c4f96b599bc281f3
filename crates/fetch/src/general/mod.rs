//! The transport for what is called now and then: reqwest, which prepares each call by itself.

mod body;
mod connect;
mod progress;
mod resolve;

pub(crate) use self::connect::Late;
pub(crate) use self::progress::Progress;

use self::body::Marked;
use self::connect::ConnectLimit;
use self::resolve::Guarded;
use crate::classify::classify;
use crate::rules::{IDLE, Rules};
use crate::transport::Transport;
use crate::{Answer, CannotStart, Failure, Request, Stage};
use http::HeaderValue;
use http::header::{HOST, LOCATION, RETRY_AFTER};
use reqwest::redirect;
use rustls::ClientConfig;
use std::sync::Arc;
use std::time::{Duration, Instant};
use url::{Host, Position};

/// The client divides its own limit among the addresses of a name, so that one that is dead
/// leaves time for the next. It must not pass before ours, which can say for what it waited.
const AFTER_OURS: Duration = Duration::from_millis(100);

/// A client within the rules.
#[derive(Clone)]
pub(crate) struct General {
    inner: reqwest::Client,
    rules: Arc<Rules>,
}

impl General {
    pub(crate) fn new(
        rules: &Arc<Rules>,
        tls: ClientConfig,
        idle_per_host: usize,
        user_agent: HeaderValue,
    ) -> Result<Self, CannotStart> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Guarded(Arc::clone(rules)))
            .connector_layer(ConnectLimit(rules.connect_timeout))
            .connect_timeout(rules.connect_timeout + AFTER_OURS)
            .http1_only()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .tcp_nodelay(true)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(idle_per_host)
            .user_agent(user_agent);
        let inner = builder.build().map_err(CannotStart::Client)?;
        Ok(Self { inner, rules: Arc::clone(rules) })
    }

    async fn exchange(
        &self,
        request: Request,
        progress: Arc<Progress>,
    ) -> Result<Answer, reqwest::Error> {
        let cap = request.cap.unwrap_or(self.rules.cap);
        let (mut url, mut headers) = (request.to.url().clone(), request.headers);
        if let Some(exempt) = self.rules.exemption(&url) {
            let host = &url[Position::BeforeHost..Position::AfterPort];
            if let Ok(host) = HeaderValue::from_str(host) {
                headers.insert(HOST, host);
            }
            url = exempt.redirect(&url);
        }
        let body = Marked::new(request.body, Arc::clone(&progress));
        let mut outgoing = reqwest::Request::new(request.method, url);
        *outgoing.headers_mut() = headers;
        *outgoing.body_mut() = Some(reqwest::Body::wrap(body));
        let mut response = self.inner.execute(outgoing).await?;
        progress.reach(Stage::Reading);
        let peer = response.remote_addr();
        let value = |name| response.headers().get(name).map(HeaderValue::as_bytes);
        let (location, retry_after) = (value(LOCATION), value(RETRY_AFTER));
        let status = response.status().as_u16();
        let mut answer = Answer::begin(status, location, retry_after, peer);
        answer.headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if !answer.keep(&mut body, &chunk, cap) {
                break;
            }
        }
        answer.body = body.into();
        Ok(answer)
    }
}

impl Transport for General {
    async fn send(&self, request: Request) -> Result<Answer, Failure> {
        let started = Instant::now();
        let url = request.to.url();
        self.rules.check_url(url).map_err(Failure::Blocked)?;
        let limit = request.deadline.unwrap_or(self.rules.deadline);
        let named = matches!(url.host(), Some(Host::Domain(_)));
        let progress = Progress::new(if named { Stage::Resolving } else { Stage::Connecting });
        let exchange = self.exchange(request, Arc::clone(&progress));
        let exchange = Arc::clone(&progress).scope(exchange);
        let Ok(outcome) = tokio::time::timeout(limit, exchange).await else {
            return Err(Failure::Timeout { stage: progress.stage(), after: limit });
        };
        let mut answer = outcome.map_err(|error| {
            let failure = classify(&error, progress.stage(), limit);
            failure.unwrap_or_else(|| Failure::Unsendable(error.without_url().into()))
        })?;
        answer.duration = started.elapsed();
        if let Some(peer) = answer.peer.filter(|_| progress.dialled()) {
            self.rules.log_exception(peer);
        }
        Ok(answer)
    }
}
