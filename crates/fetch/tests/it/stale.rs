//! Connections that were closed and nobody could tell yet. The server runs on a thread of its own,
//! and while the client's thread waits for it nothing tells the client what becomes of its sockets.

use crate::caller::{BODY, By, by_each, client, post};
use crate::server::url;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

by_each! {
    what_may_have_been_seen_is_not_sent_again
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A server that answers the first request of each connection; between, it does as it is told.
struct Obedient {
    address: SocketAddr,
    hang_up: Sender<()>,
    gone: Receiver<()>,
    /// How many connections brought a whole request, so far.
    asked: Receiver<usize>,
}

/// How much of a request is read: with bytes left unread, to hang up is to reset.
fn start(left_unread: usize) -> Obedient {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let ((hang_up, told), (done, gone), (count, asked)) = (channel(), channel(), channel());
    std::thread::spawn(move || {
        for nth in 1.. {
            let (mut stream, _) = listener.accept().expect("a client");
            read(&mut stream, left_unread);
            stream.write_all(OK).expect("a client");
            count.send(nth).expect("a test");
            if told.recv().is_err() {
                return;
            }
            drop(stream);
            done.send(()).expect("a test");
        }
    });
    Obedient { address, hang_up, gone, asked }
}

fn read(stream: &mut TcpStream, left_unread: usize) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("a request");
        request.extend(byte);
    }
    let mut body = vec![0; BODY.len() - left_unread];
    stream.read_exact(&mut body).expect("a request");
}

impl Obedient {
    fn hang_up(&self) {
        self.hang_up.send(()).expect("a server");
        self.gone.recv().expect("a server");
    }
}

#[tokio::test]
async fn what_cannot_have_been_seen_is_sent_again() {
    let (server, client) = (start(5), client(By::Direct));
    let url = url(&format!("http://{}/", server.address));
    for nth in 1..=10 {
        let answer = post(&client, url.clone()).await.expect("an answer");
        assert_eq!(&answer.body[..], b"ok");
        assert_eq!(server.asked.recv(), Ok(nth));
        server.hang_up();
    }
}

async fn what_may_have_been_seen_is_not_sent_again(by: By) {
    let (server, client) = (start(0), client(by));
    let url = url(&format!("http://{}/", server.address));
    post(&client, url.clone()).await.expect("an answer");
    assert_eq!(server.asked.recv(), Ok(1));
    server.hang_up();
    let failure = post(&client, url).await.expect_err("nobody reads it");
    assert!(matches!(failure.reason(), "connection_closed" | "connection_reset"), "{failure}");
    assert!(server.asked.try_recv().is_err());
}
