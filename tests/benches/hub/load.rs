//! Those who call: providers that bring one callback after the other, each on its connection.

use crate::http::read;
use crate::mark::Mark;
use crate::tally::Tally;
use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_TYPE, HOST};
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Who is called.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The path of the callback URL.
    pub path: String,
}

/// What is brought.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How many callbacks, of one event each.
    pub events: u32,
    /// How many connections bring them.
    pub connections: u32,
    /// How many a second; without it, each connection sends when it has its answer.
    pub a_second: Option<u32>,
    /// Of a hundred events, how many mark a contact.
    pub marking: u32,
}

struct Shared {
    target: Target,
    load: Load,
    tally: Arc<Tally>,
    begun: Instant,
    next: AtomicU32,
}

impl Load {
    /// Brings it; gives how many callbacks were not answered by a 2xx.
    pub async fn bring(self, target: &Target, tally: &Arc<Tally>) -> u32 {
        let shared = Arc::new(Shared {
            target: target.clone(),
            load: self,
            tally: tally.clone(),
            begun: Instant::now(),
            next: AtomicU32::new(0),
        });
        let mut callers = JoinSet::new();
        (0..self.connections).for_each(|_| _ = callers.spawn(shared.clone().call()));
        callers.join_all().await.into_iter().sum()
    }
}

impl Shared {
    async fn call(self: Arc<Self>) -> u32 {
        let mut line = connect(self.target.addr).await;
        let mut refused = 0;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.load.events {
                return refused;
            }
            if let Some(a_second) = self.load.a_second {
                sleep_until(self.begun + Duration::from_secs(1) * number / a_second).await;
            }
            line.ready().await.expect("the connection stays open");
            let answer = line.send_request(self.request(self.tally.mark(number))).await;
            let answer = answer.expect("it is answered");
            refused += u32::from(!answer.status().is_success());
            read(answer.into_body()).await;
        }
    }

    /// A callback as SMTP2GO sends it.
    fn request(&self, mark: Mark) -> Request<Full<Bytes>> {
        let marks = mark.event % 100 < self.load.marking;
        let event = if marks { "unsubscribe" } else { "delivered" };
        let who = format!("Carol{}.{}", mark.run, mark.event);
        let body = format!(
            "event={event}&time=2026-09-09T10%3A15%3A26Z&sendtime=2026-09-09T10%3A15%3A21Z&\
             auth=api-3F09C7A1D2E4&email_id={mark}&id={mark}&sender=b9f2%40bounce.shop.example&\
             from=Box+Office+%3Ctickets%40shop.example%3E&from_address=tickets%40shop.example&\
             subject=Your+ticket&rcpt={who}%40example.net&host=mx.example.net&\
             message=250+2.0.0+OK&message-id=%3Cticket-7731%40shop.example%3E"
        );
        Request::post(&self.target.path)
            .header(HOST, "hub.example")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(body))
            .expect("it is a request")
    }
}

async fn connect(addr: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(addr).await.expect("somebody listens");
    stream.set_nodelay(true).expect("the system knows the option");
    let (line, connection) = http1::handshake(TokioIo::new(stream)).await.expect("it speaks HTTP");
    tokio::spawn(connection);
    line
}
