//! The one table of settings: what `gryag config` prints, what the README shows and what is read.

use super::kind::Kind;
use super::settings::SETTINGS;

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The heading under which it is printed.
    pub group: &'static str,
    /// The environment variable.
    pub name: &'static str,
    /// The kind with unit and range.
    pub kind: Kind,
    /// The value when nothing is set, written as in the file; empty if nothing is a value.
    pub default: &'static str,
    /// What it does, one English sentence.
    pub meaning: &'static str,
}

impl Setting {
    /// The file in `$CREDENTIALS_DIRECTORY` that can hold it, for secrets.
    pub fn credential(&self) -> Option<&'static str> {
        CREDENTIALS
            .iter()
            .find(|(_, name)| *name == self.name)
            .map(|(file, _)| *file)
    }

    /// The default as it is told to the operator; empty if there is none.
    pub fn default_text(&self) -> &'static str {
        if self.kind == Kind::StateDirectory {
            "$STATE_DIRECTORY, else data"
        } else {
            self.default
        }
    }
}

/// The setting called `name`.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// Files in `$CREDENTIALS_DIRECTORY`, each with the setting that it holds.
pub const CREDENTIALS: &[(&str, &str)] = &[
    ("telegram-token", "TELEGRAM_BOT_TOKEN"),
    ("gemini-key", "GEMINI_API_KEY"),
    ("openai-key", "OPENAI_API_KEY"),
];

/// Variables with these beginnings are ours: an unknown one is a mistake, and stops the start.
pub const PREFIXES: &[&str] = &["BOT_", "GEMINI_", "TELEGRAM_"];

/// Variables of the process that matter without being settings, each with what it does.
pub const PROCESS_VARIABLES: &[(&str, &str)] = &[
    (
        "GRYAG_ENV_FILE",
        "The file of settings to read instead of .env in the working directory; \
        empty: none.",
    ),
    (
        "CREDENTIALS_DIRECTORY",
        "Set by systemd (LoadCredential=): telegram-token, gemini-key and \
        openai-key in it come before the variables.",
    ),
    (
        "STATE_DIRECTORY",
        "Set by systemd (StateDirectory=): the default of BOT_DATA_DIR.",
    ),
    (
        "TZ",
        "The time zone of BOT_QUIET_HOURS and of times in prompts, such as Europe/Kyiv; only the \
        process has it, a line in .env does nothing.",
    ),
];

/// Names of settings of the Python version that went away, each with its successor, if any.
pub(super) const FORMER: &[(&str, &str)] = &[
    ("BOT_ADMIN_ID", "BOT_ADMIN_IDS"),
    ("BOT_ADMIN", "BOT_ADMIN_IDS"),
    ("BOT_NAME", "BOT_PERSONA_NAME"),
    ("BOT_TOKEN", "TELEGRAM_BOT_TOKEN"),
    ("BOT_DESCRIPTION", "BOT_PERSONA_FILE"),
    ("BOT_PERSONA_DESC", "BOT_PERSONA_FILE"),
    ("BOT_REACTION_ON_MENTIONS", "BOT_REACTION_CHANCE_NAMED"),
    ("BOT_REPLY_TIMEOUT", "GEMINI_TIMEOUT_SECONDS"),
    ("GEMINI_RATE_LIMIT_RPM", "GEMINI_REQUESTS_PER_MINUTE"),
    ("GEMINI_SYSTEM_INSTRUCTION", "BOT_PERSONA_FILE"),
    ("GEMINI_ENABLE_SAFETY_OVERRIDE", "GEMINI_SAFETY"),
    ("GEMINI_ENABLE_THINKING", "GEMINI_THINKING"),
    ("GEMINI_THINKING_BUDGET", "GEMINI_THINKING"),
    ("BOT_MAX_CONTEXT_SIZE", "BOT_MAX_CONTEXT_TOKENS"),
    ("BOT_RANDOM_REPLY_CHANCE", "BOT_SMART_REPLY_CHANCE"),
    ("BOT_REPLY_TO_BOT_CHANCE", ""),
    ("BOT_REPLY_TO_BOT_REACTION_CHANCE", ""),
    ("BOT_AUTONOMOUS_MODE", ""),
    ("BOT_CONTEXT_CHAR_ESTIMATE", ""),
    ("BOT_ERROR_REPLY_CHANCE", ""),
    ("BOT_AUTO_SCAN_HISTORY", ""),
    ("BOT_MAX_HISTORY_SCAN", ""),
    ("BOT_IGNORE_OLD_MESSAGES", "BOT_MAX_MESSAGE_AGE_MINUTES"),
    ("BOT_LOCAL_ANALYSIS_ENABLED", ""),
    ("BOT_LOCAL_MODEL_TYPE", ""),
    ("BOT_ANALYSIS_BATCH_SIZE", ""),
    ("BOT_ANALYSIS_CACHE_HOURS", ""),
    ("BOT_ANALYSIS_CLEANUP_DAYS", ""),
    ("BOT_ENHANCED_CONTEXT_ENABLED", ""),
    ("BOT_WEB_PORT", ""),
    ("GEMINI_TOP_P", ""),
    ("GEMINI_TOP_K", ""),
    ("GEMINI_ENABLE_STRUCTURED_OUTPUT", ""),
    ("GEMINI_CACHE_ENABLED", ""),
    ("GEMINI_ENABLE_CACHE", ""),
    ("GEMINI_CACHE_TTL", ""),
    ("GEMINI_RESPONSE_MIME_TYPE", ""),
];
