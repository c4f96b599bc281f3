//! An adapter is a function of its callback: the same says the same, whenever it is asked.

use super::fixture::Case;
use super::{parse, parse_unproven};
use crate::{Adapter, Refusal};
use time::Duration;

const SHIFTS: [Duration; 6] = [
    Duration::seconds(1),
    Duration::seconds(-1),
    Duration::hours(30),
    Duration::days(-3),
    Duration::days(500),
    Duration::days(-500),
];

/// Asked twice, it says the same. At another time of arrival the proof may have aged; what it
/// proves stays the same.
pub(super) fn is_not_read(adapter: &dyn Adapter, case: &Case) {
    let name = &case.name;
    let said = parse_unproven(adapter, case);
    assert_eq!(said, parse_unproven(adapter, case), "{name}: says now this, now that");
    let Some(said) = parse(adapter, case) else { return };
    for shift in SHIFTS {
        let mut later = case.clone();
        later.callback.received_at += shift;
        match crate::verify(adapter, &later.callback, &later.setup) {
            Ok(_) => {
                let again = parse(adapter, &later);
                assert_eq!(again.as_ref(), Some(&said), "{name}: says another thing {shift} later");
            }
            Err(Refusal::Stale(_)) => {}
            Err(refusal) => panic!("{name}: refused {shift} later, not for its age: {refusal}"),
        }
    }
}
