//! The rules, in order. The first that applies decides, and says so.

use super::hush::{self, Wish};
use super::look::{Call, Look, Occasion, Standing};
use super::pace;
use super::reaction::choose_reaction;
use super::reason::Reason;
use super::{KnownCommand, Policy, View, feedback, join};
use crate::analysis::Analysis;
use crate::clock::UnixTime;
use crate::message::{ChatKind, Incoming, SenderKind};
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
    /// Ask the model for words, and for few of them if the chat is in a frenzy.
    Reply {
        /// Why.
        occasion: Occasion,
        /// Whether to be brief.
        is_brief: bool,
    },
    /// Answer a command.
    Obey(KnownCommand),
    /// Put an emoji under the message.
    React(&'static str),
    /// Say that this is a flood.
    ScoldFlood(String),
    /// Be quiet from now on, on this person's account.
    Hush {
        /// Until then.
        until: UnixTime,
    },
    /// Speak again.
    Unhush,
}

impl Decision {
    /// Nothing, because of `reason`.
    pub fn silence(reason: Reason) -> Self {
        Self {
            actions: Vec::new(),
            reason,
        }
    }

    /// What a look alone decides: everything that needs no view.
    pub fn at_a_glance(look: &Look) -> Self {
        Self::silence(standing_reason(look).unwrap_or_else(|| uncalled_reason(look)))
    }
}

/// All that a rule sees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    /// The message.
    pub(super) incoming: &'a Incoming,
    /// The first look at it.
    pub(super) look: &'a Look,
    /// What the analyser says of it.
    pub(super) analysis: &'a Analysis,
    /// What is known besides.
    pub(super) view: &'a View,
    /// The settings.
    pub(super) policy: &'a Policy,
    /// The time.
    pub(super) now: UnixTime,
}

/// A rule: what it decides, or `None` if it does not apply.
type Rule = fn(&Case<'_>, &mut Rng) -> Option<Decision>;

/// The rules, in order.
const RULES: [Rule; 8] = [
    not_open,
    flooding,
    command,
    hush_words,
    hushed_by_caller,
    called,
    joins_in,
    reacts,
];

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
    let case = Case {
        incoming,
        look,
        analysis,
        view,
        policy,
        now,
    };
    RULES
        .iter()
        .find_map(|rule| rule(&case, rng))
        .unwrap_or_else(|| Decision::silence(silence_reason(&case)))
}

/// Ours, old, a post, another bot's, or private where that is off.
fn not_open(case: &Case<'_>, _: &mut Rng) -> Option<Decision> {
    standing_reason(case.look).map(Decision::silence)
}

/// Who floods gets so many answers to commands a minute when they ask for what is theirs, and so
/// does whom a limit holds back when they ask why.
const COMMANDS_MINUTE: i64 = 3;

/// A person who floods gets at most one line per time-out, and nobody else suffers. Their rights
/// are theirs all the same, and what an admin needs in a flood is not drowned in it.
fn flooding(case: &Case<'_>, rng: &mut Rng) -> Option<Decision> {
    let (view, spam) = (case.view, &case.policy.spam);
    let until = pace::flooded_until(&view.person_times, spam)?;
    if until < case.incoming.sent_at {
        return None;
    }
    if let Call::Command(command) = case.look.call {
        let is_owed = command.is_a_right() || command.explains_silence();
        let is_few = view.person_commands_minute < COMMANDS_MINUTE;
        if case.policy.is_admins(case.incoming) || (is_owed && is_few) {
            return None;
        }
    }
    let mut decision = Decision::silence(Reason::Flood { until });
    let said = view
        .spam_line_at
        .is_some_and(|at| case.now.since(at) < spam.timeout_s);
    let within_limits = pace::spoken_limit(view, case.policy).is_none();
    if !said
        && within_limits
        && !is_hushed(case)
        && rng.chance(spam.line_chance)
        && let Some(line) = rng.pick(&spam.lines)
    {
        decision.actions.push(Action::ScoldFlood(line.clone()));
    }
    Some(decision)
}

fn command(case: &Case<'_>, _: &mut Rng) -> Option<Decision> {
    let command = match case.look.call {
        Call::Command(command) => command,
        Call::UnknownCommand | Call::OtherBot => {
            return Some(Decision::silence(uncalled_reason(case.look)));
        }
        Call::None | Call::About | Call::Direct(_) => return None,
    };
    let is_admin = case.policy.is_admins(case.incoming);
    if command.is_for_admins() && !is_admin {
        // In a group nobody's time is taken with it, but for what people are told of us when we
        // come; in private it is told.
        let is_known = command == KnownCommand::ForgetChat;
        let is_told = (case.incoming.chat.kind == ChatKind::Private || is_known)
            && pace::spoken_limit(case.view, case.policy).is_none();
        let actions = if is_told {
            vec![Action::Obey(command)]
        } else {
            Vec::new()
        };
        return Some(Decision {
            actions,
            reason: Reason::NotAllowed(command),
        });
    }
    // Nobody's right is held back, nor is the explanation why we are silent: it costs no model.
    let explains = command.explains_silence() && case.view.person_commands_minute < COMMANDS_MINUTE;
    let is_free = is_admin || command.is_a_right() || explains;
    let limit = pace::spoken_limit(case.view, case.policy).filter(|_| !is_free);
    Some(match limit {
        Some(limit) => Decision::silence(Reason::Limited(limit)),
        None => Decision {
            actions: vec![Action::Obey(command)],
            reason: Reason::Command(command),
        },
    })
}

