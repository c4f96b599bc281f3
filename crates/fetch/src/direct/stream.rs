//! Bytes in and out.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// A socket that notes whether it was given anything.
pub(super) struct Tracked {
    socket: TcpStream,
    written: bool,
}

impl Tracked {
    pub(super) fn new(socket: TcpStream) -> Self {
        Self { socket, written: false }
    }
}

impl AsyncRead for Tracked {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, into)
    }
}

impl AsyncWrite for Tracked {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.written |= matches!(written, Poll::Ready(Ok(1..)));
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// Plain, or in TLS.
pub(super) enum Stream {
    Plain(Tracked),
    Secure(Box<TlsStream<Tracked>>),
}

impl Stream {
    fn socket(&mut self) -> &mut Tracked {
        match self {
            Self::Plain(socket) => socket,
            Self::Secure(inner) => inner.get_mut().0,
        }
    }

    /// Begins anew to note what the network is given.
    pub(super) fn forget_written(&mut self) {
        self.socket().written = false;
    }

    /// Whether anything was handed to the network.
    pub(super) fn has_written(&mut self) -> bool {
        self.socket().written
    }
}

/// Runs the same on what is inside.
macro_rules! inside {
    ($stream:expr, $it:ident => $run:expr) => {
        match $stream.get_mut() {
            Stream::Plain(inner) => {
                let $it = Pin::new(inner);
                $run
            }
            Stream::Secure(inner) => {
                let $it = Pin::new(&mut **inner);
                $run
            }
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        inside!(self, it => it.poll_read(cx, into))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        inside!(self, it => it.poll_write(cx, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        inside!(self, it => it.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        inside!(self, it => it.poll_shutdown(cx))
    }
}
