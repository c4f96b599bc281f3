//! How far an exchange got, so that a deadline can say what it waited for.

/// What an exchange is doing.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// Looking the host's name up.
    Resolving,
    /// Opening a connection.
    Connecting,
    /// In the TLS handshake.
    Securing,
    /// Sending the request and waiting for the response's head.
    Waiting,
    /// Reading the response's body.
    Reading,
}

impl Stage {
    pub(crate) const ALL: [Self; 5] =
        [Self::Resolving, Self::Connecting, Self::Securing, Self::Waiting, Self::Reading];
}
