//! `/stats`, `/health`, `/reactions`: numbers of the whole, and what we react with.

use super::super::brain::Brain;
use super::super::view::reactions_allowed;
use super::phrases::figures::{self as phrases, Health, Stats};
use super::{Order, Response};
use crate::behaviour::ALLOWED_REACTIONS;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ops::phrases::cost;
use crate::store::{Error, Writer};

/// The key under which the moment of the start is noted.
pub(in super::super) const STARTED_AT: &str = "started_at";
/// The key under which the last sign of life is noted.
pub(in super::super) const ALIVE_AT: &str = "alive_at";

/// The emoji that we may use in the chat.
///
/// # Errors
/// What the database says.
pub(super) fn reactions(order: &Order<'_>, writer: &Writer<'_>) -> Result<Response, Error> {
    let allowed = reactions_allowed(&writer.attitude(order.incoming.chat.id)?);
    let emoji: Vec<&str> = ALLOWED_REACTIONS
        .into_iter()
        .filter(|emoji| {
            allowed
                .as_ref()
                .is_none_or(|all| all.iter().any(|one| one == emoji))
        })
        .collect();
    if emoji.is_empty() {
        return Ok(Response::only_the_asker(phrases::NO_REACTIONS));
    }
    Ok(Response::only_the_asker(phrases::reactions(&emoji)))
}

/// What was done in a day.
///
/// # Errors
/// What the database says.
pub(super) fn stats(writer: &Writer<'_>, brain: &Brain, now: UnixTime) -> Result<Response, Error> {
    let stats = Stats {
        name: &brain.name,
        uptime_s: uptime_s(writer, now)?,
        totals: writer.totals(now.minus(SECONDS_PER_DAY))?,
        model: writer.model_day(now)?,
        cost: cost(&writer.usage_by_model(now)?, &brain.prices),
        model_max: brain.policy.limits.model_day,
    };
    Ok(Response::in_private(stats.tell()))
}

/// Whether all is well.
///
/// # Errors
/// What the database says.
pub(super) fn health(writer: &Writer<'_>, brain: &Brain, now: UnixTime) -> Result<Response, Error> {
    let (waiting, oldest) = writer.open_count()?;
    let (_, polled_at) = writer.poller()?;
    let health = Health {
        uptime_s: uptime_s(writer, now)?,
        beat_ago_s: noted(writer, ALIVE_AT)?.map_or(0, |at| now.since(at)),
        polled_ago_s: now.since(polled_at),
        waiting,
        waiting_s: oldest.map_or(0, |at| now.since(at)),
        to_send: writer.pending_count()?,
        quarantined: writer.quarantined_count()?,
        model: writer.model_day(now)?,
        database_bytes: writer.database_bytes()?,
        hears_all: brain.policy.me.reads_all_messages,
    };
    Ok(Response::in_private(health.tell()))
}

fn noted(writer: &Writer<'_>, key: &str) -> Result<Option<UnixTime>, Error> {
    let value = writer.meta(key)?;
    Ok(value.and_then(|value| value.parse().ok()).map(UnixTime))
}

fn uptime_s(writer: &Writer<'_>, now: UnixTime) -> Result<i64, Error> {
    Ok(noted(writer, STARTED_AT)?.map_or(0, |at| now.since(at)))
}
