//! The fixed Ukrainian phrases of this layer, save what the chat's memory says (`finding`) and
//! how decisions are told (`why`).

use super::command::{COMMANDS, Giver, Scope};
use crate::analysis::plural;

/// Beside `/start` in Telegram's list of commands.
pub const START_DESCRIPTION: &str = "привітатися";
/// Beside `/help` in Telegram's list of commands.
pub const HELP_DESCRIPTION: &str = "хто я і як зі мною говорити";
/// Beside `/me`.
pub const ME_DESCRIPTION: &str = "що я про тебе знаю і звідки";
/// Beside `/prefs`.
pub const PREFERENCES_DESCRIPTION: &str = "як мені з тобою говорити";
/// Beside `/mystats`.
pub const MY_STATISTICS_DESCRIPTION: &str = "твоя статистика в цьому чаті";
/// Beside `/export`.
pub const EXPORT_DESCRIPTION: &str = "усе про тебе файлом в особисті";
/// Beside `/forget`.
pub const FORGET_DESCRIPTION: &str = "стерти все, що я про тебе памʼятаю";
/// Beside `/optout`.
pub const OPT_OUT_DESCRIPTION: &str = "нічого про тебе не памʼятати";
/// Beside `/optin`.
pub const OPT_IN_DESCRIPTION: &str = "знову тебе памʼятати";
/// Beside `/analytics`.
pub const ANALYTICS_DESCRIPTION: &str = "що діялося в чатах за добу й тиждень";

/// Beside `/backup`.
pub const BACKUP_DESCRIPTION: &str = "зробити й перевірити резервну копію зараз";
/// Beside `/report`.
pub const REPORT_DESCRIPTION: &str = "звіт про чати файлом; можна з кількістю днів: /report 7";

/// Beside `/quiet` in Telegram's list of commands.
pub const QUIET_DESCRIPTION: &str = "помовчу 30 хв, 2 год чи до ранку; «говори» — і я знову тут";
/// Beside `/why` in Telegram's list of commands.
pub const WHY_DESCRIPTION: &str =
    "чому я відповів чи промовчав: напиши у відповідь на повідомлення";
/// Beside `/limits` in Telegram's list of commands.
pub const LIMITS_DESCRIPTION: &str = "мої обмеження тут і скільки вже витрачено";
/// Beside `/reactions` in Telegram's list of commands.
pub const REACTIONS_DESCRIPTION: &str = "які реакції я ставлю";
/// Beside `/stats` in Telegram's list of commands.
pub const STATS_DESCRIPTION: &str = "що я зробив за добу";
/// Beside `/health` in Telegram's list of commands.
pub const HEALTH_DESCRIPTION: &str = "чи все зі мною гаразд";
/// Beside `/forget_chat` in Telegram's list of commands.
pub const FORGET_CHAT_DESCRIPTION: &str = "забути все, що тут було сказано";

/// The question before a chat is forgotten.
pub const FORGET_CHAT_QUESTION: &str =
    "Забути все, що було сказано в цьому чаті? Повернути вже не вийде.";
/// On the button that forgets a chat.
pub const FORGET_CHAT_YES: &str = "Так, забути";
/// When the forgetting has begun.
pub const FORGETTING: &str = "Забуваю. Коли закінчу, скажу.";
/// When `/why` answers no message.
pub const WHY_WHAT: &str = "Дай цю команду у відповідь на повідомлення, про яке питаєш.";
/// When nothing is known of a message any more.
pub const WHY_UNKNOWN: &str =
    "Про це повідомлення я вже нічого не памʼятаю: причини зберігаю сім днів.";
/// When somebody allowed us to speak.
pub const SPEAKING: &str = "Знову говорю.";

/// When a chat was forgotten, with so many messages.
pub fn forgotten(messages: usize) -> String {
    format!("Забув усе, що тут було сказано. Повідомлень: {messages}.")
}

/// When somebody hushed us until an hour and a minute; `wanted` more members could ask for longer.
pub fn hushed(hour: u8, minute: u8, wanted: i64) -> String {
    let mut text = format!(
        "Мовчу до {hour}:{minute:02}. Покличете — відповім, але не тим, хто просив тиші. «Говори» \
         — і я знову тут."
    );
    if wanted > 0 {
        let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
        let verb = plural::form(wanted, "попросить", "попросять", "попросять");
        let people = plural::count(wanted, "людина", "людини", "людей");
        let more = format!(" Якщо про це {verb} ще {people}, мовчатиму довше.");
        text.push_str(&more);
    }
    text
}

