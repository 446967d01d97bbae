//! The page: what is shown, in which order, and how it looks.

use super::charts::{Part, bars, escape, grouped, heat_map, rows};
use super::{Facts, words};
use crate::analysis::{Emotion, Topic};
use crate::analysis::{plural, topic_words};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ops::stamp;

const STYLE: &str = include_str!("style.css");
/// Fewer messages have no mood.
const MOOD_MESSAGES_MIN: u64 = 10;
/// Labels below a curve, at most.
const LABELS: usize = 6;

/// The whole page.
pub(super) fn render(facts: &Facts) -> String {
    let title = facts.title.as_deref().unwrap_or("усі чати");
    let days = count(facts.scope.days.unsigned_abs(), "день", "дні", "днів");
    let body = [
        format!(
            "<header><h1>Гряг: <bdi>{}</bdi></h1><p>За {days}, станом на {}</p></header>",
            escape(title),
            date(facts.scope.now, true)
        ),
        summary(facts),
        "<main>".to_owned(),
        card("Коли пишуть", facts.messages > 0, || {
            heat_map(
                &facts.hours,
                &words::WEEKDAYS,
                "повідомлення за днями тижня й годинами",
            )
        }),
        card("Скільки пишуть", facts.messages > 0, || {
            over_time(facts)
        }),
        card("Настрій", has_moods(facts), || moods(facts)),
        card("Про що", facts.topics.iter().any(|n| *n > 0), || {
            topics(facts)
        }),
        card("Хто пише", !facts.people.is_empty(), || {
            rows(&facts.people, "people")
        }),
        // One chat is one place.
        if facts.scope.chat.is_none() {
            card("Де", !facts.chats.is_empty(), || {
                rows(&facts.chats, "people")
            })
        } else {
            String::new()
        },
        card(
            "Що він вирішував",
            !facts.decisions.is_empty(),
            || rows(&facts.decisions, "ours"),
        ),
        card(
            "Як швидко відповідав",
            !facts.delays.is_empty(),
            || delays(facts),
        ),
        card(
            "Скільки питав модель",
            !facts.usage.is_empty(),
            || usage(facts),
        ),
        "</main>".to_owned(),
        sizes(facts),
    ];
    format!(
        "<!DOCTYPE html>\n<html lang=\"uk\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>Гряг: {}</title><style>{STYLE}</style></head><body>{}</body></html>\n",
        escape(title),
        body.concat()
    )
}

fn card(title: &str, has_data: bool, content: impl FnOnce() -> String) -> String {
    let content = if has_data {
        content()
    } else {
        format!("<p class=\"nothing\">{}</p>", words::NOTHING)
    };
    format!("<section><h2>{title}</h2>{content}</section>")
}

fn count(number: u64, one: &str, few: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        plural::form(number, one, few, many)
    )
}

fn summary(facts: &Facts) -> String {
    let people = u64::try_from(facts.people_count).unwrap_or(0);
    let chats = u64::try_from(facts.chats_count).unwrap_or(0);
    let tile = |number: u64, words: [&str; 3]| {
        let [one, few, many] = words;
        format!(
            "<div><b>{}</b><span>{}</span></div>",
            grouped(number),
            plural::form(number, one, few, many)
        )
    };
    let tiles = [
        tile(
            facts.messages,
            ["повідомлення", "повідомлення", "повідомлень"],
        ),
        tile(people, ["людина", "людини", "людей"]),
        tile(chats, ["чат", "чати", "чатів"]),
        tile(facts.ours, ["його репліка", "його репліки", "його реплік"]),
    ];
    format!("<div class=\"tiles\">{}</div>", tiles.concat())
}

/// `дд.мм` of a UTC day, with the year if wanted.
fn date(at: UnixTime, with_year: bool) -> String {
    let (year, month, day) = stamp::date(at.utc_day());
    if with_year {
        format!("{day:02}.{month:02}.{year}")
    } else {
        format!("{day:02}.{month:02}")
    }
}

