//! What is remembered of proofs.

use super::{Looked, Method};
use crate::Hub;
use crate::verification::file::file;
use data_encoding::BASE32_NOPAD;
use std::sync::Arc;
use store::{
    Domains, PatchWebhook, Project, StoreError, Verification, VerificationFile, VerifiedDomain,
    Webhook,
};
use url::Url;

/// A webhook that has a file to look for: it is made up where there is none, or its time is over.
pub(crate) async fn file_token(
    hub: &Hub,
    webhook: &Arc<Webhook>,
) -> Result<Arc<Webhook>, StoreError> {
    if webhook.verification.verified || file(webhook, hub.now()).is_some() {
        return Ok(webhook.clone());
    }
    let now = hub.now();
    let made_up = VerificationFile {
        name: format!("tidings-{}.txt", random(24)),
        content: random(32),
        at: now,
    };
    let put = |old: &Webhook| PatchWebhook {
        verification: Some(Verification {
            file: file(old, now).cloned().or(Some(made_up)),
            ..old.verification.clone()
        }),
        ..PatchWebhook::default()
    };
    hub.store.update_webhook(webhook.id, put).await
}

/// A project that has a record to look for: it is made up once.
pub(crate) async fn domain_token(
    hub: &Hub,
    project: &Arc<Project>,
) -> Result<Arc<Project>, StoreError> {
    if project.domains.token.is_some() {
        return Ok(project.clone());
    }
    let made_up = random(32);
    let put = |old: &Domains| Domains { token: old.token.clone().or(Some(made_up)), ..old.clone() };
    hub.store.update_domains(project.id, put).await
}

/// So many characters that nobody guesses: letters and digits in lower case.
pub(super) fn random(length: usize) -> String {
    let bytes: [u8; 20] = rand::random();
    BASE32_NOPAD.encode(&bytes).to_lowercase()[..length.min(32)].to_owned()
}

/// Writes down what was found; gives the webhook as it is now.
pub(super) async fn write(
    hub: &Hub,
    project: &Project,
    webhook: &Arc<Webhook>,
    looked: &[Looked],
) -> Result<Arc<Webhook>, StoreError> {
    let Some(proof) = looked.iter().find(|it| it.found.is_ok()) else { return Ok(webhook.clone()) };
    let now = hub.now();
    for domain in looked.iter().filter_map(|it| it.found.as_ref().ok()?.as_ref()) {
        cover(hub, project, domain, now).await?;
    }
    verified(hub, webhook, proof.method, now).await
}

async fn verified(
    hub: &Hub,
    webhook: &Webhook,
    method: Method,
    now: i64,
) -> Result<Arc<Webhook>, StoreError> {
    let url = webhook.url.clone();
    let put = |old: &Webhook| PatchWebhook {
        // What was found is about the URL that was asked.
        verification: (old.url == url).then(|| Verification {
            verified: true,
            method: Some(method.to_string()),
            at: Some(now),
            ..Verification::default()
        }),
        ..PatchWebhook::default()
    };
    hub.store.update_webhook(webhook.id, put).await
}

/// A domain is known to be the owner's: so is what lies under it.
async fn cover(hub: &Hub, project: &Project, domain: &str, now: i64) -> Result<(), StoreError> {
    let put = |old: &Domains| {
        let mut domains = old.clone();
        domains.verified.retain(|it| it.name != domain);
        domains.verified.push(VerifiedDomain { name: domain.to_owned(), at: now });
        domains
    };
    let project = hub.store.update_domains(project.id, put).await?;
    let host = |webhook: &Webhook| Url::parse(&webhook.url).ok()?.host_str().map(ToOwned::to_owned);
    let registry = hub.store.registry();
    for webhook in registry.webhooks(project.no).filter(|it| !it.verification.verified) {
        if host(webhook).is_some_and(|host| project.domains.covering(&host).is_some()) {
            verified(hub, webhook, Method::Dns, now).await?;
        }
    }
    Ok(())
}
