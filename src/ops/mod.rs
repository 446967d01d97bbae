//! What the operator runs by hand, and what the bot does for the operator by itself.

pub mod alerts;
pub mod analyze;
pub mod backup;
pub mod check;
pub mod commands;
pub mod console;
mod console_clock;
pub mod disk;
pub mod export;
pub mod filling;
pub mod histogram;
pub mod import;
pub mod memory;
pub mod metrics;
pub mod phrases;
pub mod report;
pub mod restore;
mod rotation;
mod script;
pub(crate) mod stamp;
pub mod status;
pub mod vitals;
pub mod zone;
