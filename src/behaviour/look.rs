//! A first look at a message: what could come of it, judged by the message alone.

use super::Policy;
use super::command::{self, KnownCommand};
use super::trigger::NameUse;
use crate::analysis::{Analysis, Emotion};
use crate::clock::{SECONDS_PER_HOUR, UnixTime};
use crate::message::{ChatKind, Incoming, Mention, SenderKind};
use crate::rng::Rng;

/// Who asks for what is theirs is answered also if that was so long ago, in seconds: a restart or a
/// broken line must not cost a person their say.
const RIGHT_AGE_MAX_S: i64 = SECONDS_PER_HOUR;

/// Why a message calls us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Our name is in it.
    Named,
    /// Our username is in it.
    Mentioned,
    /// It answers a message of ours.
    RepliedTo,
    /// It was written to us alone.
    Private,
    /// Nobody called us; there may be something to add.
    JoiningIn,
    /// Nobody called us; we start a topic.
    Initiative,
}

impl Occasion {
    /// The word stored and printed for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Mentioned => "mentioned",
            Self::RepliedTo => "replied_to",
            Self::Private => "private",
            Self::JoiningIn => "joining_in",
            Self::Initiative => "initiative",
        }
    }

    /// Whether nobody asked for it: then the model may decline and thereby stay silent.
    pub fn is_unasked(self) -> bool {
        matches!(self, Self::JoiningIn | Self::Initiative)
    }

    /// The occasion that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Named,
            Self::Mentioned,
            Self::RepliedTo,
            Self::Private,
            Self::JoiningIn,
            Self::Initiative,
        ]
        .into_iter()
        .find(|occasion| occasion.as_str() == word)
    }
}

/// What could come of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Its age in seconds.
    pub age_s: i64,
    /// Whether it may be answered at all, by age and author.
    pub standing: Standing,
    /// How it calls us.
    pub call: Call,
    /// The chance to join in and what the dice say: below the chance means yes.
    pub join: Throw,
    /// The chance to react and what the dice say.
    pub react: Throw,
    /// How many times likelier than usual we join in where we are liked best.
    pub eagerness_max: f64,
}

/// A chance and a throw of the dice, both 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Throw {
    /// The chance.
    pub chance: f64,
    /// The throw.
    pub dice: f64,
}

impl Throw {
    /// Whether it comes true if the chance is multiplied by `factor`.
    pub fn holds(self, factor: f64) -> bool {
        self.dice < self.chance * factor
    }
}

/// Whether a message may be answered at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Open,
    /// We wrote it ourselves.
    Ours,
    /// It is too old.
    Old,
    /// Another bot wrote it, and not to us.
    Bot,
    /// It is a post, not talk: a channel's, or one that Telegram forwarded by itself.
    Post,
    /// It was written to us alone, and private chats are not answered.
    Private,
}

/// How a message calls us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Not at all.
    None,
    /// It wants words.
    Direct(Occasion),
    /// It talks about us without turning to us.
    About,
    /// It is a command of ours.
    Command(KnownCommand),
    /// It is a command that we do not know.
    UnknownCommand,
    /// It is a command for another bot.
    OtherBot,
}

impl Look {
    /// Whether anything but remembering can come of it, so that the view is worth loading.
    pub fn may_act(&self) -> bool {
        let called = matches!(self.call, Call::Direct(_) | Call::Command(_));
        let may = self.may_join() || self.wants_to_react(1.0);
        self.standing == Standing::Open && (called || may)
    }

    /// Whether we would join in where we are liked best.
    pub fn may_join(&self) -> bool {
        self.wants_to_join(self.eagerness_max)
    }

    /// Whether the dice let us join in, at so many times the usual chance.
    pub fn wants_to_join(&self, factor: f64) -> bool {
        self.join.holds(factor)
    }

    /// Whether the dice let us react, at so many times the usual chance.
    pub fn wants_to_react(&self, factor: f64) -> bool {
        self.react.holds(factor)
    }

    /// The chances, for the trace.
    pub fn detail(&self) -> String {
        format!(
            "join={:.3} react={:.3}",
            self.join.chance, self.react.chance
        )
    }
}

