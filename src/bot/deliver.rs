//! From the outbox to Telegram: at most once for words, until it works for the rest.

use super::fallback::fall_back;
use super::lanes::{Lane, Work};
use super::shared::Shared;
use super::view::reactions_allowed;
use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, MessageId};
use crate::rng::Rng;
use crate::store::{Error, NewOutgoing, Outgoing, OwnMessage, SendState, Store, Writer};
use crate::telegram::request::{self, Method};
use crate::telegram::{self, Refusal, Sent, carry};
use std::sync::atomic::Ordering;

/// A request that never reached Telegram is tried so often.
const ATTEMPTS_MAX: i64 = 8;
/// The longest wait between two such tries, in seconds.
const RETRY_WAIT_MAX_S: i64 = 60;
/// How long nothing is sent anywhere after Telegram refused our token, in seconds.
const UNAUTHORISED_WAIT_S: i64 = 60;

/// What is left in a chat's outbox after a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing that is due now.
    Nothing,
    /// The chat has moved; its work waits there.
    Moved(ChatId),
    /// Telegram wants nothing for this chat before then.
    Paused(UnixTime),
}

/// Sends what is due in a chat.
///
/// # Errors
/// What the database says.
pub(super) fn deliver(
    store: &mut Store,
    chat: ChatId,
    shared: &Shared,
    rng: &mut Rng,
) -> Result<Left, Error> {
    loop {
        if shared.stop.is_asked() {
            return Ok(Left::Nothing);
        }
        let now = shared.clock.now();
        let paused_until = store.read().paused_until(chat)?;
        if paused_until > now {
            return Ok(Left::Paused(paused_until));
        }
        let Some(outgoing) = store.read().next_outgoing(chat, now)? else {
            return Ok(Left::Nothing);
        };
        let Some(method) = Method::from_word(&outgoing.method) else {
            store.write(|writer| writer.end_sending(outgoing.id, SendState::Dropped, None))?;
            continue;
        };
        if outgoing.expires_at < now {
            log::warn!(
                "chat {chat}: {method} dropped: it came too late",
                method = outgoing.method
            );
            store.write(|writer| writer.end_sending(outgoing.id, SendState::Dropped, None))?;
            continue;
        }
        if method == Method::SetMessageReaction && !is_allowed(store, chat, &outgoing)? {
            store.write(|writer| writer.end_sending(outgoing.id, SendState::Dropped, None))?;
            continue;
        }
        store.write(|writer| writer.begin_sending(outgoing.id))?;
        if shared.config.sync_before_send {
            store.sync()?;
        }
        let started = shared.clock.monotonic();
        let result = shared.telegram.call(method, chat, &outgoing.body);
        let took = shared.clock.monotonic().saturating_sub(started);
        shared.measures.send.add(took);
        if let Some(to) = settle(store, chat, &outgoing, method, result, shared, rng)? {
            return Ok(Left::Moved(to));
        }
    }
}

/// Whether the chat allows the reaction: Telegram may have said so after it was chosen.
fn is_allowed(store: &Store, chat: ChatId, outgoing: &Outgoing) -> Result<bool, Error> {
    let allowed = reactions_allowed(&store.read().attitude(chat)?);
    let emoji = request::reaction_in(&outgoing.body);
    Ok(match (allowed, emoji) {
        (Some(allowed), Some(emoji)) => allowed.contains(&emoji),
        (None, _) | (_, None) => true,
    })
}

