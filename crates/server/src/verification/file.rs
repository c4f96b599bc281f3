//! The file that shows whose an endpoint is.

use super::{Looked, Method};
use crate::Hub;
use fetch::Request;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use std::time::Duration;
use store::{VerificationFile, Webhook};
use url::Url;

/// How long a file is waited for, and how much of it is read, in bytes.
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST: usize = 1 << 10;

/// How long a file's name and content count, in milliseconds: a week.
const FRESH: i64 = 7 * 24 * 3_600_000;

/// The file that is looked for, unless its time is over.
pub(crate) fn file(webhook: &Webhook, now: i64) -> Option<&VerificationFile> {
    webhook.verification.file.as_ref().filter(|file| now < fresh(file))
}

/// Until when a file counts, in milliseconds since 1970.
pub(crate) fn fresh(file: &VerificationFile) -> i64 {
    file.at.saturating_add(FRESH)
}

/// Where the file is looked for: beside the endpoint's script, then at the root.
pub(crate) fn file_urls(url: &str, name: &str) -> Vec<Url> {
    let Ok(url) = Url::parse(url) else { return Vec::new() };
    let at = |path: &str| {
        let mut url = url.join(path).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    let mut urls: Vec<Url> = [name, &format!("/{name}")].into_iter().filter_map(at).collect();
    urls.dedup();
    urls
}

pub(super) async fn look(hub: &Hub, webhook: &Webhook) -> Looked {
    let Some(file) = file(webhook, hub.now()) else {
        let found = Err("there is no file to look for yet, or its time is over".to_owned());
        return Looked { method: Method::File, asked: Vec::new(), found };
    };
    let urls = file_urls(&webhook.url, &file.name);
    let mut found = Err("the URL has no host".to_owned());
    let mut asked = Vec::new();
    for url in urls {
        asked.push(url.to_string());
        let seen = read(hub, webhook, url.clone(), &file.content).await;
        // What is wrong beside the script says more than that the root has nothing, either.
        found = match (found, seen) {
            (_, Ok(())) => Ok(None),
            (Err(first), Err(_)) if asked.len() > 1 => Err(first),
            (_, Err(why)) => Err(format!("{url}: {why}")),
        };
        if found.is_ok() {
            break;
        }
    }
    Looked { method: Method::File, asked, found }
}

async fn read(hub: &Hub, webhook: &Webhook, url: Url, content: &str) -> Result<(), String> {
    let mut request = Request::get(url);
    request.deadline = Some(PATIENCE);
    request.cap = Some(LONGEST);
    // A folder that asks for a password asks for that of the endpoint.
    let authorization = webhook.headers.get(AUTHORIZATION.as_str());
    if let Some(value) = authorization.and_then(|it| HeaderValue::from_str(it).ok()) {
        request.headers.insert(AUTHORIZATION, value);
    }
    let answer = hub.client.send(request).await.map_err(|failure| failure.to_string())?;
    if let Some(redirect) = answer.not_followed() {
        return Err(redirect);
    }
    if answer.status != 200 {
        return Err(format!("the answer was {}", answer.status));
    }
    // Editors end a file with a line end.
    if !answer.truncated && answer.body.trim_ascii_end() == content.as_bytes() {
        return Ok(());
    }
    Err("the file has another content".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_for_beside_and_at_the_root() {
        for (url, wanted) in [
            (
                "https://a.example/dir/in.php?x=1#y",
                &["https://a.example/dir/f", "https://a.example/f"][..],
            ),
            ("https://a.example:444/in", &["https://a.example:444/f"]),
            ("https://a.example", &["https://a.example/f"]),
            ("https://a.example/a/b/", &["https://a.example/a/b/f", "https://a.example/f"]),
            ("nothing", &[]),
        ] {
            let urls: Vec<_> = file_urls(url, "f").iter().map(ToString::to_string).collect();
            assert_eq!(urls, wanted, "{url}");
        }
    }
}
