//! Who sends a message, and whom to.

use super::message::Message;
use crate::Hub;
use crate::api::input::Faults;
use crate::post::sends;
use crate::problem::Problem;
use event::{Block, BrowserId, Channel};
use std::sync::Arc;
use store::{Address, ContactFilter, Project, Source};

/// How many contacts of a person a message goes to at most.
const MOST: u16 = 250;

/// Whom a message is for, as it was asked.
#[derive(Clone, Debug)]
pub(super) enum Whom {
    To(Address),
    User(String),
}

/// A contact that a message goes to, or why it does not.
#[derive(Clone, Debug)]
pub(super) struct Recipient {
    pub(super) address: Address,
    pub(super) user: Option<String>,
    /// The field `language` of its profile.
    pub(super) language: Option<String>,
    pub(super) way: Way,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Open,
    /// It is not to be written to.
    Blocked(Block),
    /// There is nothing by that address.
    Unknown,
}

/// The source that sends: the one that is named, or the project's only one on the channel.
pub(super) fn source(
    hub: &Hub,
    project: &Project,
    channel: Channel,
    named: Option<&str>,
    faults: &mut Faults,
) -> Option<Arc<Source>> {
    let registry = hub.store.registry();
    let mut all = registry
        .sources(project.no)
        .filter(|source| source.channel == Some(channel) && sends(source));
    if let Some(named) = named {
        let found = all.find(|source| source.id.to_string() == named).cloned();
        let title = channel.title();
        let none = || format!("names no source of the project that sends messages on {title}");
        return faults.take("/source", found.ok_or_else(none));
    }
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.clone()),
        (None, _) => {
            let title = channel.title();
            faults.add("/channel", format!("the project has no source that sends on {title}"));
            None
        }
        (Some(_), Some(_)) => {
            faults.add("/source", "is required, as the project has several on that channel");
            None
        }
    }
}

/// The contacts that a message goes to.
pub(super) async fn recipients(
    hub: &Hub,
    project: &Project,
    message: &Message,
) -> Result<Vec<Recipient>, Problem> {
    let Message { source, channel, whom, .. } = message;
    let channel = *channel;
    let list = hub.store.registry().list(project.no);
    let (addresses, asked) = match whom {
        Whom::To(address) => (vec![address.clone()], true),
        Whom::User(user) if channel == Channel::WebPush => {
            let browsers = hub.store.browsers_of(project.no, source.no, user).await?;
            let ids = browsers.iter().map(|browser| browser.id.to_string());
            (ids.filter_map(|id| Address::new(channel, &id)).collect(), false)
        }
        Whom::User(user) => {
            let (channel, user) = (Some(channel), Some(user.clone()));
            let blocked = Some(false);
            let filter =
                ContactFilter { channel, user, blocked, limit: MOST, ..ContactFilter::default() };
            let page = hub.store.contacts(list, &filter).await?;
            (page.rows.into_iter().map(|contact| contact.address).collect(), false)
        }
    };
    reached(hub, project, message, addresses, asked).await
}

/// Which of these contacts a message goes to; where they were asked for by name also those that it
/// does not, and why.
async fn reached(
    hub: &Hub,
    project: &Project,
    message: &Message,
    addresses: Vec<Address>,
    asked: bool,
) -> Result<Vec<Recipient>, Problem> {
    let Message { source, channel, whom, .. } = message;
    let list = hub.store.registry().list(project.no);
    let known = hub.store.contacts_among(list, &addresses).await?;
    let mut all = Vec::with_capacity(addresses.len());
    for address in addresses {
        let contact = known.get(&address);
        let blocked = contact.and_then(|contact| contact.standing().reason());
        let user = match whom {
            Whom::User(user) => Some(user.clone()),
            Whom::To(_) => contact.and_then(|contact| contact.user.clone()),
        };
        let fields = contact.and_then(|contact| contact.fields.as_ref());
        let language = fields.and_then(|it| it.get("language")?.as_str().map(ToOwned::to_owned));
        let way = match blocked {
            // Who writes to a person means those contacts that may be written to.
            Some(_) if !asked => continue,
            Some(block) => Way::Blocked(block),
            None if *channel == Channel::WebPush
                && !is_known(hub, project, source, &address).await? =>
            {
                Way::Unknown
            }
            None => Way::Open,
        };
        all.push(Recipient { address, user, language, way });
    }
    Ok(all)
}

async fn is_known(
    hub: &Hub,
    project: &Project,
    source: &Source,
    address: &Address,
) -> Result<bool, Problem> {
    let Ok(id) = address.text().parse::<BrowserId>() else { return Ok(false) };
    let browser = hub.store.browser(project.no, id).await?;
    Ok(browser.is_some_and(|browser| browser.source == source.no))
}
