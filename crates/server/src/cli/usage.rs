//! Arguments that make no sense.

/// What somebody asked for does not exist, or does not go together.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub String);
