//! We were added to a chat, or removed from it.

use super::brain::Brain;
use super::ingest::all_work;
use super::lanes::{Lane, Work};
use super::own_line::OwnLine;
use crate::behaviour::phrases;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, UpdateId};
use crate::message::{Chat, Membership};
use crate::store::{Error, NewOutgoing, Reader, Writer};
use crate::telegram::request::Method;

/// We greet only who added us just now, not while we were away, in seconds.
const HELLO_AGE_MAX_S: i64 = 60;
/// Being added again within this is no news, in seconds.
const HELLO_AGAIN_S: i64 = SECONDS_PER_DAY;
/// A supergroup that is not allowed may turn out, within so many seconds, to be a group that is.
const LEAVE_WAIT_S: i64 = 15;
/// A farewell and a leaving are tried for so long, in seconds.
const LEAVE_AGE_MAX_S: i64 = 600;

/// Takes a change of our membership in; says which lanes have something to be sent now.
///
/// # Errors
/// What the database says.
pub(super) fn take_membership(
    writer: &Writer<'_>,
    update_id: UpdateId,
    membership: &Membership,
    brain: &Brain,
    now: UnixTime,
) -> Result<Vec<Lane>, Error> {
    let chat = &membership.chat;
    let joined_before = writer.attitude(chat.id)?.joined_at;
    writer.note_membership(membership)?;
    let joins = membership.is_member && !membership.was_member && chat.kind.is_group();
    if !joins {
        return Ok(Vec::new());
    }
    if !may_be_in(**writer, chat, brain)? {
        return leave(writer, update_id, chat, brain, now);
    }
    let is_fresh = now.since(membership.at) <= HELLO_AGE_MAX_S;
    let is_again = joined_before.is_some_and(|at| membership.at.since(at) < HELLO_AGAIN_S);
    if !is_fresh || is_again {
        return Ok(Vec::new());
    }
    let hears_all = brain.policy.me.reads_all_messages || membership.is_admin;
    let hello = phrases::hello(&brain.name, &brain.policy.me.username, hears_all);
    OwnLine::new(chat.id, update_id, &hello, now, LEAVE_AGE_MAX_S).put(writer, now)?;
    Ok(vec![replies(chat.id)])
}

/// Whether we may be in a chat: it is allowed, or it is what an allowed group has become.
///
/// # Errors
/// What the database says.
pub(super) fn may_be_in(reader: Reader<'_>, chat: &Chat, brain: &Brain) -> Result<bool, Error> {
    if brain.policy.allows(chat) {
        return Ok(true);
    }
    let groups = reader.groups_that_became(chat.id)?;
    Ok(groups
        .iter()
        .any(|group| brain.policy.allowed_chats.contains(group)))
}

/// Takes in that a group has become a supergroup; says which lanes have work there.
///
/// # Errors
/// What the database says.
pub(super) fn take_migration(
    writer: &Writer<'_>,
    from: ChatId,
    to: ChatId,
    brain: &Brain,
) -> Result<Vec<Lane>, Error> {
    writer.migrate_chat(from, to)?;
    let allowed = &brain.policy.allowed_chats;
    if allowed.contains(&from) && !allowed.contains(&to) {
        // The supergroup may have been heard of before we knew what it is.
        writer.stay(to)?;
        log::warn!("chat {from}: is the supergroup {to} now: put that into BOT_ALLOWED_CHATS");
    }
    Ok(all_work(to))
}

/// Leaves a chat where we may not be, with a word; silently if we are leaving already.
///
/// # Errors
/// What the database says.
pub(super) fn leave(
    writer: &Writer<'_>,
    update_id: UpdateId,
    chat: &Chat,
    brain: &Brain,
    now: UnixTime,
) -> Result<Vec<Lane>, Error> {
    let known = writer.chat(chat.id)?;
    if known.is_some_and(|row| !row.is_member) {
        return Ok(Vec::new());
    }
    writer.note_chat(chat, now)?;
    writer.leave(chat.id)?;
    let wait_s = if brain.policy.names_a_group() {
        LEAVE_WAIT_S
    } else {
        0
    };
    let at = now.plus(wait_s);
    let farewell = phrases::farewell(&brain.name);
    let line = OwnLine {
        not_before: at,
        expires_at: at.plus(LEAVE_AGE_MAX_S),
        ..OwnLine::new(chat.id, update_id, &farewell, now, LEAVE_AGE_MAX_S)
    };
    line.put(writer, now)?;
    writer.add_outgoing(
        &NewOutgoing {
            chat: chat.id,
            update_id,
            method: Method::LeaveChat.as_str(),
            part: 0,
            body: "{}",
            thread_id: None,
            reply_to: None,
            text: "",
            not_before: at,
            expires_at: at.plus(LEAVE_AGE_MAX_S),
            fallback: None,
        },
        now,
    )?;
    log::info!("chat {}: not among BOT_ALLOWED_CHATS, left", chat.id);
    Ok(vec![replies(chat.id)])
}

fn replies(chat: ChatId) -> Lane {
    Lane {
        chat,
        work: Work::Reply,
    }
}
