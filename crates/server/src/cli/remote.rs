//! A hub that runs somewhere, asked by its API.

use super::usage::Usage;
use anyhow::{Context, Result};
use bytes::Bytes;
use fetch::{AddressGuard, Answer, Client, Failure, Options, Request};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};
use url::Url;

/// Where the key is, when no argument says it.
const VARIABLE: &str = "TIDINGS_API_KEY";

/// For how many seconds a hub is asked to wait for events, and how long its answer may take then.
const WAIT: &str = "30";
const DEADLINE: Duration = Duration::from_mins(1);

/// How long a page of events may be, in bytes.
const LONGEST: usize = 256 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The project, by domain or id
    #[arg(long, value_name = "PROJECT")]
    project: String,
    /// Where the hub is
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8420")]
    url: Url,
    /// A key of the project; other users of the machine see arguments: prefer --key-file, or the
    /// variable `TIDINGS_API_KEY`
    #[arg(long, value_name = "KEY", conflicts_with = "key_file")]
    key: Option<String>,
    /// The key stands in this file
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

/// A project of a hub.
#[derive(Debug)]
pub(super) struct Remote {
    client: Client,
    /// The project's URL, without a slash at its end.
    base: Url,
    headers: HeaderMap,
}

/// A page of a feed, its events as webhooks get them.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub data: Vec<Box<RawValue>>,
    pub next: String,
    pub more: bool,
}

/// Why a hub does not tell.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// It may tell later.
    #[error("the hub does not answer: {0}")]
    Passing(String),
    /// What was to come next was erased.
    #[error("events behind that place are no longer kept")]
    Gap,
    /// It will not.
    #[error("the hub refused it: {0}")]
    Refused(String),
}

/// A client for addresses that whoever runs the program has chosen: they are as a rule of this
/// machine or its network.
pub(super) fn client() -> Result<Client> {
    let anywhere = ["0.0.0.0/0", "::/0"].map(|it| it.parse().expect("a network"));
    let guard = AddressGuard::new(anywhere);
    Ok(Client::new(Options { guard, ..Options::default() })?)
}

impl Place {
    pub(super) fn remote(&self) -> Result<Remote> {
        let mut base = self.url.clone();
        let parts = ["v1", "projects", &self.project];
        let no_url = |()| Usage(format!("`{}` is no URL of a hub", self.url));
        base.path_segments_mut().map_err(no_url)?.pop_if_empty().extend(parts);
        let key = format!("Bearer {}", self.key()?.trim());
        let key = HeaderValue::try_from(key).map_err(|_| Usage("the key is none".to_owned()))?;
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, key);
        Ok(Remote { client: client()?, base, headers })
    }

    fn key(&self) -> Result<String> {
        match (&self.key, &self.key_file) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(file)) => {
                fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
            }
            (None, None) => Ok(env::var(VARIABLE).map_err(|_| {
                Usage(format!("no key: give --key or --key-file, or set {VARIABLE}"))
            })?),
        }
    }
}

impl Remote {
    /// Reads a page behind a place, of what these parameters let pass; waits for one where it
    /// `waits`.
    pub(super) async fn page(
        &self,
        after: Option<&str>,
        filter: &[(&'static str, String)],
        waits: bool,
    ) -> Result<Page, Trouble> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/feed", url.path()));
        let mut query = url.query_pairs_mut();
        query.append_pair("form", "webhook").extend_pairs(filter);
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        if waits {
            query.append_pair("wait", WAIT);
        }
        drop(query);
        let answer = self.ask(Request::get(url)).await?;
        if answer.truncated {
            return Err(Trouble::Refused("the page is too long".to_owned()));
        }
        let read = serde_json::from_slice(&answer.body);
        read.map_err(|_| Trouble::Refused("it is no hub of this version".to_owned()))
    }

    /// Has an event sent to a webhook again.
    pub(super) async fn resend(&self, event: &str, webhook: &str) -> Result<(), Trouble> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/events/{event}/resend", url.path()));
        let body = serde_json::json!({ "webhook": webhook }).to_string();
        let mut request = Request::post(url, HeaderMap::new(), Bytes::from(body));
        request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.ask(request).await.map(|_| ())
    }

    async fn ask(&self, mut request: Request) -> Result<Answer, Trouble> {
        request.headers.extend(self.headers.clone());
        (request.deadline, request.cap) = (Some(DEADLINE), Some(LONGEST));
        let reads = request.method == Method::GET;
        let answer = self.client.send(request).await.map_err(|failure| match failure {
            Failure::Blocked(_) | Failure::Unsendable(_) => Trouble::Refused(failure.to_string()),
            failure => Trouble::Passing(failure.to_string()),
        })?;
        match answer.status {
            200..=299 => Ok(answer),
            410 if reads => Err(Trouble::Gap),
            408 | 429 | 500..=599 => Err(Trouble::Passing(problem(&answer))),
            _ => Err(Trouble::Refused(problem(&answer))),
        }
    }
}

/// What an answer says is wrong.
fn problem(answer: &Answer) -> String {
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let of = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let fault = of(&told["errors"][0]["detail"]).or_else(|| of(&told["detail"]));
    let title = of(&told["title"]).unwrap_or_else(|| format!("status {}", answer.status));
    fault.map_or(title.clone(), |fault| format!("{title}: {fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Place {
        let url = url.parse().expect("a URL");
        Place { project: "a/b".to_owned(), url, key: Some("k\n".to_owned()), key_file: None }
    }

    #[test]
    fn a_project_is_below_the_url_of_its_hub() {
        for (url, base) in [
            ("http://hub.example", "http://hub.example/v1/projects/a%2Fb"),
            ("https://hub.example/tidings/", "https://hub.example/tidings/v1/projects/a%2Fb"),
        ] {
            let remote = place(url).remote().expect("a remote");
            assert_eq!(remote.base.as_str(), base);
            assert_eq!(remote.headers[AUTHORIZATION], "Bearer k");
        }
        assert!(place("mailto:a@b.example").remote().is_err());
    }
}
