//! Changing what signs a webhook's deliveries.

use super::find;
use super::wire::Webhook;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Faults, MaybeBody, overlap};
use crate::problem::Problem;
use axum::Json;
use event::WebhookId;
use serde::Deserialize;
use store::PatchWebhook;
use utoipa::ToSchema;
use webhook::{DatedSecret, Secret};

/// How many old secrets may still sign; the oldest make room. A header has room for no more.
const MOST: usize = 8;

/// How a secret is changed.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RotateSecret, example = json!({"overlap_seconds": 3600}))]
pub(super) struct Rotate {
    /// The new one: `whsec_` and 24 to 64 bytes in base64. One is made, where there is none.
    secret: Option<String>,
    /// For how long the old one still signs beside it, in seconds: a day, where it is not said.
    #[schema(maximum = 2_592_000)]
    overlap_seconds: Option<u32>,
}

/// Gives a webhook a new secret.
///
/// Until the overlap is over both sign, so that a receiver that knows either verifies all it gets;
/// then the old one is forgotten. The new one stands in this answer only.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/secret/rotate",
    operation_id = "rotateWebhookSecret",
    tag = "Webhooks",
    params(InProject, WithId),
    request_body = Option<Rotate>,
    responses((status = 200, description = "The webhook with its new secret.", body = Webhook))
)]
pub(super) async fn rotate(
    asked: Writes,
    At(id): At<WebhookId>,
    MaybeBody(body): MaybeBody<Rotate>,
) -> Result<Json<Webhook>, Problem> {
    let hub = &asked.hub;
    let webhook = find(hub, &asked.project, id)?;
    let mut faults = Faults::default();
    let secret = body.secret.map(|text| faults.take("/secret", Secret::parse(&text)));
    let overlap = overlap(body.overlap_seconds, &mut faults);
    let overlap = faults.or(overlap)?;
    let secret = secret.flatten().unwrap_or_else(|| Secret::new(rand::random()));
    let rotate = |old: &store::Webhook| {
        let now = hub.now();
        let secrets = DatedSecret::rotated(&old.secrets, &secret, now, now + overlap, MOST);
        PatchWebhook { secrets: Some(secrets), ..PatchWebhook::default() }
    };
    let webhook = hub.store.update_webhook(webhook.id, rotate).await?;
    let known = asked.hub.store.health(webhook.no).await?;
    Ok(Json(Webhook::reveal(&webhook, known.map(|it| it.health).as_ref())))
}
