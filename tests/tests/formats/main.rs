//! Bodies in the forms of other senders, read by those who read these senders.

mod php;
mod round;
mod told;
