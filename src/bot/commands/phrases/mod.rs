//! The Ukrainian of the commands that tell numbers: here `/limits`, in [`figures`] `/stats`,
//! `/health` and `/reactions`.

pub(super) mod figures;

use crate::analysis::plural;
use crate::behaviour::{Policy, QuietHours};
use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE};

/// Over what is counted.
pub(super) const LIMITS_USED: &str = "Скільки я вже витратив у цьому чаті:";
/// Over the rules without a count.
pub(super) const LIMITS_RULES: &str = "\nІнші правила:";
/// Over the probabilities.
pub(super) const LIMITS_CHANCES: &str = "\nЯк часто я щось роблю з власної волі:";
/// Over how things stand.
pub(super) const LIMITS_NOW: &str = "\nЗараз:";

pub(super) const REPLIES_MINUTE: &str = "відповіді за хвилину";
pub(super) const REPLIES_HOUR: &str = "відповіді за годину";
pub(super) const REPLIES_TO_YOU: &str = "відповіді тобі за хвилину";
pub(super) const REPLIES_EVERYWHERE: &str = "відповіді в усіх чатах за хвилину";
pub(super) const REACTIONS_MINUTE: &str = "реакції за хвилину";
pub(super) const REACTIONS_TO_YOU: &str = "реакції на твої повідомлення за хвилину";
pub(super) const JOINS: &str = "спроби долучитися до розмови за добу";
pub(super) const TOPICS: &str = "власні теми за добу";
pub(super) const MEDIA: &str = "картинки й голосові, які я роздивився чи прослухав за добу";
pub(super) const DESCRIPTIONS: &str = "картинки, стікери й голосові, описані на згадку за добу";
pub(super) const REQUESTS: &str = "запити до моделі за сьогодні, в усіх чатах";

/// Before the hour of a hush's end.
pub(super) const HUSHED_UNTIL: &str = "мене попросили помовчати";
/// Before the hour at which a withdrawal ends.
pub(super) const WITHDRAWN_UNTIL: &str = "мої слова не сподобалися, тож непроханий мовчу";
/// Where quiet hours come from if not from a setting.
pub(super) const LEARNED: &str = "бо тоді тут зазвичай тихо";
/// Where we do not learn what people think of us.
pub(super) const SEES_NO_REACTIONS: &str =
    "• ваших реакцій на мої слова не бачу: для цього мені треба бути адміністратором чату";

/// A limit and what is used of it.
pub(super) struct Row {
    pub(super) what: &'static str,
    pub(super) setting: &'static str,
    pub(super) used: i64,
    pub(super) of: i64,
    /// When the first of it is free again.
    pub(super) freed_in_s: Option<i64>,
}

impl Row {
    /// The row in words.
    pub(super) fn tell(&self) -> String {
        let (what, used, of, setting) = (self.what, self.used, self.of, self.setting);
        let line = format!("• {what}: {used} з {of} ({setting})");
        match self.freed_in_s {
            Some(seconds) if used > 0 => {
                format!("{line}, поновиться через {}", span(seconds))
            }
            Some(_) | None => line,
        }
    }
}

