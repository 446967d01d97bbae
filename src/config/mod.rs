//! Settings: from the environment, a file and systemd's credentials to typed values.
//!
//! [`SETTINGS`] is the one table: name, kind with unit and range, default, meaning. From it come
//! the reading, the messages about mistakes, `gryag config` and the README's table.
//!
//! Of several sources the strongest counts: a credential, the environment of the process, the file
//! (`.env` in the working directory, or the one that `GRYAG_ENV_FILE` names), the default. An empty
//! value means the default; only a list it leaves without entries. Every mistake in every source is
//! reported at once, also a name that begins like ours and is none, because a misspelt limit that
//! silently does nothing is worse than a refused start.
//!
//! Nothing here prints a secret: not `Debug`, not [`Problems`], not [`Config::print`].

mod build;
mod describe;
pub mod envfile;
mod kind;
mod load;
mod manners;
mod problem;
mod read;
mod reload;
mod secret;
mod settings;
mod sources;
pub mod table;
mod take;
#[cfg(test)]
mod tests;
mod url;

pub use describe::{Line, markdown_table};
pub use kind::{Kind, QuietHours};
pub use load::Source;
pub use manners::{Chances, Dislike, Hush, Initiative, Joining, Reacting, Spam};
pub use problem::{Problem, Problems};
pub use reload::Changes;
pub use secret::Secret;
pub use settings::SETTINGS;
pub use sources::Sources;

use crate::ids::{ChatId, SenderId};
use crate::llm::Prices;
use crate::store::Checkpoints;
use std::path::PathBuf;
use std::time::Duration;

/// Every setting, read and checked. The ranges are those of [`SETTINGS`].
#[derive(Debug, Clone)]
pub struct Config {
    /// Telegram's Bot API.
    pub telegram: Telegram,
    /// Google's Gemini API.
    pub gemini: Gemini,
    /// A server that speaks like OpenAI's.
    pub openai: OpenAi,
    /// Which of the two answers.
    pub model_server: ModelServer,
    /// The directory of the database.
    pub data_dir: PathBuf,
    /// Who the bot is.
    pub persona: Persona,
    /// The people who may give orders, each once. Never an account that many speak through.
    pub admins: Vec<SenderId>,
    /// The groups in which the bot stays; empty: all.
    pub allowed_chats: Vec<ChatId>,
    /// How long messages stay as they are, and how long they stay at all.
    pub memory: Memory,
    /// How much the model is shown.
    pub context: Context,
    /// How much the bot does at most.
    pub limits: Limits,
    /// What happens to who floods.
    pub spam: Spam,
    /// How likely the bot does what nobody asked for.
    pub chances: Chances,
    /// When and how it joins in.
    pub joining: Joining,
    /// When it starts a topic of its own.
    pub initiative: Initiative,
    /// How it lets itself be hushed.
    pub hush: Hush,
    /// What members' bad reactions do.
    pub dislike: Dislike,
    /// The local hours in which the bot does not speak unasked, if there are any.
    pub quiet_hours: Option<QuietHours>,
    /// The same in a chat whose own hours are not known yet, for topics of its own.
    pub night_hours: Option<QuietHours>,
    /// When a reaction comes.
    pub reacting: Reacting,
    /// Whether private chats are answered.
    pub answer_private: bool,
    /// Messages older than this, in seconds, are stored and never answered.
    pub message_age_max_s: i64,
    /// An answer longer than this, in characters, is cut at the end of a sentence.
    pub reply_chars_max: u32,
    /// Backups, metrics and alerts.
    pub operations: Operations,
    /// How many threads serve chats.
    pub workers: u32,
    /// Whether the outbox is on the disk before each request that sends.
    pub sync_before_send: bool,
    /// How much is logged.
    pub log: log::LevelFilter,
    lines: Vec<Line>,
    /// Where all this comes from, to be read again.
    sources: Sources,
}

/// Telegram's Bot API.
#[derive(Debug, Clone)]
pub struct Telegram {
    /// The bot's token; see [`Config::require_token`].
    pub token: Option<Secret>,
    /// The server, without a slash at the end.
    pub api_url: String,
    /// How long one `getUpdates` waits at Telegram, in whole seconds.
    pub poll_timeout: Duration,
}

/// Google's Gemini API.
#[derive(Debug, Clone)]
pub struct Gemini {
    /// The key; see [`Config::require_model_key`].
    pub key: Option<Secret>,
    /// The server, without a slash at the end.
    pub api_url: String,
    /// "v1beta", "v1" or "v1alpha", as it stands in the address.
    pub api_version: &'static str,
    /// The models in the order of trial, at least one.
    pub models: Vec<String>,
    /// How much the model thinks before it answers.
    pub thinking: Thinking,
    /// The most tokens of an answer, thinking included.
    pub max_output_tokens: u32,
    /// The temperature, 0 to 2; `None` is the model's own.
    pub temperature: Option<f64>,
    /// The threshold of the safety settings in Gemini's own words, e.g. "OFF".
    pub safety: &'static str,
    /// How long an answer is awaited.
    pub timeout: Duration,
}

