//! Integration tests.
#![allow(clippy::unwrap_used, reason = "tests")]

mod convert;
mod telegram;
