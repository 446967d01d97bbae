//! Telegram's Bot API: the calls we make, the updates we read.
//!
//! [`Telegram`] speaks over [`crate::http`]; [`request`] writes the bodies that the outbox keeps;
//! [`envelope`] splits a batch into single updates, the broken ones apart; [`convert`] turns one
//! update into our words. Only this module knows Telegram's JSON. Nothing here puts a text, a name
//! or the token into an error or a log line.

pub mod carry;
mod client;
pub mod convert;
pub mod envelope;
mod error;
mod inspect;
mod lists;
mod method;
pub mod request;
mod wire;

pub use client::{ALLOWED_UPDATES, Sent, Telegram};
pub use convert::Broken;
pub use envelope::{Batch, RawUpdate};
pub use error::{Error, Refusal};
pub use inspect::WebhookInfo;
pub use lists::CommandScope;
pub use request::{Markup, Method, SendMessage};
