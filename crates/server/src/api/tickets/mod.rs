//! `/v1/projects/{project}/tickets` and `…/ticket-key`: URLs for contacts, without a row in the
//! store.

mod header;
mod key;
mod make;
mod said;
mod wire;

pub(super) use self::said::{Said, faults_of};

use crate::Hub;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new().routes(routes!(make::make)).routes(routes!(key::key))
}
