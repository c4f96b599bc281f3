//! Which source a site key names.

use super::pace::Pace;
use arc_swap::ArcSwap;
use event::Channel;
use std::collections::HashMap;
use std::sync::Arc;
use store::{No, Registry, Source};

/// The sources of sites by their key, as of one version of what is set up.
#[derive(Debug, Default)]
pub struct Sites {
    known: ArcSwap<Known>,
    /// How many browsers came to them.
    pub(super) pace: Pace,
}

#[derive(Debug, Default)]
struct Known {
    version: Option<i64>,
    sources: HashMap<String, No>,
}

impl Sites {
    /// The source that a site key names.
    pub(super) fn find(&self, registry: &Registry, key: &str) -> Option<Arc<Source>> {
        let mut known = self.known.load_full();
        if known.version != Some(registry.version()) {
            known = Arc::new(Known::of(registry));
            self.known.store(known.clone());
        }
        registry.source_no(*known.sources.get(key)?).cloned()
    }
}

impl Known {
    fn of(registry: &Registry) -> Self {
        let all = registry.projects().flat_map(|project| registry.sources(project.no));
        let sites =
            all.filter(|it| it.channel == Some(Channel::WebPush) && it.provider == "beacon");
        let mut sources = HashMap::new();
        for source in sites {
            for key in keys(source) {
                sources.insert(key, source.no);
            }
        }
        Self { version: Some(registry.version()), sources }
    }
}

/// The site keys of a source; several while one takes the place of another.
pub(super) fn keys(source: &Source) -> Vec<String> {
    secret(source, "site_key")
}

/// All values of a secret, the newest first.
pub(super) fn secret(source: &Source, name: &str) -> Vec<String> {
    let Some(value) = source.secrets.get(name) else { return Vec::new() };
    let one = value.as_str().map(|text| vec![text.to_owned()]);
    one.unwrap_or_else(|| {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(|text| text.as_str().map(ToOwned::to_owned)).collect()
    })
}
