//! `/limits`: every limit, its setting, what is used of it, when there is more again.

use super::super::brain::Brain;
use super::super::task::{INITIATIVE, JOIN};
use super::super::view::{liking, quiet_hours};
use super::{Order, Response};
use crate::behaviour::feedback::eagerness;
use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};
use crate::ids::ChatId;
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
    let chat = order.incoming.chat.id;
    let mut text = String::from("Скільки я можу сказати в цьому чаті (витрачено з дозволеного):\n");
    for row in rows(chat, writer, brain, now)? {
        row.tell(&mut text, now);
    }
    others(&mut text, writer, brain, chat, now)?;
    Ok(Response::only_the_asker(text.trim_end()))
}

/// A limit and what is used of it.
struct Row {
    what: &'static str,
    setting: &'static str,
    used: Used,
    of: i64,
    window_s: i64,
}

impl Row {
    fn tell(&self, text: &mut String, now: UnixTime) {
        let (what, used, of, setting) = (self.what, self.used.count, self.of, self.setting);
        let mut line = format!("• {what}: {used} з {of} ({setting})");
        if let Some(oldest) = self.used.oldest {
            let left = span(oldest.plus(self.window_s).since(now));
            line.push_str(", вільніше через ");
            line.push_str(&left);
        }
        line.push('\n');
        text.push_str(&line);
    }
}

fn rows(
    chat: ChatId,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<[Row; 6], Error> {
    let (policy, limits) = (&brain.policy, &brain.policy.limits);
    let ago = |seconds| now.minus(seconds);
    let reaction = Method::SetMessageReaction.as_str();
    let day = ago(SECONDS_PER_DAY);
    Ok([
        Row {
            what: "відповіді за хвилину",
            setting: "BOT_RATE_LIMIT_PER_CHAT",
            used: writer.replies_since(Some(chat), ago(SECONDS_PER_MINUTE))?,
            of: limits.chat_minute,
            window_s: SECONDS_PER_MINUTE,
        },
        Row {
            what: "відповіді за годину",
            setting: "BOT_MAX_REPLIES_PER_HOUR",
            used: writer.replies_since(Some(chat), ago(SECONDS_PER_HOUR))?,
            of: limits.chat_hour,
            window_s: SECONDS_PER_HOUR,
        },
        Row {
            what: "відповіді в усіх чатах за хвилину",
            setting: "BOT_GLOBAL_RATE_LIMIT",
            used: writer.replies_since(None, ago(SECONDS_PER_MINUTE))?,
            of: limits.global_minute,
            window_s: SECONDS_PER_MINUTE,
        },
        Row {
            what: "реакції за хвилину",
            setting: "BOT_REACTIONS_PER_MINUTE",
            used: writer.requests_since(chat, reaction, ago(SECONDS_PER_MINUTE))?,
            of: limits.reactions_minute,
            window_s: SECONDS_PER_MINUTE,
        },
        Row {
            what: "спроби втрутитися за добу",
            setting: "BOT_JOIN_PER_DAY",
            used: writer.jobs_since(chat, JOIN, day)?,
            of: policy.joining.per_day,
            window_s: SECONDS_PER_DAY,
        },
        Row {
            what: "власні теми за добу",
            setting: "BOT_INITIATIVES_PER_DAY",
            used: writer.jobs_since(chat, INITIATIVE, day)?,
            of: policy.initiative.per_day,
            window_s: SECONDS_PER_DAY,
        },
    ])
}

/// What is no count in this chat: persons, models, hushes, moods.
fn others(
    text: &mut String,
    writer: &Writer<'_>,
    brain: &Brain,
    chat: ChatId,
    now: UnixTime,
) -> Result<(), Error> {
    let (policy, limits) = (&brain.policy, &brain.policy.limits);
    let requests = writer.all_requests_today(now)?;
    let until_midnight = SECONDS_PER_DAY - now.0.rem_euclid(SECONDS_PER_DAY);
    let attitude = writer.attitude(chat)?;
    let mut lines = vec![
        format!(
            "• одній людині: {} відповіді за хвилину (BOT_RATE_LIMIT_PER_PERSON), реакцій {} \
             (BOT_REACTIONS_PER_PERSON); іншому ботові: {} за годину (BOT_BOT_REPLIES_PER_HOUR)",
            limits.person_minute, limits.reactions_person, limits.bot_hour
        ),
        format!(
            "• потік: {} повідомлень за хвилину від однієї людини (BOT_SPAM_THRESHOLD), тоді {} \
             перерви (BOT_SPAM_TIMEOUT); шал у чаті: {} за хвилину (BOT_FRENZY_PER_MINUTE)",
            policy.spam.threshold,
            span(policy.spam.timeout_s),
            policy.spam.frenzy_minute
        ),
        format!(
            "• запити до моделі сьогодні: {requests} з {} (GEMINI_REQUESTS_PER_DAY), непроханий \
             мовчу після {} % (BOT_UNASKED_QUOTA_PERCENT), лічильник почнеться знову через {}",
            limits.model_day,
            limits.unasked_quota_percent,
            span(until_midnight)
        ),
    ];
    lines.extend(moods(&attitude, writer, now)?);
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(())
}

fn moods(attitude: &Attitude, writer: &Writer<'_>, now: UnixTime) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for (until, what) in [
        (attitude.hush_until, "мене попросили мовчати до"),
        (
            attitude.withdrawn_until,
            "мої слова не сподобалися, непроханий мовчу до",
        ),
    ] {
        if until > now {
            let local = writer.local_time(until)?;
            lines.push(format!("• {what} {}:{:02}", local.hour, local.minute));
        }
    }
    if let Some(hours) = quiet_hours(attitude) {
        lines.push(format!(
            "• тихі години цього чату: {}–{}",
            hours.from, hours.to
        ));
    }
    let eager = eagerness(liking(attitude, now));
    lines.push(format!(
        "• охота озиватися непроханим: ×{eager:.2} (від ваших реакцій на мої слова)"
    ));
    if !attitude.is_admin {
        lines.push("• ваших реакцій я не бачу, бо не адміністратор чату".to_owned());
    }
    Ok(lines)
}

/// A span of time in words: `40 с`, `12 хв`, `3 год`.
fn span(seconds: i64) -> String {
    match seconds {
        ..SECONDS_PER_MINUTE => format!("{seconds} с"),
        SECONDS_PER_MINUTE..SECONDS_PER_HOUR => format!("{} хв", seconds / SECONDS_PER_MINUTE),
        _ => format!("{} год", seconds / SECONDS_PER_HOUR),
    }
}
