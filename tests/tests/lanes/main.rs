//! Endpoints that fail: the breaker, what the operator is told, and the end of it. Hours pass by a
//! clock of the test's own.

mod breaker;
mod disabled;
mod operator;
mod ordered;
mod scene;
