//! What a question to the models may cost, and what came of it.

use super::{Draft, Failure, Usage};
use std::time::Duration;

/// What the models may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RequestLimits {
    /// The most requests per model within any 60 seconds.
    pub per_minute: u32,
    /// The most requests per model and day.
    pub per_day: u32,
    /// The longest that one request may take.
    pub request_max: Duration,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The answer, or why there is none.
    pub result: Result<Draft, Failure>,
    /// The requests that were sent, in order: what the caller has to book.
    pub attempts: Vec<Attempt>,
    /// The models that were not asked, and why.
    pub skipped: Vec<Skipped>,
}

/// A request that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// To whom.
    pub model: String,
    /// `answered`, `truncated`, or a word of [`Failure::as_str`].
    pub outcome: &'static str,
    /// How long it took.
    pub latency: Duration,
    /// What it cost.
    pub usage: Usage,
    /// The cap that was set for the answer.
    pub answer_tokens_max: u32,
}

/// A model that was not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Which.
    pub model: String,
    /// Its budget is spent, or it is paused for what a former request met.
    pub why: Failure,
}
