//! Integration tests.
#![allow(clippy::unwrap_used, reason = "tests")]

mod prompt;
mod reply;
