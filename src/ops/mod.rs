//! What the operator runs by hand.

pub mod analyze;
pub mod check;
pub mod console;
pub mod export;
pub mod import;
pub mod memory;
mod script;
