//! Web pushes.

mod answers;
mod hosts;
mod notification;
mod request;
mod subscription;
mod vapid;

pub use self::answers::read;
pub use self::hosts::{Hosts, NotAHost};
pub use self::notification::{Action, LARGEST, Notification, Urgency, Way, is_topic};
pub use self::request::{Push, Unsendable, request};
pub use self::subscription::{NotASubscription, Subscription};
pub use self::vapid::{NotAKey, Signed, Vapid};
