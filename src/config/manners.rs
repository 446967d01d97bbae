//! The settings of behaviour: how the bot speaks unasked, reacts, and lets itself be stopped.

/// What happens to who floods.
#[derive(Debug, Clone)]
pub struct Spam {
    /// Messages of one person in a minute that make a flood.
    pub threshold_per_minute: u32,
    /// How long the person is ignored, in seconds.
    pub timeout_s: i64,
    /// What may be said to the person once; may be empty.
    pub replies: Vec<String>,
    /// How many messages a repeated one or a sticker counts as.
    pub repeat_weight: u32,
    /// Messages in a minute that make a chat's frenzy.
    pub frenzy_per_minute: u32,
    /// What is kept of replies per minute, reactions and length in a frenzy, 0 to 1.
    pub frenzy_factor: f64,
}

/// When and how the bot joins in.
#[derive(Debug, Clone)]
pub struct Joining {
    /// The shortest time between two unasked messages in one chat, in seconds.
    pub pause_s: i64,
    /// Questions to the model whether to join in, per chat in 24 hours.
    pub per_day: u32,
    /// How many times likelier it joins in where it is talked about.
    pub talked_about_factor: f64,
    /// Words for what it likes to talk about.
    pub interests: Vec<String>,
    /// Older messages do not belong to a conversation any more, in seconds.
    pub conversation_s: i64,
    /// So many of its newest messages tell whether people quarrel, grieve or laugh.
    pub mood_messages: u32,
    /// So many messages by two people alone are a talk of two.
    pub dialogue_messages: u32,
    /// A question is open if nobody has spoken for so long since, in seconds.
    pub open_question_s: i64,
    /// A chat was still if nobody wrote for so long, in seconds.
    pub still_s: i64,
}

/// When the bot starts a topic of its own.
#[derive(Debug, Clone, Copy)]
pub struct Initiative {
    /// At most so often per chat in 24 hours.
    pub per_day: u32,
    /// The probability at each look, every five minutes.
    pub chance: f64,
    /// How long the chat has been still, in seconds.
    pub pause_s: i64,
    /// The shortest time between two, in seconds.
    pub gap_s: i64,
    /// Left alone if nobody wrote for so long, in seconds.
    pub recent_s: i64,
    /// Left alone with fewer messages of people in 24 hours.
    pub messages_min: u32,
    /// Left alone if fewer people wrote in 24 hours.
    pub people_min: u32,
    /// Taken up if somebody writes within so long, in seconds.
    pub taken_up_s: i64,
}

/// How the bot lets itself be hushed.
#[derive(Debug, Clone, Copy)]
pub struct Hush {
    /// If nobody says for how long, in seconds.
    pub default_s: i64,
    /// The longest that one member gets, in seconds.
    pub member_s: i64,
    /// The longest that an admin or enough members get, in seconds.
    pub long_s: i64,
    /// So many members are enough.
    pub votes: u32,
    /// The local hour at which a hush "until the morning" ends, 0 to 23.
    pub morning_hour: u32,
}

/// What members' reactions do.
#[derive(Debug, Clone, Copy)]
pub struct Dislike {
    /// Bad ones from so many people …
    pub people: u32,
    /// … within so long, in seconds …
    pub window_s: i64,
    /// … and nothing is said unasked for so long, in seconds.
    pub withdraw_s: i64,
    /// What reactions did is half forgotten after so many days.
    pub half_life_days: u32,
    /// Where it is liked best, the chances to speak unasked are multiplied by this.
    pub eagerness_max: f64,
    /// The same where it is liked least.
    pub eagerness_min: f64,
}

/// When a reaction comes: so many seconds after the message.
#[derive(Debug, Clone, Copy)]
pub struct Reacting {
    /// At least.
    pub delay_min_s: i64,
    /// At most.
    pub delay_max_s: i64,
}

/// Probabilities, each from 0 (never) to 1 (always).
#[derive(Debug, Clone, Copy)]
pub struct Chances {
    /// To join in unasked at a message.
    pub join_in: f64,
    /// To say one of [`Spam::replies`] to who floods.
    pub spam_reply: f64,
    /// To react to an ordinary message.
    pub reaction: f64,
    /// To react to a message that calls the bot.
    pub reaction_named: f64,
    /// To react to a question.
    pub reaction_question: f64,
    /// To react to a message full of feeling.
    pub reaction_emotional: f64,
}
