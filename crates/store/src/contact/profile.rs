//! The fields of a contact, each as it was said last.

use crate::StoreError;
use event::{EventId, Said};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Fields, and when each was said.
///
/// What was taken away is remembered with its time, so that neither order nor repetition of what
/// is said of a profile matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Profile {
    /// When it was told of last, and when it was removed last.
    told: Said,
    removed: Said,
    /// By name; null where it was taken away. All were said after it was removed.
    fields: BTreeMap<String, (Said, Value)>,
}

/// When things were said, as the store keeps it.
#[derive(Default, Deserialize, Serialize)]
struct Stamps {
    told: Stamp,
    removed: Stamp,
    fields: BTreeMap<String, Stamp>,
}

#[derive(Default, Deserialize, Serialize)]
struct Stamp(i64, Option<String>);

impl Profile {
    /// These fields, and no word of others; null takes one away.
    pub(super) fn told(said: Said, fields: Map<String, Value>) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (name, (said, value)));
        Self { told: said, removed: Said::default(), fields: fields.collect() }
    }

    /// All of it removed.
    pub(super) fn removed(said: Said) -> Self {
        Self { removed: said, ..Self::default() }
    }

    /// Takes in what others know.
    pub(super) fn take(&mut self, other: Self) {
        self.told = self.told.max(other.told);
        self.removed = self.removed.max(other.removed);
        for (name, (said, value)) in other.fields {
            match self.fields.get(&name) {
                Some((known, _)) if *known >= said => {}
                _ => _ = self.fields.insert(name, (said, value)),
            }
        }
        self.fields.retain(|_, (said, _)| *said > self.removed);
    }

    /// The fields as they are now; none where there is no profile.
    pub(super) fn shown(&self) -> Option<Map<String, Value>> {
        let there = self.fields.iter().filter(|(_, (_, value))| !value.is_null());
        let shown = || there.map(|(name, (_, value))| (name.clone(), value.clone())).collect();
        (self.told > self.removed).then(shown)
    }

    /// When anything of it was said last.
    pub(super) fn latest(&self) -> i64 {
        self.told.at.max(self.removed.at)
    }

    /// From its two columns.
    pub(super) fn read(fields: Option<&str>, stamps: Option<&str>) -> Result<Self, StoreError> {
        let Some(stamps) = stamps else { return Ok(Self::default()) };
        let mut values: Map<String, Value> = serde_json::from_str(fields.unwrap_or("{}"))?;
        let stamps: Stamps = serde_json::from_str(stamps)?;
        let fields = stamps.fields.into_iter().map(|(name, stamp)| {
            let value = values.remove(&name).unwrap_or_default();
            Ok((name, (stamp.said()?, value)))
        });
        let fields = fields.collect::<Result<_, StoreError>>()?;
        Ok(Self { told: stamps.told.said()?, removed: stamps.removed.said()?, fields })
    }

    /// Its two columns.
    pub(super) fn write(&self) -> Result<(Option<String>, String), StoreError> {
        let fields = self.shown().map(|fields| serde_json::to_string(&fields)).transpose()?;
        let stamps = self.fields.iter().map(|(name, (said, _))| (name.clone(), Stamp::of(*said)));
        let stamps = Stamps {
            told: Stamp::of(self.told),
            removed: Stamp::of(self.removed),
            fields: stamps.collect(),
        };
        Ok((fields, serde_json::to_string(&stamps)?))
    }
}

impl Stamp {
    fn of(said: Said) -> Self {
        Self(said.at, said.by.map(|by| by.to_string()))
    }

    fn said(self) -> Result<Said, StoreError> {
        let by = self.1.map(|by| by.parse::<EventId>()).transpose();
        let by = by.map_err(|_| StoreError::Unreadable("contact.stamps"))?;
        Ok(Said { at: self.0, by })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn said(at: i64) -> Said {
        Said::at(at, Some(EventId::first_at(at)))
    }

    fn told(at: i64, fields: &Value) -> Profile {
        Profile::told(said(at), fields.as_object().cloned().unwrap_or_default())
    }

    fn all_of(parts: impl IntoIterator<Item = Profile>) -> Profile {
        let mut all = Profile::default();
        parts.into_iter().for_each(|part| all.take(part));
        all
    }

    #[test]
    fn fields_are_as_they_were_said_last() {
        let shown = |parts: Vec<Profile>| all_of(parts).shown().map(Value::Object);
        assert_eq!(shown(vec![]), None);
        assert_eq!(shown(vec![told(1, &json!({}))]), Some(json!({})));
        let two = || vec![told(1, &json!({"a": 1, "b": 1})), told(2, &json!({"b": 2, "c": [3]}))];
        assert_eq!(shown(two()), Some(json!({"a": 1, "b": 2, "c": [3]})));
        let mut without = two();
        without.push(told(3, &json!({"a": null})));
        assert_eq!(shown(without), Some(json!({"b": 2, "c": [3]})));
        let mut removed = two();
        removed.push(Profile::removed(said(3)));
        assert_eq!(shown(removed.clone()), None);
        removed.push(told(4, &json!({"d": 4})));
        assert_eq!(shown(removed.clone()), Some(json!({"d": 4})));
        // What comes late does not undo what is later.
        removed.push(told(2, &json!({"e": 2})));
        assert_eq!(shown(removed), Some(json!({"d": 4})));
    }

    fn anything() -> impl Strategy<Value = Profile> {
        let value = prop_oneof![Just(Value::Null), (0..9).prop_map(Value::from)];
        let fields = prop::collection::btree_map("[abc]", value, 0..3);
        (1..9_i64, prop::option::weighted(0.8, fields)).prop_map(|(at, fields)| match fields {
            // One event says one thing, so the time stands for what is said.
            Some(fields) => {
                let said = Said::at(at, Some(EventId::at(at)));
                Profile::told(said, fields.into_iter().collect())
            }
            None => Profile::removed(said(at)),
        })
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_matters(
            parts in prop::collection::vec(anything(), 1..12),
            again in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
            seed: u64,
        ) {
            let mut other = parts.clone();
            other.extend(again.iter().map(|at| at.get(&parts).clone()));
            let count = other.len() as u64;
            other.rotate_left(usize::try_from(seed % count).expect("small"));
            if seed.is_multiple_of(2) {
                other.reverse();
            }
            prop_assert_eq!(all_of(other), all_of(parts));
        }

        #[test]
        fn it_is_read_as_it_was_written(parts in prop::collection::vec(anything(), 0..12)) {
            let profile = all_of(parts);
            let (fields, stamps) = profile.write().expect("JSON");
            let read = Profile::read(fields.as_deref(), Some(&stamps)).expect("it reads");
            prop_assert_eq!(read, profile);
        }
    }
}
