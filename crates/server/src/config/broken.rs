//! A configuration that cannot be started with.

/// Why a configuration was refused: a sentence a fault, each naming the key and where it stands.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the configuration is broken: {}", .0.join("; "))]
pub struct BrokenConfig(pub Vec<String>);

impl BrokenConfig {
    pub(crate) fn one(fault: impl Into<String>) -> Self {
        Self(vec![fault.into()])
    }
}

/// A value that is not of its form; says what it should be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct BadValue(String);

impl BadValue {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}