/// Looks at a message that uses our name like this.
pub fn look(
    incoming: &Incoming,
    analysis: &Analysis,
    name: NameUse,
    policy: &Policy,
    now: UnixTime,
    rng: &mut Rng,
) -> Look {
    let age_s = now.since(incoming.sent_at);
    let call = call(incoming, analysis, name, policy);
    let standing = standing(incoming, call, age_s, policy);
    let mut look = Look {
        age_s,
        standing,
        call,
        join: Throw::default(),
        react: Throw::default(),
        eagerness_max: policy.feedback.eagerness_max,
    };
    if standing == Standing::Open {
        look.join = Throw {
            chance: join_chance(call, policy),
            dice: rng.unit(),
        };
        look.react = Throw {
            chance: react_chance(call, analysis, policy),
            dice: rng.unit(),
        };
    }
    look
}

fn join_chance(call: Call, policy: &Policy) -> f64 {
    let chance = policy.chances.join;
    match call {
        Call::None => chance,
        Call::About => (chance * policy.joining.talked_about_factor).min(1.0),
        Call::Direct(_) | Call::Command(_) | Call::UnknownCommand | Call::OtherBot => 0.0,
    }
}

fn react_chance(call: Call, analysis: &Analysis, policy: &Policy) -> f64 {
    match call {
        Call::Direct(_) | Call::About => policy.chances.react_named,
        Call::Command(_) | Call::UnknownCommand | Call::OtherBot => 0.0,
        Call::None if analysis.emotion != Emotion::Neutral => policy.chances.react_emotional,
        Call::None if analysis.question => policy.chances.react_question,
        Call::None => policy.chances.react,
    }
}

fn standing(incoming: &Incoming, call: Call, age_s: i64, policy: &Policy) -> Standing {
    if incoming.sender.id == policy.me.id {
        return Standing::Ours;
    }
    let age_max_s = match call {
        Call::Command(command) if command.is_a_right() => policy.age_max_s.max(RIGHT_AGE_MAX_S),
        Call::None
        | Call::Direct(_)
        | Call::About
        | Call::Command(_)
        | Call::UnknownCommand
        | Call::OtherBot => policy.age_max_s,
    };
    if age_s > age_max_s || incoming.sent_at <= policy.restored_at {
        return Standing::Old;
    }
    let is_private = incoming.chat.kind == ChatKind::Private;
    match incoming.sender.kind {
        SenderKind::AutomaticForward => Standing::Post,
        SenderKind::Person | SenderKind::AnonymousAdmin | SenderKind::Channel
            if incoming.chat.kind == ChatKind::Channel =>
        {
            Standing::Post
        }
        SenderKind::Bot if call != Call::Direct(Occasion::RepliedTo) => Standing::Bot,
        SenderKind::Person | SenderKind::AnonymousAdmin | SenderKind::Channel | SenderKind::Bot => {
            // A command is answered even where talk is not.
            let is_command = matches!(call, Call::Command(_));
            if is_private && !policy.answer_private && !is_command {
                Standing::Private
            } else {
                Standing::Open
            }
        }
    }
}

fn call(incoming: &Incoming, analysis: &Analysis, name: NameUse, policy: &Policy) -> Call {
    if let Some(command) = &incoming.command {
        return match command::meaning(command, &policy.me.username) {
            command::Meaning::Ours(known) => Call::Command(known),
            command::Meaning::Unknown => Call::UnknownCommand,
            command::Meaning::OtherBot => Call::OtherBot,
        };
    }
    if incoming
        .reply_to
        .as_ref()
        .is_some_and(|reply| reply.sender_id == Some(policy.me.id))
    {
        return Call::Direct(Occasion::RepliedTo);
    }
    if incoming.chat.kind == ChatKind::Private {
        return Call::Direct(Occasion::Private);
    }
    // Forwarded words call nobody: they were said elsewhere.
    if incoming.is_forward {
        return Call::None;
    }
    if incoming
        .mentions
        .iter()
        .any(|mention| is_us(mention, policy))
    {
        return Call::Direct(Occasion::Mentioned);
    }
    match name {
        NameUse::Address => Call::Direct(Occasion::Named),
        NameUse::Asked if analysis.question => Call::Direct(Occasion::Named),
        NameUse::Asked | NameUse::Mention => Call::About,
        NameUse::None => Call::None,
    }
}

fn is_us(mention: &Mention, policy: &Policy) -> bool {
    match mention {
        Mention::Username(name) => name.eq_ignore_ascii_case(&policy.me.username),
        Mention::Person(id) => *id == policy.me.id,
    }
}
