//! One connection of HTTP/1.1.

use super::Call;
use super::connect::Limit;
use super::exchange::Exchange;
use super::outgoing::Outgoing;
use super::stream::Stream;
use crate::{Answer, Failure};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Waker};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep_until};

/// A connection that the caller moves on by itself: no task stands between the two, so that an
/// answer wakes who waits for it and nobody else.
pub(super) struct Connection {
    stream: Stream,
    /// The deadline of the exchange. It is set later and later, which costs less than to begin and
    /// to end one for each.
    alarm: Pin<Box<Sleep>>,
    peer: SocketAddr,
}

/// An exchange that failed.
pub(super) struct Broken {
    pub(super) failure: Failure,
    /// Whether no byte of the request was handed to the network.
    pub(super) unsent: bool,
}

impl Connection {
    pub(super) fn new(stream: Stream, peer: SocketAddr, limit: Limit) -> Self {
        Self { stream, alarm: Box::pin(sleep_until(limit.until)), peer }
    }

    /// Whether nothing was said unasked, and nobody hung up, as far as one can tell.
    pub(super) fn is_quiet(&mut self) -> bool {
        let mut byte = [0];
        // Nobody is to be woken for it.
        let mut cx = Context::from_waker(Waker::noop());
        let stream = Pin::new(&mut self.stream);
        stream.poll_read(&mut cx, &mut ReadBuf::new(&mut byte)).is_pending()
    }

    /// Sends a request, and reads its response to the end or up to the cap. Says whether the
    /// connection can take another.
    pub(super) async fn exchange(
        &mut self,
        call: &Call<'_>,
        request: Outgoing,
        cap: usize,
    ) -> Result<(Answer, bool), Broken> {
        self.stream.forget_written();
        self.alarm.as_mut().reset(call.limit.until);
        let mut exchange = Exchange {
            stream: &mut self.stream,
            alarm: self.alarm.as_mut(),
            peer: self.peer,
            method: &call.request.method,
            request,
            limit: call.limit,
            received: Vec::new(),
        };
        let outcome = exchange.run(cap).await;
        outcome.map_err(|failure| {
            let late = matches!(failure, Failure::Timeout { .. });
            Broken { failure, unsent: !late && !self.stream.has_written() }
        })
    }
}
