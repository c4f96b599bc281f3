//! A request out, its response in.

use super::body::{Body, Piece};
use super::connect::Limit;
use super::head::Head;
use super::outgoing::Outgoing;
use super::stream::Stream;
use crate::classify::classify;
use crate::{Answer, Failure, Stage};
use http::Method;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, Sleep};

/// How much is read at a time, in bytes: longer than nearly every response.
const CHUNK: usize = 2 << 10;

/// The longest head of a response that is read, in bytes.
const LONGEST_HEAD: usize = 64 << 10;

/// One exchange over a connection, from the call to the end of its response.
pub(super) struct Exchange<'a> {
    pub(super) stream: &'a mut Stream,
    pub(super) alarm: Pin<&'a mut Sleep>,
    pub(super) peer: SocketAddr,
    pub(super) method: &'a Method,
    pub(super) request: Outgoing,
    pub(super) limit: Limit,
    /// What came and was not read yet.
    pub(super) received: Vec<u8>,
}

impl Exchange<'_> {
    /// Sends the request, and reads its response to the end or up to the cap. Says whether the
    /// connection can take another.
    pub(super) async fn run(&mut self, cap: usize) -> Result<(Answer, bool), Failure> {
        let Head { mut answer, length, mut body, keeps } = self.head().await?;
        let (mut kept, mut read) = (Vec::new(), length);
        loop {
            let (taken, piece) = body.next(&self.received[read..])?;
            read += taken;
            match piece {
                Piece::Data(chunk) if answer.keep(&mut kept, chunk, cap) => {}
                Piece::Data(_) | Piece::Over => break,
                Piece::Mark => {}
                Piece::Wanting => {
                    self.received.drain(..read);
                    read = 0;
                    match self.more(Stage::Reading).await? {
                        0 if body == Body::ToTheEnd => break,
                        0 => return Err(Failure::ClosedEarly),
                        _ => {}
                    }
                }
            }
        }
        answer.body = kept.into();
        if matches!(answer.status, 200..300) {
            self.send_the_rest().await?;
        }
        // What comes behind a response is nobody's answer.
        let over = self.request.is_sent() && read == self.received.len() && !answer.truncated;
        Ok((answer, keeps && over))
    }

    /// Reads the head of the answer, past those that only announce it.
    async fn head(&mut self) -> Result<Head, Failure> {
        let mut looked_at = 0;
        loop {
            let more = self.more(Stage::Waiting).await?;
            // To read a head again with each of its bytes would take long.
            while looked_at == 0 || more == 0 || ends_head(&self.received, looked_at) {
                let Some(head) = Head::read(&self.received, self.method, self.peer)? else { break };
                if !head.is_early() {
                    return Ok(head);
                }
                self.received.drain(..head.length);
                looked_at = 0;
            }
            looked_at = self.received.len();
            if more == 0 {
                return Err(Failure::ClosedEarly);
            }
            if looked_at >= LONGEST_HEAD {
                return Err(Failure::HeadTooLarge);
            }
        }
    }

    /// Sends what is left of a request that was taken before it was whole: who says yes to half of it
    /// has not got it.
    async fn send_the_rest(&mut self) -> Result<(), Failure> {
        let sent = poll_fn(|cx| match self.request.poll_send(self.stream, cx) {
            Poll::Ready(sent) => Poll::Ready(Some(sent)),
            Poll::Pending => self.alarm.as_mut().poll(cx).map(|()| None),
        });
        let sent = sent.await.ok_or(self.limit.passed(Stage::Waiting))?;
        sent.map_err(|error| self.broke(&error, Stage::Waiting))
    }

    fn broke(&self, error: &io::Error, stage: Stage) -> Failure {
        classify(error, stage, self.limit.after).unwrap_or(Failure::ClosedEarly)
    }

    /// Moves the exchange on until something has come; gives how many bytes, none where the other
    /// side hung up.
    async fn more(&mut self, stage: Stage) -> Result<usize, Failure> {
        // Who never pauses leaves the alarm no chance to ring.
        if Instant::now() >= self.limit.until {
            return Err(self.limit.passed(stage));
        }
        self.received.reserve(CHUNK);
        let came = poll_fn(|cx| self.poll_more(cx)).await;
        let came = came.ok_or(self.limit.passed(stage))?;
        came.map_err(|error| self.broke(&error, stage))
    }

    /// None when the deadline passes before.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<usize>>> {
        let sent = self.request.poll_send(self.stream, cx);
        let read = pin!(self.stream.read_buf(&mut self.received)).poll(cx);
        match (read, sent) {
            // An answer may come before all is sent, and be the reason why the rest is not taken.
            (Poll::Ready(Ok(came @ 1..)), _) => Poll::Ready(Some(Ok(came))),
            (_, Poll::Ready(Err(error))) => Poll::Ready(Some(Err(error))),
            (Poll::Ready(came), _) => Poll::Ready(Some(came)),
            (Poll::Pending, _) => self.alarm.as_mut().poll(cx).map(|()| None),
        }
    }
}

/// Whether a head may end in what came behind that place.
fn ends_head(received: &[u8], behind: usize) -> bool {
    let fresh = &received[behind.saturating_sub(3)..];
    fresh.windows(2).any(|it| it == b"\n\n") || fresh.windows(3).any(|it| it == b"\n\r\n")
}
