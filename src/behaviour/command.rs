//! The commands that members may give.

use super::phrases;
use crate::message::Command;

/// A command of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownCommand {
    /// A greeting.
    Start,
    /// What there is to know.
    Help,
}

/// Every command, in the order in which people see them.
pub const COMMANDS: &[KnownCommand] = &[KnownCommand::Help, KnownCommand::Start];

impl KnownCommand {
    /// The word after the slash.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Help => "help",
        }
    }

    /// What Telegram shows beside it.
    pub fn description(self) -> &'static str {
        match self {
            Self::Start => phrases::START_DESCRIPTION,
            Self::Help => phrases::HELP_DESCRIPTION,
        }
    }
}

/// Whose command a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Ours(KnownCommand),
    Unknown,
    OtherBot,
}

/// Whose command `command` is, given our username.
pub(super) fn meaning(command: &Command, username: &str) -> Meaning {
    let is_elsewhere = command
        .target
        .as_ref()
        .is_some_and(|target| !target.eq_ignore_ascii_case(username));
    if is_elsewhere {
        return Meaning::OtherBot;
    }
    COMMANDS
        .iter()
        .find(|known| known.name() == command.name)
        .map_or(Meaning::Unknown, |known| Meaning::Ours(*known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, target: Option<&str>, expected: Meaning) {
        let command = Command {
            name: name.to_owned(),
            target: target.map(str::to_owned),
            arguments: String::new(),
        };
        assert_eq!(meaning(&command, "gryag_bot"), expected);
    }

    #[test]
    fn a_command_for_another_bot_is_nobodys_business() {
        check("help", None, Meaning::Ours(KnownCommand::Help));
        check("help", Some("Gryag_Bot"), Meaning::Ours(KnownCommand::Help));
        check("help", Some("other_bot"), Meaning::OtherBot);
        check("warn", None, Meaning::Unknown);
    }
}
