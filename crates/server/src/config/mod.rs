//! What the hub is told before it starts.

mod at_once;
mod broken;
mod database;
mod keys;
mod layers;
mod limits;
mod list;
mod listen;
mod log;
mod messages;
mod networks;
mod operator;
mod origin;
mod outgoing;
mod read;
mod retention;
mod role;
mod secret;
mod text;
mod units;

pub use self::at_once::AtOnce;
pub use self::broken::{BadValue, BrokenConfig};
pub use self::database::DatabaseUrl;
pub use self::limits::Limits;
pub use self::log::{LogFilter, LogFormat};
pub use self::messages::{ApiUrl, Messages, PushHosts};
pub use self::networks::Networks;
pub use self::operator::{Operator, OperatorUrl, SigningSecret};
pub use self::origin::Origin;
pub use self::outgoing::{HostName, Outgoing};
pub use self::read::{Loaded, Setting};
pub use self::role::Role;
pub use self::secret::Secret;
pub use self::units::{Size, Span};

use self::listen::listen;
use self::secret::admin_key;
use self::text::{optional, text};
use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// Everything that `tidings.toml` and the variables `TIDINGS_…` can say.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The folder of what the hub keeps: `tidings-data`, in the folder it is started in.
    #[serde(deserialize_with = "text")]
    pub data: PathBuf,
    /// Where the store is: `tidings.db` in the data folder, so that there is nothing to install.
    #[serde(deserialize_with = "optional")]
    pub database_url: Option<DatabaseUrl>,
    /// Where the hub listens: `127.0.0.1:8420`, seen by this machine alone. Port 0 is any free one.
    #[serde(deserialize_with = "listen")]
    pub listen: SocketAddr,
    /// What providers and contacts call: `http://` and where the hub listens, which is right for
    /// trying it out.
    #[serde(deserialize_with = "optional")]
    pub public_url: Option<Origin>,
    /// The first admin key, 32 characters or more. Without it the first start makes one.
    #[serde(deserialize_with = "admin_key")]
    pub admin_key: Option<Secret>,
    /// What seals secrets in the store: the file `secret.key` in the data folder, made when it is
    /// missing. PostgreSQL wants it, because several hubs share it there.
    #[serde(deserialize_with = "optional")]
    pub secret_key: Option<Secret>,
    /// What the hub does of the work: `both`, which is all of it.
    #[serde(deserialize_with = "text")]
    pub role: Role,
    /// A database of `MaxMind`'s form that tells where addresses are: none, and nobody is asked.
    #[serde(deserialize_with = "optional")]
    pub geo_file: Option<PathBuf>,
    /// Networks that deliveries may reach although they are not public: none, so that nobody can
    /// have the hub call what only its own network can.
    pub allow_networks: Networks,
    /// Networks of the proxies before the hub, whose `X-Forwarded-For` says where contacts are:
    /// none, as anybody can write that header.
    pub trusted_proxies: Networks,
    /// Where operational events go.
    pub operator: Operator,
    /// Where the hub calls from.
    pub outgoing: Outgoing,
    /// Where the hub's own messages go.
    pub messages: Messages,
    /// What is logged: `info`.
    #[serde(deserialize_with = "text")]
    pub log: LogFilter,
    /// How it is logged: `text`, for people.
    #[serde(deserialize_with = "text")]
    pub log_format: LogFormat,
    /// How much is enough.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("tidings-data"),
            database_url: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8420)),
            public_url: None,
            admin_key: None,
            secret_key: None,
            role: Role::default(),
            geo_file: None,
            allow_networks: Networks::default(),
            trusted_proxies: Networks::default(),
            operator: Operator::default(),
            outgoing: Outgoing::default(),
            messages: Messages::default(),
            log: LogFilter::default(),
            log_format: LogFormat::default(),
            limits: Limits::default(),
        }
    }
}

#[cfg(test)]
mod tests;
