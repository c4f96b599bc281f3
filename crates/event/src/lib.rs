#![doc = include_str!("../README.md")]

mod catalogue;
mod channel;
mod contact;
mod event;
mod id;
mod kind;
mod mark;
mod selection;
mod standing;
mod timestamp;

pub use self::channel::{Channel, Group};
pub use self::contact::{bare_address, check_contact, contact};
pub use self::event::{
    Bounce, BounceClass, Click, Client, Details, Event, Fingerprint, Geo, Message, Profile, Reason,
    Response,
};
pub use self::id::{
    AttemptId, BatchId, BrowserId, CallbackId, DeliveryId, EventId, Id, JobId, KeyId, LinkId,
    Named, NoId, ParcelId, ProjectId, SourceId, WebhookId,
};
pub use self::kind::EventKind;
pub use self::mark::Mark;
pub use self::selection::{Choice, Selection, UnknownName};
pub use self::standing::{Block, Marks, Said, Standing};
pub use self::timestamp::{from_ms, ms, rfc3339};
