//! Somebody put an emoji under a message, or took one away: what that says of our words.

use super::brain::Brain;
use super::membership::may_be_in;
use crate::behaviour::feedback::{Liking, Opinion, opinion};
use crate::clock::UnixTime;
use crate::signal::Reacted;
use crate::store::{Error, Writer};

/// Takes a reaction in. Only those under our own words count, and not our own.
///
/// # Errors
/// What the database says.
pub(super) fn take_reaction(
    writer: &Writer<'_>,
    reacted: &Reacted,
    brain: &Brain,
    now: UnixTime,
) -> Result<(), Error> {
    if !may_be_in(**writer, &reacted.chat, brain)? {
        return Ok(());
    }
    writer.note_chat(&reacted.chat, now)?;
    let chat = reacted.chat.id;
    let is_ours = writer
        .message(chat, reacted.message_id)?
        .is_some_and(|line| line.is_ours);
    // What comes late still counts, but nobody is annoyed about it now.
    let is_old = now.since(reacted.at) > brain.policy.age_max_s;
    if !is_ours || reacted.by == brain.policy.me.id {
        return Ok(());
    }
    // Who does not want to be remembered has no opinion on record.
    if writer.consent(reacted.by)?.opted_out {
        return Ok(());
    }
    let count = |wanted| {
        let of = |emoji: &str| i32::from(opinion(emoji) == wanted);
        let added: i32 = reacted.added().map(of).sum();
        let removed: i32 = reacted.removed().map(of).sum();
        (added, removed)
    };
    let (good, good_gone) = count(Opinion::Good);
    let (bad, bad_gone) = count(Opinion::Bad);
    let attitude = writer.attitude(chat)?;
    let liking = Liking {
        value: attitude.liking,
        at: attitude.liking_at,
    };
    let liking = liking.after(
        good - good_gone,
        bad - bad_gone,
        now,
        &brain.policy.feedback,
    );
    writer.set_liking(chat, liking.value, liking.at)?;
    if good > 0 {
        writer.note_taken_up(chat)?;
    }
    if bad > 0 && !is_old {
        let since = now.minus(brain.policy.feedback.window_s);
        let people = writer.note_dislike(chat, reacted.by, now, since)?;
        if people >= brain.policy.feedback.people {
            let until = now.plus(brain.policy.feedback.withdraw_s);
            writer.withdraw(chat, until)?;
            log::info!("chat {chat}: {people} people dislike what was said, quiet for a while");
        }
    }
    Ok(())
}
