//! The Ukrainian words of this layer that people read, but for those of the report: alerts, and
//! what admins are answered.

use super::backup::{Done, Failure};
use super::vitals::{Trouble, Vitals};
use crate::analysis::plural;
use crate::llm::Prices;
use crate::store::ModelTotals;
use std::time::Duration;

/// When a backup was ordered.
pub const BACKUP_BEGINS: &str = "Роблю резервну копію. Напишу, коли буде готова.";
/// When a report was ordered.
pub const REPORT_BEGINS: &str = "Готую звіт, зараз надішлю файлом.";
/// When the same was ordered a moment ago.
pub const ALREADY_BEGUN: &str = "Уже роблю, зачекай трохи.";
/// Above the file of a report.
pub const REPORT_CAPTION: &str = "Звіт готовий. Відкрий файл у браузері.";
/// When a report cannot be made.
pub const REPORT_FAILED: &str = "Звіт не вийшов: база даних не відповіла. Подробиці в журналі.";

/// When a backup is made.
pub fn backup_done(done: &Done, took: Duration) -> String {
    let messages = done.contents.messages.unsigned_abs();
    format!(
        "Резервна копія готова й перевірена: {}, {messages} {}, за {}.\n{}",
        size(done.bytes),
        plural::form(messages, "повідомлення", "повідомлення", "повідомлень"),
        span(took),
        done.path.display()
    )
}

/// When a backup cannot be made.
pub fn backup_failed(failure: &Failure) -> String {
    let why = match failure {
        Failure::NoRoom { needed, free } => {
            return format!(
                "Резервна копія не вдалася: треба {} вільного місця, а є {}.",
                size(*needed),
                size(*free)
            );
        }
        Failure::NoDatabase => "бази ще немає",
        Failure::Busy => "саме робиться інша копія",
        Failure::Incomplete => "копія вийшла неповною",
        Failure::Store(_) => "база даних не відповіла як слід",
        Failure::Io(_) => "не вдалося записати файл",
        Failure::Interrupted => "роботу перервано",
    };
    format!("Резервна копія не вдалася: {why}. Подробиці в журналі.")
}

/// A sum in millionths of a dollar: to the cent, a small one to a hundredth of that.
pub fn dollars(micros: u64) -> String {
    if micros >= 100_000 {
        let cents = micros.saturating_add(5_000) / 10_000;
        return format!("{},{:02} $", cents / 100, cents % 100);
    }
    match micros {
        0 => "0 $".to_owned(),
        1..100 => "менше ніж 0,0001 $".to_owned(),
        _ => format!("0,{:04} $", micros.saturating_add(50) / 100),
    }
}

/// What so much of the models' work cost, if any of the models has a price. Models without one are
/// named, so that nobody takes a part for the whole.
pub fn cost(models: &[ModelTotals], prices: &Prices) -> Option<String> {
    let mut sum = 0_u64;
    let mut unpriced = Vec::new();
    for total in models {
        let answer = total.answer_tokens.saturating_add(total.thought_tokens);
        match prices.micros(&total.model, total.prompt_tokens, answer) {
            Some(micros) => sum = sum.saturating_add(micros),
            None => unpriced.push(total.model.as_str()),
        }
    }
    if prices.is_empty() || unpriced.len() == models.len() {
        return None;
    }
    let mut text = format!("приблизно {}", dollars(sum));
    if !unpriced.is_empty() {
        text.push_str(" (без ");
        text.push_str(&unpriced.join(", "));
        text.push_str(": ціни не задано)");
    }
    Some(text)
}

/// So many bytes in words.
fn size(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    match tenths {
        0..1_000 => format!("{},{} МіБ", tenths / 10, tenths % 10),
        _ => format!("{} МіБ", tenths / 10),
    }
}

/// So long in words.
fn span(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    match tenths {
        0 => "мить".to_owned(),
        1..600 => format!("{},{} с", tenths / 10, tenths % 10),
        _ => format!("{} хв {} с", tenths / 600, tenths / 10 % 60),
    }
}

/// What an admin is told when something is amiss.
pub fn trouble(kind: Trouble, vitals: &Vitals) -> String {
    match kind {
        Trouble::Token => "Telegram не приймає мій токен".to_owned(),
        Trouble::Conflict => format!(
            "ще якась програма вже {} хв забирає мої повідомлення з тим самим токеном",
            vitals.conflict_s / 60
        ),
        Trouble::Poll => format!("Telegram не відповідає вже {} с", vitals.poll_age_s),
        Trouble::Queue => format!(
            "не встигаю: у черзі {}, найстаріше чекає {} хв",
            vitals.open_updates,
            vitals.oldest_wait_s / 60
        ),
        Trouble::Model => {
            format!(
                "модель не відповідає: {}",
                model_failure(&vitals.model_failure)
            )
        }
        Trouble::Budget => "денну квоту запитів до моделі вичерпано".to_owned(),
        Trouble::Disk => format!("на диску лишилося {} МіБ", vitals.disk_free_bytes >> 20),
        Trouble::Filling => format!(
            "диск швидко заповнюється: лишилося {} МіБ, за такого темпу вистачить на {} хв",
            vitals.disk_free_bytes >> 20,
            vitals.disk_full_in_s.unwrap_or(0) / 60
        ),
        Trouble::Database => "база даних не приймає записів".to_owned(),
        Trouble::Log => format!(
            "журнал змін бази виріс до {} МіБ, ніхто його не вичищає",
            vitals.wal_bytes >> 20
        ),
        Trouble::Backup if vitals.backup_error.is_empty() => {
            "немає свіжої резервної копії".to_owned()
        }
        Trouble::Backup => "резервна копія не вдалася, подробиці в журналі".to_owned(),
        Trouble::Restarts => format!(
            "перезапускаюся раз у раз: {} за чверть години",
            vitals.starts_lately
        ),
    }
}

