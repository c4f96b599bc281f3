//! Every Viber provider passes the suite that every provider passes.

use std::path::Path;

#[test]
fn every_provider_conforms() {
    adapter::testkit::exercise(viber::ADAPTERS, Path::new("fixtures"));
}
