//! What went wrong before there was an answer.

use crate::{Blocked, Stage, Unresolved};
use std::error::Error;
use std::io;
use std::time::Duration;

/// Why an exchange brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The address may not be called. Nothing was sent.
    #[error("{0}")]
    Blocked(#[source] Blocked),
    /// The name has no address.
    #[error("{0}: {source}", source = cause(.0))]
    Unresolved(#[source] Unresolved),
    /// Nobody listens.
    #[error("the connection was refused")]
    Refused,
    /// There is no way to the host.
    #[error("the host cannot be reached")]
    Unreachable,
    /// A limit passed.
    #[error("{} within {after:?}", late(*.stage))]
    Timeout {
        /// What it waited for.
        stage: Stage,
        /// The limit.
        after: Duration,
    },
    /// The certificate's time is over.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// The certificate's time has not come.
    #[error("the certificate is not valid yet")]
    CertificateNotYetValid,
    /// The certificate is nobody's that is trusted here.
    #[error("the certificate is self-signed, or its issuer is not trusted")]
    CertificateUntrusted,
    /// The certificate is another host's.
    #[error("the certificate is for another name")]
    CertificateName,
    /// The certificate is wrong in another way.
    #[error("the certificate is not accepted: {0}")]
    Certificate(Box<rustls::CertificateError>),
    /// The two sides found no way to speak TLS, or the other side speaks none.
    #[error("the TLS handshake failed: {0}")]
    Tls(#[source] Box<rustls::Error>),
    /// The other side hung up in the middle of the TLS handshake.
    #[error("the connection was closed in the TLS handshake")]
    TlsClosed,
    /// The other side tore the connection down.
    #[error("the connection was reset")]
    Reset,
    /// The other side hung up before the response was whole.
    #[error("the connection was closed before the response was whole")]
    ClosedEarly,
    /// The response's head is longer than what a client buffers.
    #[error("the head of the response is too large")]
    HeadTooLarge,
    /// The response is not HTTP.
    #[error("the response is not HTTP: {0}")]
    Malformed(String),
    /// The connection failed in another way.
    #[error("the connection failed: {0}")]
    Connection(io::ErrorKind),
    /// The request could not be sent as it is.
    #[error("the request cannot be sent")]
    Unsendable(#[source] Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// One word for it that does not change: for lists, filters and metrics.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Blocked(_) => "blocked_address",
            Self::Unresolved(_) => "name_not_resolved",
            Self::Refused => "connection_refused",
            Self::Unreachable => "host_unreachable",
            Self::Timeout { stage, .. } => match stage {
                Stage::Resolving => "timeout_name",
                Stage::Connecting => "timeout_connection",
                Stage::Securing => "timeout_tls",
                Stage::Waiting => "timeout_response",
                Stage::Reading => "timeout_body",
            },
            Self::CertificateExpired => "certificate_expired",
            Self::CertificateNotYetValid => "certificate_not_yet_valid",
            Self::CertificateUntrusted => "certificate_untrusted",
            Self::CertificateName => "certificate_wrong_name",
            Self::Certificate(_) => "certificate_invalid",
            Self::Tls(_) => "tls_failed",
            Self::TlsClosed => "tls_closed",
            Self::Reset => "connection_reset",
            Self::ClosedEarly => "connection_closed",
            Self::HeadTooLarge => "response_head_too_large",
            Self::Malformed(_) => "response_malformed",
            Self::Connection(_) => "connection_failed",
            Self::Unsendable(_) => "request_unsendable",
        }
    }
}

fn late(stage: Stage) -> &'static str {
    match stage {
        Stage::Resolving => "the name was not resolved",
        Stage::Connecting => "there was no connection",
        Stage::Securing => "the TLS handshake was not done",
        Stage::Waiting => "there was no response",
        Stage::Reading => "the response was not whole",
    }
}

fn cause(error: &dyn Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}
