//! `/stats`, `/health`, `/reactions`: numbers of the whole, and what we react with.

use super::super::brain::Brain;
use super::super::view::reactions_allowed;
use super::{Order, Response};
use crate::behaviour::ALLOWED_REACTIONS;
use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};
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
        return Ok(Response::only_the_asker("У цьому чаті реакції вимкнено."));
    }
    let text = format!(
        "Тут я можу поставити ({}): {}",
        emoji.len(),
        emoji.join(" ")
    );
    Ok(Response::only_the_asker(text))
}

/// What was done in a day.
///
/// # Errors
/// What the database says.
pub(super) fn stats(writer: &Writer<'_>, brain: &Brain, now: UnixTime) -> Result<Response, Error> {
    let totals = writer.totals(now.minus(SECONDS_PER_DAY))?;
    let model = writer.model_day(now)?;
    let good = model.requests.saturating_sub(model.failures);
    let percent = good.saturating_mul(100) / model.requests.max(1);
    let cost = cost(&writer.usage_by_model(now)?, &brain.prices)
        .map_or_else(String::new, |cost| format!(", {cost}"));
    let text = format!(
        "{} {}, працюю {}.\nЖивих чатів: {}, повідомлень у памʼяті: {}.\n\nЗа добу: відповідей {}, \
         втручань {}, власних тем {}, реакцій {}.\n\nМодель сьогодні: {} запитів з {}, вдалих \
         {percent} %, у середньому {} мс, токенів {}{cost}.",
        brain.name,
        env!("CARGO_PKG_VERSION"),
        uptime(writer, now)?,
        totals.active_chats,
        totals.messages,
        totals.replies,
        totals.joins,
        totals.initiatives,
        totals.reactions,
        model.requests,
        brain.policy.limits.model_day,
        model.latency_ms,
        model.tokens,
    );
    Ok(Response::in_private(text))
}

/// Whether all is well.
///
/// # Errors
/// What the database says.
pub(super) fn health(writer: &Writer<'_>, brain: &Brain, now: UnixTime) -> Result<Response, Error> {
    let (open, oldest) = writer.open_count()?;
    let (_, polled_at) = writer.poller()?;
    let alive_at = noted(writer, ALIVE_AT)?;
    let model = writer.model_day(now)?;
    let mark = |is_good: bool| if is_good { "✓" } else { "✗" };
    let waiting_s = oldest.map_or(0, |at| now.since(at));
    let silent_s = alive_at.map_or(0, |at| now.since(at));
    let privacy = if brain.policy.me.reads_all_messages {
        "чую всі повідомлення"
    } else {
        "режим приватності увімкнено: чую лише те, що мені (@BotFather → /setprivacy)"
    };
    let lines = [
        format!("{} працюю {}", mark(true), uptime(writer, now)?),
        format!("{} серце билося {silent_s} с тому", mark(silent_s < 60)),
        format!(
            "{} останнє оновлення {} с тому",
            mark(true),
            now.since(polled_at)
        ),
        format!(
            "{} у черзі {open}, найстаріше чекає {waiting_s} с",
            mark(waiting_s < 60)
        ),
        format!("{} до надсилання {}", mark(true), writer.pending_count()?),
        format!(
            "{} відкладено зламаних: {}",
            mark(writer.quarantined_count()? == 0),
            writer.quarantined_count()?
        ),
        format!(
            "{} модель: {} запитів, невдалих {}",
            mark(model.failures * 2 <= model.requests),
            model.requests,
            model.failures
        ),
        format!(
            "{} база {} МБ",
            mark(true),
            writer.database_bytes()? / (1 << 20)
        ),
        format!("{} {privacy}", mark(brain.policy.me.reads_all_messages)),
    ];
    Ok(Response::in_private(lines.join("\n")))
}

fn noted(writer: &Writer<'_>, key: &str) -> Result<Option<UnixTime>, Error> {
    let value = writer.meta(key)?;
    Ok(value.and_then(|value| value.parse().ok()).map(UnixTime))
}

fn uptime(writer: &Writer<'_>, now: UnixTime) -> Result<String, Error> {
    let seconds = noted(writer, STARTED_AT)?.map_or(0, |at| now.since(at));
    let (days, hours) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    let (hours, minutes) = (hours / SECONDS_PER_HOUR, hours % SECONDS_PER_HOUR);
    let minutes = minutes / SECONDS_PER_MINUTE;
    Ok(format!("{days} дн {hours} год {minutes} хв"))
}
