//! A name server that says what a test wants, over UDP and TCP.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// What fits into a packet of UDP (RFC 1035).
const PACKET: usize = 512;

/// What a name server says of a name.
#[derive(Clone, Debug)]
pub enum Told {
    /// It has these text records, good for so many seconds.
    Texts(Vec<String>, u32),
    /// There is such a name, and no text record.
    Nothing,
    /// There is no such name.
    NoName,
    /// It does not know.
    Failure,
    /// It does not say.
    Silence,
}

/// A name server that runs until it is dropped.
#[derive(Debug)]
pub struct Dns {
    /// Where it listens.
    pub addr: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

type Tell = Arc<dyn Fn(&str) -> Told + Send + Sync>;

impl Dns {
    /// Starts one that tells this of whatever name it is asked for.
    ///
    /// # Panics
    ///
    /// When there is no port to be had.
    pub async fn start(tell: impl Fn(&str) -> Told + Send + Sync + 'static) -> Self {
        let tell: Tell = Arc::new(tell);
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (udp, tcp) = both().await;
        let addr = udp.local_addr().expect("an address");
        tokio::spawn(packets(udp, tell.clone(), asked.clone()));
        tokio::spawn(streams(tcp, tell, asked.clone()));
        Self { addr, asked }
    }

    /// The names that it was asked for, each as often as it was.
    ///
    /// # Panics
    ///
    /// When a test before has.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panicked").clone()
    }
}

/// One port of both kinds.
async fn both() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind(("127.0.0.1", 0)).await.expect("a port");
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().expect("an address")).await {
            return (udp, tcp);
        }
    }
}

async fn packets(socket: UdpSocket, tell: Tell, asked: Arc<Mutex<Vec<String>>>) {
    let mut packet = [0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut packet).await {
        let name = name(&packet[..length]);
        asked.lock().expect("nobody panicked").push(name.clone());
        let Some(mut said) = answer(&packet[..length], &tell(&name)) else { continue };
        if said.len() > PACKET {
            said = answer(&packet[..length], &Told::Nothing).expect("an answer");
            said[2] |= 2;
        }
        _ = socket.send_to(&said, from).await;
    }
}

async fn streams(listener: TcpListener, tell: Tell, asked: Arc<Mutex<Vec<String>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tell, asked) = (tell.clone(), asked.clone());
        tokio::spawn(async move { _ = stream_of(stream, tell, asked).await });
    }
}

async fn stream_of(
    mut stream: TcpStream,
    tell: Tell,
    asked: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    loop {
        let mut packet = vec![0; usize::from(stream.read_u16().await?)];
        stream.read_exact(&mut packet).await?;
        let name = name(&packet);
        asked.lock().expect("nobody panicked").push(format!("{name} by TCP"));
        let Some(said) = answer(&packet, &tell(&name)) else { continue };
        stream.write_u16(u16::try_from(said.len()).expect("short")).await?;
        stream.write_all(&said).await?;
    }
}

/// Where the question's name ends.
fn end_of_name(packet: &[u8]) -> usize {
    let mut at = 12;
    while packet[at] != 0 {
        at += usize::from(packet[at]) + 1;
    }
    at + 1
}

fn name(packet: &[u8]) -> String {
    let mut labels = Vec::new();
    let mut rest = &packet[12..end_of_name(packet) - 1];
    while let Some((&length, more)) = rest.split_first() {
        let (label, more) = more.split_at(length.into());
        labels.push(String::from_utf8_lossy(label).to_lowercase());
        rest = more;
    }
    labels.join(".")
}

fn answer(packet: &[u8], told: &Told) -> Option<Vec<u8>> {
    let (code, texts, seconds) = match told {
        Told::Texts(texts, seconds) => (0, texts.as_slice(), *seconds),
        Told::Nothing => (0, &[][..], 0),
        Told::NoName => (3, &[][..], 0),
        Told::Failure => (2, &[][..], 0),
        Told::Silence => return None,
    };
    let mut said = packet[..2].to_vec();
    said.extend([0x81, 0x80 | code, 0, 1, 0, u8::try_from(texts.len()).ok()?, 0, 0, 0, 0]);
    said.extend(&packet[12..end_of_name(packet) + 4]);
    for text in texts {
        let strings: Vec<u8> = text.as_bytes().chunks(255).flat_map(string).collect();
        // The name of the question; TXT, IN.
        said.extend([0xc0, 12, 0, 16, 0, 1]);
        said.extend(seconds.to_be_bytes());
        said.extend(u16::try_from(strings.len()).ok()?.to_be_bytes());
        said.extend(strings);
    }
    Some(said)
}

fn string(text: &[u8]) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("a chunk of 255");
    [&[length], text].concat()
}
