//! Databases of a test's own, on the cluster that all tests share.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Version 3.0 of the protocol.
const PROTOCOL: u32 = 0x0003_0000;

static MADE: AtomicU32 = AtomicU32::new(0);

/// Makes an empty database on the cluster of that URL; gives its URL.
pub(crate) fn new_database(cluster: &str) -> String {
    // Numbers of processes come again where a cluster lives long.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
    let made = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{now}_{}_{made}", std::process::id());
    run_on_postgres(cluster, &format!("CREATE DATABASE {name}"));
    let (server, _) = cluster.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{name}")
}

/// Runs a statement as the superuser, in the database of that URL.
///
/// # Panics
///
/// When the cluster is not there, or refuses the statement.
pub fn run_on_postgres(url: &str, statement: &str) {
    _ = ask_postgres(url, statement);
}

/// Asks as the superuser, in the database of that URL; gives the rows as text, with nothing where
/// there is NULL.
///
/// Speaks as little of the protocol as one statement needs: only the store may have a driver. See
/// <https://www.postgresql.org/docs/15/protocol-message-formats.html>.
///
/// # Panics
///
/// When the cluster is not there, or refuses the statement.
#[must_use]
pub fn ask_postgres(url: &str, statement: &str) -> Vec<Vec<String>> {
    let (server, database) = url.rsplit_once('/').expect("the URL names a database");
    let (_, address) = server.rsplit_once('@').expect("the URL names a user");
    let mut stream = TcpStream::connect(address).expect("the cluster is up");
    let mut hello = PROTOCOL.to_be_bytes().to_vec();
    hello.extend(format!("user\0postgres\0database\0{database}\0\0").bytes());
    send(&mut stream, &hello);
    wait(&mut stream);
    stream.write_all(b"Q").expect("the cluster listens");
    send(&mut stream, format!("{statement}\0").as_bytes());
    wait(&mut stream)
}

fn send(stream: &mut TcpStream, message: &[u8]) {
    let length = u32::try_from(message.len() + 4).expect("a short message");
    stream.write_all(&length.to_be_bytes()).expect("the cluster listens");
    stream.write_all(message).expect("the cluster listens");
}

/// Reads until the server is ready for the next statement; gives the rows that came.
fn wait(stream: &mut TcpStream) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head).expect("the cluster answers");
        let [kind, length @ ..] = head;
        let length = u32::from_be_bytes(length) as usize - 4;
        let mut message = vec![0; length];
        stream.read_exact(&mut message).expect("the cluster answers");
        match kind {
            b'E' => panic!("{}", String::from_utf8_lossy(&message)),
            b'D' => rows.push(row(&message)),
            b'Z' => return rows,
            _ => {}
        }
    }
}

/// The columns of a row: how many, and each with its length, which is negative where it is NULL.
fn row(message: &[u8]) -> Vec<String> {
    let (count, mut rest) = message.split_first_chunk().expect("a count");
    let column = |_| {
        let (length, text) = rest.split_first_chunk().expect("a length");
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
        let (text, after) = text.split_at(length);
        rest = after;
        String::from_utf8_lossy(text).into_owned()
    };
    (0..u16::from_be_bytes(*count)).map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_text() {
        let message = b"\0\x03\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\x01c";
        assert_eq!(row(message), ["ab", "", "c"]);
    }
}
