//! A request's body that tells when it is taken.

use super::progress::Progress;
use crate::Stage;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A body in one piece. A connection takes it right after the head: from then on the exchange
/// waits for a response.
pub(crate) struct Marked {
    bytes: Bytes,
    progress: Arc<Progress>,
}

impl Marked {
    pub(crate) fn new(bytes: Bytes, progress: Arc<Progress>) -> Self {
        Self { bytes, progress }
    }
}

impl Body for Marked {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.progress.reach(Stage::Waiting);
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
