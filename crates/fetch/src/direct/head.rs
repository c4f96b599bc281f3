//! The head of a response.

use super::body::{Body, Chunk};
use crate::{Answer, Failure};
use http::header::{CONNECTION, CONTENT_LENGTH, LOCATION, RETRY_AFTER, TRANSFER_ENCODING};
use http::{HeaderName, Method};
use httparse::{Header, ParserConfig, Response, Status};
use std::mem::MaybeUninit;
use std::net::SocketAddr;

/// How many headers a response may have.
const MOST_HEADERS: usize = 100;

/// What a head says that matters.
pub(super) struct Head {
    pub(super) answer: Answer,
    /// How long it is itself, in bytes.
    pub(super) length: usize,
    pub(super) body: Body,
    /// Whether the connection may be used again.
    pub(super) keeps: bool,
}

impl Head {
    /// Reads the head that stands at the beginning of that; none where it does not end there.
    pub(super) fn read(
        received: &[u8],
        method: &Method,
        peer: SocketAddr,
    ) -> Result<Option<Self>, Failure> {
        let mut headers = [const { MaybeUninit::uninit() }; MOST_HEADERS];
        let mut response = Response::new(&mut []);
        let read = ParserConfig::default().parse_response_with_uninit_headers(
            &mut response,
            received,
            &mut headers,
        );
        let length = match read {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(Failure::HeadTooLarge),
            Err(error) => return Err(Failure::Malformed(error.to_string())),
        };
        let fields = Fields::of(response.headers);
        let (status, new) = (response.code.unwrap_or_default(), response.version == Some(1));
        if status < 100 {
            return Err(Failure::Malformed("its status is none".to_owned()));
        }
        let answer = Answer::begin(status, fields.location, fields.retry_after, Some(peer));
        let bare = matches!(status, 100..200 | 204 | 304) || *method == Method::HEAD;
        let body = if bare { Body::Sized(0) } else { fields.body(new)? };
        let keeps = body != Body::ToTheEnd && status != 101 && fields.keeps(new);
        Ok(Some(Self { answer, length, body, keeps }))
    }

    /// Whether it only announces an answer.
    pub(super) fn is_early(&self) -> bool {
        matches!(self.answer.status, 100 | 102..200)
    }
}

/// What the headers say that matters.
#[derive(Default)]
struct Fields<'a> {
    /// The one length that they give, or that they give none that makes sense.
    length: Option<Result<u64, Senseless>>,
    /// The last one counts.
    encoding: Option<&'a [u8]>,
    closes: bool,
    stays: bool,
    /// Of these the first counts.
    location: Option<&'a [u8]>,
    retry_after: Option<&'a [u8]>,
}

/// Lengths that are no numbers, or not the same.
#[derive(Clone, Copy, Eq, PartialEq)]
struct Senseless;

impl<'a> Fields<'a> {
    fn of(headers: &[Header<'a>]) -> Self {
        let mut fields = Self::default();
        for Header { name, value } in headers {
            let is = |known: &HeaderName| name.eq_ignore_ascii_case(known.as_str());
            if is(&CONTENT_LENGTH) {
                members(value).for_each(|length| fields.give(length));
            } else if is(&CONNECTION) {
                fields.closes |= members(value).any(|it| it.eq_ignore_ascii_case(b"close"));
                fields.stays |= members(value).any(|it| it.eq_ignore_ascii_case(b"keep-alive"));
            } else if is(&TRANSFER_ENCODING) {
                fields.encoding = Some(value);
            } else if is(&LOCATION) {
                fields.location.get_or_insert(value);
            } else if is(&RETRY_AFTER) {
                fields.retry_after.get_or_insert(value);
            }
        }
        fields
    }

    fn give(&mut self, length: &[u8]) {
        let digits = length.iter().all(u8::is_ascii_digit);
        let text = str::from_utf8(length).ok().filter(|_| digits);
        let given = text.and_then(|text| text.parse().ok()).ok_or(Senseless);
        let known = *self.length.get_or_insert(given);
        self.length = Some(if known == given { given } else { Err(Senseless) });
    }

    /// How the body ends (RFC 9112, section 6.3); `new` is whether it is HTTP/1.1.
    fn body(&self, new: bool) -> Result<Body, Failure> {
        let malformed = |why: &str| Err(Failure::Malformed(why.to_owned()));
        match (self.encoding, self.length) {
            (Some(_), _) if !new => malformed("HTTP/1.0 has no Transfer-Encoding"),
            (Some(encoding), _) => {
                let last = members(encoding).next_back().unwrap_or_default();
                let chunked = last.eq_ignore_ascii_case(b"chunked");
                Ok(if chunked { Body::Chunked(Chunk::Size) } else { Body::ToTheEnd })
            }
            (None, Some(Ok(length))) => Ok(Body::Sized(length)),
            (None, Some(Err(Senseless))) => malformed("its length makes no sense"),
            (None, None) => Ok(Body::ToTheEnd),
        }
    }

    /// Whether the connection stays. Not where its body has two ends: one of them is a mistake.
    fn keeps(&self, new: bool) -> bool {
        let two = self.encoding.is_some() && self.length.is_some();
        !self.closes && !two && (new || self.stays)
    }
}

/// The members of a list.
fn members(list: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    list.split(|byte| *byte == b',').map(<[u8]>::trim_ascii)
}
