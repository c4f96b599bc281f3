//! The pages.

use super::confirm::AGREE;
use super::form::{PAGE_OF, PRESSED};
use super::lang::Lang;
use super::leave::{LEAVE, RETURN};
use super::mask::masked;
use super::meters::Result as Said;
use super::seen::Seen;
use super::words::{Asks, Tells, Words};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, VARY,
};
use http::{HeaderValue, StatusCode};
use strum::IntoEnumIterator;
use ticket::Does;

/// Where the style sheet is. No token is as short.
pub(super) const STYLE_AT: &str = "/u/style.css";

const STYLE: &str = include_str!("../../templates/style.css");

/// A page as its template fills it.
#[derive(Debug, Template)]
#[template(path = "page.html")]
pub(super) struct Page {
    status: StatusCode,
    lang: &'static str,
    words: &'static Words,
    style: &'static str,
    heading: &'static str,
    /// The project's title; none where no project is known.
    project: Option<String>,
    text: String,
    /// Whether the text says how something ended.
    is_outcome: bool,
    /// The masked address.
    address: Option<String>,
    form: Option<Form>,
    /// What happens where nobody answers.
    otherwise: &'static str,
    /// The languages to choose from.
    languages: Vec<(&'static str, &'static str)>,
}

/// A form of one button.
#[derive(Debug)]
struct Form {
    /// The sentence before the button.
    before: &'static str,
    button: &'static str,
    value: &'static str,
    at: i64,
    pressed: &'static str,
    page_of: &'static str,
}

impl Form {
    const fn new(before: &'static str, button: &'static str, value: &'static str, at: i64) -> Self {
        Self { before, button, value, at, pressed: PRESSED, page_of: PAGE_OF }
    }
}

impl Page {
    fn new(lang: Lang, heading: &'static str, text: String) -> Self {
        Self {
            status: StatusCode::OK,
            lang: lang.tag(),
            words: Words::of(lang),
            style: STYLE_AT,
            heading,
            project: None,
            text,
            is_outcome: true,
            address: None,
            form: None,
            otherwise: "",
            languages: Vec::new(),
        }
    }

    /// The page that asks whether a contact agrees. Times in milliseconds since 1970.
    pub(super) fn asks_to_confirm(lang: Lang, seen: &Seen, now: i64) -> Self {
        Self::asks(lang, seen, &Words::of(lang).confirm, AGREE, now)
    }

    /// The page that asks whether a contact wants to leave.
    pub(super) fn asks_to_leave(lang: Lang, seen: &Seen, now: i64) -> Self {
        Self::asks(lang, seen, &Words::of(lang).leave, LEAVE, now)
    }

    fn asks(lang: Lang, seen: &Seen, asks: &Asks, value: &'static str, now: i64) -> Self {
        let page = Self::new(lang, asks.heading, filled(lang, asks.question, seen)).of(seen);
        let languages = Lang::iter().filter(|it| *it != lang);
        Self {
            is_outcome: false,
            form: Some(Form::new("", asks.button, value, now)),
            otherwise: asks.otherwise,
            languages: languages.map(|it| (it.tag(), Words::of(it).language)).collect(),
            ..page
        }
    }

    /// The contact has agreed.
    pub(super) fn subscribed(lang: Lang, seen: &Seen) -> Self {
        Self::tells(lang, seen, &Words::of(lang).subscribed, None)
    }

    /// The contact has left.
    pub(super) fn left(lang: Lang, seen: &Seen, now: i64) -> Self {
        let comes_back = seen.ticket.kind(Does::Subscribe).is_some();
        Self::tells(lang, seen, &Words::of(lang).left, comes_back.then_some((RETURN, now)))
    }

    /// The contact has come back.
    pub(super) fn back(lang: Lang, seen: &Seen, now: i64) -> Self {
        Self::tells(lang, seen, &Words::of(lang).back, Some((LEAVE, now)))
    }

    fn tells(lang: Lang, seen: &Seen, tells: &Tells, undo: Option<(&'static str, i64)>) -> Self {
        let page = Self::new(lang, tells.heading, filled(lang, tells.text, seen)).of(seen);
        let (before, button) = tells.undo;
        Self { form: undo.map(|(value, at)| Form::new(before, button, value, at)), ..page }
    }

    /// What there is to say where there is nothing to show.
    pub(super) fn about(lang: Lang, said: Said) -> Self {
        let words = Words::of(lang);
        let (status, tells) = match said {
            Said::Taken | Said::Unknown => (StatusCode::NOT_FOUND, &words.unknown),
            Said::Gone => (StatusCode::GONE, &words.gone),
            Said::Malformed => (StatusCode::BAD_REQUEST, &words.malformed),
            Said::NotNow => (StatusCode::SERVICE_UNAVAILABLE, &words.not_now),
        };
        Self { status, ..Self::new(lang, tells.heading, tells.text.to_owned()) }
    }

    fn of(self, seen: &Seen) -> Self {
        let address = masked(seen.ticket.channel, &seen.ticket.contact);
        Self { project: Some(seen.project.title.clone()), address, ..self }
    }
}

fn filled(lang: Lang, text: &str, seen: &Seen) -> String {
    let messages = Words::of(lang).messages(seen.ticket.channel);
    // The title last: it may hold what looks like a place.
    text.replace("{messages}", messages).replace("{project}", &seen.project.title)
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        // Texts go into texts: nothing in it can fail.
        let mut response = (self.status, Html(self.render().unwrap_or_default())).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(self.lang));
        headers.insert(VARY, HeaderValue::from(ACCEPT_LANGUAGE));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

/// The style sheet of all pages.
pub(super) async fn style() -> Response {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=3600")];
    (headers, STYLE).into_response()
}
