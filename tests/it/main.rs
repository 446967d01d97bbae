//! Integration tests.
#![allow(clippy::unwrap_used, reason = "tests")]

mod config;
mod llm;
mod prompt;
mod reply;
mod convert;
mod telegram;
