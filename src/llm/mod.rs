//! The language models that give the bot its words: Gemini, anything that speaks OpenAI's
//! `/chat/completions`, and a stand-in without either.
//!
//! [`Models`] asks one model after the other, within a budget and a deadline; a [`Server`] asks one
//! model once. Nothing here logs, and no error or `Debug` contains a key, a prompt or an answer.

mod asked;
mod base64;
pub mod fallback;
pub mod families;
mod gate;
pub mod gemini;
pub mod offline;
pub mod openai;
mod prices;
mod recovery;
mod schema;
pub mod scripted;
mod senses;
pub mod wire;

pub use asked::{Asked, Attempt, RequestLimits, Skipped};
pub use fallback::Models;
pub use families::Thinking;
pub use gemini::{Gemini, GeminiOptions};
pub use offline::Offline;
pub use openai::{OpenAi, OpenAiOptions};
pub use prices::{Price, Prices};
pub use scripted::Scripted;

use crate::http;
use crate::prompt::Prompt;
use std::error;
use std::fmt;
use std::time::Duration;

/// The longest answer of a server, in bytes.
const ANSWER_BYTES_MAX: u64 = 4 << 20;

/// Where models live.
#[derive(Debug)]
pub enum Server {
    /// Google's API.
    Gemini(Gemini),
    /// Ollama, llama.cpp, a gateway.
    OpenAi(OpenAi),
    /// Nowhere: a stand-in that says it is one.
    Offline(Offline),
    /// Nowhere: it follows a script.
    Scripted(Scripted),
}

impl Server {
    /// Asks `model` once. `answer_tokens_max` counts in place of the prompt's own number.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn generate(
        &self,
        model: &str,
        prompt: &Prompt,
        answer_tokens_max: u32,
        deadline: Duration,
    ) -> Result<Draft, Failure> {
        match self {
            Self::Gemini(gemini) => gemini.generate(model, prompt, answer_tokens_max, deadline),
            Self::OpenAi(openai) => openai.generate(model, prompt, answer_tokens_max, deadline),
            Self::Offline(offline) => Ok(offline.generate(prompt)),
            Self::Scripted(scripted) => scripted.generate(prompt),
        }
    }

    /// Whether nobody is there: the stand-in has no words of its own.
    pub fn is_stand_in(&self) -> bool {
        matches!(self, Self::Offline(_))
    }

    /// Whether the server knows `model` and takes our key; costs no tokens.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn probe(&self, model: &str, deadline: Duration) -> Result<(), Failure> {
        match self {
            Self::Gemini(gemini) => gemini.probe(model, deadline),
            Self::OpenAi(openai) => openai.probe(model, deadline),
            Self::Offline(_) | Self::Scripted(_) => Ok(()),
        }
    }
}

/// What a model wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text, as it came. Not blank.
    pub text: String,
    /// The model was cut off in the middle.
    pub truncated: bool,
    /// What it cost.
    pub usage: Usage,
    /// The model that really answered, as the server names it.
    pub served_by: String,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("chars", &self.text.chars().count())
            .field("truncated", &self.truncated)
            .field("usage", &self.usage)
            .field("served_by", &self.served_by)
            .finish()
    }
}

/// Tokens, as the server counted them; zero where it did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Of the prompt.
    pub prompt_tokens: u32,
    /// Of the visible answer.
    pub answer_tokens: u32,
    /// Of thinking; billed like the answer.
    pub thought_tokens: u32,
}

