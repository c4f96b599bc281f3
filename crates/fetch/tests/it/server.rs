//! Servers that follow a script.

use fetch::{Looking, Lookup};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

/// What a server was sent, request by request.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub fn push(&self, request: String) {
        self.0.lock().expect("nobody panicked").push(request);
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().expect("nobody panicked").clone()
    }
}

/// A server on loopback that knows who connected.
pub struct Server {
    pub address: SocketAddr,
    pub seen: Seen,
    peers: watch::Receiver<Vec<SocketAddr>>,
}

impl Server {
    /// Runs a script over every connection to a free port.
    pub async fn start<F>(script: impl Fn(TcpStream, Seen) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self::at((Ipv4Addr::LOCALHOST, 0), script).await.expect("a free port")
    }

    /// Runs a script over every connection to that address.
    pub async fn at<F>(
        address: impl Into<SocketAddr>,
        script: impl Fn(TcpStream, Seen) -> F + Send + 'static,
    ) -> std::io::Result<Self>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(address.into()).await?;
        let address = listener.local_addr()?;
        let (arrived, peers) = watch::channel(Vec::new());
        let seen = Seen::default();
        let given = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                arrived.send_modify(|peers| peers.push(peer));
                tokio::spawn(script(stream, given.clone()));
            }
        });
        Ok(Self { address, seen, peers })
    }

    /// Gives the same response to every request.
    pub async fn saying(response: impl Into<Vec<u8>>) -> Self {
        let response = Arc::new(response.into());
        Self::start(move |stream, seen| say(stream, seen, Arc::clone(&response))).await
    }

    /// How many connections there were. It knocks itself: connections are accepted in the order in
    /// which they were made, so that all earlier ones are counted when its own is.
    pub async fn connections(&self) -> usize {
        let knock = TcpStream::connect(self.address).await.expect("a server");
        let own = knock.local_addr().expect("an address");
        let mut peers = self.peers.clone();
        let found = peers.wait_for(|peers| peers.contains(&own)).await.expect("a server");
        found.iter().position(|&peer| peer == own).expect("the own knock")
    }

    pub fn url(&self, path: &str) -> Url {
        url(&format!("http://{}{path}", self.address))
    }
}

/// Gives one response to every request of a connection.
pub async fn say(mut stream: TcpStream, seen: Seen, response: Arc<Vec<u8>>) {
    while let Some(request) = read(&mut stream).await {
        seen.push(request);
        if stream.write_all(&response).await.is_err() {
            return;
        }
    }
}

/// Reads one whole request; none when the other side has hung up.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut request = Vec::new();
    loop {
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = header(head, "content-length").and_then(|value| value.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text.into_owned());
        }
    }
}

/// The value of a request's header, as it was written.
pub fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let lines = request.split("\r\n").filter_map(|line| line.split_once(": "));
    lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
}

pub fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

/// Names that are looked up by a function.
pub struct Names<F>(pub F);

impl<F: Fn(&str) -> Vec<IpAddr> + Send + Sync> Lookup for Names<F> {
    fn lookup<'a>(&'a self, name: &'a str) -> Looking<'a> {
        Box::pin(async move { Ok((self.0)(name)) })
    }
}
