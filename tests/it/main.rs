//! Integration tests.
#![allow(clippy::unwrap_used, reason = "tests")]

mod config;
mod convert;
mod llm;
mod presses;
mod prompt;
mod reply;
mod support;
mod telegram;
