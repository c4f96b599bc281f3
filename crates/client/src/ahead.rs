//! Requests that are made before a person wants anything.

use http::{HeaderMap, Method};

/// Headers by which browsers say that they fetch ahead, and a word that is in each value then.
const AHEAD: [(&str, &str); 5] = [
    ("purpose", "pre"),
    ("sec-purpose", "pre"),
    ("x-purpose", "pre"),
    ("x-moz", "prefetch"),
    ("sec-fetch-purpose", "pre"),
];

/// Whether a request only looks whether something is there, or fetches it ahead of need: a `HEAD`,
/// or what browsers mark as a prefetch or preview.
///
/// # Examples
///
/// ```
/// use http::{HeaderMap, HeaderValue, Method};
///
/// let mut headers = HeaderMap::new();
/// assert!(!client::asks_ahead(&Method::GET, &headers));
/// assert!(client::asks_ahead(&Method::HEAD, &headers));
/// headers.insert("sec-purpose", HeaderValue::from_static("prefetch;prerender"));
/// assert!(client::asks_ahead(&Method::GET, &headers));
/// ```
#[must_use]
pub fn asks_ahead(method: &Method, headers: &HeaderMap) -> bool {
    let says = |(name, word): &(&str, &str)| {
        let values = headers.get_all(*name).iter().filter_map(|value| value.to_str().ok());
        values.into_iter().any(|value| value.to_ascii_lowercase().contains(word))
    };
    method == Method::HEAD || AHEAD.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    #[test]
    fn who_asks_ahead_says_so() {
        for (method, name, value, wanted) in [
            (Method::GET, "sec-fetch-mode", "navigate", false),
            (Method::GET, "sec-purpose", "", false),
            (Method::HEAD, "sec-fetch-mode", "navigate", true),
            (Method::GET, "purpose", "prefetch", true),
            (Method::GET, "sec-purpose", "Prefetch;prerender", true),
            (Method::GET, "x-purpose", "preview", true),
            (Method::GET, "x-moz", "prefetch", true),
            (Method::GET, "sec-fetch-purpose", "prefetch", true),
        ] {
            let name = HeaderName::from_static(name);
            let headers = HeaderMap::from_iter([(name.clone(), HeaderValue::from_static(value))]);
            assert_eq!(asks_ahead(&method, &headers), wanted, "{method} {name}: {value}");
        }
    }
}
