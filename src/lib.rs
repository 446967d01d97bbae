//! gryag
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )
)]
// Layer 0: words.
pub mod clock;
pub mod ids;
pub mod link;
pub mod message;
pub mod rng;
pub mod signal;
pub mod text;

// Layer 1: pure judgement.
pub mod analysis;
pub mod behaviour;
pub mod person;
pub mod prompt;

// Layer 2: adapters.
pub mod http;
pub mod llm;
pub mod store;
pub mod telegram;

// Layer 3: the shell.
pub mod bot;
pub mod cli;
pub mod config;
pub mod ops;
