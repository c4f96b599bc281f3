//! The client itself.

use crate::direct::Direct;
use crate::general::General;
use crate::names::Names;
use crate::records::Records;
use crate::request::To;
use crate::resolver::Resolver;
use crate::rules::Rules;
use crate::transport::Transport;
use crate::{Answer, Blocked, CannotStart, Failure, Options, Request, TextRecords, tls};
use std::fmt;
use std::sync::Arc;
use url::Url;

/// Sends requests to where the guard lets them. Clones share their connections.
#[derive(Clone)]
pub struct Client {
    rules: Arc<Rules>,
    general: General,
    direct: Arc<Direct>,
    records: Records,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("deadline", &self.rules.deadline).finish_non_exhaustive()
    }
}

impl Client {
    /// A client with these options.
    ///
    /// # Errors
    ///
    /// [`CannotStart`] when TLS or the client cannot be set up with them.
    pub fn new(options: Options) -> Result<Self, CannotStart> {
        let names = Names::new(options.name_memory);
        let records = Records::new(options.name_servers, options.connect_timeout);
        let rules = Arc::new(Rules {
            resolver: Resolver::new(options.guard.clone(), options.lookup, names),
            guard: options.guard,
            exempt: options.exempt,
            connect_timeout: options.connect_timeout,
            deadline: options.total_deadline,
            cap: options.response_cap,
        });
        let tls = tls::config(options.extra_roots)?;
        let (idle, agent) = (options.idle_per_host, options.user_agent);
        let general = General::new(&rules, tls.clone(), idle, agent.clone())?;
        let direct = Arc::new(Direct::new(&rules, tls, idle, agent));
        Ok(Self { rules, general, direct, records })
    }

    /// Judges a URL as [`AddressGuard::check_url`](crate::AddressGuard::check_url) does, the
    /// exemption aside.
    ///
    /// # Errors
    ///
    /// [`Blocked`] when nothing would be sent there.
    pub fn check_url(&self, url: &Url) -> Result<(), Blocked> {
        self.rules.check_url(url)
    }

    /// Asks the DNS for the text records of a whole name, such as `one._domainkey.example.com`.
    ///
    /// That there are none is an answer.
    ///
    /// # Errors
    ///
    /// [`Failure`] when no name server answers in time, or none knows.
    pub async fn text_records(&self, name: &str) -> Result<TextRecords, Failure> {
        self.records.of(name).await
    }

    /// Sends one request, once, and reads what comes back.
    ///
    /// # Errors
    ///
    /// [`Failure`] when no whole answer came within the deadline. Whether the endpoint has seen
    /// the request is then unknown, unless the failure is of the connection.
    pub async fn send(&self, request: Request) -> Result<Answer, Failure> {
        let answer = match &request.to {
            // On the heap, so that it takes no room in the calls of targets.
            To::Url(_) => Box::pin(self.general.send(request)).await,
            To::Target(_) => self.direct.send(request).await,
        };
        if let Err(Failure::Blocked(blocked)) = &answer {
            let reason = blocked.word();
            metrics::counter!("tidings_egress_blocked_total", "reason" => reason).increment(1);
        }
        answer
    }
}
