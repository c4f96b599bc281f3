//! Which callbacks are kept as they came, and how.

use super::prepared::Prepared;
use adapter::{Callback, Parsed, Secrets};
use axum::http::HeaderName;
use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use event::{CallbackId, ms};
use store::{CallbackState, NewCallback};

/// Credentials have no place in what people look at later.
const SECRET: [HeaderName; 4] =
    [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, HeaderName::from_static("x-api-key")];

/// What stands for the token in a URL that is kept.
const TOKEN: &str = "{token}";

/// Why a callback is kept.
pub(super) struct Kept {
    pub state: CallbackState,
    pub note: String,
}

/// Why this one is kept, where it is: for a word that nobody here has heard of, or because its
/// source keeps all.
pub(super) fn why(parsed: &Parsed, prepared: &Prepared) -> Option<Kept> {
    let mut unknown = parsed.skipped.iter().filter(|it| !it.known).peekable();
    if unknown.peek().is_some() {
        let words: Vec<_> = unknown.map(|it| it.word.as_str()).collect();
        return Some(Kept { state: CallbackState::Unknown, note: words.join(", ") });
    }
    let all = prepared.setup.text("keep_raw") == Some("all");
    all.then(|| Kept { state: CallbackState::Kept, note: String::new() })
}

/// A copy of the request without what opens doors: neither the headers that are for it, nor any
/// that hold one of the source's secrets, as some providers send theirs back as it is.
pub(super) fn copy(
    callback: &Callback,
    token: &str,
    secrets: &Secrets,
    state: CallbackState,
    note: &str,
) -> NewCallback {
    let open = callback.headers.iter().filter(|(name, _)| !SECRET.contains(name));
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = open.map(|(name, value)| (name.to_string(), text(value.as_bytes())));
    let headers = headers.filter(|(_, value)| !secrets.values().any(|it| value.contains(it)));
    let received_at = ms(callback.received_at);
    NewCallback {
        id: CallbackId::at(received_at),
        received_at,
        state,
        note: note.chars().take(1000).collect(),
        method: callback.method.to_string(),
        url: callback.url.replace(token, TOKEN),
        headers: headers.collect(),
        body: callback.body.clone(),
    }
}
