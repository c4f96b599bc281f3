//! Which headers of a delivery an integrator may set.

use http::{HeaderName, HeaderValue};

/// Names, or beginnings of names, that are the hub's, the connection's or a trap: metadata
/// services of clouds hand out credentials to whoever sends theirs.
const RESERVED: [&str; 18] = [
    "webhook-",
    "tidings-",
    "host",
    "content-",
    "transfer-",
    "connection",
    "keep-alive",
    "proxy-",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "accept-encoding",
    "user-agent",
    "metadata",
    "x-aws-",
    "x-google-metadata",
    "x-metadata",
];

/// A header that cannot be set on deliveries; says why.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReservedHeader {
    /// Not the name of a header.
    #[error("`{0}` is not the name of a header")]
    Name(String),
    /// A name that the hub or the connection needs for itself, or a cloud's metadata service.
    #[error("header `{0}` is reserved")]
    Reserved(String),
    /// A value with line breaks or other control characters.
    #[error("the value of header `{0}` has characters that no header may have")]
    Value(String),
}

/// Checks a header that an integrator wants on deliveries.
///
/// # Errors
///
/// [`ReservedHeader`] when it may not be set.
pub fn check_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), ReservedHeader> {
    let parsed: HeaderName =
        name.parse().map_err(|_| ReservedHeader::Name(name.escape_debug().to_string()))?;
    let hits = |it: &str| match it.strip_suffix('-') {
        Some(_) => parsed.as_str().starts_with(it),
        None => parsed.as_str() == it || parsed.as_str().starts_with(&format!("{it}-")),
    };
    if RESERVED.iter().any(|it| hits(it)) {
        return Err(ReservedHeader::Reserved(name.to_owned()));
    }
    let value = HeaderValue::from_str(value).map_err(|_| ReservedHeader::Value(name.to_owned()))?;
    Ok((parsed, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_refused_in_any_spelling() {
        for name in [
            "webhook-id",
            "Webhook-Signature",
            "Host",
            "Content-Length",
            "content-type",
            "Transfer-Encoding",
            "Connection",
            "Proxy-Authorization",
            "Metadata-Flavor",
            "Metadata",
            "X-aws-ec2-metadata-token",
            "TE",
            "tidings-hops",
        ] {
            let refused = check_header(name, "x");
            assert_eq!(refused, Err(ReservedHeader::Reserved(name.to_owned())));
        }
    }

    #[test]
    fn line_breaks_get_nowhere() {
        for (name, value) in [("x-a", "b\r\nhost: c"), ("x-a", "b\0"), ("x-a\r\nb", "c"), ("", "c")]
        {
            assert!(check_header(name, value).is_err(), "{name:?}: {value:?}");
        }
        assert!(check_header("Authorization", "Bearer t").is_ok());
        assert!(check_header("X-Team", "shop").is_ok());
        assert!(check_header("test", "te is a header of its own").is_ok());
    }
}
