//! Integration tests, in one binary.
//!
//! Here: whole modules through their public doors, the adapters against real files and loopback
//! servers, and the real binary end to end. Not here: single pure functions, which are tested
//! beside their code. Nothing here needs a network, root or a file outside the repository.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod backup;
mod config;
mod convert;
mod llm;
mod prompt;
mod readme;
mod reply;
mod store;
mod telegram;
mod tidy;
