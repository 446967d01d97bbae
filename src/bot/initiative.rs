//! Topics of our own: the timer looks at every living chat, the rules decide, the model finds
//! words.

use super::brain::Brain;
use super::membership::may_be_in;
use super::task::{INITIATIVE, ReplyTask};
use super::view::{liking, quiet_hours};
use crate::behaviour::initiative::{NotNow, Pulse, begins};
use crate::behaviour::{Reason, hours};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId};
use crate::rng::Rng;
use crate::store::{Attitude, Error, NewJob, Store, Writer};

/// A chat's hours are learned anew so often, in seconds.
const HOURS_KNOWN_S: i64 = SECONDS_PER_DAY;
/// They are learned from so many days.
const HOURS_DAYS: i64 = 14;
/// A topic that found no words by then is dropped, in seconds.
const WORTH_S: i64 = 600;
/// The most chats that one look goes through.
const CHATS_MAX: usize = 2_000;

/// Starts topics where it is time; says in which chats.
///
/// # Errors
/// What the database says.
pub fn begin_initiatives(
    store: &mut Store,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<Vec<ChatId>, Error> {
    let rules = &brain.policy.initiative;
    if rules.per_day == 0 || rules.chance <= 0.0 {
        return Ok(Vec::new());
    }
    let chats = store.read().active_chats(now.minus(rules.recent_s))?;
    let mut begun = Vec::new();
    for chat in chats.into_iter().take(CHATS_MAX) {
        match look(store, chat, brain, now, rng)? {
            Ok(()) => begun.push(chat),
            Err(why) => super::debug::debug!("chat {chat}: no topic is started: {why}"),
        }
    }
    Ok(begun)
}

fn look(
    store: &mut Store,
    chat: ChatId,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<Result<(), NotNow>, Error> {
    let rules = &brain.policy.initiative;
    let mut attitude = store.read().attitude(chat)?;
    if now.since(attitude.hours_at) >= HOURS_KNOWN_S {
        learn_hours(store, chat, now)?;
        attitude = store.read().attitude(chat)?;
    }
    if let Some(at) = attitude.initiative_at.filter(|_| attitude.ignored > 0)
        && store
            .read()
            .was_answered(chat, at, at.plus(rules.taken_up_s))?
    {
        store.write(|writer| writer.note_taken_up(chat))?;
        attitude.ignored = 0;
    }
    let pulse = pulse(store, chat, &attitude, brain, now)?;
    if let Err(why) = begins(&pulse, &brain.policy, now, rng) {
        return Ok(Err(why));
    }
    store.write(|writer| begin(writer, chat, &pulse, now))?;
    Ok(Ok(()))
}

fn learn_hours(store: &mut Store, chat: ChatId, now: UnixTime) -> Result<(), Error> {
    let since = now.minus(HOURS_DAYS * SECONDS_PER_DAY);
    let messages = store.read().hours_of(chat, since)?;
    let quiet = hours::learn(&messages).map(|night| (night.from, night.to));
    store.write(|writer| writer.note_hours(chat, quiet, now))
}

fn pulse(
    store: &Store,
    chat: ChatId,
    attitude: &Attitude,
    brain: &Brain,
    now: UnixTime,
) -> Result<Pulse, Error> {
    let reader = store.read();
    let row = reader.chat(chat)?;
    let is_open = match row {
        Some(row) if row.is_member && row.chat.kind.is_group() => {
            may_be_in(reader, &row.chat, brain)?
        }
        Some(_) | None => false,
    };
    let day = reader.day_of(chat, now)?;
    let yesterday = now.minus(SECONDS_PER_DAY);
    Ok(Pulse {
        is_open,
        human_at: day.human_at,
        spoke_at: reader
            .last_time_of(chat, brain.policy.me.id)?
            .max(reader.speaking_since(chat, yesterday)?),
        messages_day: day.messages,
        people_day: day.people,
        initiatives_day: reader.jobs_since(chat, INITIATIVE, yesterday)?.count,
        initiative_at: attitude.initiative_at,
        ignored: attitude.ignored,
        hush_until: attitude.hush_until,
        withdrawn_until: attitude.withdrawn_until,
        liking: liking(attitude, &brain.policy, now),
        quiet_hours: quiet_hours(attitude),
        model_requests_day: reader.all_requests_today(now)?,
        local: reader.local_time(now)?,
    })
}

fn begin(writer: &Writer<'_>, chat: ChatId, pulse: &Pulse, now: UnixTime) -> Result<(), Error> {
    let cause = writer.own_cause()?;
    let is_forum = writer.chat(chat)?.is_some_and(|row| row.chat.is_forum);
    let thread = if is_forum {
        writer.thread_of_talk(chat)?
    } else {
        None
    };
    let task = ReplyTask::initiative(thread, now);
    // A task of plain strings and numbers always becomes JSON.
    let payload = serde_json::to_string(&task).unwrap_or_default();
    let job = NewJob {
        chat,
        person: SenderId(0),
        kind: INITIATIVE,
        update_id: cause,
        payload: &payload,
        expires_at: now.plus(WORTH_S),
    };
    writer.add_job(&job, now)?;
    writer.note_initiative(chat, now)?;
    let still_s = pulse.human_at.map_or(0, |at| now.since(at));
    let detail = format!(
        "still_s={still_s} messages_day={} initiatives_day={} ignored={} liking={:.1}",
        pulse.messages_day, pulse.initiatives_day, pulse.ignored, pulse.liking
    );
    // Such a cause is no message's number, and /why finds it by the answer that it caused.
    let traced = MessageId(cause.0);
    writer.note_decision(chat, traced, now, Reason::Initiative.as_str(), &detail)
}
