//! Where a lane is at home.

use crate::No;

/// Of these members the one that a webhook's lane is at home at, where it has to be one: the winner
/// of a rendezvous. All who know the same members find the same, and a member that comes or goes
/// moves only the lanes that it wins or had won.
#[must_use]
pub fn home(members: &[No], webhook: No) -> Option<No> {
    members.iter().copied().max_by_key(|member| (score(*member, webhook), *member))
}

/// Scatters a pair over all numbers (the finaliser of `SplitMix64`, twice).
fn score(member: No, webhook: No) -> u64 {
    mix(mix(u64::from(member.cast_unsigned())) ^ u64::from(webhook.cast_unsigned()))
}

const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn lanes_are_spread_evenly() {
        let members: Vec<No> = (1..=10).collect();
        let mut lanes: HashMap<No, usize> = HashMap::new();
        for webhook in 1..=10_000 {
            *lanes.entry(home(&members, webhook).expect("a home")).or_default() += 1;
        }
        assert!(lanes.values().all(|count| (850..1150).contains(count)), "{lanes:?}");
        assert_eq!(home(&[], 1), None);
    }

    proptest! {
        #[test]
        fn only_the_lanes_of_who_leaves_move(
            mut members in prop::collection::hash_set(1..1000_i32, 2..20),
            webhooks in prop::collection::vec(any::<No>(), 1..50),
        ) {
            let before: Vec<No> = members.iter().copied().collect();
            let left = before[0];
            members.remove(&left);
            let after: Vec<No> = members.into_iter().collect();
            for webhook in webhooks {
                let was = home(&before, webhook);
                let is = home(&after, webhook);
                prop_assert!(was == is || was == Some(left));
                prop_assert!(is != Some(left));
            }
        }
    }
}
