//! Ids: 128 bits that sort by time, written with a prefix that tells what they name.

use data_encoding::{Encoding, Specification};
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::LazyLock;
use uuid::{NoContext, Timestamp, Uuid};

/// Base 32 with the digits before the letters, so that text sorts as the bytes do.
static ALPHABET: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghijklmnopqrstuv");
    specification.translate.from.push_str("ABCDEFGHIJKLMNOPQRSTUV");
    specification.translate.to.push_str("abcdefghijklmnopqrstuv");
    specification.encoding().expect("32 distinct symbols")
});

/// What an id names; only its prefix shows.
pub trait Named: Copy + Eq + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// What stands before the underscore.
    const PREFIX: &'static str;
}

macro_rules! named {
    ($($(#[$doc:meta])* $marker:ident, $id:ident, $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $marker;

        impl Named for $marker {
            const PREFIX: &'static str = $prefix;
        }

        #[doc = concat!("`", $prefix, "_…`")]
        pub type $id = Id<$marker>;
    )*};
}

named! {
    /// A sender's domain.
    Project, ProjectId, "prj";
    /// A provider account that feeds a project.
    Source, SourceId, "src";
    /// A subscription.
    Webhook, WebhookId, "whk";
    /// One thing that happened.
    Occurrence, EventId, "evt";
    /// Several events in one request.
    Together, BatchId, "bat";
    /// A request of a provider, as received.
    Kept, CallbackId, "cbk";
    /// A key to the API.
    Key, KeyId, "key";
    /// A link that contacts follow. Users know it by its code; this is its place in lists.
    Link, LinkId, "lnk";
    /// One message to one contact.
    Parcel, ParcelId, "pcl";
    /// A browser that takes web pushes: what its contact is called by.
    Browser, BrowserId, "sub";
    /// Work on many things that goes on by itself.
    Job, JobId, "job";
}

/// An id: a UUID of version 7 under a prefix.
pub struct Id<T> {
    uuid: Uuid,
    named: PhantomData<T>,
}

impl<T: Named> Id<T> {
    /// A new id for something that came into being at this time (milliseconds since 1970).
    ///
    /// Two ids of one millisecond sort in no order, those of different milliseconds by time.
    #[must_use]
    pub fn at(ms: i64) -> Self {
        let ms = u64::try_from(ms).unwrap_or(0);
        let nanos = u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000;
        Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1000, nanos)).into()
    }

    /// The id so many places behind this one: for things that came into being together, and have
    /// an order.
    #[must_use]
    pub fn nth(self, places: usize) -> Self {
        Uuid::from_u128(self.uuid.as_u128().wrapping_add(places as u128)).into()
    }

    /// The smallest id of that time: the lower bound of a range.
    #[must_use]
    pub fn first_at(ms: i64) -> Self {
        let ms = u64::try_from(ms).unwrap_or(0) & 0xffff_ffff_ffff;
        Uuid::from_u128(u128::from(ms) << 80).into()
    }

    /// The id of something of that time that is named by what it holds: by the lower 80 of these
    /// bits.
    #[must_use]
    pub fn named_by(ms: i64, bits: u128) -> Self {
        let time = Self::first_at(ms).uuid.as_u128();
        Uuid::from_u128(time | (bits & ((1 << 80) - 1))).into()
    }

    /// When it came into being, in milliseconds since 1970.
    #[must_use]
    pub fn ms(self) -> i64 {
        i64::try_from(self.uuid.as_u128() >> 80).unwrap_or(0)
    }

    /// What tables store.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, named: PhantomData }
    }
}

impl<T: Named> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(T::PREFIX, self.uuid.as_bytes(), f)
    }
}

impl<T: Named> FromStr for Id<T> {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let bytes = read(T::PREFIX, text).and_then(|bytes| Uuid::from_slice(&bytes).ok());
        bytes.map(Self::from).ok_or(NoId(T::PREFIX))
    }
}

/// A text that is no id of the kind asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of the form `{0}_…`")]
pub struct NoId(pub &'static str);

/// The longest text of an id behind its prefix: that of 22 bytes.
const LONGEST: usize = 36;

/// Writes `{prefix}_{bytes}`, for at most 22 bytes.
fn write(prefix: &str, bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = [0; LONGEST];
    let text = &mut text[..ALPHABET.encode_len(bytes.len())];
    ALPHABET.encode_mut(bytes, text);
    f.write_str(prefix)?;
    f.write_str("_")?;
    f.write_str(str::from_utf8(text).map_err(|_| fmt::Error)?)
}

fn read(prefix: &str, text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix(prefix)?.strip_prefix('_')?;
    ALPHABET.decode(text.as_bytes()).ok()
}

/// `dlv_…`: one event owed to one webhook, and named by the two.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DeliveryId {
    /// The event.
    pub event: EventId,
    /// The webhook's number in the store.
    pub webhook: i32,
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 20];
        bytes[..16].copy_from_slice(self.event.uuid.as_bytes());
        bytes[16..].copy_from_slice(&self.webhook.to_be_bytes());
        write("dlv", &bytes, f)
    }
}

impl FromStr for DeliveryId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let bytes = read("dlv", text).ok_or(NoId("dlv"))?;
        let (event, webhook) = bytes.split_at_checked(16).ok_or(NoId("dlv"))?;
        let event = Uuid::from_slice(event).map_err(|_| NoId("dlv"))?.into();
        let webhook = webhook.try_into().map_err(|_| NoId("dlv"))?;
        Ok(Self { event, webhook: i32::from_be_bytes(webhook) })
    }
}

/// `att_…`: one request made for a delivery.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AttemptId {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Which of its requests, from 1.
    pub number: u16,
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 22];
        bytes[..16].copy_from_slice(self.delivery.event.uuid.as_bytes());
        bytes[16..20].copy_from_slice(&self.delivery.webhook.to_be_bytes());
        bytes[20..].copy_from_slice(&self.number.to_be_bytes());
        write("att", &bytes, f)
    }
}

// By hand, because a derive would ask the same of the marker.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T: Named> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_come_back_and_sort_by_time(a in 0..1_i64 << 47, b in 0..1_i64 << 47) {
            let (x, y) = (EventId::at(a), EventId::at(b));
            prop_assert_eq!(x.to_string().parse(), Ok(x));
            prop_assert_eq!(x.ms(), a);
            prop_assert!(EventId::first_at(a) <= x);
            if a != b {
                prop_assert_eq!(a < b, x < y);
                prop_assert_eq!(a < b, x.to_string() < y.to_string());
            }
        }

        #[test]
        fn deliveries_are_named_by_event_and_webhook(ms in 0..1_i64 << 47, webhook in 0..i32::MAX) {
            let id = DeliveryId { event: EventId::at(ms), webhook };
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn no_text_makes_it_panic(text in "(evt|dlv)?_?\\PC{0,40}") {
            _ = text.parse::<EventId>();
            _ = text.parse::<DeliveryId>();
        }
    }

    #[test]
    fn an_id_of_another_kind_is_none() {
        let id = EventId::at(0).to_string();
        assert_eq!(id.parse::<ProjectId>(), Err(NoId("prj")));
        assert_eq!(
            id.to_uppercase().replace("EVT", "evt").parse::<EventId>().map(super::Id::ms),
            Ok(0)
        );
    }
}
