//! The text record that shows whose a domain is.

use super::{Looked, Method};
use crate::Hub;
use store::{Project, Webhook};
use url::{Host, Url};

/// What stands before the token in a record.
const PREFIX: &str = "tidings-verification=";

/// Below what name of a domain the record lies.
const LABEL: &str = "_tidings";

/// How many domains above a host are asked about.
const MOST: usize = 8;

/// The domains whose record covers a URL's host: the host itself, and those above it down to the one
/// that somebody registered; none of an address.
pub(crate) fn domains(url: &str) -> Vec<String> {
    let Some(Host::Domain(host)) =
        Url::parse(url).ok().and_then(|it| it.host().map(|it| it.to_owned()))
    else {
        return Vec::new();
    };
    let host = host.trim_end_matches('.');
    let registered = psl::domain_str(host).unwrap_or(host);
    let mut domains = vec![host.to_owned()];
    let mut rest = host;
    while rest != registered && domains.len() < MOST {
        let Some((_, above)) = rest.split_once('.') else { break };
        rest = above;
        domains.push(rest.to_owned());
    }
    domains
}

/// The names that are asked for, each with the domain that it proves.
pub(crate) fn names(url: &str) -> Vec<(String, String)> {
    domains(url).into_iter().map(|domain| (format!("{LABEL}.{domain}"), domain)).collect()
}

/// What the record says.
pub(crate) fn value(token: &str) -> String {
    format!("{PREFIX}{token}")
}

pub(super) async fn look(hub: &Hub, project: &Project, webhook: &Webhook) -> Looked {
    let names = names(&webhook.url);
    let asked = names.iter().map(|(name, _)| name.clone()).collect();
    let found = match &project.domains.token {
        None => Err("there is no record to look for yet".to_owned()),
        Some(_) if names.is_empty() => Err("an address has no records in the DNS".to_owned()),
        Some(token) => find(hub, &names, &value(token)).await,
    };
    Looked { method: Method::Dns, asked, found }
}

async fn find(
    hub: &Hub,
    names: &[(String, String)],
    wanted: &str,
) -> Result<Option<String>, String> {
    let mut why = None;
    for (name, domain) in names {
        match hub.client.text_records(name).await {
            Ok(found) if found.texts.iter().any(|it| it.trim() == wanted) => {
                return Ok(Some(domain.clone()));
            }
            Ok(found) if found.texts.is_empty() => {
                why.get_or_insert_with(|| format!("{name} has no text record"));
            }
            Ok(_) => why = Some(format!("{name} has another text")),
            Err(failure) => why = Some(format!("{name}: {failure}")),
        }
    }
    Err(why.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_may_lie_above_but_not_above_what_is_registered() {
        for (url, wanted) in [
            (
                "https://a.b.shop.example/x",
                &["a.b.shop.example", "b.shop.example", "shop.example"][..],
            ),
            ("https://hooks.shop.co.uk/", &["hooks.shop.co.uk", "shop.co.uk"]),
            ("https://shop.co.uk/", &["shop.co.uk"]),
            ("https://someone.github.io/", &["someone.github.io"]),
            (
                "https://HOOKS.Bücher.example./",
                &["hooks.xn--bcher-kva.example", "xn--bcher-kva.example"],
            ),
            ("http://localhost/", &["localhost"]),
            ("http://192.0.2.1/", &[]),
            ("http://[2001:db8::1]/", &[]),
        ] {
            assert_eq!(domains(url), wanted, "{url}");
        }
    }
}
