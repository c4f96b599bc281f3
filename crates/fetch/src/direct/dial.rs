//! From addresses to a stream: the first that answers.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

/// What the family of the first address has before the other one is tried beside it (RFC 8305
/// proposes 250 ms).
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to one of these addresses: to the first, and where that takes long, to the first of
/// the other family as well. What fails leaves time for the next.
pub(super) async fn dial(addresses: &[SocketAddr], until: Instant) -> io::Result<TcpStream> {
    let ipv4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (preferred, other): (Vec<_>, Vec<_>) =
        addresses.iter().partition(|address| address.is_ipv4() == ipv4);
    let first = one_by_one(&preferred, until);
    if other.is_empty() {
        return first.await;
    }
    let (mut first, mut second) = (pin!(first), pin!(one_by_one(&other, until)));
    match timeout(HEAD_START, &mut first).await {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(_)) => return second.await,
        Err(_) => {}
    }
    tokio::select! {
        outcome = &mut first => if outcome.is_ok() { outcome } else { second.await },
        outcome = &mut second => if outcome.is_ok() { outcome } else { first.await },
    }
}

/// Each has an equal share of the time that is left.
async fn one_by_one(addresses: &[SocketAddr], until: Instant) -> io::Result<TcpStream> {
    let mut failed = ErrorKind::AddrNotAvailable.into();
    for (nth, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = u32::try_from(addresses.len() - nth).unwrap_or(u32::MAX);
        let share = until.saturating_duration_since(now) / left;
        match timeout_at(now + share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failed = error,
            Err(_) => failed = ErrorKind::TimedOut.into(),
        }
    }
    Err(failed)
}
