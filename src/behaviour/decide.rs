//! The rules, in order. The first that applies decides, and says so.

use super::look::{Call, Look, Occasion, Standing};
use super::pace::{self, Limit};
use super::reaction::choose_reaction;
use super::{KnownCommand, Policy, View};
use crate::analysis::Analysis;
use crate::clock::UnixTime;
use crate::message::{Incoming, SenderKind};
use crate::rng::Rng;

/// What to do about a message, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What to do; empty for nothing.
    pub actions: Vec<Action>,
    /// The rule that decided.
    pub reason: Reason,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Ask the model for words.
    Reply(Occasion),
    /// Answer a command.
    Obey(KnownCommand),
    /// Put an emoji under the message.
    React(&'static str),
    /// Say that this is a flood.
    ScoldFlood(String),
}

/// The rule that decided, with its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It called us.
    Called(Occasion),
    /// A command of ours.
    Command(KnownCommand),
    /// Nobody called, but the dice let us join in.
    JoinsIn,
    /// Nobody called; a reaction was in order.
    Reacts,
    /// We wrote it.
    Ours,
    /// It is too old.
    Old {
        /// Its age in seconds.
        age_s: i64,
    },
    /// Another bot wrote it.
    Bot,
    /// A channel's post.
    Post,
    /// Private chats are not answered.
    Private,
    /// A command of ours that this person may not give.
    NotAllowed(KnownCommand),
    /// A command for another bot.
    OtherBot,
    /// A command that we do not know.
    UnknownCommand,
    /// This person floods.
    Flood {
        /// Ignored until then.
        until: UnixTime,
    },
    /// A limit was reached.
    Limited(Limit),
    /// Nobody called us.
    NotAddressed,
    /// We were talked about, not to.
    TalkedAbout,
    /// The chat was hushed.
    Hushed,
    /// It is a quiet hour.
    QuietHours,
    /// We spoke a short while ago.
    SpokeRecently {
        /// How long ago, in seconds.
        ago_s: i64,
    },
    /// It was edited: remembered, never answered.
    Edited,
    /// Its author does not want to be remembered.
    OptedOut,
    /// Its author does not want what we would have done unasked.
    Unwanted,
}

impl Reason {
    /// The word stored and printed for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Called(occasion) => occasion.as_str(),
            Self::Command(_) => "command",
            Self::JoinsIn => "joins_in",
            Self::Reacts => "reacts",
            Self::Ours => "ours",
            Self::Old { .. } => "old",
            Self::Bot => "bot",
            Self::Post => "post",
            Self::Private => "private_off",
            Self::NotAllowed(_) => "not_allowed",
            Self::OtherBot => "other_bot",
            Self::UnknownCommand => "unknown_command",
            Self::Flood { .. } => "flood",
            Self::Limited(_) => "limited",
            Self::NotAddressed => "not_addressed",
            Self::TalkedAbout => "talked_about",
            Self::Hushed => "hushed",
            Self::QuietHours => "quiet_hours",
            Self::SpokeRecently { .. } => "spoke_recently",
            Self::Edited => "edited",
            Self::OptedOut => "opted_out",
            Self::Unwanted => "unwanted",
        }
    }

    /// Its numbers, for the trace: `name=value`, separated by spaces; empty for none.
    pub fn detail(self) -> String {
        match self {
            Self::Old { age_s } => format!("age_s={age_s}"),
            Self::Flood { until } => format!("until={}", until.0),
            Self::Limited(limit) => limit.to_string(),
            Self::SpokeRecently { ago_s } => format!("ago_s={ago_s}"),
            Self::Command(command) | Self::NotAllowed(command) => {
                format!("command={}", command.name())
            }
            Self::Called(_)
            | Self::JoinsIn
            | Self::Reacts
            | Self::Ours
            | Self::Bot
            | Self::Post
            | Self::Private
            | Self::OtherBot
            | Self::UnknownCommand
            | Self::NotAddressed
            | Self::TalkedAbout
            | Self::Hushed
            | Self::QuietHours
            | Self::Edited
            | Self::OptedOut
            | Self::Unwanted => String::new(),
        }
    }
}

impl Decision {
    /// Nothing, because of `reason`.
    pub fn silence(reason: Reason) -> Self {
        Self {
            actions: Vec::new(),
            reason,
        }
    }

    /// The same without what its addressee has asked us not to do.
    #[must_use]
    pub fn without(mut self, reactions: bool, joining_in: bool) -> Self {
        let before = self.actions.len();
        self.actions.retain(|action| match action {
            Action::React(_) => !reactions,
            Action::Reply(occasion) => !(joining_in && *occasion == Occasion::JoiningIn),
            Action::Obey(_) | Action::ScoldFlood(_) => true,
        });
        if self.actions.is_empty() && before > 0 {
            self.reason = Reason::Unwanted;
        }
        self
    }

    /// What a look alone decides: everything that needs no view.
    pub fn at_a_glance(look: &Look) -> Self {
        Self::silence(standing_reason(look).unwrap_or_else(|| uncalled_reason(look)))
    }
}

fn standing_reason(look: &Look) -> Option<Reason> {
    match look.standing {
        Standing::Open => None,
        Standing::Ours => Some(Reason::Ours),
        Standing::Old => Some(Reason::Old { age_s: look.age_s }),
        Standing::Bot => Some(Reason::Bot),
        Standing::Post => Some(Reason::Post),
        Standing::Private => Some(Reason::Private),
    }
}

