//! The commands that people may give: one table from which Telegram's lists, `/help` and the right
//! to give them follow.

use super::{finding, phrases};
use crate::message::Command;

/// A command of ours. What it answers stands in `bot/commands/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownCommand {
    /// A greeting.
    Start,
    /// What there is to know.
    Help,
    /// Be quiet for a while.
    Quiet,
    /// Why something was done or not.
    Why,
    /// The limits and what is used of them.
    Limits,
    /// The reactions that we make.
    Reactions,
    /// What was done in a day.
    Stats,
    /// Whether all is well.
    Health,
    /// Forget all that was said in a chat.
    ForgetChat,
    /// Who said what, and when.
    Search,
    /// What was missed.
    Digest,
    /// An export that comes with it is taken in.
    Import,
    /// What we know of who asks.
    Me,
    /// How who asks wants to be spoken with.
    Preferences,
    /// Erases who asks.
    Forget,
    /// Remembers no more of who asks.
    OptOut,
    /// Remembers again.
    OptIn,
    /// All that is remembered of who asks, as a file.
    Export,
    /// The numbers of who asks.
    MyStatistics,
    /// The numbers of the chats.
    Analytics,
    /// A backup, now.
    Backup,
    /// The page about the chats, as a file.
    Report,
}

/// Where a command is shown and makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In groups and in private.
    Everywhere,
    /// Only in groups.
    Groups,
    /// Only in private.
    Private,
    /// In private, only to admins; given in a group, it is answered in private.
    Admins,
}

/// Who may give a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// Any person.
    Member,
    /// The people whose ids are in the settings.
    Admin,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandRow {
    /// Which.
    pub command: KnownCommand,
    /// The word after the slash: 1 to 32 of a–z, 0–9 and `_`.
    pub name: &'static str,
    /// What Telegram shows beside it, in Ukrainian.
    pub description: &'static str,
    /// Where.
    pub scope: Scope,
    /// Who.
    pub giver: Giver,
}

const fn row(
    command: KnownCommand,
    name: &'static str,
    description: &'static str,
    scope: Scope,
    giver: Giver,
) -> CommandRow {
    CommandRow {
        command,
        name,
        description,
        scope,
        giver,
    }
}

/// Every command, in the order in which people see them.
// One row each, which rustfmt would stretch to seven lines.
#[rustfmt::skip]
pub const COMMANDS: &[CommandRow] = &[
    row(KnownCommand::Help, "help", phrases::HELP_DESCRIPTION, Scope::Everywhere, Giver::Member),
    row(KnownCommand::Quiet, "quiet", phrases::QUIET_DESCRIPTION, Scope::Groups, Giver::Member),
    row(KnownCommand::Why, "why", phrases::WHY_DESCRIPTION, Scope::Everywhere, Giver::Member),
    row(KnownCommand::Limits, "limits", phrases::LIMITS_DESCRIPTION,
        Scope::Everywhere, Giver::Member),
    row(KnownCommand::Reactions, "reactions", phrases::REACTIONS_DESCRIPTION,
        Scope::Everywhere, Giver::Member),
    row(KnownCommand::Stats, "stats", phrases::STATS_DESCRIPTION, Scope::Admins, Giver::Admin),
    row(KnownCommand::Health, "health", phrases::HEALTH_DESCRIPTION, Scope::Admins, Giver::Admin),
    row(KnownCommand::ForgetChat, "forget_chat", phrases::FORGET_CHAT_DESCRIPTION,
        Scope::Groups, Giver::Admin),
    row(KnownCommand::Search, "search", finding::SEARCH_DESCRIPTION, Scope::Everywhere,
        Giver::Member),
    row(KnownCommand::Digest, "digest", finding::DIGEST_DESCRIPTION, Scope::Groups, Giver::Member),
    row(KnownCommand::Import, "import", finding::IMPORT_DESCRIPTION, Scope::Admins, Giver::Admin),
    row(KnownCommand::Me, "me", phrases::ME_DESCRIPTION, Scope::Everywhere, Giver::Member),
    row(KnownCommand::Preferences, "prefs", phrases::PREFERENCES_DESCRIPTION, Scope::Everywhere,
        Giver::Member),
    row(KnownCommand::MyStatistics, "mystats", phrases::MY_STATISTICS_DESCRIPTION,
        Scope::Everywhere, Giver::Member),
    row(KnownCommand::Export, "export", phrases::EXPORT_DESCRIPTION, Scope::Everywhere,
        Giver::Member),
    row(KnownCommand::Forget, "forget", phrases::FORGET_DESCRIPTION, Scope::Everywhere,
        Giver::Member),
    row(KnownCommand::OptOut, "optout", phrases::OPT_OUT_DESCRIPTION, Scope::Everywhere,
        Giver::Member),
    row(KnownCommand::OptIn, "optin", phrases::OPT_IN_DESCRIPTION, Scope::Everywhere,
        Giver::Member),
    row(KnownCommand::Analytics, "analytics", phrases::ANALYTICS_DESCRIPTION, Scope::Admins,
        Giver::Admin),
    row(KnownCommand::Backup, "backup", phrases::BACKUP_DESCRIPTION, Scope::Admins, Giver::Admin),
    row(KnownCommand::Report, "report", phrases::REPORT_DESCRIPTION, Scope::Admins, Giver::Admin),
    row(KnownCommand::Start, "start", phrases::START_DESCRIPTION, Scope::Private, Giver::Member),
];

