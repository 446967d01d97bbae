//! The settings that the rules obey.

use super::trigger::NameForms;
use crate::ids::SenderId;
use crate::message::{Me, Sender, SenderKind};

/// Everything the rules are told by the operator.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Who we are.
    pub me: Me,
    /// The people who may give the admins' commands, by their numeric ids.
    pub admins: Vec<SenderId>,
    /// The forms of our name.
    pub names: NameForms,
    /// A message older than this is remembered and never answered, in seconds.
    pub age_max_s: i64,
    /// Whether private chats are answered.
    pub answer_private: bool,
    /// How much may be said.
    pub limits: Limits,
    /// How probable the optional things are.
    pub chances: Chances,
    /// What counts as a flood.
    pub spam: Spam,
    /// When only direct calls are answered.
    pub quiet_hours: Option<QuietHours>,
    /// The pause after our own words before we join in unasked, in seconds.
    pub join_pause_s: i64,
}

impl Policy {
    /// Whether `sender` may give the admins' commands: a person, by id, never a channel, an
    /// anonymous account or a name.
    pub fn is_admin(&self, sender: &Sender) -> bool {
        sender.kind == SenderKind::Person && self.admins.contains(&sender.id)
    }
}

/// How much may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Replies per chat and minute.
    pub chat_minute: i64,
    /// Replies per chat and hour.
    pub chat_hour: i64,
    /// Replies per person, chat and minute.
    pub person_minute: i64,
    /// Replies per minute everywhere.
    pub global_minute: i64,
    /// Replies to one other bot per chat and hour.
    pub bot_hour: i64,
    /// Reactions per chat and minute.
    pub reactions_minute: i64,
}

/// Probabilities, 0.0 to 1.0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chances {
    /// Of joining in unasked.
    pub join: f64,
    /// Of reacting to a message that calls us.
    pub react_named: f64,
    /// Of reacting to a question.
    pub react_question: f64,
    /// Of reacting to an emotional message.
    pub react_emotional: f64,
    /// Of reacting to anything else.
    pub react: f64,
}

/// What counts as a flood, and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spam {
    /// So many messages of one person within a minute are a flood.
    pub threshold: usize,
    /// How long a flooding person is ignored, in seconds.
    pub timeout_s: i64,
    /// What may be said of it, once per time-out.
    pub lines: Vec<String>,
    /// The probability that it is said.
    pub line_chance: f64,
}

/// Hours of the local day, from `from` up to, not including, `to`; may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// First quiet hour, 0 to 23.
    pub from: u8,
    /// First hour that is not quiet again, 0 to 23.
    pub to: u8,
}

impl QuietHours {
    /// Whether `hour` is quiet.
    pub fn covers(self, hour: u8) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&hour)
        } else {
            hour >= self.from || hour < self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_pass_midnight() {
        let night = QuietHours { from: 23, to: 8 };
        assert!(night.covers(23) && night.covers(0) && night.covers(7));
        assert!(!night.covers(8) && !night.covers(22));
        let siesta = QuietHours { from: 13, to: 15 };
        assert!(siesta.covers(14) && !siesta.covers(15));
        assert!(!QuietHours { from: 5, to: 5 }.covers(5));
    }
}
