//! Who somebody is, as far as they have shown it in one chat: learned locally, never guessed.
//!
//! [`profile`] holds smoothed counts, [`portrait`] draws conclusions from them or says "unknown",
//! [`facts`] finds what people say of themselves, [`preference`] is what they ask of us, and
//! [`address`] turns it all into the few sentences that a model gets to read. Pure.

pub mod address;
pub mod facts;
pub mod pack;
pub mod phrases;
pub mod plans;
pub mod portrait;
pub mod preference;
pub mod profile;
pub mod proposal;
pub mod quoting;
pub mod scan;
pub mod statistics;
