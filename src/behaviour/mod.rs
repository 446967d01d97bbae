//! When to speak, to whom, how, and when to be silent. Pure: the caller brings the message, what
//! is known, the time and the chance.
//!
//! The loop, for each message, in prose:
//! 1. the worker reads the clock once;
//! 2. [`look`] at the message alone tells what could come of it: who is called, whether the dice
//!    would let us join in or react; most messages end here;
//! 3. the worker loads the [`View`], the counts that the rules need, only if something could;
//! 4. [`decide`] goes through the rules in order and returns actions and the rule that decided;
//! 5. the worker performs the actions in the transaction that marks the update as handled.

mod command;
mod decide;
mod look;
mod pace;
pub mod phrases;
mod policy;
mod reaction;
pub mod trigger;

pub use command::{COMMANDS, CommandRow, Giver, KnownCommand, Scope};
pub use decide::{Action, Decision, Reason, decide};
pub use look::{Call, Look, Occasion, look};
pub use pace::{Limit, flooded_until};
pub use policy::{Chances, Limits, Policy, QuietHours, Spam};
pub use reaction::{ALLOWED_REACTIONS, allowed_reaction, choose_reaction};

use crate::clock::{LocalTime, UnixTime};

/// What the rules need to know beyond the message itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Replies in this chat in the last minute.
    pub chat_minute: i64,
    /// Replies in this chat in the last hour.
    pub chat_hour: i64,
    /// Replies to this person in this chat in the last minute.
    pub person_minute: i64,
    /// Replies to this person in this chat in the last hour.
    pub person_hour: i64,
    /// Replies everywhere in the last minute.
    pub global_minute: i64,
    /// Our reactions in this chat in the last minute.
    pub reactions_minute: i64,
    /// When this person lately wrote in this chat, oldest first, this message included.
    pub person_times: Vec<UnixTime>,
    /// When we last told this person not to flood.
    pub spam_line_at: Option<UnixTime>,
    /// When we last spoke in this chat.
    pub spoke_at: Option<UnixTime>,
    /// Silent until then, but for direct calls.
    pub hush_until: UnixTime,
    /// The local calendar.
    pub local: LocalTime,
}
