//! What the rules need to know beyond a message, from the database.

use super::brain::Brain;
use super::task::{JOIN, SCOLD};
use crate::analysis::{Analysis, analyse};
use crate::behaviour::feedback::Liking;
use crate::behaviour::{Look, Policy, QuietHours, Room, Spoken, Unasked, View, weighted};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::ChatId;
use crate::message::{Incoming, MediaKind};
use crate::store::{Attitude, Error, Lately, Reader};

/// The most message times that are looked at for a flood.
const FLOOD_TIMES_MAX: usize = 500;
/// So many messages tell what a conversation is like.
const ROOM_MESSAGES: usize = 12;

/// Loads what the rules need to know.
///
/// # Errors
/// What the database says.
pub(super) fn view(
    reader: Reader<'_>,
    incoming: &Incoming,
    look: &Look,
    brain: &Brain,
    now: UnixTime,
) -> Result<View, Error> {
    let (chat, person) = (incoming.chat.id, incoming.sender.id);
    let policy = &brain.policy;
    let pace = reader.pace(chat, person, now)?;
    let attitude = reader.attitude(chat)?;
    let (hush_votes, hushed_by_sender) = if attitude.hush_until > now {
        reader.hush_votes(chat, person, now)?
    } else {
        (0, false)
    };
    let unasked = if look.may_join() {
        Some(Unasked {
            joins_day: reader
                .jobs_since(chat, JOIN, now.minus(SECONDS_PER_DAY))?
                .count,
            model_requests_day: reader.all_requests_today(now)?,
            room: room(reader, incoming, brain)?,
        })
    } else {
        None
    };
    let wishes = reader.preferences(chat, person)?;
    Ok(View {
        chat_minute: pace.chat_minute,
        chat_hour: pace.chat_hour,
        person_minute: pace.person_minute,
        person_commands_minute: pace.person_commands_minute,
        person_hour: pace.person_hour,
        global_minute: pace.global_minute,
        reactions_minute: pace.reactions_minute,
        reactions_person: reader.reactions_to(chat, person, now)?,
        person_times: person_times(reader, incoming, brain)?,
        spam_line_at: reader.last_job_at(chat, person, SCOLD)?,
        spoke_at: spoke_at(reader, chat, look, policy, now)?,
        hush_until: attitude.hush_until,
        hush_votes,
        hushed_by_sender,
        wants_no_reactions: wishes.no_reactions,
        wants_only_calls: wishes.only_when_called,
        withdrawn_until: attitude.withdrawn_until,
        liking: liking(&attitude, policy, now),
        quiet_hours: quiet_hours(&attitude),
        reactions_allowed: reactions_allowed(&attitude),
        chat_messages_minute: reader.messages_minute(chat, now, policy.spam.frenzy_minute)?,
        unasked,
        local: reader.local_time(now)?,
    })
}

/// When we last spoke in a chat or set about it: words that a model is still looking for are words
/// all the same to whoever would add more of them.
fn spoke_at(
    reader: Reader<'_>,
    chat: ChatId,
    look: &Look,
    policy: &Policy,
    now: UnixTime,
) -> Result<Option<UnixTime>, Error> {
    let spoke_at = reader.last_time_of(chat, policy.me.id)?;
    if !look.may_join() {
        return Ok(spoke_at);
    }
    let since = now.minus(policy.joining.pause_s);
    Ok(spoke_at.max(reader.speaking_since(chat, since)?))
}

/// How our words are liked in a chat now.
pub(super) fn liking(attitude: &Attitude, policy: &Policy, now: UnixTime) -> f64 {
    let liking = Liking {
        value: attitude.liking,
        at: attitude.liking_at,
    };
    liking.left(now, &policy.feedback)
}

/// A chat's own quiet hours.
pub(super) fn quiet_hours(attitude: &Attitude) -> Option<QuietHours> {
    attitude.quiet.map(|(from, to)| QuietHours { from, to })
}

/// The emoji that a chat allows; `None` if it allows all.
pub(super) fn reactions_allowed(attitude: &Attitude) -> Option<Vec<String>> {
    let json = attitude.reactions.as_deref()?;
    serde_json::from_str(json).ok()
}

fn person_times(
    reader: Reader<'_>,
    incoming: &Incoming,
    brain: &Brain,
) -> Result<Vec<UnixTime>, Error> {
    let spam = &brain.policy.spam;
    let (chat, person) = (incoming.chat.id, incoming.sender.id);
    let since = incoming.sent_at.minus(spam.timeout_s.saturating_add(60));
    // A flood is seen in the newest `threshold` messages; the time-out runs from its last one.
    let times_max = spam.threshold.saturating_mul(2).clamp(1, FLOOD_TIMES_MAX);
    let lately = reader.lately_of(chat, person, since, times_max)?;
    let mut previous: Option<&Lately> = None;
    let mut times = Vec::with_capacity(lately.len());
    for one in &lately {
        let is_sticker = one.media.as_deref() == Some(MediaKind::Sticker.as_str());
        let same = previous.is_some_and(|before| !one.text.is_empty() && before.text == one.text);
        times.push((one.at, is_sticker || same));
        previous = Some(one);
    }
    Ok(weighted(&times, spam))
}

fn room(reader: Reader<'_>, incoming: &Incoming, brain: &Brain) -> Result<Room, Error> {
    let topic = incoming.chat.is_forum.then_some(incoming.thread_id);
    let lines = reader.recent(incoming.chat.id, topic, ROOM_MESSAGES)?;
    let analyses: Vec<Analysis> = lines.iter().map(|line| analyse(&line.text)).collect();
    let spoken: Vec<Spoken<'_>> = lines
        .iter()
        .zip(&analyses)
        .map(|(line, analysis)| Spoken {
            by: line.sender_id,
            at: line.sent_at,
            is_answer: line.reply_to.is_some(),
            analysis,
            text: &line.text,
        })
        .collect();
    Ok(Room::of(&spoken, &brain.policy.joining.windows))
}
