//! Replaying recordings through the door, and hearing what comes of them.

use super::judge::Judge;
use super::project::{Project, Source};
use super::recording::{Recording, Stamps, number};
use super::sandbox::Bin;
use super::screen::Screen;
use crate::serve::Running;
use anyhow::{Context, Result, ensure};
use fetch::{Client, Request};
use std::convert::Infallible;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::{Instant, interval_at, timeout};
use tokio::try_join;
use url::Url;

/// How long a pass may take: a hundred times of what it takes on a small machine.
const DEADLINE: Duration = Duration::from_secs(30);

/// How often a callback comes in afterwards: so that each can be read.
const EVERY: Duration = Duration::from_secs(3);

/// The providers' side and the integrator's side of the hub.
pub(super) struct Replay {
    client: Client,
    sources: Vec<Source>,
    bin: Bin,
    screen: Screen,
}

impl Replay {
    pub(super) fn new(running: &Running, client: Client, project: Project, screen: Screen) -> Self {
        let bin = Bin::new(running.hub.clone(), project.secret);
        Self { client, sources: project.sources, bin, screen }
    }

    /// Replays every recording once. Says whether every event came back verified.
    ///
    /// # Errors
    ///
    /// When the hub refuses a callback.
    pub(super) async fn pass(&mut self) -> Result<bool> {
        let mut judge = Judge::default();
        for (source, recording) in recordings(&self.sources) {
            recording.kinds.iter().for_each(|kind| judge.expect(source.provider.name(), *kind));
        }
        let (bin, screen) = (&mut self.bin, self.screen);
        let sending = send_all(&self.client, &self.sources);
        let hearing = async {
            while !judge.has_all() {
                judge.hear(bin.next().await).map_or(Ok(()), |told| screen.event(&told))?;
            }
            Ok(())
        };
        let both = async { try_join!(sending, hearing) };
        // What is missing when the time is over, the judge knows.
        timeout(DEADLINE, both).await.unwrap_or(Ok(((), ())))?;
        screen.verdict(&judge)?;
        Ok(judge.is_content())
    }

    /// Replays recordings one by one for as long as it is let.
    ///
    /// # Errors
    ///
    /// When nothing can be shown any more.
    pub(super) async fn go_on(&mut self) -> Result<Infallible> {
        let mut pause = interval_at(Instant::now() + EVERY, EVERY);
        loop {
            let message = number();
            for (source, recording) in recordings(&self.sources) {
                loop {
                    tokio::select! {
                        _ = pause.tick() => break,
                        told = self.bin.next() => self.screen.event(&told)?,
                    }
                }
                if let Err(error) = send(&self.client, source, recording, message).await {
                    self.screen.trouble(&error)?;
                }
            }
        }
    }
}

fn recordings(sources: &[Source]) -> impl Iterator<Item = (&Source, &'static Recording)> {
    let of = |source| Source::recordings(source).map(move |recording| (source, recording));
    sources.iter().flat_map(of)
}

async fn send_all(client: &Client, sources: &[Source]) -> Result<()> {
    let message = number();
    for (source, recording) in recordings(sources) {
        send(client, source, recording, message).await?;
    }
    Ok(())
}

async fn send(client: &Client, source: &Source, recording: &Recording, message: u32) -> Result<()> {
    let stamps = Stamps { now: OffsetDateTime::now_utc(), message, id: number() };
    let mut words = stamps.words();
    words.extend(source.provider.words(&stamps));
    let mut callback = recording.callback(&words, &source.callback_url)?;
    source.provider.sign(&mut callback, &stamps)?;
    let url = Url::parse(&callback.url)?;
    let (method, headers, body) = (callback.method, callback.headers, callback.body);
    let request = Request { method, to: url.into(), headers, body, deadline: None, cap: None };
    let name = source.name();
    let answer = client.send(request).await.with_context(|| format!("a callback of {name}"))?;
    let taken = (200..300).contains(&answer.status);
    ensure!(taken, "the hub answered {} to a callback of {name}", answer.status);
    Ok(())
}
