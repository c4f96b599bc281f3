//! Messages that the hub sends itself: what is sent, what becomes of it, and what of that is told.

mod api;
mod beacon;
mod bots;
mod browser;
mod order;
mod push;
mod scene;
mod sdk;
mod service;
#[path = "../contacts/stored.rs"]
mod stored;
mod talk;
mod timeline;
mod viber;
mod webhook;
