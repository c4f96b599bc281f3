//! Contacts and block lists from outside: what callbacks and the API say of an address, and what
//! comes of it, on either engine.

mod change;
mod check;
mod crash;
mod edit;
mod lists;
mod marks;
mod order;
mod setup;
mod shared;
mod stored;
mod table;
mod together;
