//! Numbers, for Prometheus to collect.

use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

/// How often what was observed is condensed: between two of them it takes up memory.
const UPKEEP: Duration = Duration::from_secs(5);

/// The form of Prometheus's text.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The bounds between which times are counted, in seconds: buckets of several hubs add up, which
/// quantiles do not.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0];

/// The bounds between which sizes of batches are counted.
const SIZES: [f64; 11] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

/// Where numbers are gathered: one place for all hubs of a process.
static GATHERED: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Keeps the numbers of a hub that runs.
#[derive(Debug)]
pub(crate) struct Meters {
    _alive: Arc<()>,
}

impl Meters {
    /// Begins to gather numbers.
    pub(crate) fn begin() -> Self {
        let handle = GATHERED.get_or_init(install);
        metrics::describe_counter!("tidings_connections_total", "Connections taken.");
        metrics::describe_gauge!("tidings_connections_open", "Connections that are open.");
        metrics::describe_counter!("tidings_accept_errors_total", "Connections not taken.");
        metrics::describe_counter!("tidings_panics_total", "Requests that crashed their handler.");
        metrics::describe_gauge!("tidings_build_info", "1, labelled with the version that runs.");
        metrics::gauge!("tidings_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        // From nought on, so that the first one shows as a rise.
        metrics::counter!("tidings_sandbox_requests_total").absolute(0);
        metrics::counter!("tidings_egress_blocked_total", "reason" => "address").absolute(0);
        metrics::counter!("tidings_panics_total").absolute(0);
        let alive = Arc::new(());
        if let Some(handle) = handle {
            tokio::spawn(upkeep(handle.clone(), Arc::downgrade(&alive)));
        }
        Self { _alive: alive }
    }
}

/// Where somebody else gathers them already, they are not ours to show.
fn install() -> Option<PrometheusHandle> {
    let builder = PrometheusBuilder::new();
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let builder = builder.set_buckets_for_metric(seconds, &SECONDS).ok()?;
    let sizes = Matcher::Suffix("_size".to_owned());
    builder.set_buckets_for_metric(sizes, &SIZES).ok()?.install_recorder().ok()
}

/// Condenses what is gathered for as long as the hub is there.
async fn upkeep(handle: PrometheusHandle, hub: Weak<()>) {
    let mut tick = tokio::time::interval(UPKEEP);
    while hub.strong_count() > 0 {
        tick.tick().await;
        handle.run_upkeep();
    }
}

/// `GET /metrics`.
pub(crate) async fn metrics() -> ([(http::HeaderName, &'static str); 1], String) {
    let gathered = GATHERED.get().and_then(Option::as_ref);
    let text = gathered.map(PrometheusHandle::render).unwrap_or_default();
    ([(CONTENT_TYPE, TEXT)], text)
}
