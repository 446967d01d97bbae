//! gryag (Гряг): a Ukrainian-speaking companion for Telegram group chats.
//!
//! # Bird's-eye view
//!
//! One process, a handful of threads, one SQLite file. The poll thread puts Telegram's updates
//! into the database as they are; workers take them from there, chat by chat, remember them, judge
//! them and decide; where an answer is due, a worker builds a prompt from what is remembered, asks
//! a model, and puts the words into the outbox, from which they go to Telegram.
//!
//! ```text
//! Telegram ─getUpdates─▶ poll ─1 transaction: raw updates + offset─▶ inbox
//!                          └─ lane token ─▶ channel ─▶ workers
//! ingest lane of a chat:  rows in order → convert → remember, analyse → decide
//!                         → 1 transaction {effects, outbox, reply job, inbox done}
//! reply lane of a chat:   job → prompt from the store → model → 1 transaction {outbox, usage,
//!                         job done} → send → 1 transaction {sent, our own message}
//! timer:                  alarms of lanes, watchdog, status, changed settings, own topics
//! librarian:              index, summaries, cleanup, packing of what is old
//! keeper:                 nightly backup, alerts, what admins order
//! ```
//!
//! Each thread reads on a connection of its own; one connection writes for all, in turns.
//!
//! # Entry points
//!
//! Start at [`cli::main`], then [`bot::run`]. The heart is [`behaviour::decide`]: pure, and small
//! enough to read at once. What a message is stands in [`message`]; what is kept, in
//! [`store::schema`]. To see it think without Telegram: `gryag console --prompt`.
//!
//! # Code map
//!
//! Imports go down only; `tests/it/tidy.rs` enforces it.
//!
//! | layer | modules | what for |
//! |---|---|---|
//! | 3 shell | [`cli`], [`config`], [`bot`], [`ops`] | threads, files, clock, log |
//! | 2 adapters | [`telegram`], [`llm`], [`store`], on [`http`] | sockets, SQL, JSON |
//! | 1 pure | [`behaviour`], [`analysis`], [`person`], [`prompt`] | judgement |
//! | 0 words | [`ids`], [`clock`], [`rng`], [`message`], [`media`], [`signal`] | words |
//! | | [`text`], [`letter`], [`link`] | spelling |
//!
//! # Invariants
//!
//! - **The local commit is the acknowledgement.** A batch and the next offset are on disk before
//!   the request that makes Telegram forget the batch. Nothing need be confirmed at shutdown.
//! - **The database carries the work, the channel carries tokens.** A lane (chat, kind of work) has
//!   at most one token. Recovery after a start is "wake every lane with open rows", nothing else.
//! - **All database effects of one update happen once**, in one transaction with marking it done.
//! - **Words are sent at most once.** An outbox row is marked before the wire and never repeated
//!   if nobody knows whether it arrived; idempotent calls are repeated.
//! - **Layers 0 and 1 have no clock, no chance, no I/O**: time and [`rng::Rng`] are arguments.
//! - **SQL is written in [`store`] only**, `ureq` is known in [`http`] only, Telegram's JSON in
//!   [`telegram`] only, and the environment is read in [`config`] and [`cli`] only.
//! - **Every read of chat content takes a chat id**, so no chat's words reach another's prompt.
//! - **An error never becomes words in a chat.** Silence has a reason, and the reason is kept.
//!
//! # Cross-cutting concerns
//!
//! *Errors* are enums sorted by what the caller can do; they are returned up to the thread that
//! can act, and logged there, once. *Panics* in the handling of one update cost that update only.
//! *Log levels*: error = somebody must act; warn = something was delayed or given up; info = start,
//! stop, silence after a call, cleanup; debug = the rest. No message text, name or secret is ever
//! logged; a panic is logged by its place, not its words. *Bounds*: every queue, list, retry and
//! wait has a named constant.
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
pub mod letter;
pub mod link;
pub mod media;
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