/// Notes what became of a request; says where the chat has moved, if it has.
fn settle(
    store: &mut Store,
    chat: ChatId,
    outgoing: &Outgoing,
    method: Method,
    result: Result<Sent, telegram::Error>,
    shared: &Shared,
    rng: &mut Rng,
) -> Result<Option<ChatId>, Error> {
    let now = shared.clock.now();
    let id = outgoing.id;
    let end = |store: &mut Store, state| store.write(|w| w.end_sending(id, state, None));
    let error = match result {
        Ok(sent) => {
            shared.health.replies.fetch_add(1, Ordering::Relaxed);
            if let Some(there) = accept(store, chat, outgoing, &sent, shared, now)? {
                wake_replies(there, shared);
            }
            return Ok(None);
        }
        Err(error) => error,
    };
    match error {
        telegram::Error::RetryAfter(wait) => {
            let until = now.plus(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).max(1));
            log::warn!(
                "chat {chat}: Telegram asks for a pause of {} s",
                wait.as_secs()
            );
            store.write(|writer| {
                writer.postpone(id, until, None)?;
                writer.pause_chat(chat, until)
            })?;
        }
        telegram::Error::MigratedTo(to) => {
            log::info!("chat {chat}: is the supergroup {to} now");
            store.write(|writer| {
                writer.postpone(id, now, None)?;
                writer.migrate_chat(chat, to)
            })?;
            return Ok(Some(to));
        }
        telegram::Error::Refused { code, reason } => {
            if let Some(there) = refused(store, chat, outgoing, code, reason, now)? {
                wake_replies(there, shared);
            }
        }
        telegram::Error::Unauthorised => {
            shared.unauthorised();
            let until = now.plus(UNAUTHORISED_WAIT_S);
            store.write(|writer| {
                writer.postpone(id, until, None)?;
                writer.pause_chat(chat, until)
            })?;
        }
        telegram::Error::NotSent(_)
        | telegram::Error::Conflict { .. }
        | telegram::Error::Stopped => {
            retry(store, chat, outgoing, error, now, rng)?;
        }
        telegram::Error::BadUrl => {
            log::error!("chat {chat}: {} dropped: {error}", outgoing.method);
            end(store, SendState::Dropped)?;
        }
        // A server that restarts may have passed the message on before it said so.
        telegram::Error::Ambiguous(_)
        | telegram::Error::ServerTrouble { .. }
        | telegram::Error::Decode => {
            if method.is_idempotent() {
                retry(store, chat, outgoing, error, now, rng)?;
            } else {
                log::warn!("chat {chat}: nobody knows whether a message arrived: {error}");
                end(store, SendState::Ambiguous)?;
            }
        }
    }
    Ok(None)
}

/// Telegram has it: what we said becomes part of the history, unless only one person sees it. Says
/// which other chat has something to be sent now.
fn accept(
    store: &mut Store,
    chat: ChatId,
    outgoing: &Outgoing,
    sent: &Sent,
    shared: &Shared,
    now: UnixTime,
) -> Result<Option<ChatId>, Error> {
    let brain = shared.brain();
    let is_for_one = outgoing.fallback.is_some() && carry::only_reader(&outgoing.body).is_some();
    store.write(|writer| {
        writer.end_sending(outgoing.id, SendState::Sent, sent.message_id)?;
        let message_id = sent.message_id.filter(|id| id.0 != 0);
        let Some(message_id) = message_id.filter(|_| !outgoing.text.is_empty()) else {
            return Ok(None);
        };
        if is_for_one && sent.is_for_one {
            return Ok(None);
        }
        if is_for_one {
            // A server that knows no messages for one reader has shown it to everybody.
            take_back(writer, chat, outgoing, message_id, now)?;
            return fall_back(writer, chat, outgoing, now);
        }
        // While it was on its way, the group may have become a supergroup.
        let moved = writer.migrated_to(chat)?;
        let own = OwnMessage {
            chat: moved.unwrap_or(chat),
            message_id: Some(message_id).filter(|_| moved.is_none()),
            thread_id: outgoing.thread_id,
            reply_to: outgoing.reply_to.filter(|_| moved.is_none()),
            sent_at: sent.date.unwrap_or(now),
            text: &outgoing.text,
            me: brain.policy.me.id,
            name: &brain.name,
        };
        if outgoing.is_aside {
            writer.remember_aside(&own)?;
        } else {
            writer.remember_own(&own)?;
        }
        Ok(None)
    })
}