/// Why there is no text, sorted by what the caller can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Too many requests: wait, or ask another model.
    RateLimited {
        /// How long the server wants us to wait.
        retry_after: Option<Duration>,
        /// The day's quota is gone; waiting minutes is useless.
        daily: bool,
    },
    /// We have asked as often within a minute as we may, so nothing was sent.
    MinuteSpent {
        /// Until the next request may go out.
        wait: Duration,
    },
    /// It may heal by itself.
    Overloaded(Trouble),
    /// An answer without text.
    Empty {
        /// Thinking took all tokens: a larger cap may help.
        ate_budget: bool,
        /// What it cost nevertheless.
        usage: Usage,
    },
    /// Prompt or answer were refused; the word is the server's reason. Asking again is useless.
    Blocked(&'static str),
    /// The key, the account or the country is refused: the operator must act.
    KeyRefused,
    /// The model does not exist, or not for this account.
    ModelGone,
    /// The server does not understand the request, or its address is unusable.
    Invalid,
    /// The program is stopping.
    Stopped,
}

/// What is wrong with a server for the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It says so: a status of 5xx.
    Server,
    /// It cannot be reached.
    Network,
    /// It took too long.
    Slow,
    /// It answered something that is no answer.
    Garbage,
}

impl Failure {
    /// What was paid for nothing.
    pub fn usage(self) -> Usage {
        if let Self::Empty { usage, .. } = self {
            usage
        } else {
            Usage::default()
        }
    }

    /// A word for counters and traces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited { daily: false, .. } => "rate-limited",
            Self::RateLimited { daily: true, .. } => "quota-gone",
            Self::MinuteSpent { .. } => "minute-spent",
            Self::Overloaded(Trouble::Server) => "overloaded",
            Self::Overloaded(Trouble::Network) => "network",
            Self::Overloaded(Trouble::Slow) => "slow",
            Self::Overloaded(Trouble::Garbage) => "garbage",
            Self::Empty {
                ate_budget: false, ..
            } => "empty",
            Self::Empty {
                ate_budget: true, ..
            } => "thought-only",
            Self::Blocked(_) => "blocked",
            Self::KeyRefused => "key-refused",
            Self::ModelGone => "model-gone",
            Self::Invalid => "invalid",
            Self::Stopped => "stopped",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RateLimited {
                retry_after: Some(wait),
                daily: false,
            } => write!(f, "rate limited for {} s", wait.as_secs()),
            Self::RateLimited { daily: false, .. } => f.write_str("rate limited"),
            Self::RateLimited { daily: true, .. } => f.write_str("quota of the day used up"),
            Self::MinuteSpent { wait } => {
                write!(
                    f,
                    "our own limit of a minute, for {} s more",
                    wait.as_secs()
                )
            }
            Self::Overloaded(Trouble::Server) => f.write_str("model overloaded"),
            Self::Overloaded(Trouble::Network) => f.write_str("model server unreachable"),
            Self::Overloaded(Trouble::Slow) => f.write_str("model too slow"),
            Self::Overloaded(Trouble::Garbage) => f.write_str("unreadable answer"),
            Self::Empty {
                ate_budget: false, ..
            } => f.write_str("empty answer"),
            Self::Empty {
                ate_budget: true, ..
            } => f.write_str("thinking used up the answer's tokens"),
            Self::Blocked(reason) => write!(f, "blocked: {reason}"),
            Self::KeyRefused => f.write_str("key, account or country refused"),
            Self::ModelGone => f.write_str("no such model"),
            Self::Invalid => f.write_str("request refused as invalid"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

impl error::Error for Failure {}

impl From<http::Error> for Failure {
    fn from(error: http::Error) -> Self {
        if error.is_interrupted() {
            return Self::Stopped;
        }
        match error {
            http::Error::Stopped => Self::Stopped,
            http::Error::BadUrl => Self::Invalid,
            http::Error::TooLarge => Self::Overloaded(Trouble::Garbage),
            http::Error::NotSent(_) | http::Error::Ambiguous(_) if error.is_timeout() => {
                Self::Overloaded(Trouble::Slow)
            }
            http::Error::NotSent(_) | http::Error::Ambiguous(_) => {
                Self::Overloaded(Trouble::Network)
            }
        }
    }
}

fn limits(deadline: Duration) -> http::Limits {
    http::Limits {
        deadline,
        answer_bytes_max: ANSWER_BYTES_MAX,
    }
}
