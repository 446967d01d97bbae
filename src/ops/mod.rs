//! What the operator runs by hand.

pub mod analyze;
pub mod check;
pub mod console;
mod script;
