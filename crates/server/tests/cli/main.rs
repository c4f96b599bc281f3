//! The program from outside: its arguments, what it prints, and how it ends.

mod config;
mod keys;
mod normalise;
mod print;
mod program;
mod serve;
mod verify;
