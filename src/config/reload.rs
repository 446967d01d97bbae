//! Settings that follow a change of their file while the bot runs.

use super::load::Values;
use super::table::find;
use super::{Config, Problems, Sources, envfile};
use std::path::{Path, PathBuf};

/// The settings that take effect without a restart: who the bot is, what it may do and how often.
const LIVE: &[&str] = &[
    "GEMINI_MAX_OUTPUT_TOKENS",
    "GEMINI_TIMEOUT_SECONDS",
    "GEMINI_REQUESTS_PER_MINUTE",
    "GEMINI_REQUESTS_PER_DAY",
    "BOT_PERSONA_NAME",
    "BOT_PERSONA_FILE",
    "BOT_TRIGGER_KEYWORDS",
    "BOT_ADMIN_IDS",
    "BOT_ALLOWED_CHATS",
    "BOT_MAX_MESSAGE_AGE_MINUTES",
    "BOT_CONTEXT_LIMIT",
    "BOT_MAX_CONTEXT_TOKENS",
    "BOT_TOKENS_PER_CHAR",
    "BOT_REPLY_CHARS_MAX",
    "BOT_ANSWER_PRIVATE",
    "BOT_RATE_LIMIT_PER_CHAT",
    "BOT_MAX_REPLIES_PER_HOUR",
    "BOT_RATE_LIMIT_PER_PERSON",
    "BOT_GLOBAL_RATE_LIMIT",
    "BOT_BOT_REPLIES_PER_HOUR",
    "BOT_REACTIONS_PER_MINUTE",
    "BOT_REACTIONS_PER_PERSON",
    "BOT_JOIN_PER_DAY",
    "BOT_UNASKED_QUOTA_PERCENT",
    "BOT_NOTICES_PER_DAY",
    "BOT_MEDIA_PER_DAY",
    "BOT_MEDIA_BYTES_MAX",
    "BOT_DESCRIBE_PER_DAY",
    "BOT_SPAM_THRESHOLD",
    "BOT_SPAM_TIMEOUT",
    "BOT_SPAM_REPLIES",
    "BOT_SPAM_REPLY_CHANCE",
    "BOT_SPAM_REPEAT_WEIGHT",
    "BOT_FRENZY_PER_MINUTE",
    "BOT_FRENZY_FACTOR",
    "BOT_HUSH_MINUTES",
    "BOT_HUSH_MEMBER_MINUTES",
    "BOT_HUSH_LONG_MINUTES",
    "BOT_HUSH_VOTES",
    "BOT_SMART_REPLY_CHANCE",
    "BOT_MIN_SILENCE_MINUTES",
    "BOT_TALKED_ABOUT_FACTOR",
    "BOT_INTERESTS",
    "BOT_INITIATIVES_PER_DAY",
    "BOT_SPONTANEOUS_CHANCE",
    "BOT_SPONTANEOUS_MIN_PAUSE",
    "BOT_INITIATIVE_GAP_MINUTES",
    "BOT_INITIATIVE_RECENT_MINUTES",
    "BOT_INITIATIVE_MIN_MESSAGES",
    "BOT_DISLIKE_PEOPLE",
    "BOT_WITHDRAW_MINUTES",
    "BOT_REACTION_CHANCE",
    "BOT_REACTION_CHANCE_NAMED",
    "BOT_REACTION_CHANCE_QUESTION",
    "BOT_REACTION_CHANCE_EMOTIONAL",
    "BOT_QUIET_HOURS",
    "BOT_MODEL_PRICES",
    "BOT_MORNING_HOUR",
    "BOT_CONVERSATION_MINUTES",
    "BOT_MOOD_MESSAGES",
    "BOT_DIALOGUE_MESSAGES",
    "BOT_OPEN_QUESTION_MINUTES",
    "BOT_STILL_MINUTES",
    "BOT_INITIATIVE_MIN_PEOPLE",
    "BOT_TAKEN_UP_MINUTES",
    "BOT_DISLIKE_MINUTES",
    "BOT_LIKING_HALF_DAYS",
    "BOT_EAGERNESS_MAX",
    "BOT_EAGERNESS_MIN",
    "BOT_REACTION_DELAY_MIN_SECONDS",
    "BOT_REACTION_DELAY_MAX_SECONDS",
    "BOT_NIGHT_HOURS",
];

