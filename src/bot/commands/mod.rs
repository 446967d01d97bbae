//! What the commands of members and admins answer. Which there are, who may give them and what
//! Telegram shows beside them stands in `behaviour/command.rs`.

use super::brain::Brain;
use crate::behaviour::{KnownCommand, phrases};
use crate::clock::UnixTime;
use crate::message::Incoming;
use crate::store::{Error, Writer};

/// The answer to `command`, given by the author of `incoming`; what it changes is part of the
/// caller's transaction.
///
/// # Errors
/// What the database says.
pub(super) fn answer(
    command: KnownCommand,
    _incoming: &Incoming,
    _writer: &Writer<'_>,
    brain: &Brain,
    _now: UnixTime,
) -> Result<String, Error> {
    match command {
        KnownCommand::Start => Ok(phrases::greeting(&brain.name)),
        KnownCommand::Help => Ok(phrases::help(&brain.name, &brain.policy.me.username)),
    }
}
