//! Changing key pairs.

use super::make::make;
use super::wire::{Algorithm, SigningKey};
use crate::api::access::Writes;
use crate::api::describe::InProject;
use crate::api::input::{Body, Faults, overlap};
use crate::problem::{Kind, Problem};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

/// How a key pair is changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RotateSigningKey, example = json!({"algorithm": "ed25519", "overlap_seconds": 3600}))]
pub(super) struct Rotate {
    /// Which one.
    #[schema(required = true, nullable = false)]
    algorithm: Option<Algorithm>,
    /// For how long the old one still signs, in seconds: a day, where it is not said. Of RSA keys
    /// only one signs, so that there is no overlap.
    #[schema(maximum = 2_592_000)]
    overlap_seconds: Option<u32>,
}

/// Gives a project a new key pair.
///
/// Of Ed25519 both sign until the overlap is over. Of RSA the old one signs on until the new one's
/// record is published and the key is activated; the first one signs at once.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/signing-keys/rotate",
    operation_id = "rotateSigningKey",
    tag = "Signing keys",
    params(InProject),
    request_body = Rotate,
    responses((status = 200, description = "The new key pair.", body = SigningKey))
)]
pub(super) async fn rotate(
    asked: Writes,
    Body(body): Body<Rotate>,
) -> Result<Json<SigningKey>, Problem> {
    let mut faults = Faults::default();
    let until = overlap(body.overlap_seconds, &mut faults);
    let algorithm = faults.need("/algorithm", body.algorithm);
    if algorithm == Some(Algorithm::Rsa) && body.overlap_seconds.is_some() {
        faults.add("/overlap_seconds", "is of no use: of RSA keys only one signs");
    }
    let (algorithm, overlap) = faults.or(algorithm.zip(until))?;
    let until = asked.hub.now() + overlap;
    let key = make(&asked.hub, &asked.project, algorithm.into(), Some(until)).await?;
    let shown = SigningKey::show(&asked.project, &key, asked.hub.now());
    shown.map(Json).ok_or_else(|| Problem::new(Kind::Internal))
}
