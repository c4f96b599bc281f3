//! What the DNS keeps in words: the text records of a name.

use crate::{Failure, Stage, Unresolved};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, Record};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// How long one name server may take; there are two tries.
const PATIENCE: Duration = Duration::from_secs(2);

/// The text records of a name, as they are now.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TextRecords {
    /// One text a record, its strings joined; none where the name has no such record, or is none.
    pub texts: Vec<String>,
    /// For how long they are good, by their owner's word; zero where there are none.
    pub good_for: Duration,
}

/// Asks for text records: the name servers given, or those of the system.
#[derive(Clone, Debug)]
pub(crate) struct Records {
    servers: Option<Vec<SocketAddr>>,
    deadline: Duration,
}

impl Records {
    pub(crate) fn new(servers: Option<Vec<SocketAddr>>, deadline: Duration) -> Self {
        Self { servers, deadline }
    }

    pub(crate) async fn of(&self, name: &str) -> Result<TextRecords, Failure> {
        let failed = |error| Failure::Unresolved(Unresolved::new(name, io::Error::other(error)));
        let resolver = self.resolver().map_err(failed)?;
        // With a dot at its end, it is looked for nowhere else.
        let asked = resolver.txt_lookup(format!("{name}."));
        let found = tokio::time::timeout(self.deadline, asked).await;
        let late = |after| Failure::Timeout { stage: Stage::Resolving, after };
        match found.map_err(|_| late(self.deadline))? {
            Ok(found) => Ok(read(found.answers())),
            Err(error) if says_none(&error) => Ok(TextRecords::default()),
            Err(NetError::Timeout) => Err(late(PATIENCE)),
            Err(error) => Err(failed(error)),
        }
    }

    /// Made anew each time, so that a change of the system's name servers is seen. What is found
    /// is the caller's to remember.
    fn resolver(&self) -> Result<TokioResolver, NetError> {
        let mut builder = match &self.servers {
            None => TokioResolver::builder_tokio()?,
            Some(servers) => {
                let servers = servers.iter().map(|&server| name_server(server)).collect();
                let config = ResolverConfig::from_name_servers(servers);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options: &mut ResolverOpts = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        builder.build()
    }
}

fn name_server(at: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
    let connections = connections.map(|mut it| {
        it.port = at.port();
        it
    });
    NameServerConfig::new(at.ip(), true, connections.into())
}

/// Whether the name servers know that there is nothing, which is not that they do not know.
fn says_none(error: &NetError) -> bool {
    let NetError::Dns(DnsError::NoRecordsFound(none)) = error else { return false };
    matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError)
}

fn read(answers: &[Record]) -> TextRecords {
    let mut found = TextRecords { texts: Vec::new(), good_for: Duration::MAX };
    for answer in answers {
        if let RData::TXT(text) = &answer.data {
            let text = text.txt_data.concat();
            found.texts.push(String::from_utf8_lossy(&text).into_owned());
        }
        // Those of the names on the way count too.
        found.good_for = found.good_for.min(Duration::from_secs(answer.ttl.into()));
    }
    if found.texts.is_empty() { TextRecords::default() } else { found }
}
