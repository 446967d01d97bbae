//! When to speak, to whom, how, and when to be silent. Pure: the caller brings the message, what
//! is known, the time and the chance.
//!
//! The loop, for each message, in prose:
//! 1. the worker reads the clock once;
//! 2. [`look()`] at the message alone tells what could come of it: who is called, whether the dice
//!    would let us join in or react; most messages end here;
//! 3. the worker loads the [`View`], the counts that the rules need, only if something could;
//! 4. [`decide()`] goes through the rules in order and returns actions and the rule that decided;
//! 5. the worker performs the actions in the transaction that marks the update as handled.

mod address;
mod cases;
mod command;
mod decide;
pub mod feedback;
pub mod finding;
mod heads;
pub mod hours;
pub mod hush;
pub mod initiative;
mod join;
mod look;
mod meaning;
pub mod memory;
mod misfortune;
mod pace;
pub mod phrases;
mod policy;
mod reaction;
mod reason;
pub mod trigger;
pub mod unwilling;
pub mod why;

pub use command::{COMMANDS, CommandRow, Giver, KnownCommand, Scope};
pub use decide::{Action, Decision, decide};
pub use join::{Room, Spoken, Unasked};
pub use look::{Call, Look, Occasion, Standing, Throw, look};
pub use pace::{Limit, flooded_until, quota, weighted};
pub use policy::{
    Chances, Feedback, HushRules, InitiativeRules, Joining, Limits, Policy, QuietHours, Spam,
    Windows,
};
pub use reaction::{ALLOWED_REACTIONS, allowed_reaction, choose_reaction};
pub use reason::Reason;

use crate::clock::{LocalTime, UnixTime};

/// What the rules need to know beyond the message itself.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Replies in this chat in the last minute.
    pub chat_minute: i64,
    /// Replies in this chat in the last hour.
    pub chat_hour: i64,
    /// Replies to this person in this chat in the last minute.
    pub person_minute: i64,
    /// Answers to this person's commands in this chat in the last minute.
    pub person_commands_minute: i64,
    /// Replies to this person in this chat in the last hour.
    pub person_hour: i64,
    /// Replies everywhere in the last minute.
    pub global_minute: i64,
    /// Our reactions in this chat in the last minute.
    pub reactions_minute: i64,
    /// Our reactions to this person in this chat in the last minute.
    pub reactions_person: i64,
    /// When this person lately wrote in this chat, oldest first, this message included; messages
    /// that weigh more stand more than once.
    pub person_times: Vec<UnixTime>,
    /// When we last told this person not to flood.
    pub spam_line_at: Option<UnixTime>,
    /// When we last spoke in this chat.
    pub spoke_at: Option<UnixTime>,
    /// Silent until then, but for direct calls.
    pub hush_until: UnixTime,
    /// How many other members asked for that.
    pub hush_votes: i64,
    /// Whether this person did.
    pub hushed_by_sender: bool,
    /// Whether this person wants no emoji under their messages.
    pub wants_no_reactions: bool,
    /// Whether this person wants no words unless they call.
    pub wants_only_calls: bool,
    /// Bad reactions made us say nothing unasked until then.
    pub withdrawn_until: UnixTime,
    /// How our words are liked here now; see [`feedback`].
    pub liking: f64,
    /// The chat's own quiet hours, if they are known.
    pub quiet_hours: Option<QuietHours>,
    /// The emoji that the chat allows; `None` if it allows all.
    pub reactions_allowed: Option<Vec<String>>,
    /// Messages of people in this chat in the last minute.
    pub chat_messages_minute: i64,
    /// What joining in depends on; known only if the dice would join in.
    pub unasked: Option<Unasked>,
    /// The local calendar.
    pub local: LocalTime,
}

impl View {
    /// How many members want us quiet if this one does.
    pub fn hush_votes_with_this(&self) -> i64 {
        self.hush_votes.saturating_add(1)
    }

    /// Whether the chat allows this reaction.
    pub fn allows_reaction(&self, emoji: &str) -> bool {
        self.reactions_allowed
            .as_ref()
            .is_none_or(|allowed| allowed.iter().any(|one| one == emoji))
    }
}