/// The rules that count nothing in this chat.
pub(super) fn rules(policy: &Policy) -> Vec<String> {
    let (spam, hush, start) = (&policy.spam, &policy.hush, &policy.initiative);
    let feedback = &policy.feedback;
    vec![
        format!(
            "• {} за хвилину від однієї людини — це флуд (BOT_SPAM_THRESHOLD): {} не відповідаю \
             їй (BOT_SPAM_TIMEOUT), хіба що кажу раз, щоб не флудила (BOT_SPAM_REPLY_CHANCE: {}); повтор чи стікер рахую за {} (BOT_SPAM_REPEAT_WEIGHT)",
            messages(count(spam.threshold)),
            span(spam.timeout_s),
            percent(spam.line_chance),
            spam.repeat_weight,
        ),
        format!(
            "• {} за хвилину від усіх разом (BOT_FRENZY_PER_MINUTE) — і я відповідаю рідше й \
             коротше: лишається {} від звичного (BOT_FRENZY_FACTOR)",
            messages(spam.frenzy_minute),
            percent(spam.frenzy_factor),
        ),
        format!(
            "• іншому ботові відповідаю щонайбільше {} на годину (BOT_BOT_REPLIES_PER_HOUR)",
            times(policy.limits.bot_hour),
        ),
        format!(
            "• коли витрачено {} % запитів до моделі (BOT_UNASKED_QUOTA_PERCENT), решту бережу для \
             тих, хто кличе",
            policy.limits.unasked_quota_percent,
        ),
        format!(
            "• одну модель питаю щонайбільше {} на хвилину (GEMINI_REQUESTS_PER_MINUTE), а що хто \
             розповів про себе — {} на добу (BOT_NOTICES_PER_DAY)",
            times(policy.limits.model_minute),
            times(policy.limits.notices_day),
        ),
        format!(
            "• після своїх слів непроханий мовчу щонайменше {} (BOT_MIN_SILENCE_MINUTES)",
            span(policy.joining.pause_s),
        ),
        format!(
            "• сварки, горя й розмови двох не чіпаю: суджу з {} останніх повідомлень \
             (BOT_MOOD_MESSAGES) за {} (BOT_CONVERSATION_MINUTES), двоє — це від {} лише між ними \
             (BOT_DIALOGUE_MESSAGES)",
            policy.joining.windows.mood_messages,
            span(policy.joining.windows.conversation_s),
            messages(count(policy.joining.windows.dialogue_messages)),
        ),
        format!(
            "• долучаюся, коли є з чим: до сміху, улюбленої теми (BOT_INTERESTS), запитання, що \
             лишилося без відповіді {} (BOT_OPEN_QUESTION_MINUTES), або слова після {} тиші \
             (BOT_STILL_MINUTES)",
            span(policy.joining.windows.open_question_s),
            span(policy.joining.windows.still_s),
        ),
        format!(
            "• власну тему починаю після {} тиші (BOT_SPONTANEOUS_MIN_PAUSE), між двома — не менш \
             ніж {} (BOT_INITIATIVE_GAP_MINUTES), і лише якщо за добу тут було щонайменше {} \
             (BOT_INITIATIVE_MIN_MESSAGES) від {} (BOT_INITIATIVE_MIN_PEOPLE)",
            span(start.pause_s),
            span(start.gap_s),
            messages(start.messages_min),
            people(start.people_min),
        ),
        format!(
            "• на прохання помовчати мовчу {} (BOT_HUSH_MINUTES), на прохання однієї людини — щонайбільше \
             {} (BOT_HUSH_MEMBER_MINUTES), на прохання адміністратора чи {} разом (BOT_HUSH_VOTES) \
             — {} (BOT_HUSH_LONG_MINUTES)",
            span(hush.default_s),
            span(hush.member_s),
            people(hush.votes),
            span(hush.long_s),
        ),
        format!(
            "• погані реакції від {} (BOT_DISLIKE_PEOPLE) за {} (BOT_DISLIKE_MINUTES) — і я \
             {} непроханий мовчу (BOT_WITHDRAW_MINUTES)",
            people(feedback.people),
            span(feedback.window_s),
            span(feedback.withdraw_s),
        ),
        format!(
            "• на давніше, ніж {}, не відповідаю (BOT_MAX_MESSAGE_AGE_MINUTES)",
            span(policy.age_max_s),
        ),
    ]
}

/// The probabilities, and what members' reactions make of them now.
pub(super) fn chances(policy: &Policy, eagerness: f64) -> Vec<String> {
    let chances = &policy.chances;
    vec![
        format!(
            "• долучаюся до розмови: {} (BOT_SMART_REPLY_CHANCE), де говорять про мене — ×{} \
             (BOT_TALKED_ABOUT_FACTOR)",
            percent(chances.join),
            policy.joining.talked_about_factor,
        ),
        format!(
            "• починаю тему: {} щопʼять хвилин, коли можна (BOT_SPONTANEOUS_CHANCE)",
            percent(policy.initiative.chance),
        ),
        format!(
            "• ставлю реакцію: коли кличуть — {} (BOT_REACTION_CHANCE_NAMED), на почуття — {} \
             (BOT_REACTION_CHANCE_EMOTIONAL), на запитання — {} (BOT_REACTION_CHANCE_QUESTION), на \
             решту — {} (BOT_REACTION_CHANCE)",
            percent(chances.react_named),
            percent(chances.react_emotional),
            percent(chances.react_question),
            percent(chances.react),
        ),
        format!(
            "• від ваших реакцій на мої слова моя охота озиватися зараз ×{eagerness:.2} \
             (від BOT_EAGERNESS_MIN до BOT_EAGERNESS_MAX); за {} половину забуваю \
             (BOT_LIKING_HALF_DAYS)",
            span(policy.feedback.half_life_s),
        ),
    ]
}