/// Why a model does not answer; `word` is one of [`crate::llm::Failure::as_str`].
fn model_failure(word: &str) -> &str {
    match word {
        "rate-limited" => "сервер каже, що запитів забагато",
        "quota-gone" => "денну квоту вичерпано",
        "overloaded" => "сервер перевантажено",
        "network" => "сервер недосяжний",
        "slow" => "сервер надто повільний",
        "garbage" => "сервер відповідає нісенітницею",
        "key-refused" => "сервер не приймає ключ",
        "model-gone" => "такої моделі в сервера немає",
        "invalid" => "сервер не розуміє запиту",
        other => other,
    }
}

/// What an admin is told when it is over.
pub fn over(kind: Trouble) -> &'static str {
    match kind {
        Trouble::Token => "Telegram знову приймає токен",
        Trouble::Conflict => "чужа програма більше не заважає",
        Trouble::Poll => "Telegram знову відповідає",
        Trouble::Queue => "чергу розібрано",
        Trouble::Model => "модель знову відповідає",
        Trouble::Budget => "квота моделі знову є",
        Trouble::Disk => "місця на диску знову досить",
        Trouble::Filling => "диск більше не заповнюється так швидко",
        Trouble::Database => "база даних знову приймає записи",
        Trouble::Log => "журнал змін бази знову малий",
        Trouble::Backup => "резервна копія знову свіжа",
        Trouble::Restarts => "більше не перезапускаюся",
    }
}

/// The message to an admin: what is amiss now, and what is over.
pub fn alert(amiss: &[String], over: &[&str]) -> String {
    let lines: Vec<String> = amiss
        .iter()
        .map(|words| format!("⚠️ {words}"))
        .chain(over.iter().map(|words| format!("✅ {words}")))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::Price;

    #[test]
    fn why_a_model_does_not_answer_is_told_in_ukrainian() {
        use crate::llm::{Failure, Trouble as Why};
        let limited = |daily| Failure::RateLimited {
            retry_after: None,
            daily,
        };
        for failure in [
            limited(false),
            limited(true),
            Failure::Overloaded(Why::Server),
            Failure::Overloaded(Why::Network),
            Failure::Overloaded(Why::Slow),
            Failure::Overloaded(Why::Garbage),
            Failure::KeyRefused,
            Failure::ModelGone,
            Failure::Invalid,
        ] {
            let vitals = Vitals {
                model_failure: failure.as_str().to_owned(),
                ..Vitals::default()
            };
            let told = trouble(Trouble::Model, &vitals);
            assert!(!told.contains(|c: char| c.is_ascii_alphabetic()), "{told}");
        }
    }

    #[test]
    fn sums_are_told_to_the_cent_and_small_ones_finer() {
        assert_eq!(dollars(0), "0 $");
        assert_eq!(dollars(15), "менше ніж 0,0001 $");
        assert_eq!(dollars(5_184), "0,0052 $");
        assert_eq!(dollars(20_000), "0,0200 $");
        assert_eq!(dollars(426_000), "0,43 $");
        assert_eq!(dollars(12_000_000), "12,00 $");
    }

    #[test]
    fn what_has_no_price_is_named_and_without_prices_nothing_is_told() {
        let total = |model: &str| ModelTotals {
            model: model.to_owned(),
            prompt_tokens: 1_000_000,
            answer_tokens: 500_000,
            thought_tokens: 500_000,
            ..ModelTotals::default()
        };
        let prices = Prices::new(vec![Price::read("a=0.10/0.40").unwrap()]);
        let told = |models: &[&str], prices: &Prices| {
            let models: Vec<ModelTotals> = models.iter().map(|model| total(model)).collect();
            cost(&models, prices)
        };
        assert_eq!(told(&["a"], &prices).unwrap(), "приблизно 0,50 $");
        assert_eq!(
            told(&["a", "b"], &prices).unwrap(),
            "приблизно 0,50 $ (без b: ціни не задано)"
        );
        assert_eq!(told(&["b"], &prices), None);
        assert_eq!(told(&["a"], &Prices::default()), None);
        assert_eq!(told(&[], &prices), None);
    }

    #[test]
    fn sizes_and_spans_are_short() {
        assert_eq!(size(1_572_864), "1,5 МіБ");
        assert_eq!(size(300 << 20), "300 МіБ");
        assert_eq!(span(Duration::from_millis(40)), "мить");
        assert_eq!(span(Duration::from_millis(1_250)), "1,2 с");
        assert_eq!(span(Duration::from_secs(75)), "1 хв 15 с");
    }
}