fn take_back(
    writer: &Writer<'_>,
    chat: ChatId,
    outgoing: &Outgoing,
    message_id: MessageId,
    now: UnixTime,
) -> Result<(), Error> {
    writer.add_outgoing(
        &NewOutgoing {
            chat,
            update_id: outgoing.update_id,
            method: Method::DeleteMessage.as_str(),
            part: outgoing.part,
            body: &request::delete_message(message_id),
            thread_id: None,
            reply_to: None,
            text: "",
            not_before: now,
            expires_at: now.plus(TAKE_BACK_AGE_MAX_S),
            fallback: None,
        },
        now,
    )
}

/// A message is taken back within this, in seconds; Telegram allows two days.
const TAKE_BACK_AGE_MAX_S: i64 = 86_400;

fn wake_replies(chat: ChatId, shared: &Shared) {
    shared.lanes.wake(Lane {
        chat,
        work: Work::Reply,
    });
}

/// Telegram will not do it. Says which other chat has something to be sent instead.
fn refused(
    store: &mut Store,
    chat: ChatId,
    outgoing: &Outgoing,
    code: u16,
    reason: Refusal,
    now: UnixTime,
) -> Result<Option<ChatId>, Error> {
    let id = outgoing.id;
    let plain = match reason {
        Refusal::CannotParse => request::to_plain(&outgoing.body),
        Refusal::NotModified
        | Refusal::ChatGone
        | Refusal::ReplyTargetGone
        | Refusal::TooLong
        | Refusal::ReactionInvalid
        | Refusal::NoRights
        | Refusal::FileGone
        | Refusal::Other => None,
    };
    if let Some(plain) = plain {
        store.write(|writer| writer.postpone(id, now, Some(&plain)))?;
        return Ok(None);
    }
    if reason == Refusal::NotModified {
        store.write(|writer| writer.end_sending(id, SendState::Sent, None))?;
        return Ok(None);
    }
    log::warn!(
        "chat {chat}: {} refused with {code} ({reason:?})",
        outgoing.method
    );
    store.write(|writer| {
        writer.end_sending(id, SendState::Dropped, None)?;
        let there = fall_back(writer, chat, outgoing, now)?;
        if reason == Refusal::ChatGone {
            writer.leave(chat)?;
        }
        Ok(there)
    })
}

fn retry(
    store: &mut Store,
    chat: ChatId,
    outgoing: &Outgoing,
    error: telegram::Error,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<(), Error> {
    if outgoing.attempts >= ATTEMPTS_MAX {
        log::warn!("chat {chat}: {} given up: {error}", outgoing.method);
        return store.write(|writer| writer.end_sending(outgoing.id, SendState::Dropped, None));
    }
    let until = now.plus(retry_wait_s(outgoing.attempts, rng));
    store.write(|writer| writer.postpone(outgoing.id, until, None))
}

/// The wait before the next try, in seconds: doubling from 1, with full jitter, at most a minute.
fn retry_wait_s(attempts: i64, rng: &mut Rng) -> i64 {
    let exponent = u32::try_from(attempts.clamp(0, 6)).unwrap_or(0);
    let longest = 1_i64
        .checked_shl(exponent)
        .unwrap_or(1)
        .min(RETRY_WAIT_MAX_S);
    rng.between(1, longest)
}

/// Has the lane looked at when `due` comes.
pub(super) fn wake_when_due(lane: Lane, due: UnixTime, shared: &Shared) {
    let wait = due.since(shared.clock.now());
    let wait = std::time::Duration::from_secs(u64::try_from(wait).unwrap_or(0));
    shared
        .lanes
        .wake_at(lane, shared.clock.monotonic().saturating_add(wait));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_no_further() {
        let mut rng = Rng::new(1);
        assert!((0..100).all(|_| retry_wait_s(0, &mut rng) == 1));
        assert!((0..100).all(|_| (1..=60).contains(&retry_wait_s(40, &mut rng))));
        assert!((0..100).any(|_| retry_wait_s(6, &mut rng) > 30));
    }
}