/// The first words in a group; where we do not hear everything, they say how to mend that.
pub fn hello(name: &str, username: &str, hears_all: bool) -> String {
    let mut text = format!(
        "Привіт, я {name}. Читаю чат і запамʼятовую розмови, щоб розуміти, про що йдеться, а говорю \
         рідко. Покличте на імʼя — озвуся, набридну — /quiet. Що я памʼятаю про кожного, скаже \
         /me; стерти своє — /forget, не памʼятати й надалі — /optout. Увесь чат може \
         стерти лише адміністратор бота, тобто той, хто мене запустив: /forget_chat."
    );
    if !hears_all {
        text.push_str("\n\nЗараз я чую лише те, що адресовано мені. Щоб я бачив усю розмову: ");
        text.push_str("@BotFather → /setprivacy → @");
        text.push_str(username);
        text.push_str(" → Disable, а тоді видаліть мене з групи й додайте знову (або зробіть адміністратором).");
    }
    text
}

/// The last words in a group where we may not be.
pub fn farewell(name: &str) -> String {
    format!("Дякую за запрошення, але {name} буває лише у своїх чатах. Гарної розмови!")
}

/// When somebody who is no admin gives an admin's command in private.
pub const ONLY_FOR_ADMINS: &str = "Вибач, ця команда лише для адміністраторів бота.";
/// When somebody who is no admin of the bot, be it the group's creator, would have a chat
/// forgotten.
pub const ONLY_ADMINS_FORGET: &str = "Стерти памʼять усього чату може лише адміністратор бота, \
    тобто той, хто мене запустив: попросіть його. Своє кожен стирає сам: /forget.";
/// When a command for groups is given in private.
pub const ONLY_IN_GROUPS: &str = "Ця команда — для групи, тут вона ні до чого.";
/// When what was asked for can be told neither to its asker alone nor in private.
pub const WRITE_TO_ME: &str =
    "Це не для чужих очей. Напиши мені в особисті /start, а тоді повтори команду.";

/// On the button that does nothing.
pub const CANCEL: &str = "Ні, не треба";
/// When the button that does nothing was pressed.
pub const CANCELLED: &str = "Гаразд, нічого не роблю.";
/// To somebody who presses a button meant for another person.
pub const NOT_YOUR_BUTTON: &str = "Це запитання не до тебе.";
/// To somebody who presses a button too late, twice, or one that is not ours.
pub const BUTTON_GONE: &str = "Ця кнопка вже не діє.";

/// The answer to `/start`.
pub fn greeting(name: &str) -> String {
    format!(
        "Привіт! Я {name}. Живу в групових чатах: читаю, запамʼятовую, говорю рідко. У групі \
         поклич мене на імʼя або відповідай на моє повідомлення. Що я про тебе памʼятаю — /me, \
         усі команди — /help."
    )
}

/// The answer to `/help`, with the commands that can be given here.
pub fn help(name: &str, username: &str, in_group: bool, is_admin: bool) -> String {
    let mut text = format!(
        "Я {name}, співрозмовник у групових чатах.\n\n\
         Поклич мене на імʼя, згадай @{username} або відповідай на моє повідомлення — \
         і я озвуся. Решту часу здебільшого слухаю, часом ставлю реакцію.\n\n\
         Чого не знаю: того, що писали до мого приходу, — хіба що мені дадуть експорт чату.\n"
    );
    for giver in [Giver::Member, Giver::Admin] {
        let listed = COMMANDS
            .iter()
            .filter(|row| row.giver == giver)
            .filter(|row| {
                let is_open = row.scope == Scope::Admins && is_admin;
                is_open || row.is_listed(in_group, is_admin)
            });
        for (count, row) in listed.enumerate() {
            if count == 0 {
                text.push_str(match giver {
                    Giver::Member => "\nКоманди:\n",
                    Giver::Admin => "\nДля адміністратора:\n",
                });
            }
            for piece in ["/", row.name, " — ", row.description, "\n"] {
                text.push_str(piece);
            }
        }
    }
    text.truncate(text.trim_end().len());
    text
}