/// A server that speaks like OpenAI's.
#[derive(Debug, Clone)]
pub struct OpenAi {
    /// The key, if the server wants one.
    pub key: Option<Secret>,
    /// The address before `/chat/completions`, without a slash at the end.
    pub api_url: String,
    /// The models in the order of trial; at least one if this server answers.
    pub models: Vec<String>,
}

/// Who the bot is.
#[derive(Debug, Clone)]
pub struct Persona {
    /// The name, 1 to 32 characters.
    pub name: String,
    /// The text that describes it; `None` is the built-in one.
    pub file: Option<PathBuf>,
    /// The words that call it; empty: the case forms of the name.
    pub keywords: Vec<String>,
}

/// How long messages stay as they are, and how long they stay at all. Zero is for ever.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// The age from which on unremarkable messages are packed, in days.
    pub compress_after_days: u32,
    /// The age from which on messages are deleted, in days.
    pub retention_days: u32,
}

/// How much the model is shown.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The most messages.
    pub messages_max: u32,
    /// The most tokens.
    pub tokens_max: u32,
    /// Estimated tokens per character of text, 0.1 to 1.
    pub tokens_per_char: f64,
}

/// How much the bot does at most. Zero is nothing at all.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Replies in one chat in a minute.
    pub chat_per_minute: u32,
    /// Replies in one chat in an hour.
    pub chat_per_hour: u32,
    /// Replies to one person in a minute.
    pub person_per_minute: u32,
    /// Replies in all chats in a minute.
    pub global_per_minute: u32,
    /// Replies to one other bot in an hour.
    pub bot_per_hour: u32,
    /// Reactions in one chat in a minute.
    pub reactions_per_minute: u32,
    /// Reactions to one person in a chat in a minute.
    pub reactions_per_person: u32,
    /// Per cent of the day's model requests after which nothing is said unasked.
    pub unasked_quota_percent: u32,
    /// How often a day a model is asked what people said of themselves.
    pub notices_per_day: u32,
    /// Pictures and sounds that a model is shown in a day.
    pub media_per_day: u32,
    /// The largest of them, in bytes.
    pub media_bytes_max: u32,
    /// How often a day a model is asked what a picture, sticker or sound is.
    pub describe_per_day: u32,
    /// Requests to one model in a minute, whichever server has it.
    pub model_per_minute: u32,
    /// Requests to one model in a day, whichever server has it.
    pub model_per_day: u32,
}

/// Backups, metrics and alerts.
#[derive(Debug, Clone)]
pub struct Operations {
    /// Whether a backup is made every night.
    pub backup: bool,
    /// The local hour of the nightly backup, 0 to 23.
    pub backup_hour: u32,
    /// Where backups are kept.
    pub backup_dir: PathBuf,
    /// What is run with the path of each new backup.
    pub backup_hook: Option<PathBuf>,
    /// Where the numbers for Prometheus go.
    pub metrics_file: Option<PathBuf>,
    /// Whether admins are told of trouble.
    pub alerts: bool,
    /// Who moves the write-ahead log into the database.
    pub checkpoints: Checkpoints,
    /// What the models cost.
    pub prices: Prices,
}

/// The server that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ModelServer {
    /// Google's Gemini API.
    #[default]
    Gemini,
    /// A server that speaks like OpenAI's.
    OpenAi,
}

/// How much the model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Thinking {
    /// The least that the model allows.
    #[default]
    Auto,
    /// Not at all.
    Off,
    /// Hardly.
    Minimal,
    /// A little.
    Low,
    /// More.
    Medium,
    /// Much.
    High,
}

impl Config {
    /// Reads and checks every setting. Secrets may be missing: not every command needs them.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in any source, at once; the program should stop with exit code 78.
    pub fn load(sources: &Sources) -> Result<Self, Problems> {
        reload::keep(load::Values::read(sources), sources)
    }

    /// Every secret that is set, to keep it out of the log.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let all = [&self.telegram.token, &self.gemini.key, &self.openai.key];
        all.into_iter().flatten().map(Secret::expose)
    }

    /// The bot's token.
    ///
    /// # Errors
    ///
    /// Says how to set it if it is not set.
    pub fn require_token(&self) -> Result<&Secret, Problem> {
        self.telegram
            .token
            .as_ref()
            .ok_or_else(|| problem::missing("TELEGRAM_BOT_TOKEN"))
    }

    /// The key of the server that answers; `None` if that server may do without.
    ///
    /// # Errors
    ///
    /// Says how to set the Gemini key if Gemini answers and it is not set.
    pub fn require_model_key(&self) -> Result<Option<&Secret>, Problem> {
        match (self.model_server, &self.gemini.key) {
            (ModelServer::OpenAi, _) => Ok(self.openai.key.as_ref()),
            (ModelServer::Gemini, Some(key)) => Ok(Some(key)),
            (ModelServer::Gemini, None) => Err(problem::missing("GEMINI_API_KEY")),
        }
    }

    /// The models of the server that answers, in the order of trial; at least one.
    pub fn models(&self) -> &[String] {
        match self.model_server {
            ModelServer::Gemini => &self.gemini.models,
            ModelServer::OpenAi => &self.openai.models,
        }
    }
}