impl CommandRow {
    /// Whether it is listed in a place of this kind, for somebody who is an admin or not.
    pub fn is_listed(&self, in_group: bool, is_admin: bool) -> bool {
        let fits = match self.scope {
            Scope::Everywhere => true,
            Scope::Groups => in_group,
            Scope::Private => !in_group,
            Scope::Admins => is_admin && !in_group,
        };
        fits && (self.giver == Giver::Member || is_admin)
    }
}

impl KnownCommand {
    /// Its row of the table.
    pub fn row(self) -> Option<&'static CommandRow> {
        COMMANDS.iter().find(|row| row.command == self)
    }

    /// The word after the slash.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Whether only admins may give it.
    pub fn is_for_admins(self) -> bool {
        self.row().is_none_or(|row| row.giver == Giver::Admin)
    }

    /// Whether it is a person's say in what is kept of them: no limit on talk may hold it back.
    pub fn is_a_right(self) -> bool {
        matches!(
            self,
            Self::Me | Self::Preferences | Self::Forget | Self::OptOut | Self::OptIn | Self::Export
        )
    }

    /// Whether it tells why we are silent: whoever meets a limit must be able to learn of it.
    pub fn explains_silence(self) -> bool {
        matches!(self, Self::Limits | Self::Why)
    }

    /// Whether it makes sense in a place of this kind.
    pub fn fits(self, in_group: bool) -> bool {
        match self.row().map(|row| row.scope) {
            Some(Scope::Groups) => in_group,
            Some(Scope::Private | Scope::Everywhere | Scope::Admins) | None => true,
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
        .find(|row| row.name == command.name)
        .map_or(Meaning::Unknown, |row| Meaning::Ours(row.command))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

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

    /// Limits: <https://core.telegram.org/bots/api#botcommand>.
    #[test]
    fn the_table_is_what_telegram_takes() {
        let names: HashSet<&str> = COMMANDS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        for row in COMMANDS {
            assert!((1..=32).contains(&row.name.len()), "{row:?}");
            assert!(
                row.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{row:?}"
            );
            assert!(
                (1..=256).contains(&row.description.chars().count()),
                "{row:?}"
            );
            assert_eq!(row.command.row(), Some(row));
            assert!(
                row.scope != Scope::Admins || row.giver == Giver::Admin,
                "{row:?}"
            );
        }
    }
}