/// The settings that need a restart: connections, files and threads that are there already.
#[cfg(test)]
const RESTART: &[&str] = &[
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_API_URL",
    "TELEGRAM_POLL_TIMEOUT_SECONDS",
    "GEMINI_API_KEY",
    "GEMINI_API_URL",
    "GEMINI_API_VERSION",
    "GEMINI_MODEL",
    "GEMINI_THINKING",
    "GEMINI_TEMPERATURE",
    "GEMINI_SAFETY",
    "BOT_MODEL_SERVER",
    "OPENAI_API_URL",
    "OPENAI_API_KEY",
    "OPENAI_MODEL",
    "BOT_DATA_DIR",
    "BOT_COMPRESS_AFTER_DAYS",
    "BOT_RETENTION_DAYS",
    "BOT_BACKUP",
    "BOT_BACKUP_HOUR",
    "BOT_BACKUP_DIR",
    "BOT_BACKUP_HOOK",
    "BOT_METRICS_FILE",
    "BOT_ALERTS",
    "BOT_WAL_CHECKPOINT",
    "BOT_WORKERS",
    "BOT_SYNC_BEFORE_SEND",
    "BOT_LOG",
];

/// Which settings differ between two readings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Those that take effect at once.
    pub live: Vec<&'static str>,
    /// Those that need a restart.
    pub restart: Vec<&'static str>,
}

impl Config {
    /// The file of settings, if there was one at the start.
    pub fn file(&self) -> Option<&Path> {
        self.sources.file.as_ref().map(|(path, _)| path.as_path())
    }

    /// The time zone that was asked for; `None` is the machine's own.
    pub fn time_zone(&self) -> Option<&str> {
        self.sources.variable("TZ")
    }

    /// The files whose change may change what [`Config::reload`] gives.
    pub fn watched(&self) -> Vec<PathBuf> {
        let files = [self.file(), self.persona.file.as_deref()];
        files.into_iter().flatten().map(Path::to_owned).collect()
    }

    /// Reads the file of settings again; everything else is what it was at the start.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn reload(&self) -> Result<Self, Problems> {
        let mut sources = self.sources.clone();
        sources.reread_file()?;
        Self::load(&sources)
    }

    /// What is different in `newer`. Values that are secret differ only if their lengths do.
    pub fn changes(&self, newer: &Self) -> Changes {
        let mut changes = Changes::default();
        for (old, new) in self.lines.iter().zip(&newer.lines) {
            if old.value == new.value {
                continue;
            }
            if LIVE.contains(&old.name) {
                changes.live.push(old.name);
            } else {
                changes.restart.push(old.name);
            }
        }
        changes
    }
}

/// The sources without the variables that came from the file: systemd reads it too
/// (`EnvironmentFile=`), and what it read at the start must not hide what stands there later.
pub(super) fn own(sources: &Sources) -> Sources {
    let mut own = sources.clone();
    if let Some((_, text)) = &own.file {
        let pairs = envfile::parse(text).pairs;
        own.process.retain(|(name, value)| {
            let from_file = |pair: &envfile::Pair| pair.name == *name && pair.value == *value;
            // What is no setting, such as TZ, counts only where the process has it.
            find(name).is_none() || !pairs.iter().any(from_file)
        });
    }
    own
}

