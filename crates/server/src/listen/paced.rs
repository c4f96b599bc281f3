//! Bodies that must not drip.

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// How many bytes earn a body a second more: what the slowest of lines carry.
const PACE: u64 = 32 << 10;

/// What a body of so many bytes may take to arrive, where it has this to begin with.
fn time_for(bytes: u64, allowance: Duration) -> Duration {
    allowance + Duration::from_millis(bytes.saturating_mul(1000) / PACE)
}

/// A request's body that has some time to arrive in, and more of it with every byte.
pub(crate) struct Paced<B = Incoming> {
    body: B,
    allowance: Duration,
    arrived: u64,
    /// When the body was first waited for, and when that ends: most bodies are there already.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

/// The body of a request arrives too slowly.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the body arrives too slowly")]
pub(crate) struct TooSlow;

impl<B> Paced<B> {
    pub(super) fn new(body: B, allowance: Duration) -> Self {
        Self { body, allowance, arrived: 0, waiting: None }
    }

    /// Ready once the body had all the time that it has earned.
    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let allowance = time_for(self.arrived, self.allowance);
        let (since, sleep) = self
            .waiting
            .get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(allowance))));
        loop {
            ready!(sleep.as_mut().poll(cx));
            let due = *since + allowance;
            if due <= Instant::now() {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(due);
        }
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) else {
            return this.poll_late(cx).map(|()| Some(Err(TooSlow.into())));
        };
        if let Some(Ok(frame)) = &frame {
            let length = frame.data_ref().map_or(0, Bytes::len);
            this.arrived = this.arrived.saturating_add(length as u64);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use std::convert::Infallible;

    const ALLOWANCE: Duration = Duration::from_secs(10);

    /// A body that sends so many bytes, so often, with so much time between.
    struct Drip {
        size: usize,
        left: u32,
        gap: Duration,
        sleep: Pin<Box<Sleep>>,
    }

    impl Drip {
        fn paced(size: usize, left: u32, gap: Duration) -> Paced<Self> {
            let sleep = Box::pin(tokio::time::sleep(gap));
            Paced::new(Self { size, left, gap, sleep }, ALLOWANCE)
        }
    }

    impl Body for Drip {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            ready!(self.sleep.as_mut().poll(cx));
            self.left -= 1;
            let next = Instant::now() + self.gap;
            self.sleep.as_mut().reset(next);
            Poll::Ready(Some(Ok(Frame::data(vec![0; self.size].into()))))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_is_given_up_when_its_allowance_is_used_up() {
        let began = Instant::now();
        let error = Drip::paced(1, 1000, Duration::from_secs(1)).collect().await.err();
        assert_eq!(error.expect("too slow").downcast_ref(), Some(&TooSlow));
        let took = began.elapsed();
        assert!(took >= ALLOWANCE && took < ALLOWANCE + Duration::from_secs(1), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_keeps_its_pace_takes_as_long_as_it_needs() {
        let body = Drip::paced(40 << 10, 60, Duration::from_secs(1)).collect().await;
        assert_eq!(body.expect("a body").to_bytes().len(), 60 * (40 << 10));
    }

    #[tokio::test]
    async fn a_body_that_is_there_needs_no_timer() {
        let mut body = Paced::new(http_body_util::Full::new(Bytes::from("a")), ALLOWANCE);
        assert!(body.frame().await.is_some());
        assert!(body.waiting.is_none() && body.is_end_stream());
    }
}
