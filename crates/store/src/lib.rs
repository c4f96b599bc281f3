#![doc = include_str!("../README.md")]

mod backup;
mod browser;
mod changes;
mod cluster;
mod contact;
mod delivery;
mod entity;
mod erase;
mod error;
mod feed;
mod health;
mod house;
mod ingest;
mod job;
mod journal;
mod notice;
mod open;
mod owed;
mod parcel;
mod read;
mod ready;
mod recall;
mod registry;
mod seal;
mod shared;
mod sql;
mod store;
mod writer;

pub use self::backup::{NotBackedUp, backup, restore};
pub use self::browser::{Browser, NewBrowser, PushKeys};
pub use self::changes::{
    Answer, LINK_CODE, NewKey, NewLink, NewProject, NewSigningKey, NewSource, NewWebhook,
    PatchProject, PatchSource, PatchWebhook, Remember,
};
pub use self::cluster::home;
pub use self::contact::{Address, Contact, ContactEdit, ProfileEdit};
pub use self::delivery::{DeliveryState, Handover, Nobody, Owed, Settled};
pub use self::error::StoreError;
pub use self::feed::{FeedEvent, FeedPage, Position, Watch};
pub use self::health::{HealthNoted, Watched};
pub use self::ingest::{CallbackState, Ingest, NewCallback, NewEvent, OnceToken, Taken};
pub use self::job::{JobFilter, JobKind, JobRow, JobScope, JobState, NewJob};
pub use self::notice::{DueNotice, NewNotice};
pub use self::open::{OpenError, Options};
pub use self::parcel::{NewParcel, Parcel, ParcelChange, ParcelState};
pub use self::read::{
    AttemptRow, CallbackFilter, CallbackRow, ContactFilter, DeliveryFilter, DeliveryRow,
    EventFilter, EventRow, LinkFilter, LinkRow, Page, Waiting,
};
pub use self::registry::{
    Domains, Key, No, Project, Registry, Role, SigningKey, Source, Subscription, Token,
    Verification, VerificationFile, VerifiedDomain, Webhook, WebhookState,
};
pub use self::seal::{InstanceKey, NotSealed, hash};
pub use self::shared::Clock;
pub use self::store::Store;
