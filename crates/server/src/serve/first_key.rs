//! The key that everything else is set up with.

use crate::config::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::{Answer, NewKey, Role, Store, StoreError, hash};

/// Takes in the admin key that is configured, or makes one where the store has no key at all.
/// Gives the one that was made.
pub(super) async fn first_key(
    store: &Store,
    given: Option<&Secret>,
) -> Result<Option<Secret>, StoreError> {
    let registry = store.registry();
    let made = match given {
        Some(key) if registry.key_by_hash(&hash(key.expose())).is_some() => return Ok(None),
        None if registry.keys().next().is_some() => return Ok(None),
        Some(_) => None,
        None => Some(new_key()),
    };
    let Some(key) = given.or(made.as_ref()) else { return Ok(None) };
    let title = if made.is_some() { "First admin key" } else { "TIDINGS_ADMIN_KEY" };
    let new = NewKey {
        project: None,
        role: Role::Admin,
        title: title.to_owned(),
        text: key.expose().to_owned(),
    };
    match store.create_key(new, None, |_| Answer { status: 201, body: String::new() }).await {
        Ok(_) => {
            let others = registry.keys().count();
            if given.is_some() && others > 0 {
                tracing::warn!(
                    keys = others,
                    "TIDINGS_ADMIN_KEY is new here, and opens everything"
                );
            }
            Ok(made)
        }
        // Another hub on the same store was told the same key.
        Err(StoreError::Taken(_)) => Ok(made),
        Err(error) => Err(error),
    }
}

/// A key of 256 random bits. Its beginning says what it opens, for people and for programs that
/// look for keys where none should be.
pub(crate) fn new_key() -> Secret {
    let random = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    Secret::new(format!("tidings_{random}"))
}
