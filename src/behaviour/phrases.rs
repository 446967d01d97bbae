//! The fixed Ukrainian phrases of this layer, all of them.

use super::command::{COMMANDS, Giver};

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
pub const OPT_IN_DESCRIPTION: &str = "знову памʼятати";
/// Beside `/analytics`.
pub const ANALYTICS_DESCRIPTION: &str = "що діється в чатах: доба і тиждень";

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
        "Привіт! Я {name}. Читаю чат, дещо запамʼятовую, говорю рідко. \
         Захочеш поговорити — поклич на імʼя або відповідай на моє повідомлення."
    )
}

/// The answer to `/help`, with the commands that can be given here.
pub fn help(name: &str, username: &str, in_group: bool, is_admin: bool) -> String {
    let mut text = format!(
        "Я {name}, співрозмовник у цьому чаті.\n\n\
         Поклич мене на імʼя, згадай @{username} або відповідай на моє повідомлення — \
         і я озвуся. Решту часу здебільшого слухаю, часом ставлю реакцію.\n\n\
         Чого не вмію: бачити те, що писали до мого приходу.\n"
    );
    for giver in [Giver::Member, Giver::Admin] {
        let listed = COMMANDS
            .iter()
            .filter(|row| row.giver == giver && row.is_listed(in_group, is_admin));
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
