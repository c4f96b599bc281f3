//! One source's messages, as they come due.

use super::pace::Pace;
use super::send::send;
use super::settle::settle;
use super::told::{Known, Told};
use super::turns::Turns;
use crate::Hub;
use event::Channel;
use sender::Outcome;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Address, Contact, No, Parcel, Source, StoreError};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How many messages of a source are on their way at a time.
const MOST: usize = 64;

/// For how long a message is a hub's alone once it took it, in milliseconds: longer than it can take
/// to send it.
const LEASE: i64 = 45_000;

/// How long it can take to send one, in milliseconds: the deadline of a call, and as much again.
const LONGEST_SEND: i64 = 30_000;

/// How long a message that was taken may wait for its turn, in milliseconds.
const LONGEST_WAIT: i64 = 5_000;

/// How much later than a message's end it may still be sent, in milliseconds: one that is to be shown
/// at once or never has no time at all.
const LATE: i64 = 5_000;

/// How long a source is left alone after it was told to wait, in milliseconds.
const LONGEST_HOLD: i64 = 60_000;

/// What is known of a source that sends.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pace: Mutex<Pace>,
    works: AtomicBool,
}

impl Desk {
    /// Begins to work; not where it works already.
    pub(super) fn begin(&self) -> bool {
        !self.works.swap(true, Ordering::AcqRel)
    }

    pub(super) fn end(&self) {
        self.works.store(false, Ordering::Release);
    }

    fn slot(&self, channel: Channel, contact: &str, now: i64) -> Result<i64, i64> {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.slot(channel, contact, now, now + LONGEST_WAIT)
    }

    fn hold(&self, until: i64) {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner).hold(until);
    }
}

/// A message that this hub has taken.
pub(super) struct Taken {
    hub: Arc<Hub>,
    desk: Arc<Desk>,
    source: Option<Arc<Source>>,
    parcel: Parcel,
    /// Why it is not to be sent after all.
    blocked: Option<&'static str>,
    /// When it may be sent; where that is too far off, when it is to be taken again.
    slot: Result<i64, i64>,
    /// Until when nobody else takes it.
    until: i64,
}

/// Sends what a source has to send, until nothing is due; says whether there was anything.
pub(super) async fn work(hub: &Arc<Hub>, desk: &Arc<Desk>, project: No, source: No) -> bool {
    let (mut flying, turns) = (JoinSet::new(), Arc::new(Turns::default()));
    let mut any = false;
    loop {
        let mine = hub.store.posts(source) && hub.store.may_send() && !hub.post.stops();
        let waiting = turns.count();
        let taken = if mine && waiting <= MOST / 2 {
            take(hub, desk, project, source, MOST - waiting).await
        } else {
            Ok(Vec::new())
        };
        let taken = taken.unwrap_or_else(|error| {
            tracing::warn!(error.cause = %error, "Messages that are due were not found");
            Vec::new()
        });
        let none = taken.is_empty();
        any |= !none;
        for one in taken {
            let contact = one.contact().to_owned();
            if turns.line_up(one) {
                flying.spawn(turns.clone().send_to(contact));
            }
        }
        while flying.try_join_next().is_some() {}
        match turns.count() {
            0 => return any,
            waiting if none || waiting > MOST / 2 => turns.one_is_done().await,
            _ => {}
        }
    }
}

async fn take(
    hub: &Arc<Hub>,
    desk: &Arc<Desk>,
    project: No,
    source: No,
    most: usize,
) -> Result<Vec<Taken>, StoreError> {
    let now = hub.now();
    let (until, most) = (now + LEASE, u16::try_from(most).unwrap_or(u16::MAX));
    let parcels = hub.store.claim_parcels(project, source, now, until, most).await?;
    if parcels.is_empty() {
        return Ok(Vec::new());
    }
    let registry = hub.store.registry();
    let contacts = contacts(hub, registry.list(project), &parcels).await?;
    let source = registry.source_no(source).cloned();
    let taken = parcels.into_iter().map(|parcel| {
        let address = Address::new(parcel.channel, &parcel.contact);
        let known = address.and_then(|address| contacts.get(&address));
        // An answer to who leaves is the last thing said.
        let reason = known.filter(|_| !parcel.quiet).and_then(|it| it.standing().reason());
        let blocked = reason.map(event::Block::code);
        // In the order in which they were taken, which is that in which they were asked for.
        let slot = match blocked {
            Some(_) => Ok(now),
            None => desk.slot(parcel.channel, &parcel.contact, now),
        };
        let (hub, desk, source) = (hub.clone(), desk.clone(), source.clone());
        Taken { hub, desk, source, parcel, blocked, slot, until }
    });
    Ok(taken.collect())
}

/// What is known of whom they are for: one may have left since the message was taken in.
async fn contacts(
    hub: &Hub,
    list: No,
    parcels: &[Parcel],
) -> Result<HashMap<Address, Contact>, StoreError> {
    let addresses = parcels.iter().filter_map(|it| Address::new(it.channel, &it.contact));
    let addresses: Vec<_> = addresses.collect();
    hub.store.contacts_among(list, &addresses).await
}

impl Taken {
    pub(super) fn contact(&self) -> &str {
        &self.parcel.contact
    }

    /// Sends it, or says why not; what came of it is on disk then.
    pub(super) async fn send(self) {
        let (parcel, now) = (&self.parcel, self.hub.now());
        let told = if let Some(code) = self.blocked {
            Told::suppressed(parcel, code, now)
        } else if now > self.until - LONGEST_SEND {
            // Those before it took so long that somebody else may take it any moment.
            Told::again(parcel.id, self.until, false, None)
        } else if now > parcel.ends_at + LATE {
            Told::out_of_time(parcel, now, None)
        } else {
            match self.slot {
                Ok(slot) => {
                    let wait = u64::try_from(slot - now).unwrap_or(0);
                    sleep(Duration::from_millis(wait)).await;
                    match self.sent().await {
                        Ok(told) => told,
                        // It is due again once nobody has it any more.
                        Err(error) => return tracing::warn!(error.cause = %error, "Not sent"),
                    }
                }
                Err(slot) => Told::again(parcel.id, slot, false, None),
            }
        };
        settle(&self.hub, parcel.project, parcel.source, told, self.until).await;
    }

    async fn sent(&self) -> Result<Told, StoreError> {
        let (hub, parcel) = (&self.hub, &self.parcel);
        let Some(source) = &self.source else {
            let gone = "its source was deleted".to_owned();
            let reason = event::Reason { code: Some("config".to_owned()), text: Some(gone) };
            let kind = super::not_sent(parcel.channel);
            let refusal = sender::Refusal { kind, reason, response: None, ends: false };
            let now = hub.now();
            let known = Known { sent_at: now, now, device: None, replaces: &[] };
            return Ok(Told::of(parcel, Outcome::Refused(refusal), known));
        };
        let sent_at = hub.now();
        let answered = send(hub, source, parcel).await?;
        let now = hub.now();
        if let (Outcome::Later { after: Some(after), .. }, Channel::Telegram | Channel::Viber) =
            (&answered.outcome, parcel.channel)
        {
            let after = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
            self.desk.hold(now + after.min(LONGEST_HOLD));
        }
        let replaces = match &answered.outcome {
            Outcome::Accepted(_) => hub.store.parcels_replaced_by(parcel).await?,
            _ => Vec::new(),
        };
        let device = answered.device.as_deref();
        let known = Known { sent_at, now, device, replaces: &replaces };
        Ok(Told::of(parcel, answered.outcome, known))
    }
}
