//! HTTP as bytes: what a well-behaved client cannot say, and what a fast one does not need.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to the hub.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Status line and headers, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub async fn connect(hub: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(hub).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, unread: Vec::new() })
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// When the connection is gone.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await
    }

    /// Reads one answer whose body has its length in the head.
    ///
    /// # Errors
    ///
    /// When the connection ends before it is whole.
    pub async fn answer(&mut self) -> io::Result<Answer> {
        let head = self.head().await?;
        let length = header(&head, "content-length");
        let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        while self.unread.len() < length {
            self.read().await?;
        }
        let body: Vec<u8> = self.unread.drain(..length).collect();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(head.clone()))?;
        Ok(Answer { status, head, body: String::from_utf8_lossy(&body).into_owned() })
    }

    /// Reads one answer of which only the head comes.
    ///
    /// # Errors
    ///
    /// When the connection ends before it is whole.
    pub async fn head(&mut self) -> io::Result<String> {
        let end = b"\r\n\r\n";
        loop {
            if let Some(place) = self.unread.windows(end.len()).position(|it| it == end) {
                let head: Vec<u8> = self.unread.drain(..place + end.len()).collect();
                return Ok(String::from_utf8_lossy(&head).to_ascii_lowercase());
            }
            self.read().await?;
        }
    }

    /// Whether the hub closes the connection without another word.
    pub async fn ends(&mut self) -> bool {
        self.unread.is_empty() && self.read().await.is_err() && self.unread.is_empty()
    }

    async fn read(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.unread).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

impl Answer {
    /// A header's value, where there is one.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let named = |line: &'a str| line.split_once(':').filter(|(it, _)| *it == name);
    head.lines().find_map(named).map(|(_, value)| value.trim())
}
