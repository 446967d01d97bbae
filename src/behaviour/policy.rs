//! The settings that the rules obey.

use super::trigger::NameForms;
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use crate::link::SUPERGROUPS_BELOW;
use crate::message::{Chat, Incoming, Me, SenderKind};

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
    /// What was written up to then is remembered and never answered: a backup was restored then,
    /// and what stands open in it may have been answered already.
    pub restored_at: UnixTime,
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
    /// When and how we join in.
    pub joining: Joining,
    /// When we start a topic.
    pub initiative: InitiativeRules,
    /// How we let ourselves be hushed.
    pub hush: HushRules,
    /// The same in chats whose own hours are not known, for topics of our own.
    pub night_hours: Option<QuietHours>,
    /// What reactions to our words do.
    pub feedback: Feedback,
    /// A reaction comes so many seconds after the message: at least and at most.
    pub reaction_delay_s: (i64, i64),
    /// The groups in which we stay; empty: all.
    pub allowed_chats: Vec<ChatId>,
}

/// When and how we join in.
#[derive(Debug, Clone, PartialEq)]
pub struct Joining {
    /// The pause after our own words, in seconds.
    pub pause_s: i64,
    /// Questions to the model whether to join in, per chat in 24 hours.
    pub per_day: i64,
    /// How many times likelier it is where we are talked about.
    pub talked_about_factor: f64,
    /// Stems of words for what we like to talk about.
    pub interests: Vec<String>,
    /// What a conversation is.
    pub windows: Windows,
}

/// What a conversation is, in time and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// Older messages do not belong to a conversation any more, in seconds.
    pub conversation_s: i64,
    /// So many of the newest messages show whether people quarrel, grieve or laugh.
    pub mood_messages: usize,
    /// So many messages by two people and nobody else are a talk of two.
    pub dialogue_messages: usize,
    /// A question is open if nobody has spoken for so long since, in seconds.
    pub open_question_s: i64,
    /// A chat was still if nobody wrote for so long, in seconds.
    pub still_s: i64,
}

/// What members' reactions to our words do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback {
    /// Bad ones of so many people …
    pub people: i64,
    /// … within so long, in seconds, make us withdraw …
    pub window_s: i64,
    /// … and say nothing unasked for so long, in seconds.
    pub withdraw_s: i64,
    /// What people think of our words is half forgotten after so long, in seconds.
    pub half_life_s: i64,
    /// The most that the chances to speak unasked are multiplied by, at least 1.
    pub eagerness_max: f64,
    /// The least, 0 to 1.
    pub eagerness_min: f64,
}

/// When we start a topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InitiativeRules {
    /// At most so often per chat in 24 hours.
    pub per_day: i64,
    /// The probability at each look.
    pub chance: f64,
    /// How long the chat has been still, in seconds.
    pub pause_s: i64,
    /// The shortest time between two, in seconds.
    pub gap_s: i64,
    /// Left alone if nobody wrote for so long, in seconds.
    pub recent_s: i64,
    /// Left alone with fewer messages of people in 24 hours.
    pub messages_min: i64,
    /// Left alone if fewer people wrote in 24 hours.
    pub people_min: i64,
    /// A topic is taken up if somebody writes within so long, in seconds.
    pub taken_up_s: i64,
}

/// How we let ourselves be hushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HushRules {
    /// If nobody says for how long, in seconds.
    pub default_s: i64,
    /// The longest that one member gets, in seconds.
    pub member_s: i64,
    /// The longest that an admin or enough members get, in seconds.
    pub long_s: i64,
    /// So many members are enough.
    pub votes: i64,
    /// The local hour at which the morning begins, 0 to 23.
    pub morning_hour: u8,
}

impl Policy {
    /// Whether a message is an admin's own: a person's, by id, never a channel's, an anonymous
    /// account's or a name's, and not what an inline bot put into their mouth.
    pub fn is_admins(&self, incoming: &Incoming) -> bool {
        let sender = &incoming.sender;
        let is_own = sender.kind == SenderKind::Person && !incoming.is_via_bot;
        is_own && self.admins.contains(&sender.id)
    }

    /// Whether we may be in `chat` by its own id. A supergroup may also be one of the groups that
    /// were allowed: see [`Policy::names_a_group`].
    pub fn allows(&self, chat: &Chat) -> bool {
        let is_free = !chat.kind.is_group() || self.allowed_chats.is_empty();
        is_free || self.allowed_chats.contains(&chat.id)
    }

    /// Whether one of the allowed chats is a plain group, which may become a supergroup with
    /// another id at any time.
    pub fn names_a_group(&self) -> bool {
        self.allowed_chats
            .iter()
            .any(|chat| chat.0 > SUPERGROUPS_BELOW && chat.0 < 0)
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
    /// Reactions per person, chat and minute.
    pub reactions_person: i64,
    /// Requests to one model in a minute.
    pub model_minute: i64,
    /// How often a day a model is asked what people said of themselves.
    pub notices_day: i64,
    /// Requests to all models in a day.
    pub model_day: i64,
    /// Per cent of them after which nothing is said unasked.
    pub unasked_quota_percent: i64,
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
    /// How many messages a repeated one or a sticker counts as.
    pub repeat_weight: usize,
    /// Messages in a minute that make a chat's frenzy.
    pub frenzy_minute: i64,
    /// What is kept of replies per minute, reactions and length in a frenzy, 0 to 1.
    pub frenzy_factor: f64,
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
