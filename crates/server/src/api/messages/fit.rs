//! Whether a message is still short enough when the hub's own links stand in it.

use super::body::Body;
use super::links::replace;
use super::own::{is_own, short_url};
use crate::Hub;
use crate::api::input::Faults;
use store::LINK_CODE;

/// Notes a text that its service would refuse for its length once its links are tracked; as it was
/// written it is short enough.
pub(super) fn fits(hub: &Hub, body: &Body, faults: &mut Faults) {
    let mut tracked = body.clone();
    let code = "0".repeat(LINK_CODE);
    replace(&mut tracked, |url| if is_own(hub, url) { None } else { short_url(hub, &code) });
    if let (None, Some((length, most))) = (body.too_long(), tracked.too_long()) {
        let detail = format!(
            "is {length} characters once its links are tracked, and must be at most {most}; \
             `track: false` leaves them as they are"
        );
        faults.add("/body/text", detail);
    }
}
