//! Where deliveries can go while nobody has an endpoint yet: `/sandbox/{bin}`.
//!
//! A bin keeps the last requests that were sent to it, in memory, with the verdict on their
//! signature. Whoever knows its name reads it: names that nobody guesses keep bins apart.

mod bins;
mod routes;
mod verdict;

pub use self::bins::{Arrived, Sandbox};
pub use self::routes::router;
pub use self::verdict::Verdict;