/// "Гряг, помовчи" and "гряг, говори".
fn hush_words(case: &Case<'_>, _: &mut Rng) -> Option<Decision> {
    let is_call = matches!(case.look.call, Call::Direct(_));
    let is_person = case.incoming.sender.kind != SenderKind::Bot;
    if !is_call || !is_person || !case.incoming.chat.kind.is_group() {
        return None;
    }
    let (action, reason, sign) = match hush::wish(&case.incoming.text)? {
        Wish::Quiet(span) => {
            let is_admin = case.policy.is_admins(case.incoming);
            let votes = case.view.hush_votes_with_this();
            let until = hush::until(
                span,
                votes,
                is_admin,
                case.view.local,
                case.policy,
                case.now,
            );
            (
                Action::Hush { until },
                Reason::Hushes { until },
                HUSHED_SIGN,
            )
        }
        // Who asks us to speak while we may expects words, not a sign.
        Wish::Speak if case.view.hush_until <= case.now => return None,
        Wish::Speak => (Action::Unhush, Reason::Unhushes, UNHUSHED_SIGN),
    };
    let mut actions = vec![action];
    if case.view.allows_reaction(sign) && !case.view.wants_no_reactions {
        actions.push(Action::React(sign));
    }
    Some(Decision { actions, reason })
}

/// Put under a request to be quiet, instead of words.
const HUSHED_SIGN: &str = "🙊";
/// Put under the permission to speak.
const UNHUSHED_SIGN: &str = "👌";

/// Who hushed us does not mean to be answered.
fn hushed_by_caller(case: &Case<'_>, _: &mut Rng) -> Option<Decision> {
    let is_call = matches!(case.look.call, Call::Direct(_));
    let is_hushed = case.view.hush_until > case.now && case.view.hushed_by_sender;
    (is_call && is_hushed).then(|| Decision::silence(Reason::HushedByCaller))
}

/// Who calls is answered, within limits.
fn called(case: &Case<'_>, rng: &mut Rng) -> Option<Decision> {
    let Call::Direct(occasion) = case.look.call else {
        return None;
    };
    let is_bot = case.incoming.sender.kind == SenderKind::Bot;
    let limit = pace::bot_limit(case.view, &case.policy.limits)
        .filter(|_| is_bot)
        .or_else(|| pace::spoken_limit(case.view, case.policy));
    let mut actions = Vec::new();
    if !is_bot
        && !is_hushed(case)
        && let Some(emoji) = reaction(case, rng)
    {
        actions.push(Action::React(emoji));
    }
    if let Some(limit) = limit {
        let reason = Reason::Limited(limit);
        return Some(Decision { actions, reason });
    }
    let is_brief = pace::is_frenzy(case.view, case.policy);
    actions.push(Action::Reply { occasion, is_brief });
    let reason = Reason::Called(occasion);
    Some(Decision { actions, reason })
}

/// Nobody called, the dice would join in, and there is something to add.
fn joins_in(case: &Case<'_>, _: &mut Rng) -> Option<Decision> {
    let is_unwanted = case.view.wants_only_calls;
    if is_unwanted || !wants_to_join(case) || unasked_refusal(case).is_some() {
        return None;
    }
    if join::refusal(case).is_some() {
        return None;
    }
    Some(Decision {
        actions: vec![Action::Reply {
            occasion: Occasion::JoiningIn,
            is_brief: false,
        }],
        reason: Reason::JoinsIn,
    })
}

fn reacts(case: &Case<'_>, rng: &mut Rng) -> Option<Decision> {
    if unasked_refusal(case).is_some() {
        return None;
    }
    let emoji = reaction(case, rng)?;
    Some(Decision {
        actions: vec![Action::React(emoji)],
        reason: Reason::Reacts,
    })
}

fn reaction(case: &Case<'_>, rng: &mut Rng) -> Option<&'static str> {
    let (view, limits) = (case.view, &case.policy.limits);
    let factor = pace::frenzy_factor(view, case.policy);
    let is_full = view.reactions_minute >= limits.reactions_minute
        || view.reactions_person >= limits.reactions_person;
    if is_full || view.wants_no_reactions || !case.look.wants_to_react(factor) {
        return None;
    }
    let text = &case.incoming.text;
    choose_reaction(case.analysis, text, view.reactions_allowed.as_deref(), rng)
}

/// Why nothing at all is done unasked.
fn unasked_refusal(case: &Case<'_>) -> Option<Reason> {
    let view = case.view;
    if view.hush_until > case.now {
        return Some(Reason::Hushed);
    }
    if view.withdrawn_until > case.now {
        let until = view.withdrawn_until;
        return Some(Reason::Withdrawn { until });
    }
    is_hushed(case).then_some(Reason::QuietHours)
}

fn wants_to_join(case: &Case<'_>) -> bool {
    let factor = feedback::eagerness(case.view.liking, &case.policy.feedback);
    case.look.wants_to_join(factor)
}

/// Why a message that no rule acted on got nothing.
fn silence_reason(case: &Case<'_>) -> Reason {
    let wanted = || wants_to_join(case).then(|| join::refusal(case)).flatten();
    let unwanted = || is_unwanted(case).then_some(Reason::Unwanted);
    unasked_refusal(case)
        .or_else(unwanted)
        .or_else(wanted)
        .unwrap_or_else(|| uncalled_reason(case.look))
}

/// Whether only a wish of the author keeps us from what we would do unasked.
fn is_unwanted(case: &Case<'_>) -> bool {
    let view = case.view;
    let would_join = view.wants_only_calls && wants_to_join(case) && join::refusal(case).is_none();
    let factor = pace::frenzy_factor(view, case.policy);
    would_join || (view.wants_no_reactions && case.look.wants_to_react(factor))
}

fn is_hushed(case: &Case<'_>) -> bool {
    let hours = case.policy.quiet_hours.or(case.view.quiet_hours);
    let is_night = hours.is_some_and(|hours| hours.covers(case.view.local.hour));
    case.view.hush_until > case.now || is_night
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
