//! The keys there are, and what each of them says.

use super::Config;
use std::path::PathBuf;

/// A key, and how its value is shown: secrets are not.
pub(super) struct Key {
    /// Its name in the file, sections parted by dots.
    pub name: &'static str,
    pub show: fn(&Config) -> String,
}

impl Key {
    /// The environment variable that says the same.
    pub(super) fn variable(&self) -> String {
        format!("TIDINGS_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

pub(super) const KEYS: [Key; 29] = [
    Key { name: "data", show: |it| it.data.display().to_string() },
    Key { name: "database_url", show: |it| shown(it.database_url.as_ref()) },
    Key { name: "listen", show: |it| it.listen.to_string() },
    Key { name: "public_url", show: |it| shown(it.public_url.as_ref()) },
    Key { name: "admin_key", show: |it| masked(it.admin_key.as_ref()) },
    Key { name: "secret_key", show: |it| masked(it.secret_key.as_ref()) },
    Key { name: "role", show: |it| it.role.to_string() },
    Key { name: "geo_file", show: |it| path(it.geo_file.as_ref()) },
    Key { name: "allow_networks", show: |it| it.allow_networks.to_string() },
    Key { name: "trusted_proxies", show: |it| it.trusted_proxies.to_string() },
    Key { name: "operator.url", show: |it| shown(it.operator.url.as_ref()) },
    Key { name: "operator.secret", show: |it| masked(it.operator.secret.as_ref()) },
    Key { name: "outgoing.addresses", show: |it| it.outgoing.addresses.to_string() },
    Key { name: "outgoing.name", show: |it| shown(it.outgoing.name.as_ref()) },
    Key { name: "messages.push_hosts", show: |it| it.messages.push_hosts.to_string() },
    Key { name: "messages.telegram_url", show: |it| it.messages.telegram_url.to_string() },
    Key { name: "messages.viber_url", show: |it| it.messages.viber_url.to_string() },
    Key { name: "log", show: |it| it.log.to_string() },
    Key { name: "log_format", show: |it| it.log_format.to_string() },
    Key { name: "limits.body", show: |it| it.limits.body.to_string() },
    Key { name: "limits.request", show: |it| it.limits.request.to_string() },
    Key { name: "limits.kept", show: |it| it.limits.kept.to_string() },
    Key { name: "limits.response", show: |it| it.limits.response.to_string() },
    Key { name: "limits.deadline", show: |it| it.limits.deadline.to_string() },
    Key { name: "limits.retention", show: |it| it.limits.retention.to_string() },
    Key { name: "limits.links", show: |it| it.limits.links.to_string() },
    Key { name: "limits.streams", show: |it| it.limits.streams.to_string() },
    Key { name: "limits.host", show: |it| it.limits.host.to_string() },
    Key { name: "limits.disable_after", show: |it| it.limits.disable_after.to_string() },
];

fn shown(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn path(value: Option<&PathBuf>) -> String {
    value.map(|it| it.display().to_string()).unwrap_or_default()
}

fn masked<T>(value: Option<&T>) -> String {
    value.map(|_| "***".to_owned()).unwrap_or_default()
}
