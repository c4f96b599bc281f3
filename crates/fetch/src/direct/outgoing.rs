//! A request as it is written.

use super::stream::Stream;
use crate::{Request, Target};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, USER_AGENT};
use http::{HeaderName, HeaderValue, Method};
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::AsyncWrite;

/// Up to this length, in bytes, a body goes out in one write with its head.
const SHORT: usize = 16 << 10;

/// A request on its way out.
pub(super) struct Outgoing {
    head: Vec<u8>,
    /// Empty where it stands behind the head.
    body: Bytes,
    sent: usize,
}

impl Outgoing {
    pub(super) fn new(request: &Request, target: &Target, user_agent: &HeaderValue) -> Self {
        let mut head = Vec::with_capacity(512 + request.body.len().min(SHORT));
        begin(&mut head, &request.method, target);
        let (mut has_agent, mut has_length) = (false, false);
        for (name, value) in request.all_headers(target) {
            has_agent |= name == USER_AGENT;
            has_length |= name == CONTENT_LENGTH;
            put(&mut head, name, value.as_bytes());
        }
        if !has_agent {
            put(&mut head, &USER_AGENT, user_agent.as_bytes());
        }
        // Who asks with a method that mostly has no body sends none by saying nothing of it.
        let silent =
            request.body.is_empty() && [Method::GET, Method::HEAD].contains(&request.method);
        if !has_length && !silent {
            let mut length = itoa::Buffer::new();
            put(&mut head, &CONTENT_LENGTH, length.format(request.body.len()).as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        let mut body = request.body.clone();
        if body.len() <= SHORT {
            head.extend_from_slice(&body);
            body = Bytes::new();
        }
        Self { head, body, sent: 0 }
    }

    fn left(&self) -> &[u8] {
        match self.head.get(self.sent..) {
            Some(left @ [_, ..]) => left,
            _ => &self.body[self.sent - self.head.len()..],
        }
    }

    pub(super) fn is_sent(&self) -> bool {
        self.left().is_empty()
    }

    /// Writes what is left of it, as much as the stream takes now.
    pub(super) fn poll_send(
        &mut self,
        stream: &mut Stream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while !self.is_sent() {
            match ready!(Pin::new(&mut *stream).poll_write(cx, self.left()))? {
                0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                written => self.sent += written,
            }
        }
        Pin::new(stream).poll_flush(cx)
    }
}

fn begin(head: &mut Vec<u8>, method: &Method, target: &Target) {
    head.extend_from_slice(method.as_str().as_bytes());
    head.push(b' ');
    head.extend_from_slice(target.path.as_bytes());
    head.extend_from_slice(b" HTTP/1.1\r\n");
}

fn put(head: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    head.extend_from_slice(name.as_str().as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}
