//! Integration tests.
#![allow(clippy::unwrap_used, reason = "tests")]

mod llm;
mod prompt;
mod reply;
