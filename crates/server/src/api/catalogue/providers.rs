//! The providers that sources can be made for.

use crate::api::access::Access;
use adapter::{CALLBACK_URL, Covers, Facts};
use axum::Json;
use event::EventKind;
use serde::Serialize;
use utoipa::ToSchema;

/// The providers that sources can be made for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Providers {
    /// The providers, channel by channel.
    data: Vec<Provider>,
}

/// A provider.
#[derive(Debug, Serialize, ToSchema)]
struct Provider {
    /// The channel it reports on.
    #[schema(example = "email")]
    channel: &'static str,
    /// Its name.
    #[schema(example = "sendgrid")]
    name: &'static str,
    /// What people call it.
    title: &'static str,
    /// How its callbacks are proven.
    proof: &'static str,
    /// How much of a callback's body that proof covers.
    proof_covers: ProofCovers,
    /// Where it documents its callbacks.
    docs: &'static str,
    /// What to do in its console.
    steps: &'static str,
    /// The same and what to set, step by step. `{callback_url}` stands for the source's own, which
    /// is filled in where a source is shown.
    setup: Vec<String>,
    /// The secrets that a source of it has.
    secrets: Vec<ProviderSecret>,
    /// The settings that a source of it may have.
    settings: Vec<ProviderSetting>,
    /// What it can report: wire names of the catalogue.
    kinds: Vec<&'static str>,
}

/// How much of a body a proof covers.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ProofCovers {
    /// Its bytes: nothing can be changed.
    Bytes,
    /// The values that are read.
    Values,
    /// Less than that: the proof is in a header or in the address.
    Nothing,
}

/// A secret of a source.
#[derive(Debug, Serialize, ToSchema)]
struct ProviderSecret {
    /// Its name.
    name: &'static str,
    /// Whether a source waits until it is set.
    required: bool,
    /// Whether the hub makes it where none is given.
    made_here: bool,
    /// What it is, and where to find it.
    about: &'static str,
}

/// A setting of a source.
#[derive(Debug, Serialize, ToSchema)]
struct ProviderSetting {
    /// Its name.
    name: &'static str,
    /// What it is, its form and its default.
    about: &'static str,
}

/// Shows the providers that sources can be made for, and what each needs.
#[utoipa::path(
    get,
    path = "/v1/providers",
    operation_id = "listProviders",
    tag = "Catalogue",
    responses((status = 200, description = "The providers.", body = Providers))
)]
pub(super) async fn list(asked: Access) -> Json<Providers> {
    let all = asked.hub.adapters.all().map(|adapter| provider(adapter.facts()));
    Json(Providers { data: all.collect() })
}

fn provider(facts: &Facts) -> Provider {
    let secrets = facts.secrets.iter().map(|secret| ProviderSecret {
        name: secret.name,
        required: secret.required,
        made_here: secret.made_here,
        about: secret.about,
    });
    let settings = facts.settings.iter();
    Provider {
        channel: facts.channel.name(),
        name: facts.name,
        title: facts.title,
        proof: facts.proof,
        proof_covers: match facts.covers {
            Covers::Bytes => ProofCovers::Bytes,
            Covers::Values => ProofCovers::Values,
            Covers::Nothing => ProofCovers::Nothing,
        },
        docs: facts.docs,
        steps: facts.steps,
        setup: facts.setup(CALLBACK_URL),
        secrets: secrets.collect(),
        settings: settings.map(|it| ProviderSetting { name: it.name, about: it.about }).collect(),
        kinds: facts.kinds.iter().map(|kind| EventKind::name(*kind)).collect(),
    }
}