/// What a step of time is called. It begins at local midnight, so its noon has the right date.
fn step_name(facts: &Facts, start: UnixTime) -> String {
    let noon = start.plus(SECONDS_PER_DAY / 2);
    if facts.step_days == 1 {
        return date(noon, false);
    }
    let last = noon.plus((facts.step_days - 1).saturating_mul(SECONDS_PER_DAY));
    format!("{}–{}", date(noon, false), date(last, false))
}

fn labels(facts: &Facts) -> Vec<(usize, String)> {
    let steps = facts.step_starts.len();
    let every = steps.div_ceil(LABELS).max(1);
    let all = facts.step_starts.iter().enumerate();
    all.filter(|(at, _)| at.is_multiple_of(every))
        .map(|(at, start)| (at, date(start.plus(SECONDS_PER_DAY / 2), false)))
        .collect()
}

fn over_time(facts: &Facts) -> String {
    let columns: Vec<(Vec<Part>, String)> = facts
        .steps
        .iter()
        .zip(&facts.step_starts)
        .map(|(step, start)| {
            let theirs = step.messages.saturating_sub(step.ours);
            let tip = format!(
                "{}: {}, його {}",
                step_name(facts, *start),
                grouped(step.messages),
                grouped(step.ours)
            );
            (vec![(theirs, "people"), (step.ours, "ours")], tip)
        })
        .collect();
    let legend = legend(&[("люди", "people"), ("Гряг", "ours")]);
    bars(&columns, &labels(facts), "повідомлення за часом") + &legend
}

fn legend(entries: &[(&str, &str)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(name, class)| format!("<span><i class=\"{class}\"></i>{name}</span>"))
        .collect();
    format!("<p class=\"legend\">{}</p>", entries.concat())
}

/// The emotions that say something, in the order of their codes.
fn telling() -> impl Iterator<Item = Emotion> {
    let all = Emotion::ALL.iter().copied();
    all.filter(|emotion| *emotion != Emotion::Neutral)
}

fn of(counts: &[u64], code: u8) -> u64 {
    counts.get(usize::from(code)).copied().unwrap_or(0)
}

fn has_moods(facts: &Facts) -> bool {
    facts.emotions.iter().any(|count| *count > 0)
}

/// How many of a thousand messages of each step carry each emotion.
fn moods(facts: &Facts) -> String {
    let columns: Vec<(Vec<Part>, String)> = facts
        .steps
        .iter()
        .zip(&facts.step_starts)
        .map(|(step, start)| {
            let analysed: u64 = step.emotions.iter().sum();
            let share = |emotion: Emotion| {
                let many = of(&step.emotions, emotion.code()).saturating_mul(1_000);
                if analysed < MOOD_MESSAGES_MIN {
                    0
                } else {
                    many / analysed
                }
            };
            let parts: Vec<Part> = telling()
                .map(|emotion| (share(emotion), words::emotion(emotion).1))
                .collect();
            let told: Vec<String> = telling()
                .filter(|emotion| share(*emotion) > 0)
                .map(|emotion| {
                    let share = share(emotion);
                    format!(
                        "{} {},{} %",
                        words::emotion(emotion).0,
                        share / 10,
                        share % 10
                    )
                })
                .collect();
            (
                parts,
                format!("{}: {}", step_name(facts, *start), told.join(", ")),
            )
        })
        .collect();
    let entries: Vec<(&str, &str)> = telling().map(words::emotion).collect();
    let total: u64 = facts.emotions.iter().sum();
    let felt = total.saturating_sub(of(&facts.emotions, Emotion::Neutral.code()));
    let share = felt.saturating_mul(100) / total.max(1);
    format!(
        "{}{}<p class=\"note\">З почуттям — {share} % повідомлень; на осі — скільки їх на тисячу.</p>",
        bars(&columns, &labels(facts), "настрій за часом"),
        legend(&entries)
    )
}

