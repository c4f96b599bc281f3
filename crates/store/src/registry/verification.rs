//! What is known of the owners of endpoints.

use serde::{Deserialize, Serialize};

/// Whether a webhook's endpoint is known to be its owner's. Kept as JSON.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Verification {
    /// Whether it is verified.
    pub verified: bool,
    /// Whether it was, for another endpoint.
    pub lapsed: bool,
    /// How it was.
    pub method: Option<String>,
    /// When it was, in milliseconds since 1970.
    pub at: Option<i64>,
    /// The file that is looked for.
    pub file: Option<VerificationFile>,
}

/// A file that its owner puts beside the endpoint.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct VerificationFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: String,
    /// When it was made up, in milliseconds since 1970.
    pub at: i64,
}

/// The domains that are known to be a project's owner's. Kept as JSON.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Domains {
    /// What is looked for in the DNS.
    pub token: Option<String>,
    /// Where it was found.
    pub verified: Vec<VerifiedDomain>,
}

/// A domain that is known to be a project's owner's, with all names under it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct VerifiedDomain {
    /// The domain, a lower-case A-label.
    pub name: String,
    /// When it was found out, in milliseconds since 1970.
    pub at: i64,
}

impl Domains {
    /// The domain that covers a host.
    #[must_use]
    pub fn covering(&self, host: &str) -> Option<&VerifiedDomain> {
        let host = host.trim_end_matches('.');
        let under = |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        self.verified.iter().find(|it| it.name == host || under(&it.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_covers_itself_and_what_is_under_it() {
        let verified = vec![VerifiedDomain { name: "shop.example".into(), at: 1 }];
        let domains = Domains { token: None, verified };
        for (host, covered) in [
            ("shop.example", true),
            ("hooks.shop.example", true),
            ("hooks.shop.example.", true),
            ("a.b.shop.example", true),
            ("workshop.example", false),
            ("example", false),
            ("shop.example.net", false),
        ] {
            assert_eq!(domains.covering(host).is_some(), covered, "{host}");
        }
    }

    #[test]
    fn what_older_hubs_wrote_is_read() {
        let old = r#"{"verified":true,"method":"file","at":7}"#;
        let read: Verification = serde_json::from_str(old).expect("JSON");
        assert!(read.verified && !read.lapsed && read.file.is_none());
        assert_eq!(serde_json::from_str::<Domains>("{}").ok(), Some(Domains::default()));
    }
}
