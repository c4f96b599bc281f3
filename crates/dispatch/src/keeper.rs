//! Has written down how endpoints fare, and what the operator is to be told of it.
//!
//! Lanes change their health in memory, and say that they did. Once a second what changed is written
//! in one transaction, so that an endpoint that is well costs nothing, and one that fails no more than
//! a row a second.

use crate::fare::Others;
use crate::lane::{Lane, State};
use crate::lanes::Lanes;
use crate::worker::Sender;
use event::EventId;
use std::sync::Arc;
use std::time::Duration;
use store::{HealthNoted, NewNotice, No, Registry, StoreError, Webhook, WebhookState};
use tokio::time::{MissedTickBehavior, interval};
use webhook::{Health, News, Notice, Said};

/// How often what changed is written down, how many lanes and how many notices at a time.
const EVERY: Duration = Duration::from_secs(1);
const AT_ONCE: usize = 256;
const MOST_NOTICES: usize = 20;

/// What follows for webhooks whose endpoints fail.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    /// After how long of nothing but failures a webhook is disabled.
    pub disable_after: Duration,
    /// Whether there is an operator who wants to be told.
    pub tells: bool,
}

/// How often it is asked what others have written down, in rounds.
const ASK_EVERY: u32 = 30;

/// Writes down, until the hub stops.
pub(crate) async fn keep_health(lanes: Arc<Lanes>, sender: Arc<Sender>) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut rounds: u32 = 0;
    while !lanes.is_stopping() {
        tokio::select! {
            _ = tick.tick() => {}
            () = lanes.stops.notified() => return,
        }
        rounds = rounds.wrapping_add(1);
        if rounds.is_multiple_of(ASK_EVERY)
            && let Err(error) = learn(&lanes, &sender, false).await
        {
            tracing::debug!(error.cause = ?error, "could not ask how endpoints fare");
        }
        write_down(&lanes, &sender).await;
    }
}

/// Learns what is written down: by a run before this one, or by others beside it.
pub(crate) async fn learn(lanes: &Lanes, sender: &Sender, first: bool) -> Result<(), StoreError> {
    let registry = sender.store.registry();
    for known in sender.store.unwell().await? {
        let webhook = known.webhook;
        if registry.webhook_no(webhook).is_none() {
            lanes.change(webhook);
        } else if first {
            lanes.lane(webhook).lock().adopt(known);
            lanes.change(webhook);
        } else if let Some(lane) = lanes.known(webhook) {
            lane.lock().watch();
        }
    }
    Ok(())
}

/// Writes down what changed; where that fails it is tried again.
pub(crate) async fn write_down(lanes: &Lanes, sender: &Sender) {
    let changed: Vec<_> = lanes.changed().into_iter().collect();
    for some in changed.chunks(AT_ONCE) {
        let registry = sender.store.registry();
        let now = (lanes.clock)();
        let mut noting = Noting::default();
        for no in some {
            let lane = lanes.lane(*no);
            match registry.webhook_no(*no) {
                Some(webhook) => noting.add(sender, (&registry, webhook), &lane, now).await,
                None => noting.end(&lane),
            }
        }
        if let Err(error) = noting.write(lanes, sender, now).await {
            tracing::debug!(error.cause = ?error, "could not write down how endpoints fare");
        }
    }
}

/// What one round writes.
#[derive(Default)]
struct Noting {
    all: Vec<(No, No, HealthNoted)>,
    notices: Vec<NewNotice>,
    lanes: Vec<(Arc<Lane>, Health, Vec<News>)>,
}

impl Noting {
    async fn add(
        &mut self,
        sender: &Sender,
        (registry, webhook): (&Registry, &Arc<Webhook>),
        lane: &Arc<Lane>,
        now: i64,
    ) {
        let (mut health, written, taken) = lane.lock().begin_noting(now);
        if is_lost(sender, webhook, &health).await {
            disable(sender, (registry, webhook), lane, &health, now).await;
            health = lane.lock().health.clone();
        }
        let mut news = Vec::new();
        if !sender.watch.tells {
            health.tell(&health.news(now), now);
        } else if self.notices.len() < MOST_NOTICES {
            news = health.news(now);
            let said = news.iter().filter_map(|it| notice((registry, webhook), &health, *it, now));
            self.notices.extend(said);
            health.tell(&news, now);
        }
        if health != written || !news.is_empty() {
            let noted = if health.is_well() {
                HealthNoted::Well
            } else {
                HealthNoted::Fares(health.clone())
            };
            self.all.push((webhook.no, webhook.project, noted));
        } else if taken {
            self.all.push((webhook.no, webhook.project, HealthNoted::Taken(now)));
        }
        self.lanes.push((lane.clone(), health, news));
    }

