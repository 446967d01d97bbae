//! `/limits`: every limit, its setting, what is used of it, when there is more again.

use super::super::brain::Brain;
use super::super::describe::DESCRIBED_KEY;
use super::super::media::SHOWN_KEY;
use super::super::tally;
use super::super::task::{INITIATIVE, JOIN};
use super::super::view::{liking, quiet_hours};
use super::phrases::{self, Row, span};
use super::{Order, Response};
use crate::behaviour::Policy;
use crate::behaviour::feedback::eagerness;
use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};
use crate::store::{Attitude, Error, Used, Writer};
use crate::telegram::request::Method;

/// Tells the limits of the chat in which it is asked.
///
/// # Errors
/// What the database says.
pub(super) fn answer(
    order: &Order<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<Response, Error> {
    let attitude = writer.attitude(order.incoming.chat.id)?;
    let policy = &brain.policy;
    let mut lines = vec![phrases::LIMITS_USED.to_owned()];
    lines.extend(rows(order, writer, brain, now)?.iter().map(Row::tell));
    let of_the_day = rows_of_the_day(writer, brain, now)?;
    lines.extend(of_the_day.iter().map(Row::tell));
    lines.push(phrases::LIMITS_RULES.to_owned());
    lines.extend(phrases::rules(policy));
    lines.push(phrases::LIMITS_CHANCES.to_owned());
    let eager = eagerness(liking(&attitude, policy, now), &policy.feedback);
    lines.extend(phrases::chances(policy, eager));
    lines.push(phrases::LIMITS_NOW.to_owned());
    lines.extend(present(&attitude, policy, writer, now)?);
    Ok(Response::only_the_asker(lines.join("\n")))
}

/// What is counted, with its limit.
fn rows(
    order: &Order<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<Vec<Row>, Error> {
    let (chat, person) = (order.incoming.chat.id, order.incoming.sender.id);
    let (policy, limits) = (&brain.policy, &brain.policy.limits);
    let ago = |seconds| now.minus(seconds);
    let reaction = Method::SetMessageReaction.as_str();
    let day = ago(SECONDS_PER_DAY);
    let (minute, hour) = (SECONDS_PER_MINUTE, SECONDS_PER_HOUR);
    let row = |what, setting, used: Used, of, window_s| Row {
        what,
        setting,
        used: used.count,
        of,
        freed_in_s: used
            .oldest
            .map(|oldest| oldest.plus(window_s).since(now).max(1)),
    };
    let bare = |what, setting, used, of| Row {
        what,
        setting,
        used,
        of,
        freed_in_s: None,
    };
    let pace = writer.pace(chat, person, now)?;
    Ok(vec![
        row(
            phrases::REPLIES_MINUTE,
            "BOT_RATE_LIMIT_PER_CHAT",
            writer.replies_since(Some(chat), ago(minute))?,
            limits.chat_minute,
            minute,
        ),
        row(
            phrases::REPLIES_HOUR,
            "BOT_MAX_REPLIES_PER_HOUR",
            writer.replies_since(Some(chat), ago(hour))?,
            limits.chat_hour,
            hour,
        ),
        bare(
            phrases::REPLIES_TO_YOU,
            "BOT_RATE_LIMIT_PER_PERSON",
            pace.person_minute,
            limits.person_minute,
        ),
        row(
            phrases::REPLIES_EVERYWHERE,
            "BOT_GLOBAL_RATE_LIMIT",
            writer.replies_since(None, ago(minute))?,
            limits.global_minute,
            minute,
        ),
        row(
            phrases::REACTIONS_MINUTE,
            "BOT_REACTIONS_PER_MINUTE",
            writer.requests_since(chat, reaction, ago(minute))?,
            limits.reactions_minute,
            minute,
        ),
        bare(
            phrases::REACTIONS_TO_YOU,
            "BOT_REACTIONS_PER_PERSON",
            writer.reactions_to(chat, person, now)?,
            limits.reactions_person,
        ),
        row(
            phrases::JOINS,
            "BOT_JOIN_PER_DAY",
            writer.jobs_since(chat, JOIN, day)?,
            policy.joining.per_day,
            SECONDS_PER_DAY,
        ),
        row(
            phrases::TOPICS,
            "BOT_INITIATIVES_PER_DAY",
            writer.jobs_since(chat, INITIATIVE, day)?,
            policy.initiative.per_day,
            SECONDS_PER_DAY,
        ),
    ])
}

/// What of the models is counted by the day.
fn rows_of_the_day(writer: &Writer<'_>, brain: &Brain, now: UnixTime) -> Result<[Row; 3], Error> {
    let shown = tally::today(**writer, SHOWN_KEY, now)?;
    let described = tally::today(**writer, DESCRIBED_KEY, now)?;
    let row = |what, setting, used, of| Row {
        what,
        setting,
        used,
        of,
        // The models' own day, and ours for them, begins at midnight of Greenwich.
        freed_in_s: Some(SECONDS_PER_DAY - now.0.rem_euclid(SECONDS_PER_DAY)),
    };
    Ok([
        row(
            phrases::MEDIA,
            "BOT_MEDIA_PER_DAY",
            i64::from(shown),
            i64::from(brain.media.per_day),
        ),
        row(
            phrases::DESCRIPTIONS,
            "BOT_DESCRIBE_PER_DAY",
            i64::from(described),
            i64::from(brain.media.describe_per_day),
        ),
        row(
            phrases::REQUESTS,
            "GEMINI_REQUESTS_PER_DAY",
            writer.all_requests_today(now)?,
            brain.policy.limits.model_day,
        ),
    ])
}

/// How things stand: hushes, dislikes, hours, what is seen of reactions.
fn present(
    attitude: &Attitude,
    policy: &Policy,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for (until, what) in [
        (attitude.hush_until, phrases::HUSHED_UNTIL),
        (attitude.withdrawn_until, phrases::WITHDRAWN_UNTIL),
    ] {
        if until > now {
            let local = writer.local_time(until)?;
            let left = span(until.since(now));
            lines.push(phrases::until(what, local.hour, local.minute, &left));
        }
    }
    lines.push(match (policy.quiet_hours, quiet_hours(attitude)) {
        (Some(hours), _) => phrases::quiet_hours(hours, "BOT_QUIET_HOURS"),
        (None, Some(hours)) => phrases::quiet_hours(hours, phrases::LEARNED),
        (None, None) => phrases::no_quiet_hours(policy.night_hours),
    });
    if !attitude.is_admin {
        lines.push(phrases::SEES_NO_REACTIONS.to_owned());
    }
    Ok(lines)
}
