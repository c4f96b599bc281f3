//! Feeds: whoever reads on from where it stood gets every event once and misses none, whatever
//! becomes of hubs meanwhile.

mod follow;
mod gap;
mod hubs;
mod listen;
mod logs;
mod poll;
mod reader;
mod restarts;
mod stream;
