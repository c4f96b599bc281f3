//! `tidings mail-in`.

use super::usage::Usage;
use super::wait_for;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use fetch::{AddressGuard, Answer, Client, Failure, Options, Request};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;
use std::io::{Read, Write, stderr, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};
use url::Url;

/// Where the callback URL is, when no argument says it.
const VARIABLE: &str = "TIDINGS_MAIL_IN_URL";

const HELP: &str = "\
The callback URL is that of a source email/mailbox. It is a secret, and other users of the machine \
see the arguments of a program: prefer --url-file, or the variable TIDINGS_MAIL_IN_URL. User and \
password in it become the source's `basic` secret. Of a long mail the first MiB is sent, which is \
all that is read of it.

Postfix, in master.cf, with `bounces@example.com tidings:` in the transport map:
  tidings unix - n n - 4 pipe flags=R user=nobody
    argv=/usr/bin/tidings mail-in --url-file /etc/tidings/bounces.url

Postfix, Sendmail and Exim, in the aliases file:
  bounces: \"|/usr/bin/tidings mail-in --url-file /etc/tidings/bounces.url\"

Exim, as a transport that a router for the bounce address names:
  tidings:
    driver = pipe
    command = /usr/bin/tidings mail-in --url-file /etc/tidings/bounces.url
    user = nobody
    return_fail_output
    temp_errors = 75

By hand:
  tidings mail-in --url http://127.0.0.1:8420/in/TOKEN < bounce.eml

Exit codes: 0 the hub has the mail on disk, 2 wrong usage, 65 no mail, or one the hub will not take, \
67 no source has that callback URL, 75 try again later (the hub cannot be reached, or cannot keep \
mail now), 78 the URL or the source's secrets are wrong. They are those of sysexits.h: a mail server \
keeps the mail on 75, and returns it or drops it on the others.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(super) struct Args {
    /// Send the mail to this callback URL
    #[arg(long, value_name = "URL", conflicts_with = "url_file")]
    url: Option<String>,
    /// Send it to the callback URL that stands in this file
    #[arg(long, value_name = "FILE")]
    url_file: Option<PathBuf>,
}

/// How a mail fared, as mail servers are told it: `sysexits.h`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fate {
    Taken = 0,
    NotAMail = 65,
    NobodyThere = 67,
    Later = 75,
    WrongSetUp = 78,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let (fate, why) = match deliver(args) {
        Ok((fate, why)) => (fate, why),
        Err(error) if error.is::<Usage>() => return Err(error),
        Err(error) => (Fate::WrongSetUp, format!("{error:#}")),
    };
    if fate != Fate::Taken {
        // Where nobody hears it the code says enough.
        _ = writeln!(stderr(), "tidings: {why}");
    }
    Ok(ExitCode::from(fate as u8))
}

fn deliver(args: &Args) -> Result<(Fate, String)> {
    let (url, headers) = target(&callback_url(args)?)?;
    let mut mail = Vec::new();
    let read = stdin().lock().take(email::MOST_OF_A_MAIL as u64).read_to_end(&mut mail);
    if let Err(error) = read {
        return Ok((Fate::Later, format!("cannot read the mail: {error}")));
    }
    if mail.trim_ascii().is_empty() {
        return Ok((Fate::NotAMail, "no mail on the standard input".to_owned()));
    }
    // Whoever runs this chose the address: it is as a rule of this machine or its network.
    let anywhere = ["0.0.0.0/0", "::/0"].map(|it| it.parse().expect("a network"));
    let guard = AddressGuard::new(anywhere);
    let client = Client::new(Options { guard, ..Options::default() })?;
    let request = Request::post(url, headers, Bytes::from(mail));
    Ok(judge(wait_for(async { Ok(client.send(request).await) })?))
}

fn callback_url(args: &Args) -> Result<String> {
    let text = match (&args.url, &args.url_file) {
        (Some(url), _) => url.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => env::var(VARIABLE).map_err(|_| {
            Usage(format!("no callback URL: give --url or --url-file, or set {VARIABLE}"))
        })?,
    };
    Ok(text.trim().to_owned())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The URL without user and password, and the headers that carry them. No error shows the URL.
fn target(text: &str) -> Result<(Url, HeaderMap)> {
    let mut url = Url::parse(text).context("the callback URL is no URL")?;
    anyhow::ensure!(matches!(url.scheme(), "http" | "https"), "the callback URL is not of HTTP");
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("message/rfc822"));
    if !url.username().is_empty() || url.password().is_some() {
        let plain = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
        let (user, password) = (plain(url.username()), plain(url.password().unwrap_or_default()));
        let both = STANDARD.encode([&user[..], b":", &password].concat());
        let value = HeaderValue::try_from(format!("Basic {both}"))?;
        headers.insert(AUTHORIZATION, value);
        let cleared = url.set_username("").and_then(|()| url.set_password(None));
        cleared.map_err(|()| anyhow::anyhow!("the callback URL has no host"))?;
    }
    Ok((url, headers))
}

/// What becomes of the mail by what the hub answered. What may pass is tried again.
fn judge(answer: Result<Answer, Failure>) -> (Fate, String) {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure @ (Failure::Blocked(_) | Failure::Unsendable(_))) => {
            return (Fate::WrongSetUp, failure.to_string());
        }
        Err(failure) => return (Fate::Later, failure.to_string()),
    };
    let (fate, why) = match answer.status {
        200..=299 => (Fate::Taken, "taken"),
        401 | 403 => (Fate::WrongSetUp, "the source refused it: are its secrets right?"),
        404 | 410 => (Fate::NobodyThere, "no source has that callback URL"),
        413 => (Fate::NotAMail, "the hub takes no callback of that length"),
        300..=399 | 405 | 415 => (Fate::WrongSetUp, "the callback URL is not that of a hub"),
        _ => (Fate::Later, "the hub cannot take it now"),
    };
    (fate, format!("{why} (status {})", answer.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Fate {
        let answer = Answer {
            status,
            location: None,
            headers: http::HeaderMap::new(),
            retry_after: None,
            body: Bytes::new(),
            truncated: false,
            duration: std::time::Duration::ZERO,
            peer: None,
        };
        judge(Ok(answer)).0
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for (status, fate) in [
            (200, Fate::Taken),
            (204, Fate::Taken),
            (301, Fate::WrongSetUp),
            (400, Fate::Later),
            (401, Fate::WrongSetUp),
            (404, Fate::NobodyThere),
            (408, Fate::Later),
            (413, Fate::NotAMail),
            (429, Fate::Later),
            (500, Fate::Later),
            (503, Fate::Later),
        ] {
            assert_eq!(answered(status), fate, "{status}");
        }
        assert_eq!(judge(Err(Failure::Refused)).0, Fate::Later);
    }

    #[test]
    fn user_and_password_go_into_a_header() {
        let (url, headers) = target("https://ma%40il:s3cret@hub.example/in/t").expect("a URL");
        assert_eq!(url.as_str(), "https://hub.example/in/t");
        assert_eq!(headers[AUTHORIZATION], "Basic bWFAaWw6czNjcmV0");
        let (_, headers) = target("https://hub.example/in/t").expect("a URL");
        assert!(!headers.contains_key(AUTHORIZATION));
        for wrong in ["", "hub.example/in/t", "ftp://hub.example/in/t"] {
            assert!(target(wrong).is_err(), "{wrong}");
        }
    }
}
