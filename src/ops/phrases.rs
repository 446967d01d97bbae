//! The Ukrainian words of this layer that people read, all of them: alerts and the report.

use super::vitals::{Trouble, Vitals};

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
            "не встигаю: у черзі {}, найстарішому {} хв",
            vitals.open_updates,
            vitals.oldest_wait_s / 60
        ),
        Trouble::Model => format!("модель не відповідає ({})", vitals.model_failure),
        Trouble::Budget => "денну квоту запитів до моделі вичерпано".to_owned(),
        Trouble::Disk => format!("на диску лишилося {} МіБ", vitals.disk_free_bytes >> 20),
        Trouble::Database => "база даних не приймає записів".to_owned(),
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
        Trouble::Database => "база даних знову приймає записи",
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
