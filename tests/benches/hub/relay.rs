//! The bare relay: answers 200 and posts the body on. Nothing is proven, read, kept, signed or
//! tried again, so nothing that does any of it can be faster.

use crate::http::{accept, read};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response, Uri};
use http_body_util::{Empty, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::future::pending;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

/// How many requests are on their way onwards at a time; beyond it, callers wait.
const WIDTH: usize = 128;

type Onwards = Client<HttpConnector, Full<Bytes>>;

/// A relay as a process of its own, as the hub is.
#[derive(Debug)]
pub struct Beside {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The process.
    pub id: u32,
    _child: Child,
}

impl Beside {
    /// Starts one to that URL; it ends when this is dropped.
    pub async fn start(to: &str) -> Self {
        let this = std::env::current_exe().expect("the system names this program");
        let mut command = Command::new(this);
        command.args(["--relay", to]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("this program runs");
        let mut line = String::new();
        let said = child.stdout.take().expect("its output is piped");
        BufReader::new(said).read_line(&mut line).await.expect("it speaks UTF-8");
        let addr = line.trim().parse().expect("it says where it listens");
        Self { addr, id: child.id().expect("it runs"), _child: child }
    }
}

/// Is such a process: says where it listens, and relays to that URL until it is ended.
pub async fn be(to: &str) {
    println!("{}", start(to).await);
    pending::<()>().await;
}

/// Starts a relay to that URL, for as long as the program runs; gives where it listens.
pub async fn start(to: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let addr = listener.local_addr().expect("it has an address");
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let onwards: Onwards =
        Client::builder(TokioExecutor::new()).pool_max_idle_per_host(WIDTH).build(connector);
    let to: Uri = to.parse().expect("it is a URL");
    let width = Arc::new(Semaphore::new(WIDTH));
    tokio::spawn(accept(listener, move |request| {
        let (onwards, to, width) = (onwards.clone(), to.clone(), width.clone());
        async move {
            let body = read(request.into_body()).await;
            let place = width.acquire_owned().await.expect("it is never closed");
            tokio::spawn(async move {
                post(&onwards, to, body).await;
                drop(place);
            });
            Response::new(Empty::new())
        }
    }));
    addr
}

async fn post(onwards: &Onwards, to: Uri, body: Bytes) {
    let request = Request::post(to).header(CONTENT_TYPE, "application/json").body(Full::new(body));
    let answer = onwards.request(request.expect("it is a request")).await;
    // What fails is missing at the sink, which is where it counts.
    if let Ok(answer) = answer {
        read(answer.into_body()).await;
    }
}
