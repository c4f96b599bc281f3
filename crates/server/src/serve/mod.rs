//! Starting the hub, and stopping it.

mod first_key;
mod folder;
mod open;
mod outside;
mod routes;
mod signal;

pub(crate) use self::first_key::new_key;
pub(crate) use self::folder::{check_store, make_folder};
pub(crate) use self::open::{clock, migrate, open_store};
pub use self::outside::Outside;
pub(crate) use self::signal::told_to_stop;

use self::routes::Front;
use crate::config::{Config, Origin, Secret};
use crate::listen::Listening;
use crate::observe::{Counted, Meters};
use crate::post::{self, Post};
use crate::sdk::Sites;
use crate::{Adapters, Door, Feeds, Hub, Pace, Sandbox, Visits, bots, operator};
use anyhow::{Context, Result};
use dispatch::{Dispatch, Lanes, Watch};
use fetch::{AddressGuard, Client, Exempt};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use store::{Clock, Store};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// What is read of an answer of a bot's API, in bytes: a hundred updates are polled for at once.
const ANSWERS: usize = 4 << 20;

/// How much longer than an attempt a stop may take.
const GRACE: Duration = Duration::from_secs(2);

/// A hub that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The admin key that was made because the store had none: shown now or never.
    pub admin_key: Option<Secret>,
    /// What its routes work with.
    pub hub: Arc<Hub>,
    listening: Listening,
    /// The limit on an attempt, where its webhook has none.
    deadline: Duration,
    /// What tells the operator, where that is wanted.
    teller: Option<JoinHandle<()>>,
    _meters: Meters,
}

/// Starts a hub. It takes requests as soon as this returns.
///
/// # Errors
///
/// When it cannot listen, or its store cannot be opened; a [`BrokenConfig`](crate::config::BrokenConfig)
/// is among the causes where the configuration is to blame.
pub async fn start(config: Config) -> Result<Running> {
    start_in(config, Outside::default()).await
}

/// Starts a hub in surroundings of one's own, as [`start`] does in the usual ones.
///
/// # Errors
///
/// As of [`start`].
pub async fn start_in(config: Config, outside: Outside) -> Result<Running> {
    // Before anything that counts: what is counted before is lost.
    let meters = Meters::begin();
    let places = config.places()?;
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.with_context(|| format!("cannot listen at {}", config.listen))?;
    let addr = listener.local_addr().context("cannot listen")?;
    let public_url = public_url(config.public_url.as_ref(), addr)?;
    let Outside { clock, network } = outside;
    let calls = calls(&config, network.clone())?;
    let client = client(&config, network, &public_url, addr)?;
    let (store, dispatch) = sending(&config, &client, clock).await?;
    let admin_key = first_key::first_key(&store, config.admin_key.as_ref()).await;
    let admin_key = admin_key.context("cannot make an admin key")?;
    let limits = config.limits;
    let hub = Arc::new(Hub {
        store,
        dispatch,
        client,
        adapters: Adapters,
        places,
        counted: Counted::new(),
        door: Door::new(limits.body.in_memory()),
        sandbox: Sandbox::default(),
        pace: Pace::default(),
        visits: Visits::new(config.trusted_proxies.0.clone(), limits.links.0),
        sites: Sites::default(),
        post: Post::new(&config.messages, calls),
        feeds: Feeds::new(limits.streams),
        public_url,
        outgoing: config.outgoing.clone(),
        clock,
    });
    let teller = hub.dispatch.is_some().then(|| begin_to_send(&hub, &config)).flatten();
    let front = Front::new(hub.clone(), config.role);
    let listening = Listening::begin(listener, front, limits.request.0);
    tracing::info!(listen.addr = %addr, hub.version = env!("CARGO_PKG_VERSION"), "The hub is up");
    let deadline = limits.deadline.0;
    Ok(Running { addr, admin_key, hub, listening, deadline, teller, _meters: meters })
}