fn uncalled_reason(look: &Look) -> Reason {
    match look.call {
        Call::About => Reason::TalkedAbout,
        Call::UnknownCommand => Reason::UnknownCommand,
        Call::OtherBot => Reason::OtherBot,
        Call::None | Call::Direct(_) | Call::Command(_) => Reason::NotAddressed,
    }
}

/// Decides about a message.
pub fn decide(
    incoming: &Incoming,
    look: &Look,
    analysis: &Analysis,
    view: &View,
    policy: &Policy,
    now: UnixTime,
    rng: &mut Rng,
) -> Decision {
    if let Some(reason) = standing_reason(look) {
        return Decision::silence(reason);
    }
    if let Some(until) = pace::flooded_until(&view.person_times, &policy.spam)
        && until >= incoming.sent_at
    {
        return scold(view, policy, until, now, rng);
    }
    match look.call {
        Call::Command(command) => obey(command, incoming, view, policy),
        Call::Direct(occasion) => {
            answer(occasion, incoming, look, analysis, view, policy, now, rng)
        }
        Call::None | Call::About => unasked(look, analysis, view, policy, now, rng),
        Call::UnknownCommand | Call::OtherBot => Decision::silence(uncalled_reason(look)),
    }
}

fn scold(view: &View, policy: &Policy, until: UnixTime, now: UnixTime, rng: &mut Rng) -> Decision {
    let mut decision = Decision::silence(Reason::Flood { until });
    let said = view
        .spam_line_at
        .is_some_and(|at| now.since(at) < policy.spam.timeout_s);
    let within_limits = pace::spoken_limit(view, &policy.limits).is_none();
    if !said
        && within_limits
        && rng.chance(policy.spam.line_chance)
        && let Some(line) = rng.pick(&policy.spam.lines)
    {
        decision.actions.push(Action::ScoldFlood(line.clone()));
    }
    decision
}

fn obey(command: KnownCommand, incoming: &Incoming, view: &View, policy: &Policy) -> Decision {
    let is_admin = policy.is_admin(&incoming.sender);
    if command.is_for_admins() && !is_admin {
        return Decision::silence(Reason::NotAllowed(command));
    }
    match pace::spoken_limit(view, &policy.limits) {
        // What an admin needs in a flood is not drowned in it, nor is anybody's right.
        Some(limit) if !is_admin && !command.is_a_right() => {
            Decision::silence(Reason::Limited(limit))
        }
        Some(_) | None => Decision {
            actions: vec![Action::Obey(command)],
            reason: Reason::Command(command),
        },
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a rule sees all that the chain sees"
)]
fn answer(
    occasion: Occasion,
    incoming: &Incoming,
    look: &Look,
    analysis: &Analysis,
    view: &View,
    policy: &Policy,
    now: UnixTime,
    rng: &mut Rng,
) -> Decision {
    let is_bot = incoming.sender.kind == SenderKind::Bot;
    let limit = if is_bot {
        pace::bot_limit(view, &policy.limits)
    } else {
        None
    };
    let limit = limit.or_else(|| pace::spoken_limit(view, &policy.limits));
    let may_react = look.dice_react && !is_bot && !is_hushed(view, policy, now);
    let mut actions: Vec<Action> = Vec::new();
    if may_react && let Some(emoji) = react(analysis, view, policy, rng) {
        actions.push(Action::React(emoji));
    }
    if let Some(limit) = limit {
        return Decision {
            actions,
            reason: Reason::Limited(limit),
        };
    }
    actions.push(Action::Reply(occasion));
    Decision {
        actions,
        reason: Reason::Called(occasion),
    }
}

fn unasked(
    look: &Look,
    analysis: &Analysis,
    view: &View,
    policy: &Policy,
    now: UnixTime,
    rng: &mut Rng,
) -> Decision {
    if view.hush_until > now {
        return Decision::silence(Reason::Hushed);
    }
    if is_hushed(view, policy, now) {
        return Decision::silence(Reason::QuietHours);
    }
    let mut silence = uncalled_reason(look);
    if look.dice_join && !analysis.toxic {
        match join_refusal(view, policy, now) {
            None => {
                return Decision {
                    actions: vec![Action::Reply(Occasion::JoiningIn)],
                    reason: Reason::JoinsIn,
                };
            }
            Some(reason) => silence = reason,
        }
    }
    if look.dice_react
        && let Some(emoji) = react(analysis, view, policy, rng)
    {
        return Decision {
            actions: vec![Action::React(emoji)],
            reason: Reason::Reacts,
        };
    }
    Decision::silence(silence)
}

fn join_refusal(view: &View, policy: &Policy, now: UnixTime) -> Option<Reason> {
    if let Some(limit) = pace::spoken_limit(view, &policy.limits) {
        return Some(Reason::Limited(limit));
    }
    let ago_s = now.since(view.spoke_at?);
    (ago_s < policy.join_pause_s).then_some(Reason::SpokeRecently { ago_s })
}

fn react(analysis: &Analysis, view: &View, policy: &Policy, rng: &mut Rng) -> Option<&'static str> {
    if view.reactions_minute >= policy.limits.reactions_minute {
        return None;
    }
    choose_reaction(analysis, rng)
}

fn is_hushed(view: &View, policy: &Policy, now: UnixTime) -> bool {
    let is_night = policy
        .quiet_hours
        .is_some_and(|hours| hours.covers(view.local.hour));
    view.hush_until > now || is_night
}
