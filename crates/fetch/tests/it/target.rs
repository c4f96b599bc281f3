//! Every URL that may be called can be prepared.

use fetch::{AddressGuard, Target};
use http::HeaderMap;
use proptest::prelude::*;
use url::Url;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// A webhook whose URL was accepted must not turn out to be unusable when it is called.
    #[test]
    fn what_the_guard_lets_through_can_be_prepared(host in "[a-z0-9._\\-é]{1,12}", rest in "[/?][ -~é\t]{0,40}") {
        for scheme in ["http", "https"] {
            let Ok(url) = Url::parse(&format!("{scheme}://{host}{rest}")) else { continue };
            if AddressGuard::default().check_url(&url).is_ok() {
                let target = Target::new(url.clone(), HeaderMap::new());
                prop_assert!(target.is_ok(), "{}: {:?}", url, target.err());
            }
        }
    }
}

#[test]
fn every_printable_character_of_a_path_and_a_query() {
    for character in (0..=0x7f_u8).map(char::from) {
        for text in [
            format!("http://hooks.example/a{character}b"),
            format!("http://hooks.example/?a{character}b"),
        ] {
            let url = Url::parse(&text).expect("a URL");
            assert!(Target::new(url, HeaderMap::new()).is_ok(), "{text:?}");
        }
    }
}
