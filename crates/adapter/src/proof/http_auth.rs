//! Credentials in the `Authorization` header (RFC 7617, RFC 6750).

use super::{Proof, equal};
use crate::bytes::unbase64;
use crate::{Callback, Refusal, Secrets};

const HEADER: &str = "authorization";

/// Checks `Authorization: Basic …` against the secret `basic`, which is `user:password`.
///
/// # Errors
///
/// [`Refusal`] when the header is missing, of another scheme or not right.
pub fn basic(callback: &Callback, secrets: &Secrets) -> Result<Proof, Refusal> {
    let given = credentials(callback, "basic")?;
    let given = unbase64(given).ok_or(Refusal::Mismatch(HEADER))?;
    equal(&given, secrets.get("basic")?, HEADER)
}

/// Checks `Authorization: Bearer …` against the secret `bearer`.
///
/// # Errors
///
/// [`Refusal`] when the header is missing, of another scheme or not right.
pub fn bearer(callback: &Callback, secrets: &Secrets) -> Result<Proof, Refusal> {
    equal(bearer_token(callback)?.as_bytes(), secrets.get("bearer")?, HEADER)
}

/// The token of `Authorization: Bearer …`, for those who sign one anew for each callback.
///
/// # Errors
///
/// [`Refusal`] when the header is missing or of another scheme.
pub fn bearer_token(callback: &Callback) -> Result<&str, Refusal> {
    credentials(callback, "bearer")
}

fn credentials<'a>(callback: &'a Callback, scheme: &str) -> Result<&'a str, Refusal> {
    let (given, credentials) =
        callback.header(HEADER)?.split_once(' ').ok_or(Refusal::Mismatch(HEADER))?;
    let same = given.eq_ignore_ascii_case(scheme);
    if same { Ok(credentials.trim()) } else { Err(Refusal::Mismatch(HEADER)) }
}
