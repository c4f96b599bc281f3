//! The hub's own links, which stand in messages for those that were written.

use crate::Hub;
use url::Url;

/// Whether that is one of the hub's own links, which tells of clicks as it is.
pub(super) fn is_own(hub: &Hub, url: &str) -> bool {
    let links = hub.public_url.join("l/");
    links.is_ok_and(|links| url.starts_with(links.as_str()))
}

/// What stands in a message for a link of that code.
pub(super) fn short_url(hub: &Hub, code: &str) -> Option<Url> {
    hub.public_url.join(&format!("l/{code}")).ok()
}
