//! What carries requests out.

use crate::{Answer, Failure, Request};

/// A way to call: once, within the rules, and to the end.
pub(crate) trait Transport {
    /// Sends one request and reads what comes back. It repeats nothing that the other side may
    /// have seen any part of.
    fn send(&self, request: Request) -> impl Future<Output = Result<Answer, Failure>> + Send;
}
