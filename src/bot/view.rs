//! What the rules need to know beyond a message, from the database.

use super::brain::Brain;
use super::task::SCOLD;
use crate::behaviour::View;
use crate::clock::UnixTime;
use crate::message::Incoming;
use crate::store::{Error, Reader};

/// Loads what the rules need to know.
///
/// # Errors
/// What the database says.
pub(super) fn view(
    reader: Reader<'_>,
    incoming: &Incoming,
    brain: &Brain,
    now: UnixTime,
) -> Result<View, Error> {
    let (chat, person) = (incoming.chat.id, incoming.sender.id);
    let spam = &brain.policy.spam;
    let pace = reader.pace(chat, person, now)?;
    let since = incoming.sent_at.minus(spam.timeout_s.saturating_add(60));
    // A flood is seen in the newest `threshold` messages; the time-out runs from its last one.
    let times_max = spam.threshold.saturating_mul(2).clamp(1, FLOOD_TIMES_MAX);
    Ok(View {
        chat_minute: pace.chat_minute,
        chat_hour: pace.chat_hour,
        person_minute: pace.person_minute,
        person_hour: pace.person_hour,
        global_minute: pace.global_minute,
        reactions_minute: pace.reactions_minute,
        person_times: reader.times_of(chat, person, since, times_max)?,
        spam_line_at: reader.last_job_at(chat, person, SCOLD)?,
        spoke_at: reader.last_time_of(chat, brain.policy.me.id)?,
        hush_until: reader.chat(chat)?.map_or(UnixTime(0), |row| row.hush_until),
        local: reader.local_time(now)?,
    })
}

/// The most message times that are looked at for a flood.
const FLOOD_TIMES_MAX: usize = 500;
