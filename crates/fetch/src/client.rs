//! The client itself.

use crate::answer::Answer;
use crate::body::Marked;
use crate::classify::classify;
use crate::connect::ConnectLimit;
use crate::names::Names;
use crate::progress::{Progress, Stage};
use crate::resolver::GuardedResolver;
use crate::{AddressGuard, Blocked, CannotStart, Exempt, Failure, Options, Request, tls};
use http::HeaderValue;
use http::header::HOST;
use reqwest::redirect;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use url::{Host, Position, Url};

/// Kept shorter than the 60 s after which most load balancers close an idle connection.
const IDLE: Duration = Duration::from_secs(30);

/// The client divides its own limit among the addresses of a name, so that one that is dead
/// leaves time for the next. It must not pass before ours, which can say for what it waited.
const AFTER_OURS: Duration = Duration::from_millis(100);

/// Sends requests to where the guard lets them. Clones share their connections.
#[derive(Clone)]
pub struct Client {
    inner: reqwest::Client,
    guard: AddressGuard,
    exempt: Option<Arc<Exempt>>,
    deadline: Duration,
    cap: usize,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}

impl Client {
    /// A client with these options.
    ///
    /// # Errors
    ///
    /// [`CannotStart`] when TLS or the client cannot be set up with them.
    pub fn new(options: Options) -> Result<Self, CannotStart> {
        let guard = options.guard;
        let names = Names::new(options.name_memory);
        let resolver = GuardedResolver::new(guard.clone(), options.lookup, names);
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(options.extra_roots)?)
            .dns_resolver(resolver)
            .connector_layer(ConnectLimit(options.connect_timeout))
            .connect_timeout(options.connect_timeout + AFTER_OURS)
            .http1_only()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .tcp_nodelay(true)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(options.idle_per_host)
            .user_agent(options.user_agent);
        Ok(Self {
            inner: builder.build().map_err(CannotStart::Client)?,
            guard,
            exempt: options.exempt.map(Arc::new),
            deadline: options.total_deadline,
            cap: options.response_cap,
        })
    }

    /// Judges a URL as [`AddressGuard::check_url`] does, the exemption aside.
    ///
    /// # Errors
    ///
    /// [`Blocked`] when nothing would be sent there.
    pub fn check_url(&self, url: &Url) -> Result<(), Blocked> {
        if self.exempt.as_ref().is_some_and(|exempt| exempt.covers(url)) {
            return Ok(());
        }
        self.guard.check_url(url)
    }

    /// Sends one request, once, and reads what comes back.
    ///
    /// # Errors
    ///
    /// [`Failure`] when no whole answer came within the deadline. Whether the endpoint has seen
    /// the request is then unknown, unless the failure is of the connection.
    pub async fn send(&self, request: Request) -> Result<Answer, Failure> {
        let started = Instant::now();
        self.check_url(&request.url).map_err(Failure::Blocked)?;
        let limit = request.deadline.unwrap_or(self.deadline);
        let named = matches!(request.url.host(), Some(Host::Domain(_)));
        let progress = Progress::new(if named { Stage::Resolving } else { Stage::Connecting });
        let exchange = self.exchange(request, Arc::clone(&progress));
        let exchange = Arc::clone(&progress).scope(exchange);
        let Ok(outcome) = tokio::time::timeout(limit, exchange).await else {
            return Err(Failure::Timeout { stage: progress.stage(), after: limit });
        };
        let mut answer = outcome.map_err(|error| classify(error, progress.stage(), limit))?;
        answer.duration = started.elapsed();
        if progress.dialled() {
            self.log_exception(&answer);
        }
        Ok(answer)
    }

    async fn exchange(
        &self,
        request: Request,
        progress: Arc<Progress>,
    ) -> Result<Answer, reqwest::Error> {
        let Request { method, mut url, mut headers, body, .. } = request;
        if let Some(exempt) = self.exempt.as_ref().filter(|exempt| exempt.covers(&url)) {
            let host = &url[Position::BeforeHost..Position::AfterPort];
            if let Ok(host) = HeaderValue::from_str(host) {
                headers.insert(HOST, host);
            }
            url = exempt.redirect(&url);
        }
        let mut outgoing = reqwest::Request::new(method, url);
        *outgoing.headers_mut() = headers;
        *outgoing.body_mut() = Some(reqwest::Body::wrap(Marked::new(body, Arc::clone(&progress))));
        let response = self.inner.execute(outgoing).await?;
        progress.reach(Stage::Reading);
        Answer::read(response, self.cap).await
    }

    /// Who allowed a network wants to see what goes there: once for each connection.
    fn log_exception(&self, answer: &Answer) {
        let Some(peer) = answer.peer else { return };
        if let Some(network) = self.guard.exception(peer.ip()) {
            tracing::info!(%network, %peer, "Connected to a network that is not public");
        }
    }
}
