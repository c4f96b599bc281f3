//! A hundred hubs and a million webhooks: how evenly the lanes are spread.

mod balance;

use store::No;