impl Running {
    /// Takes no more connections, lets what is on its way end, and closes the store: what was not
    /// sent by then is sent after the next start.
    pub async fn stop(self) {
        tracing::info!("The hub stops");
        let patience = self.patience();
        self.hub.feeds.stop();
        let answered = self.listening.stop(patience);
        let sent = async {
            match &self.hub.dispatch {
                Some(dispatch) => dispatch.stop(patience).await,
                None => true,
            }
        };
        let posted = self.hub.post.stop(patience);
        let (answered, sent, posted) = tokio::join!(answered, sent, posted);
        if !answered {
            tracing::warn!("Some requests were not answered in time");
        }
        if !sent {
            tracing::warn!("Some attempts did not end in time: they will be made again");
        }
        if !posted {
            tracing::warn!("Some messages were not sent in time: they will be sent again");
        }
        // What was on its way to the operator is sent again.
        if let Some(teller) = self.teller {
            teller.abort();
            _ = teller.await;
        }
        self.hub.store.close().await;
        tracing::info!("The hub is down");
    }
}

impl Running {
    /// As long as an attempt may take that is on its way, and a little longer.
    fn patience(&self) -> Duration {
        let registry = self.hub.store.registry();
        let own = registry.all_webhooks().filter_map(|it| it.options.deadline_seconds).max();
        self.deadline.max(Duration::from_secs(own.unwrap_or_default().into())) + GRACE
    }
}

/// The store, and what sends what it hands over, where this hub does.
async fn sending(
    config: &Config,
    client: &Client,
    clock: Clock,
) -> Result<(Store, Option<Dispatch>)> {
    if !config.role.dispatches() {
        return Ok((open_store(config, clock, None).await?, None));
    }
    let of_host = config.limits.host.0.into();
    let lanes = Lanes::new(dispatch::Limits { of_host, ..dispatch::Limits::default() }, clock);
    let store = open_store(config, clock, Some(lanes.clone())).await?;
    let tells = config.operator.url.is_some();
    let watch = Watch { disable_after: config.limits.disable_after.0, tells };
    let dispatch = dispatch::start(lanes, store.clone(), client.clone(), watch);
    Ok((store, Some(dispatch)))
}

/// What others call the hub by; where nobody says, what it can be called by on this machine.
fn public_url(given: Option<&Origin>, addr: SocketAddr) -> Result<Url> {
    if let Some(origin) = given {
        return Ok(origin.url().clone());
    }
    let mut near = addr;
    if addr.ip().is_unspecified() {
        near.set_ip(match addr {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    Url::parse(&format!("http://{near}/")).context("cannot make a URL of where the hub listens")
}

/// Sends what the hub is asked to send, looks after its bots, and tells the operator.
fn begin_to_send(hub: &Arc<Hub>, config: &Config) -> Option<JoinHandle<()>> {
    post::begin(hub);
    bots::begin(hub);
    operator::begin(hub, &config.operator)
}

/// What calls push services and bots' APIs. Where it calls is configured, or on a list of services.
fn calls(config: &Config, network: fetch::Options) -> Result<Client> {
    let options = fetch::Options {
        total_deadline: config.limits.deadline.0,
        response_cap: ANSWERS,
        guard: AddressGuard::new(config.allow_networks.0.iter().copied()),
        ..network
    };
    Client::new(options).context("cannot make the HTTP client")
}

fn client(
    config: &Config,
    network: fetch::Options,
    public_url: &Url,
    addr: SocketAddr,
) -> Result<Client> {
    let sandbox = || Exempt::new(public_url.clone(), "/sandbox/", addr);
    let options = fetch::Options {
        total_deadline: config.limits.deadline.0,
        response_cap: config.limits.response.in_memory(),
        guard: AddressGuard::new(config.allow_networks.0.iter().copied()),
        exempt: Some(network.exempt.unwrap_or_else(sandbox)),
        ..network
    };
    Client::new(options).context("cannot make the HTTP client")
}
