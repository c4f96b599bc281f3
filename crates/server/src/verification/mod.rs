//! Whose an endpoint is: looked for in a file beside it, in the DNS, and by a challenge.

mod challenge;
mod dns;
mod file;
mod pace;
mod record;

pub(crate) use self::challenge::CHALLENGE;
pub(crate) use self::dns::{names, value};
pub(crate) use self::file::{file, file_urls, fresh};
pub use self::pace::Pace;
pub(crate) use self::record::{domain_token, file_token};

use crate::Hub;
use futures::future::join_all;
use std::sync::Arc;
use store::{Project, Webhook};

/// How it is looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display, strum::EnumIter, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Method {
    /// A file beside the endpoint, or at its host's root.
    File,
    /// A text record of its host, or of a domain above.
    Dns,
    /// What it answers to a question.
    Challenge,
}

/// What came of looking.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    /// How.
    pub(crate) method: Method,
    /// What was asked: URLs, or names of the DNS.
    pub(crate) asked: Vec<String>,
    /// What was found: of the DNS the domain, else nothing to be told.
    pub(crate) found: Result<Option<String>, String>,
}

/// Looks for proofs, side by side, and writes down what they prove. Gives what came of each, in
/// their order, and the webhook as it is now.
pub(crate) async fn look(
    hub: &Hub,
    project: &Project,
    webhook: &Arc<Webhook>,
    methods: &[Method],
) -> Result<(Vec<Looked>, Arc<Webhook>), store::StoreError> {
    let looks = methods.iter().map(async |method| match method {
        Method::File => file::look(hub, webhook).await,
        Method::Dns => dns::look(hub, project, webhook).await,
        Method::Challenge => challenge::look(hub, project, webhook).await,
    });
    let looked = join_all(looks).await;
    let webhook = record::write(hub, project, webhook, &looked).await?;
    Ok((looked, webhook))
}
