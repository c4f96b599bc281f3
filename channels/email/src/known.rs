//! Members of an event are there only where something is known.

/// The member, where it says anything.
pub(crate) fn known<T: Default + PartialEq>(member: T) -> Option<T> {
    (member != T::default()).then_some(member)
}
