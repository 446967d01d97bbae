//! Somebody put an emoji under a message, or took one away.

use crate::clock::UnixTime;
use crate::signal::Reacted;
use crate::store::{Error, Writer};

/// Takes a reaction in: it shows that the chat is alive.
///
/// # Errors
/// What the database says.
pub(super) fn take_reaction(
    writer: &Writer<'_>,
    reacted: &Reacted,
    now: UnixTime,
) -> Result<(), Error> {
    writer.note_chat(&reacted.chat, now)
}
