//! What the tests and the engine's benchmark stand on: fake servers and the real process.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "shared by two crates, each of which uses a part of it"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

pub mod fake_gemini;
pub mod fake_telegram;
pub mod html;
pub mod http_server;
pub mod notify;
pub mod process;
pub mod stage;
pub mod telegram_faults;
pub mod telegram_log;
pub mod telegram_queue;
pub mod telegram_rules;
mod telegram_server;
mod telegram_wire;
pub mod updates;
pub mod wait;
