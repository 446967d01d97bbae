//! The Ukrainian of `/stats`, `/health` and `/reactions`.

use super::span;
use crate::analysis::plural;
use crate::clock::SECONDS_PER_MINUTE;
use crate::store::{ModelDay, Totals};

/// Where no reactions are allowed.
pub(in super::super) const NO_REACTIONS: &str = "У цьому чаті реакції вимкнено.";

/// The emoji that may be put.
pub(in super::super) fn reactions(emoji: &[&str]) -> String {
    let count = u64::try_from(emoji.len()).unwrap_or(u64::MAX);
    let counted = plural::count(count, "реакцію", "реакції", "реакцій");
    format!("Тут я можу поставити {counted}: {}", emoji.join(" "))
}

/// What was done in a day.
pub(in super::super) struct Stats<'a> {
    pub(in super::super) name: &'a str,
    pub(in super::super) uptime_s: i64,
    pub(in super::super) totals: Totals,
    pub(in super::super) model: ModelDay,
    pub(in super::super) model_max: i64,
    /// What the models cost today, in words, if anybody knows.
    pub(in super::super) cost: Option<String>,
}

impl Stats<'_> {
    /// The numbers in words.
    pub(in super::super) fn tell(&self) -> String {
        let (totals, model) = (&self.totals, &self.model);
        let good = model.requests.saturating_sub(model.failures);
        let percent = good.saturating_mul(100) / model.requests.max(1);
        let requests = requests(model.requests);
        let cost = self.cost.as_ref();
        let cost = cost.map_or_else(String::new, |cost| format!(", {cost}"));
        format!(
            "{} {}, працюю {}.\nЖивих чатів: {}, повідомлень у памʼяті: {}.\n\nЗа добу відповідей: \
             {}, спроб долучитися: {}, власних тем: {}, реакцій: {}.\n\nДо моделі сьогодні \
             {requests} з {}, вдалих {percent} %, у середньому за {} мс; токенів: {}{cost}.",
            self.name,
            env!("CARGO_PKG_VERSION"),
            span(self.uptime_s),
            totals.active_chats,
            totals.messages,
            totals.replies,
            totals.joins,
            totals.initiatives,
            totals.reactions,
            self.model_max,
            model.latency_ms,
            model.tokens,
        )
    }
}

/// Whether all is well.
pub(in super::super) struct Health {
    pub(in super::super) uptime_s: i64,
    pub(in super::super) beat_ago_s: i64,
    pub(in super::super) polled_ago_s: i64,
    pub(in super::super) waiting: i64,
    pub(in super::super) waiting_s: i64,
    pub(in super::super) to_send: i64,
    pub(in super::super) quarantined: i64,
    pub(in super::super) model: ModelDay,
    pub(in super::super) database_bytes: i64,
    pub(in super::super) hears_all: bool,
}

impl Health {
    /// A line each, with a sign whether it is as it should be.
    pub(in super::super) fn tell(&self) -> String {
        let model = &self.model;
        let lines = [
            (true, format!("працюю {}", span(self.uptime_s))),
            (
                self.beat_ago_s < SECONDS_PER_MINUTE,
                format!("серце билося {} тому", span(self.beat_ago_s)),
            ),
            (
                true,
                format!("Telegram озивався {} тому", span(self.polled_ago_s)),
            ),
            (
                self.waiting_s < SECONDS_PER_MINUTE,
                format!(
                    "чекає на обробку: {}, найдовше — {}",
                    self.waiting,
                    span(self.waiting_s)
                ),
            ),
            (true, format!("чекає на надсилання: {}", self.to_send)),
            (
                self.quarantined == 0,
                format!("відкладено як несправне: {}", self.quarantined),
            ),
            (
                model.failures.saturating_mul(2) <= model.requests,
                format!(
                    "до моделі сьогодні {}, невдалих: {}",
                    requests(model.requests),
                    model.failures
                ),
            ),
            (
                true,
                format!("база займає {} МБ", self.database_bytes / (1 << 20)),
            ),
            (
                self.hears_all,
                if self.hears_all {
                    "чую всі повідомлення".to_owned()
                } else {
                    HEARS_LITTLE.to_owned()
                },
            ),
        ];
        let marked = lines.map(|(is_good, line)| {
            let mark = if is_good { "✓" } else { "✗" };
            format!("{mark} {line}")
        });
        marked.join("\n")
    }
}

/// In privacy mode.
const HEARS_LITTLE: &str = "чую лише те, що адресовано мені, бо ввімкнено режим приватності: \
    @BotFather → /setprivacy → Disable, а тоді видалити мене з групи й додати знову";

fn requests(count: i64) -> String {
    let count = u64::try_from(count).unwrap_or(0);
    plural::count(count, "запит", "запити", "запитів")
}
