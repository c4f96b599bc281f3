//! The scripts themselves.

use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};
use std::io::Write;
use std::sync::LazyLock;

/// A script, and the same compressed; that is empty where it could not be.
struct Script {
    plain: &'static str,
    small: Vec<u8>,
}

/// For the page.
static PAGE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(concat!(include_str!("js/queue.js"), include_str!("js/tidings.js")))
});

/// For the service worker.
static WORKER: LazyLock<Script> = LazyLock::new(|| {
    Script::new(concat!(include_str!("js/queue.js"), include_str!("js/worker.js")))
});

pub(super) async fn page(headers: HeaderMap) -> Response {
    PAGE.answer(&headers)
}

pub(super) async fn worker(headers: HeaderMap) -> Response {
    WORKER.answer(&headers)
}

impl Script {
    fn new(plain: &'static str) -> Self {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let small = gzip.write_all(plain.as_bytes()).and_then(|()| gzip.finish());
        Self { plain, small: small.unwrap_or_default() }
    }

    /// Any page may load it, from whatever origin; a new version is taken within five minutes.
    fn answer(&self, asked: &HeaderMap) -> Response {
        let headers = [
            (CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (CACHE_CONTROL, "public, max-age=300"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (VARY, "accept-encoding"),
        ];
        if self.small.is_empty() || !takes_gzip(asked) {
            return (headers, self.plain).into_response();
        }
        let mut answer = (headers, self.small.clone()).into_response();
        answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        answer
    }
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let all = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn both_are_small_and_the_same_when_they_are_read() {
        let mut text = String::new();
        GzDecoder::new(&PAGE.small[..]).read_to_string(&mut text).expect("gzip");
        assert_eq!(text, PAGE.plain);
        let size = PAGE.small.len() + WORKER.small.len();
        assert!((1000..=6144).contains(&size), "{size}");
    }

    #[test]
    fn only_who_takes_it_gets_it_compressed() {
        for (value, takes) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.8", true),
            ("gzip;q=0", false),
            ("identity", false),
        ] {
            let mut asked = HeaderMap::new();
            asked.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(takes_gzip(&asked), takes, "{value}");
            let answer = PAGE.answer(&asked);
            assert_eq!(answer.headers().contains_key(CONTENT_ENCODING), takes);
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
