//! Why something was done or not: a word for the record and the numbers behind it.

use super::KnownCommand;
use super::look::Occasion;
use super::pace::Limit;
use crate::clock::UnixTime;

/// The rule that decided, with its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It called us.
    Called(Occasion),
    /// A command of ours.
    Command(KnownCommand),
    /// It asked us to be quiet.
    Hushes {
        /// Quiet until then.
        until: UnixTime,
    },
    /// It allowed us to speak again.
    Unhushes,
    /// Nobody called, but there may be something to add.
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
    /// The caller hushed us.
    HushedByCaller,
    /// Bad reactions made us withdraw.
    Withdrawn {
        /// Until then.
        until: UnixTime,
    },
    /// It is a quiet hour.
    QuietHours,
    /// We spoke a short while ago.
    SpokeRecently {
        /// How long ago, in seconds.
        ago_s: i64,
    },
    /// People quarrel.
    Quarrel,
    /// Somebody grieves.
    Grief,
    /// Two talk with each other.
    Dialogue,
    /// There is nothing to add.
    NothingToAdd,
    /// The day's requests are kept for those who call.
    Quota {
        /// Requests spent.
        used: i64,
        /// Requests after which nothing is asked unasked.
        of: i64,
    },
    /// The chat writes too fast to join in.
    Frenzy {
        /// Messages in the last minute.
        messages: i64,
    },
    /// It was edited: remembered, never answered.
    Edited,
    /// Its author does not want to be remembered.
    OptedOut,
    /// Its author does not want what we would have done unasked.
    Unwanted,
    /// We started a topic.
    Initiative,
}

impl Reason {
    /// Every word that is stored for a decision: what tells of them must know them all.
    pub const WORDS: [&'static str; 36] = [
        "named",
        "mentioned",
        "replied_to",
        "private",
        "command",
        "hushes",
        "unhushes",
        "joins_in",
        "reacts",
        "ours",
        "old",
        "bot",
        "post",
        "private_off",
        "not_allowed",
        "other_bot",
        "unknown_command",
        "flood",
        "limited",
        "not_addressed",
        "talked_about",
        "hushed",
        "hushed_by_caller",
        "withdrawn",
        "quiet_hours",
        "spoke_recently",
        "quarrel",
        "grief",
        "dialogue",
        "nothing_to_add",
        "quota",
        "frenzy",
        "edited",
        "opted_out",
        "unwanted",
        "initiative",
    ];

    /// Whether decisions stored under this word did something.
    pub fn is_act(word: &str) -> bool {
        let is_act = matches!(
            word,
            "command" | "hushes" | "unhushes" | "joins_in" | "reacts"
        );
        is_act || Occasion::from_word(word).is_some()
    }

    /// The word stored and printed for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Called(occasion) => occasion.as_str(),
            Self::Command(_) => "command",
            Self::Hushes { .. } => "hushes",
            Self::Unhushes => "unhushes",
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
            Self::HushedByCaller => "hushed_by_caller",
            Self::Withdrawn { .. } => "withdrawn",
            Self::QuietHours => "quiet_hours",
            Self::SpokeRecently { .. } => "spoke_recently",
            Self::Quarrel => "quarrel",
            Self::Grief => "grief",
            Self::Dialogue => "dialogue",
            Self::NothingToAdd => "nothing_to_add",
            Self::Quota { .. } => "quota",
            Self::Frenzy { .. } => "frenzy",
            Self::Edited => "edited",
            Self::OptedOut => "opted_out",
            Self::Unwanted => "unwanted",
            Self::Initiative => "initiative",
        }
    }

    /// Its numbers, for the trace: `name=value`, separated by spaces; empty for none.
    pub fn detail(self) -> String {
        match self {
            Self::Old { age_s } => format!("age_s={age_s}"),
            Self::Flood { until } | Self::Withdrawn { until } | Self::Hushes { until } => {
                format!("until={}", until.0)
            }
            Self::Limited(limit) => limit.to_string(),
            Self::SpokeRecently { ago_s } => format!("ago_s={ago_s}"),
            Self::Command(command) | Self::NotAllowed(command) => {
                format!("command={}", command.name())
            }
            Self::Quota { used, of } => format!("used={used} of={of}"),
            Self::Frenzy { messages } => format!("messages_minute={messages}"),
            Self::Called(_)
            | Self::Unhushes
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
            | Self::HushedByCaller
            | Self::QuietHours
            | Self::Quarrel
            | Self::Grief
            | Self::Dialogue
            | Self::NothingToAdd
            | Self::Edited
            | Self::OptedOut
            | Self::Unwanted
            | Self::Initiative => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_is_stored_is_listed() {
        let source = include_str!("reason.rs");
        let (_, rest) = source.split_once("pub fn as_str").unwrap();
        let (body, _) = rest.split_once("pub fn detail").unwrap();
        // Nobody called where we join in: that is stored as `joins_in`.
        let called = [
            Occasion::Named,
            Occasion::Mentioned,
            Occasion::RepliedTo,
            Occasion::Private,
        ];
        let mut words: Vec<&str> = body
            .lines()
            .filter_map(|line| line.split_once("=> \"")?.1.split_once('"'))
            .map(|(word, _)| word)
            .chain(called.map(Occasion::as_str))
            .collect();
        words.sort_unstable();
        let mut listed = Reason::WORDS;
        listed.sort_unstable();
        assert_eq!(words, listed);
    }

    #[test]
    fn words_of_silence_are_no_acts() {
        let acts = Reason::WORDS.iter().filter(|word| Reason::is_act(word));
        assert_eq!(acts.count(), 10);
        assert!(!Reason::is_act("not_addressed"));
        assert!(!Reason::is_act("private_off"));
        assert!(Reason::is_act("private"));
    }
}
