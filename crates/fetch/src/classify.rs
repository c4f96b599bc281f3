//! From the client's nested errors to a failure, by type and never by text.

use crate::general::Late;
use crate::resolver::NoAddress;
use crate::{Failure, Stage};
use rustls::CertificateError;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::time::Duration;

/// Names the cause of an error, given how far the exchange got within its limit; none where it is
/// no failure of a call.
pub(crate) fn classify(
    error: &(dyn Error + 'static),
    stage: Stage,
    limit: Duration,
) -> Option<Failure> {
    let mut next = Some(error);
    // The innermost of these is the cause; what is around it only passes it on.
    let mut fallback = None;
    while let Some(it) = next {
        if let Some(failure) = ours(it).or_else(|| tls(it)).or_else(|| http(it)) {
            return Some(failure);
        }
        if let Some(found) = it.downcast_ref::<io::Error>() {
            fallback = Some(from_kind(found.kind(), stage, limit));
            // An I/O error's `source` leaves out the very error that it wraps.
            next = found.get_ref().map(|inner| inner as &(dyn Error + 'static));
        } else {
            if it.downcast_ref::<hyper::Error>().is_some() {
                fallback = Some(Failure::ClosedEarly);
            }
            next = it.source();
        }
    }
    fallback
}

fn ours(error: &(dyn Error + 'static)) -> Option<Failure> {
    if let Some(&Late { stage, after }) = error.downcast_ref() {
        return Some(Failure::Timeout { stage, after });
    }
    error.downcast_ref::<NoAddress>().cloned().map(Failure::from)
}

fn tls(error: &(dyn Error + 'static)) -> Option<Failure> {
    Some(match error.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(error) => certificate(error),
        error => Failure::Tls(Box::new(error.clone())),
    })
}

fn certificate(error: &CertificateError) -> Failure {
    use CertificateError as E;
    match error {
        E::Expired | E::ExpiredContext { .. } => Failure::CertificateExpired,
        E::NotValidYet | E::NotValidYetContext { .. } => Failure::CertificateNotYetValid,
        E::UnknownIssuer => Failure::CertificateUntrusted,
        E::NotValidForName | E::NotValidForNameContext { .. } => Failure::CertificateName,
        // What OpenSSL makes by default: a root that serves as its own leaf.
        E::Other(other)
            if matches!(other.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity)) =>
        {
            Failure::CertificateUntrusted
        }
        error => Failure::Certificate(Box::new(error.clone())),
    }
}

fn http(error: &(dyn Error + 'static)) -> Option<Failure> {
    let error = error.downcast_ref::<hyper::Error>()?;
    if error.is_parse_too_large() {
        Some(Failure::HeadTooLarge)
    } else if error.is_parse() {
        Some(Failure::Malformed(error.to_string()))
    } else {
        None
    }
}

fn from_kind(kind: ErrorKind, stage: Stage, limit: Duration) -> Failure {
    match kind {
        ErrorKind::ConnectionRefused => Failure::Refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            Failure::Reset
        }
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::AddrNotAvailable
        | ErrorKind::NetworkDown => Failure::Unreachable,
        ErrorKind::TimedOut => Failure::Timeout { stage, after: limit },
        ErrorKind::UnexpectedEof if stage == Stage::Securing => Failure::TlsClosed,
        ErrorKind::UnexpectedEof => Failure::ClosedEarly,
        ErrorKind::InvalidData | ErrorKind::InvalidInput if stage >= Stage::Waiting => {
            Failure::Malformed("its framing is broken".to_owned())
        }
        kind => Failure::Connection(kind),
    }
}
