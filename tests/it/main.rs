//! Integration tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]
#![allow(clippy::print_stdout, reason = "a randomised test says its seed")]

mod bad_input;
mod config;
mod convert;
mod end_to_end;
mod fakes;
mod faults;
mod kill;
mod lifecycle;
mod llm;
mod model_faults;
mod prompt;
mod reply;
mod store;
#[path = "../support/mod.rs"]
mod support;
mod telegram;
mod tidy;
