//! Who asks, and for what.

use crate::Hub;
use crate::problem::{Kind, Problem};
use axum::extract::{FromRequestParts, RawPathParams};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use std::str::FromStr;
use std::sync::Arc;
use store::{Key, No, Project, Role, hash};

/// Somebody with a key.
#[derive(Debug)]
pub(super) struct Access {
    pub(super) hub: Arc<Hub>,
    pub(super) key: Arc<Key>,
}

/// Somebody who may do everything.
#[derive(Debug)]
pub(super) struct Admin(pub(super) Access);

/// Somebody who may look at the project that the path names.
#[derive(Debug)]
pub(super) struct Reads {
    pub(super) hub: Arc<Hub>,
    pub(super) key: Arc<Key>,
    pub(super) project: Arc<Project>,
}

/// Somebody who may change the project that the path names.
#[derive(Debug)]
pub(super) struct Writes {
    pub(super) hub: Arc<Hub>,
    pub(super) key: Arc<Key>,
    pub(super) project: Arc<Project>,
}

impl Reads {
    /// The same as somebody who may change the project, where it may.
    pub(super) fn must_write(self) -> Result<Writes, Problem> {
        let Self { hub, key, project } = self;
        let access = Access { hub, key };
        access.must_be(Role::Write)?;
        Ok(Writes { hub: access.hub, key: access.key, project })
    }
}

impl Writes {
    /// Another project that the key sees.
    pub(super) fn other(&self, name: &str) -> Option<Arc<Project>> {
        let access = Access { hub: self.hub.clone(), key: self.key.clone() };
        access.project(name).ok()
    }
}

/// The id in the path.
#[derive(Debug)]
pub(super) struct At<T>(pub(super) T);

/// The code of a link in the path.
#[derive(Debug)]
pub(super) struct AtCode(pub(super) String);

impl Access {
    /// Whether the key sees that project.
    pub(super) fn sees(&self, project: No) -> bool {
        self.key.project.is_none_or(|own| own == project)
    }

    /// The project of that id or domain. One that the key does not see is not there.
    pub(super) fn project(&self, name: &str) -> Result<Arc<Project>, Problem> {
        let registry = self.hub.store.registry();
        let found = match name.parse() {
            Ok(id) => registry.project(id),
            Err(_) => registry.domain(&idna::domain_to_ascii(name).unwrap_or_default()),
        };
        let seen = found.filter(|project| self.sees(project.no));
        seen.cloned().ok_or_else(Problem::not_found)
    }

    fn must_be(&self, role: Role) -> Result<(), Problem> {
        if self.key.role >= role {
            return Ok(());
        }
        Err(Problem::about(Kind::Forbidden, format!("a key with the role `{role}` is needed")))
    }
}

impl FromRequestParts<Arc<Hub>> for Access {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let refuse = || Problem::new(Kind::Unauthorized);
        let given = bearer(&parts.headers).ok_or_else(refuse)?;
        let hash = hash(given);
        let key = || hub.store.registry().key_by_hash(&hash).cloned().ok_or_else(refuse);
        // Who has no key has the store asked nothing.
        key()?;
        // What another hub has answered is known here, too: that this key was deleted as well. If it
        // cannot be asked about, what is known will do.
        _ = hub.store.be_current().await;
        Ok(Self { hub: hub.clone(), key: key()? })
    }
}

impl FromRequestParts<Arc<Hub>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let access = Access::from_request_parts(parts, hub).await?;
        access.must_be(Role::Admin)?;
        Ok(Self(access))
    }
}

impl FromRequestParts<Arc<Hub>> for Reads {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let access = Access::from_request_parts(parts, hub).await?;
        let project = access.project(&in_path(parts, "project").await?)?;
        Ok(Self { hub: access.hub, key: access.key, project })
    }
}

impl FromRequestParts<Arc<Hub>> for Writes {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let access = Access::from_request_parts(parts, hub).await?;
        let project = access.project(&in_path(parts, "project").await?)?;
        access.must_be(Role::Write)?;
        Ok(Self { hub: access.hub, key: access.key, project })
    }
}

impl<T: FromStr, S: Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let text = in_path(parts, "id").await?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

impl<S: Sync> FromRequestParts<S> for AtCode {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        in_path(parts, "code").await.map(Self)
    }
}

/// The part of the path with that name.
pub(super) async fn in_path(parts: &mut Parts, name: &str) -> Result<String, Problem> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    // What is no UTF-8 names nothing.
    let params = params.map_err(|_| Problem::not_found())?;
    let found = params.iter().find(|(key, _)| *key == name);
    found.map(|(_, value)| value.to_owned()).ok_or_else(Problem::not_found)
}

/// The key that a request came with.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_has_a_key() {
        for (value, key) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Basic abc", None),
            ("Bearer", None),
            ("abc", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value.parse().expect("a header"));
            assert_eq!(bearer(&headers), key, "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