fn topics(facts: &Facts) -> String {
    let mut all: Vec<(String, u64)> = Topic::ALL
        .iter()
        .map(|topic| {
            let name = topic_words::name(*topic).to_owned();
            (name, of(&facts.topics, topic.code()))
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows(&all, "topics")
}

fn delays(facts: &Facts) -> String {
    let at = |per_cent: usize| {
        let last = facts.delays.len().saturating_sub(1);
        let place = last.saturating_mul(per_cent) / 100;
        facts.delays.get(place).copied().unwrap_or(0)
    };
    let pairs = [
        ("половина відповідей — за", at(50)),
        ("девʼять із десяти — за", at(90)),
        ("найдовша —", at(100)),
    ];
    let lines: Vec<String> = pairs
        .iter()
        .map(|(words, seconds)| format!("<li>{words} <b>{}</b></li>", span(*seconds)))
        .collect();
    format!("<ul class=\"plain\">{}</ul>", lines.concat())
}

/// So many seconds in words.
fn span(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} с"),
        120..7_200 => format!("{} хв", seconds / 60),
        7_200..172_800 => format!("{} год", seconds / 3_600),
        _ => {
            let days = seconds.unsigned_abs() / SECONDS_PER_DAY.unsigned_abs();
            count(days, "день", "дні", "днів")
        }
    }
}

fn usage(facts: &Facts) -> String {
    let sum = |value: fn(&crate::store::DayUsage) -> i64| -> u64 {
        let total: i64 = facts.usage.iter().map(value).sum();
        u64::try_from(total).unwrap_or(0)
    };
    let (requests, failures) = (sum(|day| day.requests), sum(|day| day.failures));
    let tokens = sum(|day| day.prompt_tokens).saturating_add(sum(|day| day.answer_tokens));
    let latency = sum(|day| day.latency_ms) / requests.max(1);
    let first = facts.usage.first().map_or(0, |day| day.day);
    let last = facts.scope.now.utc_day().max(first);
    let columns: Vec<(Vec<Part>, String)> = (first..=last)
        .map(|day| {
            let of_day = facts.usage.iter().find(|usage| usage.day == day);
            let (requests, failures) = of_day.map_or((0, 0), |day| (day.requests, day.failures));
            let failed = u64::try_from(failures).unwrap_or(0);
            let well = u64::try_from(requests).unwrap_or(0).saturating_sub(failed);
            let name = date(UnixTime(day.saturating_mul(SECONDS_PER_DAY)), false);
            let tip = format!("{name}: вдалих {well}, невдалих {failed}");
            (vec![(well, "topics"), (failed, "anger")], tip)
        })
        .collect();
    let every = columns.len().div_ceil(LABELS).max(1);
    let labels: Vec<(usize, String)> = (first..=last)
        .enumerate()
        .filter(|(at, _)| at.is_multiple_of(every))
        .map(|(at, day)| {
            let start = UnixTime(day.saturating_mul(SECONDS_PER_DAY));
            (at, date(start, false))
        })
        .collect();
    let cost = facts.cost.as_ref();
    let cost = cost.map_or_else(String::new, |cost| format!(", {}", escape(cost)));
    format!(
        "{}{}<p class=\"note\">{}, з них {} невдалих; {} токенів{cost}; у середньому {latency} мс. \
         Це по всіх чатах разом.</p>",
        bars(&columns, &labels, "запити до моделі за днями"),
        legend(&[("вдалі", "topics"), ("невдалі", "anger")]),
        count(requests, "запит", "запити", "запитів"),
        grouped(failures),
        grouped(tokens)
    )
}

fn sizes(facts: &Facts) -> String {
    let mib = |bytes: u64| grouped(bytes >> 20);
    format!(
        "<footer>База — {} МіБ, резервні копії — {} МіБ, вільно — {} МіБ.</footer>",
        mib(facts.sizes.database),
        mib(facts.sizes.backups),
        mib(facts.sizes.free)
    )
}
