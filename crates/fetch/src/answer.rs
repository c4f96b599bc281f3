//! What came back.

use crate::RetryAfter;
use bytes::{Bytes, BytesMut};
use http::header::LOCATION;
use reqwest::Response;
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

    /// Reads a response to its end or up to the cap. Above the cap the connection is given up: its
    /// rest may have no end.
    pub(crate) async fn read(mut response: Response, cap: usize) -> Result<Self, reqwest::Error> {
        let status = response.status();
        let location = response.headers().get(LOCATION).filter(|_| status.is_redirection());
        let location = location.map(|value| {
            let value = value.as_bytes();
            String::from_utf8_lossy(&value[..value.len().min(LOCATION_CAP)]).into_owned()
        });
        let retry_after = RetryAfter::read(response.headers());
        let peer = response.remote_addr();
        let mut body = Bytes::new();
        while let Some(chunk) = response.chunk().await? {
            if body.is_empty() {
                body = chunk;
            } else {
                let mut longer = BytesMut::from(body);
                longer.extend_from_slice(&chunk);
                body = longer.freeze();
            }
            if body.len() > cap {
                break;
            }
        }
        let truncated = body.len() > cap;
        if truncated {
            // A copy, so that the rest of the last chunk does not stay in memory with it.
            body = Bytes::copy_from_slice(&body[..cap]);
        }
        let (status, duration) = (status.as_u16(), Duration::ZERO);
        Ok(Self { status, location, retry_after, body, truncated, duration, peer })
    }
}
