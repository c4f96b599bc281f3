//! Making key pairs.

use crate::Hub;
use crate::api::wire::unguessable;
use crate::problem::{Kind, Problem};
use std::sync::Arc;
use store::{NewSigningKey, Project, SigningKey};
use webhook::{Algorithm, Options, PrivateKey};

/// How long the name of a key is, in characters: as many as tell all keys of a project apart, and no
/// more than a label of the DNS may have.
const NAME: usize = 16;

/// Makes the keys that these options ask for, where the project has none that signs.
pub(in crate::api) async fn make_for(
    hub: &Hub,
    project: &Project,
    options: &Options,
) -> Result<(), Problem> {
    for algorithm in options.signatures.iter().filter_map(|it| it.algorithm()) {
        let now = hub.now();
        let signs = |it: &Arc<SigningKey>| it.algorithm() == algorithm && it.signs(now);
        if !hub.store.registry().signing_keys(project.no).any(signs) {
            make(hub, project, algorithm, None).await?;
        }
    }
    Ok(())
}

/// Makes a key. Where there is an overlap it is a change, and the old ones sign until that time, in
/// milliseconds since 1970.
pub(super) async fn make(
    hub: &Hub,
    project: &Project,
    algorithm: Algorithm,
    overlap_until: Option<i64>,
) -> Result<Arc<SigningKey>, Problem> {
    // Primes are looked for, for a good part of a second.
    let key =
        tokio::task::spawn_blocking(move || PrivateKey::generate(algorithm, &mut rand::rng()));
    let key = key.await.ok().and_then(Result::ok).ok_or_else(|| Problem::new(Kind::Internal))?;
    let new = NewSigningKey {
        project: project.no,
        name: format!("t{}", &unguessable()[..NAME]),
        key,
        first: overlap_until.is_none(),
        overlap_until: overlap_until.unwrap_or_default(),
    };
    Ok(hub.store.create_signing_key(new).await?)
}
