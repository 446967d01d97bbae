//! The fixed Ukrainian phrases of this layer, all of them.

/// Beside `/start` in Telegram's list of commands.
pub const START_DESCRIPTION: &str = "привітатися";
/// Beside `/help` in Telegram's list of commands.
pub const HELP_DESCRIPTION: &str = "хто я і як зі мною говорити";

/// The answer to `/start`.
pub fn greeting(name: &str) -> String {
    format!(
        "Привіт! Я {name}. Читаю чат, дещо запамʼятовую, говорю рідко. \
         Захочеш поговорити — поклич на імʼя або відповідай на моє повідомлення."
    )
}

/// The answer to `/help`.
pub fn help(name: &str, username: &str) -> String {
    format!(
        "Я {name}, співрозмовник у цьому чаті.\n\n\
         Поклич мене на імʼя, згадай @{username} або відповідай на моє повідомлення — \
         і я озвуся. Решту часу здебільшого слухаю, часом ставлю реакцію.\n\n\
         Чого не вмію: бачити те, що писали до мого приходу."
    )
}
