//! An address that a proven callback asks us to call once: how a topic's subscription is confirmed.

use super::answer::Said;
use crate::Hub;
use adapter::KeyRequest;
use fetch::Request;

/// Calls it. Where that fails the provider has to ask again.
pub(super) async fn visit(hub: &Hub, place: &KeyRequest) -> Result<(), Said> {
    let host = place.url().host_str().unwrap_or_default();
    match hub.client.send(Request::get(place.url().clone())).await {
        Ok(answer) if (200..300).contains(&answer.status) => {
            tracing::info!(url.host = host, "Confirmed what a provider asked to have confirmed");
            Ok(())
        }
        Ok(answer) => {
            tracing::warn!(url.host = host, status = answer.status, "Cannot confirm");
            Err(Said::NotNow)
        }
        Err(failure) => {
            tracing::warn!(url.host = host, cause = failure.reason(), "Cannot confirm");
            Err(Said::NotNow)
        }
    }
}
