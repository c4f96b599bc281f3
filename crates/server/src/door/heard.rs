//! What a callback said, kept with what its bot answers.

use super::take_in::take_in_with;
use crate::Hub;
use crate::bots::{Heard, hear};
use adapter::{Parsed, Verified};
use store::{NewCallback, Source, StoreError};

/// Keeps what a callback said; gives what is left to be done then.
pub(super) async fn keep(
    hub: &Hub,
    source: &Source,
    verified: &Verified<'_>,
    parsed: &mut Parsed,
    kept: Option<NewCallback>,
) -> Result<Heard, StoreError> {
    let callback = verified.callback();
    let mut heard = hear(hub, source, callback, parsed).await?;
    let (at, once) = (callback.received_at, verified.once());
    let answers = std::mem::take(&mut heard.answers);
    if !answers.is_empty() {
        let answered = take_in_with(hub, source, parsed, at, once, kept.clone(), answers).await;
        match answered {
            // The same update is being answered at this very time.
            Err(StoreError::Taken(_)) => {}
            answered => {
                hub.post.wake();
                return answered.map(|_| heard);
            }
        }
    }
    take_in_with(hub, source, parsed, at, once, kept, Vec::new()).await.map(|_| heard)
}
