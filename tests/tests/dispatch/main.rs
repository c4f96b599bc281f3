//! What becomes of deliveries, seen from both ends: the endpoint's and the API's.

mod batches;
mod endpoint;
mod fanout;
mod filters;
mod host;
mod kept;
mod ordered;
mod outcomes;
mod pace;
mod retries;
mod secrets;
mod signed;
mod stop;

/// Hubs that may call this machine, and lose their patience soon.
const HUBS: &[(&str, &str)] =
    &[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8"), ("TIDINGS_LIMITS_DEADLINE", "2 s")];
