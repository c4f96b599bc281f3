//! The API from outside, route by route, on either engine.

mod access;
mod addresses;
mod callbacks;
mod catalogue;
mod deliveries;
mod domains;
mod events;
mod idempotency;
mod isolation;
mod keys;
mod pages;
mod projects;
mod requests;
mod setup;
mod signing;
mod sources;
mod trying;
mod verification;
mod webhooks;
