//! A hundred hubs and a million webhooks on one PostgreSQL, by a clock that is not the machine's:
//! how evenly the lanes are spread, how soon a dead hub's deliveries are taken over, and that
//! nothing is lost or owned twice meanwhile.
//!
//! What happens next is drawn from a seed, so that a run that fails can be run again. Where a lane
//! is at home and who looks dead is said by the product's own code; the rest is a model of what
//! `docs/cluster.md` and `docs/dispatch.md` say. `costs.rs` has the model's figures. A statement, and
//! so a transaction, is one message that takes effect at once when the server has worked it off;
//! endpoints are fast, and a hub sends as many deliveries a second as it can. Each promise that is
//! judged is broken once by a flaw in the model, to see that the judge is awake.
//!
//! Hubs that are told to stop, roles and fan-outs are not in it.

mod agenda;
mod balance;
mod costs;
mod database;
mod flaws;
mod hub;
mod judge;
mod kills;
mod memory;
mod refill;
mod report;
mod restarts;
mod send;
mod statement;
mod stops;
mod table;
mod upset;
#[path = "../../../crates/store/src/cluster/verdict.rs"]
mod verdict;
mod views;
mod watch;
mod world;
mod writer;

use store::No;
