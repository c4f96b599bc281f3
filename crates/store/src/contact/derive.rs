//! What follows from events for their contacts: gathered for one commit, written with it.

use super::Address;
use super::profile::Profile;
use super::told::Told;
use crate::ingest::storable;
use crate::{NewEvent, No};
use event::{EventKind, Marks, Said};
use std::collections::BTreeMap;

/// The kinds that something follows from: of all others this is all that is looked at.
const TOUCHING: u128 = EventKind::MARKING | EventKind::PROFILING;

/// What is said of contacts, by the list they are on and their address. In one order, whoever
/// writes it: commits of two hubs that mark the same contacts wait for each other, and never in a
/// circle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Derived {
    pub(super) all: BTreeMap<(No, Address), Heard>,
    /// Whether profiles are among it.
    profiles: bool,
}

/// What is said of one contact.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    pub(super) marks: Marks,
    /// The platform's own id of the person; empty where it is taken away.
    pub(super) user: Option<(Said, String)>,
    pub(super) profile: Option<Profile>,
}

impl Derived {
    /// Whether something follows from events of that kind.
    pub(crate) const fn follows_from(kind: EventKind) -> bool {
        TOUCHING & kind.bit() != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn has_profiles(&self) -> bool {
        self.profiles
    }

    /// Takes in what follows from an event for its contact, which is on that list.
    pub(crate) fn take_event(&mut self, list: No, event: &NewEvent) {
        let channel = event.kind.channel();
        let address = event.contact.as_deref().and_then(|text| Address::new(channel, text));
        let Some(address) = address else { return };
        let said = Said::by(event.id, event.occurred_at, event.received_at);
        self.take(list, address, Heard::of(event, said));
    }

    pub(super) fn take(&mut self, list: No, address: Address, heard: Heard) {
        self.profiles |= heard.profile.is_some();
        self.all.entry((list, address)).or_default().take(heard);
    }
}

impl Heard {
    fn of(event: &NewEvent, said: Said) -> Self {
        let mut heard = Self::default();
        if let Some(mark) = event.kind.mark() {
            heard.marks.say(mark, said);
            heard.user = Told::user_by(&event.body).map(|user| (said, user));
        } else if event.kind == EventKind::EmailProfileDeleted {
            heard.profile = Some(Profile::removed(said));
            heard.user = Some((said, String::new()));
        } else {
            let told = Told::by(&event.body);
            heard.user = told.user().map(|user| (said, user));
            heard.profile = Some(Profile::told(said, told.fields()));
        }
        heard.user = heard.user.map(|(said, user)| (said, storable(&user)));
        heard
    }

    fn take(&mut self, other: Self) {
        self.marks.take(&other.marks);
        self.user = self.user.take().max(other.user);
        match (&mut self.profile, other.profile) {
            (Some(known), Some(other)) => known.take(other),
            (known @ None, other) => *known = other,
            (Some(_), None) => {}
        }
    }
}
