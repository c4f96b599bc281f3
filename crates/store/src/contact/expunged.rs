//! What stays of a contact that was erased while it was blocked: its marks, under a name that only
//! who knows the address and the instance key finds.

use super::{Address, Contact};
use crate::{InstanceKey, No};

/// What such a name begins with. No canonical address does: it has neither `@` nor `+`, and more
/// than digits.
const BEGIN: &str = "expunged:";

impl Address {
    /// What an address on that list is called once it is erased.
    pub(crate) fn expunged(&self, list: No, key: &InstanceKey) -> Self {
        let channel = self.channel();
        let of = [&list.to_le_bytes()[..], channel.name().as_bytes(), &[0], self.text().as_bytes()];
        let mac = key.derive("expunged", &of.concat());
        let number = mac.iter().take(16).fold(0_u128, |all, byte| all << 8 | u128::from(*byte));
        Self::kept(channel, format!("{BEGIN}{number:032x}"))
    }
}

impl Contact {
    /// What is known of an address by what is known of it now, and what stayed when it was erased.
    pub(crate) fn with_expunged(
        address: &Address,
        known: Option<Self>,
        stayed: Option<Self>,
    ) -> Option<Self> {
        let Some(stayed) = stayed else { return known };
        let mut contact = known.unwrap_or_else(|| Self {
            address: address.clone(),
            marks: event::Marks::default(),
            user: None,
            fields: None,
            latest: 0,
        });
        contact.marks.take(&stayed.marks);
        contact.latest = contact.latest.max(stayed.latest);
        Some(contact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::Channel;

    #[test]
    fn a_name_is_the_same_for_who_knows_and_tells_nothing() {
        let key = InstanceKey::new("one key of thirty-two characters");
        let ann = Address::new(Channel::Email, "ann@example.org").expect("an address");
        let name = ann.expunged(1, &key);
        assert_eq!(name, ann.expunged(1, &key));
        assert_eq!(name.text().len(), BEGIN.len() + 32);
        assert!(!name.text().contains("ann"));
        let other_key = InstanceKey::new("another key of the same length..");
        let sms = Address::new(Channel::Sms, "ann@example.org").expect("an address");
        for other in [ann.expunged(2, &key), ann.expunged(1, &other_key), sms.expunged(1, &key)] {
            assert_ne!(other.text(), name.text());
        }
    }
}
