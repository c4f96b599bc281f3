//! A way to a server that can be frozen and cut.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How much is read at a time, and held by a frozen connection.
const PIECE: usize = 64 << 10;

/// What listens here and passes on there, until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    way: watch::Sender<Way>,
    accepts: JoinHandle<()>,
}

/// What becomes of bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Open,
    Frozen,
    Cut,
}

impl Proxy {
    /// A way to whoever listens there; open at first.
    ///
    /// # Panics
    ///
    /// When no port is free.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let (way, follows) = watch::channel(Way::Open);
        let accepts = tokio::spawn(accept(listener, server, follows));
        Self { addr, way, accepts }
    }

    /// A way to the database of that URL; gives the database's URL by this way, too.
    ///
    /// # Panics
    ///
    /// When the URL names no address, or no port is free.
    pub async fn to_postgres(url: &str) -> (Self, String) {
        let (user, rest) = url.split_once('@').expect("the URL names a user");
        let (server, database) = rest.split_once('/').expect("the URL names a database");
        let proxy = Self::to(server.parse().expect("an address")).await;
        let url = format!("{user}@{}/{database}", proxy.addr);
        (proxy, url)
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Passes on again, what it holds first.
    pub fn open(&self) {
        self.way.send_replace(Way::Open);
    }

    /// Takes connections and bytes, and passes nothing on: neither bytes nor an end.
    pub fn freeze(&self) {
        self.way.send_replace(Way::Frozen);
    }

    /// Breaks off every connection, and each new one.
    pub fn cut(&self) {
        self.way.send_replace(Way::Cut);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, way: watch::Receiver<Way>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(join(client, server, way.clone()));
    }
}

/// Passes on both ways until one of them ends, the way is cut, or there is no proxy any more.
async fn join(client: TcpStream, server: SocketAddr, mut way: watch::Receiver<Way>) {
    let (mut there, mut back) = (way.clone(), way.clone());
    let pass = async {
        let server = TcpStream::connect(server).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::try_join!(
            pump(from_client, to_server, &mut there),
            pump(from_server, to_client, &mut back)
        )
    };
    tokio::select! {
        _ = way.wait_for(|way| *way == Way::Cut) => {}
        _ = pass => {}
    }
}

/// Passes on what comes, while the way is open; an end of one way is the end of both.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    way: &mut watch::Receiver<Way>,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let length = from.read(&mut piece).await;
        way.wait_for(|way| *way == Way::Open).await.map_err(io::Error::other)?;
        match length? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => to.write_all(&piece[..length]).await?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    /// A server that says again what it is told.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = stream.split();
                    _ = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        addr
    }

    /// Says a word and hears it again; `None` when nothing comes, an error when it is broken off.
    async fn word(stream: &mut TcpStream, word: &[u8; 4]) -> Option<io::Result<()>> {
        let mut heard = [0; 4];
        let said = stream.write_all(word).await;
        let read = timeout(Duration::from_millis(200), stream.read_exact(&mut heard)).await.ok()?;
        Some(said.and(read).map(|_| assert_eq!(&heard, word)))
    }

    #[tokio::test]
    async fn a_frozen_way_holds_what_comes_and_a_cut_one_breaks_off() {
        let proxy = Proxy::to(echo().await).await;
        let connect = || TcpStream::connect(proxy.addr());
        let mut before = connect().await.expect("a connection");
        assert!(matches!(word(&mut before, b"open").await, Some(Ok(()))));
        proxy.freeze();
        let mut after = connect().await.expect("it takes connections");
        assert!(word(&mut before, b"cold").await.is_none(), "nothing is passed");
        assert!(word(&mut after, b"cold").await.is_none(), "nothing is passed");
        proxy.open();
        for stream in [&mut before, &mut after] {
            let mut held = [0; 4];
            stream.read_exact(&mut held).await.expect("it was held");
            assert_eq!(&held, b"cold");
        }
        proxy.cut();
        assert!(matches!(word(&mut before, b"gone").await, Some(Err(_))), "it is broken off");
        let mut cut = connect().await.expect("the kernel takes it");
        assert!(matches!(word(&mut cut, b"gone").await, Some(Err(_))), "so is a new one");
        proxy.open();
        let mut again = connect().await.expect("a connection");
        assert!(matches!(word(&mut again, b"back").await, Some(Ok(()))));
    }
}