/// Keeps what a later [`Config::reload`] needs.
pub(super) fn keep(values: Values, sources: &Sources) -> Result<Config, Problems> {
    let mut config = super::build::config(values)?;
    config.sources = own(sources);
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::Brain;
    use crate::bot::models;
    use crate::config::table::Setting;
    use crate::config::{Kind, SETTINGS};
    use crate::ids::SenderId;
    use crate::message::Me;

    #[test]
    fn every_setting_is_either_live_or_needs_a_restart() {
        let mut listed: Vec<&str> = LIVE.iter().chain(RESTART).copied().collect();
        let mut all: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
        listed.sort_unstable();
        all.sort_unstable();
        assert_eq!(
            listed, all,
            "each setting stands once, in LIVE or in RESTART"
        );
    }

    /// Another value than the default.
    fn other_value(setting: &Setting, persona: &str) -> String {
        match setting.kind {
            Kind::Bool => (setting.default != "true").to_string(),
            Kind::Count { .. } | Kind::Seconds { .. } | Kind::Minutes { .. } => {
                (setting.default.parse::<u32>().unwrap() + 1).to_string()
            }
            Kind::Number { min, max } => (min + 0.77 * (max - min)).to_string(),
            Kind::Probability => "0.77".to_owned(),
            Kind::Ids => "7".to_owned(),
            Kind::Chats => "-7".to_owned(),
            Kind::Prices => "m=1/2".to_owned(),
            Kind::HourRange => "1-5".to_owned(),
            Kind::Path => persona.to_owned(),
            Kind::List { .. } | Kind::Text { .. } => "Оксана".to_owned(),
            Kind::Token
            | Kind::Key
            | Kind::Url
            | Kind::StateDirectory
            | Kind::Models
            | Kind::Choice(_) => panic!("{} can hardly be live", setting.name),
        }
    }

    #[test]
    fn every_live_setting_changes_what_thinking_needs() {
        let directory = tempfile::tempdir().unwrap();
        let persona = directory.path().join("persona.txt");
        std::fs::write(&persona, "Ти старий лісник.").unwrap();
        let me = Me {
            id: SenderId(1),
            username: "gryag_bot".to_owned(),
            name: "Гряг".to_owned(),
            reads_all_messages: true,
        };
        // What a reload gives to those who think: the brain, which shows its models' limits too.
        let thinking = |pairs: Vec<(String, String)>| {
            let sources = Sources {
                process: pairs,
                ..Sources::default()
            };
            let config = Config::load(&sources).unwrap();
            let models = models::offline(&config);
            format!("{:?}", Brain::new(&config, me.clone(), models).unwrap())
        };
        let before = thinking(Vec::new());
        for name in LIVE {
            let setting = find(name).unwrap();
            let value = other_value(setting, persona.to_str().unwrap());
            let after = thinking(vec![((*name).to_owned(), value)]);
            assert!(before != after, "{name} is no live setting");
        }
    }

    #[test]
    fn a_variable_that_systemd_read_from_the_file_gives_way_to_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gryag.env");
        let text = "BOT_SMART_REPLY_CHANCE=0.1\nBOT_WORKERS=3\nBOT_LOG=warn\n";
        std::fs::write(&path, text).unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sources = Sources {
            process: vec![
                pair("BOT_SMART_REPLY_CHANCE", "0.1"),
                // This one the operator set elsewhere, so it stays the stronger.
                pair("BOT_LOG", "error"),
            ],
            file: Some((path.clone(), text.to_owned())),
            ..Sources::default()
        };
        let old = Config::load(&sources).unwrap();
        let text = "BOT_SMART_REPLY_CHANCE=0.7\nBOT_WORKERS=5\nBOT_LOG=debug\n";
        std::fs::write(&path, text).unwrap();
        let new = old.reload().unwrap();
        let changes = old.changes(&new);
        assert_eq!(changes.live, ["BOT_SMART_REPLY_CHANCE"]);
        assert_eq!(changes.restart, ["BOT_WORKERS"]);
        assert_eq!(new.log, log::LevelFilter::Error);
        std::fs::write(&path, "BOT_SMART_REPLY_CHANCE=7\n").unwrap();
        assert!(new.reload().is_err());
        std::fs::remove_file(&path).unwrap();
        assert!(new.reload().is_err());
    }
}
