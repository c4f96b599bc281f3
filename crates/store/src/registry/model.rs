//! What a registry holds.

use super::{Domains, No, Verification};
use crate::hash;
use event::{Channel, EventKind, KeyId, ProjectId, Selection, SourceId, WebhookId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use strum::{Display, EnumString};
use webhook::{DatedSecret, Options, Schedule, Success};

/// A sender's domain.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its short name.
    pub no: No,
    /// Its id.
    pub id: ProjectId,
    /// A lower-case A-label.
    pub domain: String,
    /// What people call it.
    pub title: String,
    /// Whether a webhook that nobody verified gets nothing but tests.
    pub require_verification: bool,
    /// The project whose block list it uses; none for its own.
    pub block_list: Option<No>,
    /// The domains that are known to be its owner's.
    pub domains: Domains,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// A provider account that feeds a project.
#[derive(Clone)]
pub struct Source {
    /// Its short name.
    pub no: No,
    /// Its id.
    pub id: SourceId,
    /// The project it feeds.
    pub project: No,
    /// Whether it stands for the hub itself.
    pub built_in: bool,
    /// The channel; none for a built-in one, which speaks for all.
    pub channel: Option<Channel>,
    /// The provider's name.
    pub provider: String,
    /// What people call it.
    pub title: String,
    /// Whether its callbacks are refused for now.
    pub paused: bool,
    /// By name, each a text or a list of texts.
    pub secrets: Map<String, Value>,
    /// By name.
    pub settings: Map<String, Value>,
    /// The tokens of its callback URL: the first is the newest.
    pub tokens: Vec<Token>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

// By hand, because secrets and tokens must not reach a log.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What makes a callback URL secret.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct Token {
    /// The random text in the URL.
    pub text: String,
    /// When it stops to count, in milliseconds since 1970; never, where there is none.
    pub until: Option<i64>,
}

impl Token {
    /// What it is looked up by.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash(&self.text)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("until", &self.until).finish_non_exhaustive()
    }
}

/// A subscription.
#[derive(Clone)]
pub struct Webhook {
    /// Its short name.
    pub no: No,
    /// Its id.
    pub id: WebhookId,
    /// The project it belongs to.
    pub project: No,
    /// What people call it.
    pub title: String,
    /// Where deliveries go.
    pub url: String,
    /// What else goes with them.
    pub headers: BTreeMap<String, String>,
    /// What signs them: the first is the newest, and signs for good.
    pub secrets: Vec<DatedSecret>,
    /// What it wants.
    pub events: Selection,
    /// When a delivery is tried again.
    pub schedule: Schedule,
    /// Which answers count as success.
    pub success: Success,
    /// How many requests it gets at a time at most, from all hubs together.
    pub concurrency: Option<u16>,
    /// The revision of the body's form.
    pub format: i16,
    /// How deliveries are written, shown and signed.
    pub options: Options,
    /// Whether it gets anything.
    pub state: WebhookState,
    /// Why it is paused.
    pub paused_reason: Option<String>,
    /// Whether its endpoint is known to be its owner's.
    pub verification: Verification,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// The registry's version when it was changed last.
    pub version: i64,
}

// By hand, because the URL and the headers may hold secrets.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Whether a webhook gets anything.
#[derive(Clone, Copy, Debug, Display, EnumString, Eq, PartialEq)]
#[strum(serialize_all = "lowercase")]
pub enum WebhookState {
    /// It gets what it wants.
    Active,
    /// Its deliveries are kept until it resumes.
    Paused,
    /// It gets nothing, and nothing is kept for it.
    Disabled,
}

/// What matching needs of a webhook.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Subscription {
    /// The webhook.
    pub webhook: No,
    /// The kinds it wants, as bits; none while it is disabled.
    pub mask: u128,
    /// Whether its deliveries may be sent now.
    pub sends: bool,
    /// Whether one hub makes all its deliveries.
    pub pinned: bool,
    /// Whether it wants only some events of these kinds.
    pub filtered: bool,
    /// Whether it gets some things one after the other.
    pub ordered: bool,
}

impl Subscription {
    /// Whether it wants that kind.
    #[must_use]
    pub const fn wants(&self, kind: EventKind) -> bool {
        self.mask & kind.bit() != 0
    }
}

/// A key to the API.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its short name.
    pub no: No,
    /// Its id.
    pub id: KeyId,
    /// The project it is bound to; none for an admin key.
    pub project: Option<No>,
    /// What it may do.
    pub role: Role,
    /// What people call it.
    pub title: String,
    /// SHA-256 of it.
    pub hash: [u8; 32],
    /// Its last four characters, so that people can tell their keys apart.
    pub hint: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// What a key may do.
#[derive(Clone, Copy, Debug, Display, EnumString, Eq, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// Look at one project.
    Read,
    /// Change one project.
    Write,
    /// Everything.
    Admin,
}
