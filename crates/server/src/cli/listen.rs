//! `tidings listen`.

use super::forward::{Forward, secret};
use super::output::How;
use super::remote::{Place, Remote, Trouble};
use super::wait_for;
use crate::serve::{clock, told_to_stop};
use anyhow::Result;
use std::io::{Write, stderr};
use std::process::ExitCode;
use std::time::Duration;
use tokio::time::sleep;
use url::Url;

const EXITS: &str = "\
What happens in the project from now on is handed to a server of yours, signed as a webhook's \
deliveries are; whatever it answers, the next one follows. While the hub does not answer it is asked \
again, and nothing is missed. At its end the program says where to go on: what was handed over last \
may come again then.

Exit codes: 0 told to stop, or after --count events, 1 failed, 2 wrong usage, 3 events were erased \
before they were read.";

/// The exit code where events are missing.
const GAP: u8 = 3;

/// How many events are read at a time.
const PAGE: &str = "20";

/// How long to wait until a hub that did not answer is asked again, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// Hand events to this URL
    #[arg(long, value_name = "URL")]
    forward_to: Url,
    #[command(flatten)]
    place: Place,
    /// Sign by this secret, `whsec_…`; without it by a new one, which is printed
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
    /// Only these kinds, parted by commas; `email.*` is all of a channel
    #[arg(long, value_name = "KINDS")]
    kind: Option<String>,
    /// Only of this channel
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// Go on behind this place, as it was printed
    #[arg(long, value_name = "PLACE", default_value = "now")]
    after: String,
    /// End after so many events
    #[arg(long, value_name = "COUNT")]
    count: Option<u64>,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let secret = secret(args.secret.as_deref())?;
    if args.secret.is_none() {
        writeln!(stderr(), "signed by {}", secret.expose())?;
    }
    let listener = Listener {
        remote: args.place.remote()?,
        forward: Forward::new(args.forward_to.clone(), secret)?,
        filter: filter(args),
        how: args.how,
        left: args.count,
        after: args.after.clone(),
    };
    wait_for(listener.run())
}

fn filter(args: &Args) -> Vec<(&'static str, String)> {
    let named = [("kind", &args.kind), ("channel", &args.channel)];
    let given = named.into_iter().filter_map(|(name, it)| Some((name, it.clone()?)));
    given.chain([("limit", PAGE.to_owned())]).collect()
}

struct Listener {
    remote: Remote,
    forward: Forward,
    filter: Vec<(&'static str, String)>,
    how: How,
    /// How many events are still to come.
    left: Option<u64>,
    after: String,
}

impl Listener {
    async fn run(mut self) -> Result<ExitCode> {
        let ended = tokio::select! {
            ended = self.listen() => ended,
            told = told_to_stop() => told.map(|()| ExitCode::SUCCESS).map_err(Into::into),
        };
        if self.after != "now" {
            writeln!(stderr(), "go on with --after {}", self.after)?;
        }
        ended
    }

    async fn listen(&mut self) -> Result<ExitCode> {
        // Where it begins is found out first, so that what happens from then on is told, whatever
        // becomes of the hub.
        let mut waits = self.after != "now";
        let mut pause = FIRST_PAUSE;
        while self.left != Some(0) {
            let page = self.remote.page(Some(&self.after), &self.filter, waits).await;
            let page = match page {
                Ok(page) => page,
                Err(Trouble::Passing(why)) => {
                    writeln!(stderr(), "tidings: {why}; asking again")?;
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
                Err(Trouble::Gap) => {
                    writeln!(stderr(), "tidings: {}", Trouble::Gap)?;
                    return Ok(ExitCode::from(GAP));
                }
                Err(trouble) => return Err(trouble.into()),
            };
            if !waits {
                writeln!(stderr(), "listening")?;
            }
            (waits, pause) = (true, FIRST_PAUSE);
            for body in &page.data {
                if self.left == Some(0) {
                    return Ok(ExitCode::SUCCESS);
                }
                let now = clock();
                self.forward.send(body, now).await?.print(self.how, now)?;
                self.left = self.left.map(|left| left - 1);
            }
            self.after = page.next;
        }
        Ok(ExitCode::SUCCESS)
    }
}
