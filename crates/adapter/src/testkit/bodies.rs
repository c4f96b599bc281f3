//! Bodies that were changed or cut short on their way.

use super::fixture::Case;
use super::{parse, parse_unproven};
use crate::{Adapter, Covers, Parsed};

/// What is tried at every byte, in bytes.
const LONG: usize = 512;

/// Where the proof covers the body, a callback with one bit of it turned over is refused; where it
/// covers the values alone, it is refused or says the same. A source without the secret, where the
/// provider signs only if asked to, has no more than its address to go by.
pub(super) fn a_flipped_bit_is_noticed(adapter: &dyn Adapter, case: &Case) {
    let covers = adapter.facts().covers;
    let signed =
        adapter.facts().secrets.iter().any(|it| case.setup.secrets.find(it.name).is_some());
    let checked = signed && covers != Covers::Nothing;
    let (Some(said), true) = (parse(adapter, case), checked) else { return };
    for at in places(case) {
        let mut body = case.callback.body.to_vec();
        body[at] ^= 1 << (at % 8);
        let flipped = case.with_body(body);
        let believed = crate::verify(adapter, &flipped.callback, &flipped.setup).is_ok();
        let harmless = covers == Covers::Values && parse(adapter, &flipped).as_ref() == Some(&said);
        assert!(!believed || harmless, "{}: believed with byte {at} changed", case.name);
    }
}

/// However short the body is cut, the adapter answers rather than panics, and tells no event that
/// the whole body lacks. A form that is cut is still a form, and says less: there it is the kinds
/// that count, and only where the proof lets it pass. A mail that is cut is still a mail, and what
/// stands at its end may be what told a full mailbox from a dead one: there it need only answer.
pub(super) fn a_cut_invents_nothing(adapter: &dyn Adapter, case: &Case) {
    let whole = parse_unproven(adapter, case).unwrap_or_default();
    for end in places(case) {
        let cut = case.with_body(case.callback.body.slice(..end));
        let believed = crate::verify(adapter, &cut.callback, &cut.setup).is_ok();
        let Some(said) = parse_unproven(adapter, &cut) else { continue };
        if case.is_mail() {
            continue;
        }
        let invented = if case.is_form() {
            believed && new_kind(&said, &whole)
        } else {
            new_event(&said, &whole)
        };
        assert!(!invented, "{}: its first {end} bytes say what all do not: {said:?}", case.name);
    }
}

/// Where a body is changed or cut: everywhere, and in a long one at every few places, others in each
/// recording, so that those of a provider cover the whole together.
fn places(case: &Case) -> impl Iterator<Item = usize> {
    let length = case.callback.body.len();
    let step = if case.is_mail() { 31 } else { length.div_ceil(LONG).clamp(1, 7) };
    let first = case.name.bytes().map(usize::from).sum::<usize>() % step;
    (first..length).step_by(step)
}

fn new_event(said: &Parsed, whole: &Parsed) -> bool {
    said.events.iter().any(|event| !whole.events.contains(event))
}

fn new_kind(said: &Parsed, whole: &Parsed) -> bool {
    let known = |kind| whole.events.iter().any(|event| event.kind == kind);
    said.events.iter().any(|event| !known(event.kind))
}
