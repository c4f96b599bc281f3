//! One connection of HTTP/1.1.

use super::connect::Limit;
use super::stream::{Stream, Written};
use crate::classify::classify;
use crate::{Answer, Failure, Stage};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use tokio::time::{Sleep, sleep_until};

/// The longest head of a response that is read, in bytes, and the most that is read at a time.
const BUFFER: usize = 64 << 10;

/// A connection that the caller moves on by itself: no task stands between the two, so that an
/// answer wakes who waits for it and nobody else.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    /// None when it has ended.
    driver: Option<http1::Connection<Stream, Full<Bytes>>>,
    /// The deadline of the exchange. It is set later and later, which costs less than to begin and
    /// to end one for each.
    alarm: Pin<Box<Sleep>>,
    written: Written,
    peer: SocketAddr,
}

/// An exchange that failed.
pub(super) struct Broken {
    pub(super) failure: Failure,
    /// Whether no byte of the request was handed to the network.
    pub(super) unsent: bool,
}

impl Connection {
    /// Speaks HTTP over a stream.
    pub(super) async fn open(
        stream: Stream,
        written: Written,
        peer: SocketAddr,
        limit: Limit,
    ) -> Result<Box<Self>, Failure> {
        let opened = http1::Builder::new().max_buf_size(BUFFER).handshake(stream).await;
        let (sender, driver) = opened.map_err(|error| blame(&error, Stage::Waiting, limit))?;
        let alarm = Box::pin(sleep_until(limit.until));
        Ok(Box::new(Self { sender, driver: Some(driver), alarm, written, peer }))
    }

    /// Sends a request, and reads its response to the end or up to the cap.
    pub(super) async fn exchange(
        &mut self,
        request: Request<Full<Bytes>>,
        limit: Limit,
        cap: usize,
    ) -> Result<Answer, Broken> {
        self.written.forget();
        self.alarm.as_mut().reset(limit.until);
        let mut sent = pin!(self.sender.send_request(request));
        let response = match self.drive(|cx| sent.as_mut().poll(cx)).await {
            Some(Ok(response)) => response,
            Some(Err(error)) => {
                let failure = blame(&error, Stage::Waiting, limit);
                return Err(Broken { failure, unsent: !self.written.any() });
            }
            None => return Err(Broken::late(Stage::Waiting, limit)),
        };
        self.read(response, limit, cap).await
    }

    async fn read(
        &mut self,
        response: Response<Incoming>,
        limit: Limit,
        cap: usize,
    ) -> Result<Answer, Broken> {
        let (head, mut incoming) = response.into_parts();
        let mut answer = Answer::begin(head.status, &head.headers, Some(self.peer));
        let mut body = Vec::new();
        while !incoming.is_end_stream() {
            let frame = self.drive(|cx| Pin::new(&mut incoming).poll_frame(cx)).await;
            let Some(frame) = frame else { return Err(Broken::late(Stage::Reading, limit)) };
            let frame = match frame.transpose() {
                Ok(frame) => frame,
                Err(error) => {
                    let failure = blame(&error, Stage::Reading, limit);
                    return Err(Broken { failure, unsent: false });
                }
            };
            let Some(frame) = frame else { break };
            // What follows the body (trailers) says nothing that is kept.
            let chunk = frame.data_ref().map_or(&[][..], Bytes::as_ref);
            if !answer.keep(&mut body, chunk, cap) {
                break;
            }
        }
        answer.body = body.into();
        Ok(answer)
    }

    /// Moves the connection on until something has come that only the connection brings; none
    /// when the deadline passes before.
    async fn drive<T>(&mut self, mut wanted: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Option<T> {
        poll_fn(|cx| {
            self.advance(cx);
            if let Poll::Ready(it) = wanted(cx) {
                return Poll::Ready(Some(it));
            }
            self.alarm.as_mut().poll(cx).map(|()| None)
        })
        .await
    }

    fn advance(&mut self, cx: &mut Context<'_>) {
        let ended = self.driver.as_mut().is_some_and(|it| Pin::new(it).poll(cx).is_ready());
        if ended {
            // Who waits for something from it is told by its drop that there is nothing to come.
            self.driver = None;
        }
    }

    /// Whether it can take another request.
    pub(super) fn is_free(&mut self) -> bool {
        if !self.sender.is_ready() {
            // It may not know yet that the exchange is over. Nobody is to be woken for it.
            self.advance(&mut Context::from_waker(Waker::noop()));
        }
        self.sender.is_ready()
    }
}

impl Broken {
    fn late(stage: Stage, limit: Limit) -> Self {
        Self { failure: limit.passed(stage), unsent: false }
    }
}

fn blame(error: &hyper::Error, stage: Stage, limit: Limit) -> Failure {
    classify(error, stage, limit.after).unwrap_or(Failure::ClosedEarly)
}
