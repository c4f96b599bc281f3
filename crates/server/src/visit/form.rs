//! What a form says.

use super::meters::Result as Said;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Limited};

/// How large a form may be, in bytes: ours have three short fields.
const LARGEST: usize = 16 << 10;

/// The names of fields: what was pressed, and when its page was made.
pub(super) const PRESSED: &str = "do";
pub(super) const PAGE_OF: &str = "at";

/// What a mail program posts (RFC 8058).
const ONE_CLICK: (&str, &str) = ("List-Unsubscribe", "One-Click");

/// The fields of a form, in their order.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form of either kind; one of no fields, where there is no body.
    ///
    /// # Errors
    ///
    /// [`Said::Malformed`] where it is none.
    pub(super) async fn read(request: Request) -> Result<Self, Said> {
        let request = request.map(|body| Body::new(Limited::new(body, LARGEST)));
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if kind.eq_ignore_ascii_case("multipart/form-data") {
            return Self::multipart(request).await;
        }
        let urlencoded = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = request.into_body().collect().await.map_err(|_| Said::Malformed)?.to_bytes();
        if !urlencoded && !body.is_empty() {
            return Err(Said::Malformed);
        }
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }

    async fn multipart(request: Request) -> Result<Self, Said> {
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(|_| Said::Malformed)?;
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|_| Said::Malformed)? {
            let name = part.name().unwrap_or_default().to_owned();
            fields.push((name, part.text().await.map_err(|_| Said::Malformed)?));
        }
        Ok(Self(fields))
    }

    fn field(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// Whether a mail program asks to leave.
    pub(super) fn is_one_click(&self) -> bool {
        self.field(ONE_CLICK.0).is_some_and(|value| value.trim() == ONE_CLICK.1)
    }

    /// Which button was pressed.
    pub(super) fn pressed(&self) -> Option<&str> {
        self.field(PRESSED)
    }

    /// When the page with the button was made, in milliseconds since 1970.
    pub(super) fn page_of(&self) -> Option<i64> {
        self.field(PAGE_OF)?.parse().ok()
    }

    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
