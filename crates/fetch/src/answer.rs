//! What came back.

use crate::RetryAfter;
use bytes::Bytes;
use http::HeaderMap;
use std::net::SocketAddr;
use std::time::Duration;

/// Of a `Location` header, what is kept: more is no address that anybody reads.
const LOCATION_CAP: usize = 2048;

/// A response, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status, 100 to 999.
    pub status: u16,
    /// Where a response of 3xx points to, which nobody follows.
    pub location: Option<String>,
    /// The headers, where what was called is a URL; of a target's answer they are not kept.
    pub headers: HeaderMap,
    /// When to call again, where the response says so.
    pub retry_after: Option<RetryAfter>,
    /// The body, as it was sent, up to the cap.
    pub body: Bytes,
    /// Whether there was more of it.
    pub truncated: bool,
    /// From the call to the last byte that was read.
    pub duration: Duration,
    /// The address that answered.
    pub peer: Option<SocketAddr>,
}

impl Answer {
    /// Says that a redirect was not followed, where the response is one.
    #[must_use]
    pub fn not_followed(&self) -> Option<String> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        let location = self.location.as_ref()?;
        Some(format!("the redirect to {location} is not followed"))
    }

    /// What the head of a response says; the body is not read yet. The values are those of its
    /// headers `Location` and `Retry-After`.
    pub(crate) fn begin(
        status: u16,
        location: Option<&[u8]>,
        retry_after: Option<&[u8]>,
        peer: Option<SocketAddr>,
    ) -> Self {
        let location = location.filter(|_| (300..400).contains(&status));
        let location = location.map(|value| {
            String::from_utf8_lossy(&value[..value.len().min(LOCATION_CAP)]).into_owned()
        });
        Self {
            status,
            location,
            headers: HeaderMap::new(),
            retry_after: retry_after.and_then(RetryAfter::read),
            body: Bytes::new(),
            truncated: false,
            duration: Duration::ZERO,
            peer,
        }
    }

    /// Keeps a chunk of the body, up to the cap; says whether more is wanted. Above the cap the
    /// connection is to be given up: its rest may have no end.
    ///
    /// It is a copy, so that a few bytes do not hold the buffer that they were read into.
    pub(crate) fn keep(&mut self, body: &mut Vec<u8>, chunk: &[u8], cap: usize) -> bool {
        let kept = chunk.len().min(cap - body.len());
        body.reserve_exact(kept);
        body.extend_from_slice(&chunk[..kept]);
        self.truncated = kept < chunk.len();
        !self.truncated
    }
}
