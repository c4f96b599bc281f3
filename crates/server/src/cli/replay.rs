//! `tidings replay`.

use super::forward::{Forward, Named, Sent, secret};
use super::output::How;
use super::remote::{Page, Place, Remote, Trouble};
use super::wait_for;
use crate::serve::clock;
use anyhow::Result;
use event::{from_ms, rfc3339};
use std::io::{Write, stderr};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::time::sleep;
use url::Url;

const EXITS: &str = "\
Events go out in the order in which they were committed, each once. Those for a webhook are due at \
once, with a schedule of their own; those for a server of yours are signed as a webhook's deliveries \
are, and not sent twice.

Exit codes: 0 all were taken, 1 failed, 2 wrong usage, 3 some were not taken.";

/// The exit code where some were not taken.
const NOT_ALL: u8 = 3;

/// How many events are read at a time.
const PAGE: &str = "100";

/// How often a hub that does not answer is asked, and how long to wait in between.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    place: Place,
    /// Sign by this secret, `whsec_…`; without it by a new one, which is printed
    #[arg(long, value_name = "SECRET", conflicts_with = "webhook")]
    secret: Option<String>,
    /// Only events received at that time or later (RFC 3339)
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only those received before that time; without it until now
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only these kinds, parted by commas; `email.*` is all of a channel
    #[arg(long, value_name = "KINDS")]
    kind: Option<String>,
    /// Only of this channel
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct To {
    /// Hand them to this URL
    #[arg(long, value_name = "URL")]
    forward_to: Option<Url>,
    /// Have the hub send them to this webhook again, by its id
    #[arg(long, value_name = "WEBHOOK")]
    webhook: Option<String>,
}

/// Who takes them.
enum Taker {
    Server(Box<Forward>),
    Webhook(String),
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let remote = args.place.remote()?;
    let to = taker(args)?;
    let filter = filter(args);
    let (all, taken) = wait_for(replay(&remote, &to, &filter, args.how))?;
    writeln!(stderr(), "{all} events, {taken} of them taken")?;
    Ok(ExitCode::from(if all == taken { 0 } else { NOT_ALL }))
}

fn taker(args: &Args) -> Result<Taker> {
    if let Some(webhook) = &args.to.webhook {
        return Ok(Taker::Webhook(webhook.clone()));
    }
    let secret = secret(args.secret.as_deref())?;
    if args.secret.is_none() {
        writeln!(stderr(), "signed by {}", secret.expose())?;
    }
    let to = args.to.forward_to.clone();
    let to = to.ok_or_else(|| super::usage::Usage("nowhere to send them to".to_owned()))?;
    Ok(Taker::Server(Box::new(Forward::new(to, secret)?)))
}

fn filter(args: &Args) -> Vec<(&'static str, String)> {
    let now = rfc3339(from_ms(clock()));
    let until = args.until.clone().unwrap_or(now);
    let named = [("kind", &args.kind), ("channel", &args.channel), ("since", &args.since)];
    let given = named.into_iter().filter_map(|(name, it)| Some((name, it.clone()?)));
    given.chain([("until", until), ("limit", PAGE.to_owned())]).collect()
}

/// Sends all; gives how many there were, and how many were taken.
async fn replay(
    remote: &Remote,
    to: &Taker,
    filter: &[(&'static str, String)],
    how: How,
) -> Result<(u64, u64)> {
    let (mut all, mut taken) = (0, 0);
    let mut after: Option<String> = None;
    loop {
        let page = async || remote.page(after.as_deref(), filter, false).await;
        let Page { data, next, more } = patiently(page).await?;
        for body in &data {
            let now = clock();
            let sent = match to {
                Taker::Server(forward) => forward.send(body, now).await?,
                Taker::Webhook(webhook) => resend(remote, &Named::read(body)?, webhook).await?,
            };
            sent.print(how, now)?;
            all += 1;
            taken += u64::from(sent.is_taken());
        }
        if !more {
            return Ok((all, taken));
        }
        after = Some(next);
    }
}

async fn resend(remote: &Remote, event: &Named, webhook: &str) -> Result<Sent> {
    let began = Instant::now();
    patiently(async || remote.resend(event.id(), webhook).await).await?;
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (id, kind) = (event.id().to_owned(), event.kind.clone());
    Ok(Sent { id, kind, status: Some(202), error: None, duration_ms })
}

/// Asks again where that may help.
async fn patiently<T>(ask: impl AsyncFn() -> Result<T, Trouble>) -> Result<T, Trouble> {
    for _ in 1..TRIES {
        match ask().await {
            Err(Trouble::Passing(_)) => sleep(PAUSE).await,
            other => return other,
        }
    }
    ask().await
}
