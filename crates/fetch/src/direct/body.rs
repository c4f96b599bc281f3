//! The body of a response, cut out of what is received.

use crate::Failure;

/// The longest line between chunks that is read, in bytes.
const LONGEST_LINE: usize = 16 << 10;

/// What of a body is still to come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Body {
    /// So many bytes.
    Sized(u64),
    /// Chunks.
    Chunked(Chunk),
    /// All that comes until the other side hangs up.
    ToTheEnd,
}

/// What comes next of a body in chunks (RFC 9112, section 7.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Chunk {
    /// The line with a chunk's length.
    Size,
    /// So many of its bytes, and the end of its line.
    Data(u64),
    /// What follows the last chunk, line by line.
    Trailers,
    /// Nothing.
    Over,
}

/// A piece of what was received.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Piece<'a> {
    /// Bytes of the body.
    Data(&'a [u8]),
    /// Bytes that only say where it goes on.
    Mark,
    /// More has to be received.
    Wanting,
    /// The body is over.
    Over,
}

impl Body {
    /// The next piece, and how many of the bytes it takes up.
    pub(super) fn next<'a>(&mut self, received: &'a [u8]) -> Result<(usize, Piece<'a>), Failure> {
        Ok(match self {
            Self::Sized(0) => (0, Piece::Over),
            Self::Sized(left) => cut(left, received),
            Self::ToTheEnd => cut(&mut u64::MAX.clone(), received),
            Self::Chunked(chunk) => chunk.next(received)?,
        })
    }
}

impl Chunk {
    fn next<'a>(&mut self, received: &'a [u8]) -> Result<(usize, Piece<'a>), Failure> {
        match self {
            Self::Over => return Ok((0, Piece::Over)),
            Self::Data(left @ 1..) => return Ok(cut(left, received)),
            Self::Size | Self::Data(0) | Self::Trailers => {}
        }
        let Some(line) = line(received)? else { return Ok((0, Piece::Wanting)) };
        *self = match self {
            Self::Data(_) if line.is_empty() => Self::Size,
            Self::Data(_) => return Err(broken()),
            Self::Size => match size(line)? {
                0 => Self::Trailers,
                size => Self::Data(size),
            },
            _ if line.is_empty() => Self::Over,
            _ => Self::Trailers,
        };
        Ok((line.len() + 2, Piece::Mark))
    }
}

/// The bytes of the body that are there.
fn cut<'a>(left: &mut u64, received: &'a [u8]) -> (usize, Piece<'a>) {
    if received.is_empty() {
        return (0, Piece::Wanting);
    }
    let most = usize::try_from(*left).unwrap_or(usize::MAX);
    let there = &received[..received.len().min(most)];
    *left -= there.len() as u64;
    (there.len(), Piece::Data(there))
}

/// The line that those bytes begin with, without its end; none where that is not there yet.
fn line(received: &[u8]) -> Result<Option<&[u8]>, Failure> {
    match received.iter().position(|byte| *byte == b'\n') {
        Some(end) => received[..end].strip_suffix(b"\r").map(Some).ok_or_else(broken),
        None if received.len() > LONGEST_LINE => Err(broken()),
        None => Ok(None),
    }
}

/// The size that a line gives; what stands behind a semicolon is for others.
fn size(line: &[u8]) -> Result<u64, Failure> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let text = str::from_utf8(digits).ok().filter(|_| digits.iter().all(u8::is_ascii_hexdigit));
    text.and_then(|text| u64::from_str_radix(text, 16).ok()).ok_or_else(broken)
}

fn broken() -> Failure {
    Failure::Malformed("its framing is broken".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What of a body arrives in these pieces; none where it is not over then.
    fn read(mut body: Body, pieces: &[&[u8]]) -> Result<Option<Vec<u8>>, Failure> {
        let (mut read, mut received) = (Vec::new(), Vec::new());
        for piece in pieces {
            received.extend_from_slice(piece);
            loop {
                let (taken, piece) = body.next(&received)?;
                match piece {
                    Piece::Data(data) => read.extend_from_slice(data),
                    Piece::Mark => {}
                    Piece::Wanting => break,
                    Piece::Over => return Ok(Some(read)),
                }
                received.drain(..taken);
            }
        }
        Ok(None)
    }

    proptest! {
        #[test]
        fn chunks_come_together_however_they_are_cut(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..5),
            (extension, trailer) in ("(;[a-z]{0,5})?", "(x: [a-z]{0,5}\r\n){0,2}"),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let mut sent = Vec::new();
            for chunk in &chunks {
                sent.extend(format!("{:X}{extension}\r\n", chunk.len()).bytes());
                sent.extend([&chunk[..], b"\r\n"].concat());
            }
            sent.extend(format!("0\r\n{trailer}\r\n").bytes());
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(sent.len())).collect();
            cuts.extend([0, sent.len()]);
            cuts.sort_unstable();
            let pieces: Vec<_> = cuts.windows(2).map(|cut| &sent[cut[0]..cut[1]]).collect();
            let body = Body::Chunked(Chunk::Size);
            prop_assert_eq!(read(body, &pieces).expect("chunks"), Some(chunks.concat()));
            let short = &sent[..sent.len() - 1];
            prop_assert_eq!(read(body, &[short]).expect("chunks"), None);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in "([0-9a-f;\r\n]|0\r\n){0,40}") {
            _ = read(Body::Chunked(Chunk::Size), &[bytes.as_bytes()]);
        }
    }

    #[test]
    fn what_is_no_chunk_is_said_to_be_none() {
        for bytes in ["\r\n", "+1\r\na", "1\na\r\n", "1\r\nab\r\n", "g\r\n", "1;\n"] {
            assert!(read(Body::Chunked(Chunk::Size), &[bytes.as_bytes()]).is_err(), "{bytes:?}");
        }
        let endless = "1;".repeat(LONGEST_LINE);
        assert!(read(Body::Chunked(Chunk::Size), &[endless.as_bytes()]).is_err());
    }
}
