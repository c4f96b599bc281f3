//! A message without mistakes.

use super::body::Body;
use super::fit::fits;
use super::whom::{Whom, source};
use super::wire::NewMessage;
use crate::Hub;
use crate::api::access::Writes;
use crate::api::contacts::address;
use crate::api::input::{Faults, unknown, within};
use crate::post::{Account, push_size};
use event::Channel;
use sender::webpush::LARGEST;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::Source;

const LONGEST_ID: usize = 255;

/// A day.
const USUAL_TTL: u32 = 86_400;
/// What push services keep a message for at most: 28 days.
const LONGEST_TTL: u32 = 2_419_200;
/// For how long Viber tries: 14 days.
const VIBERS_TTL: u32 = 1_209_600;

/// The channels that the hub sends on.
const CHANNELS: [Channel; 3] = [Channel::WebPush, Channel::Telegram, Channel::Viber];

/// A message without mistakes.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) channel: Channel,
    pub(super) source: Arc<Source>,
    pub(super) whom: Whom,
    pub(super) body: Body,
    /// In seconds.
    pub(super) ttl: u32,
    pub(super) track: bool,
    pub(super) metadata: Map<String, Value>,
    pub(super) id: Option<String>,
}

impl Message {
    pub(super) fn check(asked: &Writes, new: NewMessage, faults: &mut Faults) -> Option<Self> {
        let channel = faults.need("/channel", new.channel);
        let channel = channel.and_then(|name| faults.take("/channel", sent_on(&name)));
        let id = new.id.and_then(|id| faults.take("/id", within(id, LONGEST_ID)));
        let body = faults.need("/body", new.body);
        let channel = channel?;
        let body = body.and_then(|body| Body::read(channel, body, "/body", faults));
        let whom = whom(channel, new.to, new.user, faults);
        let longest = if channel == Channel::Viber { VIBERS_TTL } else { LONGEST_TTL };
        let usual = if channel == Channel::Viber { VIBERS_TTL } else { USUAL_TTL };
        let ttl = new.ttl_seconds.unwrap_or(usual);
        if ttl > longest {
            faults.add("/ttl_seconds", format!("must be at most {longest}"));
        }
        let named = new.source.as_deref();
        let source = source(&asked.hub, &asked.project, channel, named, faults)?;
        let can = can_send(&asked.hub, &source, body.as_ref(), faults);
        let (track, metadata) = (new.track.unwrap_or(true), new.metadata);
        let body = body?;
        if track {
            fits(&asked.hub, &body, faults);
        }
        can.then_some(Self { channel, source, whom: whom?, body, ttl, track, metadata, id })
    }
}

fn sent_on(name: &str) -> Result<Channel, String> {
    let channel = name.parse().ok().filter(|channel| CHANNELS.contains(channel));
    channel.ok_or_else(|| match name.parse::<Channel>() {
        Ok(channel) => format!("{} is sent by providers, not by the hub", channel.title()),
        Err(_) => unknown("channel", name, CHANNELS.map(Channel::name)),
    })
}

fn whom(
    channel: Channel,
    to: Option<String>,
    user: Option<String>,
    faults: &mut Faults,
) -> Option<Whom> {
    match (to, user) {
        (Some(to), None) => faults.take("/to", address(channel, &to)).map(Whom::To),
        (None, Some(user)) if !user.is_empty() => Some(Whom::User(user)),
        (None, Some(_)) => {
            faults.add("/user", "must not be empty");
            None
        }
        (Some(_), Some(_)) => {
            faults.add("/user", "stands beside `to`; a message is for one of them");
            None
        }
        (None, None) => {
            faults.add("/to", "is required, unless there is a `user`");
            None
        }
    }
}

/// Whether the source is set up to send that.
fn can_send(hub: &Hub, source: &Source, body: Option<&Body>, faults: &mut Faults) -> bool {
    let account = match Account::of(hub, source) {
        Ok(account) => account,
        Err(why) => {
            faults.add("/source", why);
            return false;
        }
    };
    if let (Account::WebPush(account), Some(Body::Push(shown))) = (account, body) {
        let size = push_size(&account, shown, hub.now());
        if size > LARGEST {
            faults.add(
                "/body",
                format!("is {size} bytes as it is sent, and must be {LARGEST} at most"),
            );
            return false;
        }
    }
    true
}
