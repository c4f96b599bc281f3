//! `/o/{token}.gif`: a mail is opened.

use super::meters::Result as Said;
use super::note::note;
use super::seen::{self, Named};
use super::visitor::Visitor;
use crate::Hub;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, EXPIRES, PRAGMA};
use std::sync::Arc;
use ticket::{Does, Purpose};

/// A picture of one pixel that nobody sees.
const PIXEL: [u8; 43] = *b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\
                           \x21\xf9\x04\x01\x00\x00\x00\x00\
                           \x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\
                           \x02\x02\x44\x01\x00\x3b";

/// Gives the pixel, whatever is asked for: a reader must not see a broken picture.
pub(super) async fn open(
    State(hub): State<Arc<Hub>>,
    Named(file): Named,
    visitor: Visitor,
) -> Response {
    let (_, ending) = Purpose::Open.around();
    let token = file.strip_suffix(ending).ok_or(Said::Unknown);
    let said = match token.and_then(|token| seen::by_token(&hub, Purpose::Open, token)) {
        Ok(seen) => {
            note(&hub, &seen, &visitor, Does::Open).await;
            Said::Taken
        }
        Err(said) => said,
    };
    hub.visits.meters.count(Purpose::Open, said);
    pixel()
}

/// The picture, which no cache keeps: each opening counts.
fn pixel() -> Response {
    let headers = [
        (CONTENT_TYPE, "image/gif"),
        (CACHE_CONTROL, "no-store, no-cache, must-revalidate, max-age=0"),
        (PRAGMA, "no-cache"),
        (EXPIRES, "0"),
    ];
    (headers, PIXEL.as_slice()).into_response()
}
