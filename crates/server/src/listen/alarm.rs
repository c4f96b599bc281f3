//! The alarm of a connection.

use hyper::rt::{Sleep, Timer};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::time::sleep_until;

type Set = Pin<Box<tokio::time::Sleep>>;

/// What tells hyper that a head is late. It asks for an alarm with every head and lets go of it when
/// the head is there: it is lent the same one each time, as to set one later costs less than to
/// begin and to end one.
#[derive(Clone, Default)]
pub(super) struct Alarm(Arc<Mutex<Option<Set>>>);

impl Alarm {
    fn spare(&self) -> MutexGuard<'_, Option<Set>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Timer for Alarm {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, span: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + span)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let spare = self.spare().take();
        let set = match spare {
            Some(mut spare) => {
                spare.as_mut().reset(deadline.into());
                spare
            }
            None => Box::pin(sleep_until(deadline.into())),
        };
        Box::pin(Lent { set: Some(set), owner: self.clone() })
    }
}

/// An alarm that goes back to its owner.
struct Lent {
    /// None only while it is dropped.
    set: Option<Set>,
    owner: Alarm,
}

impl Sleep for Lent {}

impl Future for Lent {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.set.as_mut().map_or(Poll::Pending, |set| set.as_mut().poll(cx))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *self.owner.spare() = self.set.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_alarm_rings_whenever_it_is_set_to() {
        let alarm = Alarm::default();
        for seconds in [5, 60, 1] {
            let began = tokio::time::Instant::now();
            alarm.sleep(Duration::from_secs(seconds)).await;
            let took = began.elapsed();
            assert!(took.as_secs() == seconds, "{took:?}");
            assert!(alarm.spare().is_some());
        }
    }
}
