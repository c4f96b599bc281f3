//! viber