    /// There is no such webhook any more.
    fn end(&mut self, lane: &Arc<Lane>) {
        let mut state = lane.lock();
        state.health = Health::default();
        self.all.push((lane.webhook, state.project, HealthNoted::Well));
        drop(state);
        self.lanes.push((lane.clone(), Health::default(), Vec::new()));
    }

    async fn write(self, lanes: &Lanes, sender: &Sender, now: i64) -> Result<(), StoreError> {
        let mut done = Ok(());
        if !self.all.is_empty() {
            done = sender.store.note_health(&self.all, &self.notices).await;
        }
        for (lane, health, news) in self.lanes {
            let mut state = lane.lock();
            let again = match &done {
                Ok(()) => state.noted(health, &news, sender.watch.tells, now),
                Err(_) => true,
            };
            drop(state);
            if again {
                lanes.change(lane.webhook);
            }
        }
        done
    }
}

impl State {
    /// How it fares, what of that is written down, and whether it took something while others take
    /// it for failing.
    fn begin_noting(&mut self, now: i64) -> (Health, Health, bool) {
        self.health.forget_told(now);
        let taken = self.others == Others::Refuted;
        if taken {
            self.others = Others::Silent;
        }
        (self.health.clone(), self.written.clone(), taken)
    }

    /// That is written down; says whether it is to be looked at again.
    fn noted(&mut self, written: Health, news: &[News], tells: bool, now: i64) -> bool {
        if tells {
            self.health.tell(news, now);
        } else {
            self.health.tell(&self.health.news(now), now);
        }
        self.written = written;
        self.health.waits() || self.health != self.written
    }
}

/// Whether a webhook has failed for so long that it gets nothing more. Others may know better.
async fn is_lost(sender: &Sender, webhook: &Webhook, health: &Health) -> bool {
    let after = i64::try_from(sender.watch.disable_after.as_millis()).unwrap_or(i64::MAX);
    if webhook.state != WebhookState::Active || !health.is_lost(after) {
        return false;
    }
    match sender.store.health(webhook.no).await {
        Ok(known) => known.and_then(|it| it.taken_at) <= health.failing_since,
        Err(_) => false,
    }
}

async fn disable(
    sender: &Sender,
    (registry, webhook): (&Registry, &Arc<Webhook>),
    lane: &Lane,
    health: &Health,
    now: i64,
) {
    let said = Said::Disabled { failures: health.failures, since: health.failing_since };
    let tell = sender.watch.tells.then(|| say((registry, webhook), health, said, now)).flatten();
    let last = health.error.as_deref().unwrap_or("no answer");
    let days = sender.watch.disable_after.as_secs() / 86_400;
    let reason = format!("nothing but failures for {days} days, the last of them: {last}");
    match sender.store.disable_webhook(webhook.id, reason, tell.as_ref()).await {
        Ok(true) => {
            lane.lock().health.give_up();
            tracing::warn!(webhook.id = %webhook.id, "Disabled: it has failed for too long");
        }
        Ok(false) => {}
        Err(error) => {
            tracing::error!(webhook.id = %webhook.id, error.cause = ?error, "Cannot disable");
        }
    }
}

fn notice(
    of: (&Registry, &Arc<Webhook>),
    health: &Health,
    news: News,
    now: i64,
) -> Option<NewNotice> {
    let said = match news {
        News::Failing => Said::Failing { failures: health.failures, since: health.failing_since },
        News::Recovered => Said::Recovered,
        News::Exhausted(deliveries) => Said::Exhausted { deliveries },
    };
    say(of, health, said, now)
}

fn say(
    (registry, webhook): (&Registry, &Arc<Webhook>),
    health: &Health,
    said: Said,
    now: i64,
) -> Option<NewNotice> {
    let project = registry.project_no(webhook.project)?;
    let notice = Notice {
        id: EventId::at(now),
        said,
        project: &project.domain,
        webhook: webhook.id,
        title: &webhook.title,
        reason: health.error.as_deref(),
    };
    Some(NewNotice { id: notice.id, body: notice.body() })
}
