//! Proofs.

use super::clock::nanoseconds;
use super::name;
use adapter::Adapter;
use std::hint::black_box;
use trial::{Recorded, recorded};

/// Measures the proof of each provider, over its recording of the usual size: of those whose source
/// has the secrets, where a source may do without.
pub(super) fn measure(adapters: impl Iterator<Item = &'static dyn Adapter>) {
    println!("| provider | proof | bytes | µs |\n|---|---|---|---|");
    for adapter in adapters {
        let mut recorded = recorded(adapter);
        recorded.retain(|it| adapter::verify(adapter, &it.callback, &it.setup).is_ok());
        let own = |name: &str| adapter.facts().secrets.iter().any(|secret| secret.name == name);
        let proven = |it: &Recorded| it.setup.secrets.names().any(own);
        if recorded.iter().any(proven) {
            recorded.retain(proven);
        }
        recorded.sort_by_key(|it| it.callback.body.len());
        let Some(usual) = recorded.get(recorded.len() / 2) else { continue };
        let prove = || adapter::verify(adapter, black_box(&usual.callback), &usual.setup).is_ok();
        let took = nanoseconds(prove) / 1000.0;
        let (facts, bytes) = (adapter.facts(), usual.callback.body.len());
        println!(
            "| {} | {} | {bytes} | {took:.1} |",
            name(facts),
            facts.proof.trim_end_matches('.')
        );
    }
}