/// A state that ends.
pub(super) fn until(what: &str, hour: u8, minute: u8, left: &str) -> String {
    format!("• {what} до {hour}:{minute:02} (ще {left})")
}

/// The quiet hours and where they come from.
pub(super) fn quiet_hours(hours: QuietHours, from: &str) -> String {
    format!(
        "• з {}:00 до {}:00 озиваюся лише на прямі звертання ({from})",
        hours.from, hours.to
    )
}

/// Where the chat's own hours are not known yet.
pub(super) fn no_quiet_hours(night: Option<QuietHours>) -> String {
    let known = "• коли тут сплять, ще не знаю";
    match night {
        Some(night) => format!(
            "{known}; з {}:00 до {}:00 тем не починаю (BOT_NIGHT_HOURS)",
            night.from, night.to
        ),
        None => known.to_owned(),
    }
}

/// A span of time: `40 с`, `12 хв`, `3 год 20 хв`, `2 дн`.
pub(super) fn span(seconds: i64) -> String {
    let part = |count: i64, unit: &str| {
        if count == 0 {
            String::new()
        } else {
            format!(" {count} {unit}")
        }
    };
    match seconds {
        ..SECONDS_PER_MINUTE => format!("{} с", seconds.max(0)),
        SECONDS_PER_MINUTE..SECONDS_PER_HOUR => {
            let rest = part(seconds % SECONDS_PER_MINUTE, "с");
            format!("{} хв{rest}", seconds / SECONDS_PER_MINUTE)
        }
        SECONDS_PER_HOUR..=SECONDS_PER_DAY => {
            let rest = part(seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, "хв");
            format!("{} год{rest}", seconds / SECONDS_PER_HOUR)
        }
        _ => {
            let rest = part(seconds % SECONDS_PER_DAY / SECONDS_PER_HOUR, "год");
            format!("{} дн{rest}", seconds / SECONDS_PER_DAY)
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn messages(count: i64) -> String {
    let count = u64::try_from(count).unwrap_or(0);
    plural::count(count, "повідомлення", "повідомлення", "повідомлень")
}

/// «3 людей»: the genitive.
fn people(count: i64) -> String {
    let count = u64::try_from(count).unwrap_or(0);
    plural::count(count, "людини", "людей", "людей")
}

fn times(count: i64) -> String {
    plural::count(u64::try_from(count).unwrap_or(0), "раз", "рази", "разів")
}

/// A share: `2 %`, `0.5 %`.
fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0).round() / 10.0;
    format!("{tenths} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_shares_are_told_shortly() {
        let spans = [0, 59, 60, 95, 3_600, 5_400, 86_400, 180_000].map(span);
        assert_eq!(
            spans,
            [
                "0 с",
                "59 с",
                "1 хв",
                "1 хв 35 с",
                "1 год",
                "1 год 30 хв",
                "24 год",
                "2 дн 2 год"
            ]
        );
        assert_eq!([0.02, 0.005, 1.0].map(percent), ["2 %", "0.5 %", "100 %"]);
    }

    #[test]
    fn a_row_says_when_there_is_more_only_if_something_is_used() {
        let row = |used| Row {
            what: REPLIES_HOUR,
            setting: "BOT_MAX_REPLIES_PER_HOUR",
            used,
            of: 60,
            freed_in_s: Some(720),
        };
        assert_eq!(
            row(5).tell(),
            "• відповіді за годину: 5 з 60 (BOT_MAX_REPLIES_PER_HOUR), поновиться через 12 хв"
        );
        assert!(row(0).tell().ends_with("(BOT_MAX_REPLIES_PER_HOUR)"));
    }
}
