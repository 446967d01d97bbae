//! Integration tests, in one binary.
//!
//! Here: whole modules through their public doors, the adapters against real files and loopback
//! servers, and the real binary end to end. Not here: single pure functions, which are tested
//! beside their code. Nothing here needs a network, root or a file that it did not make itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]
#![allow(
    unreachable_pub,
    reason = "what serves several tests is seen by all of them"
)]
#![allow(clippy::print_stdout, reason = "a randomised test says its seed")]

mod address;
mod analysis;
mod backup;
mod bad_disk;
mod bad_input;
mod config;
mod console;
mod conversation;
mod convert;
mod decide;
mod emoji;
mod end_to_end;
mod fakes;
mod faults;
mod hook;
mod import_document;
mod kill;
mod leaks;
mod lifecycle;
mod llm;
mod media;
mod memory;
mod model_faults;
mod operations;
mod orders;
mod people;
mod person;
mod poison;
mod presses;
mod private_files;
mod prompt;
mod readme;
mod reply;
mod report;
mod restored;
mod spelling;
mod store;
mod stories;
#[path = "../support/mod.rs"]
mod support;
mod telegram;
mod telegram_files;
mod tidy;
mod units;
