//! What is said to a model, and what is made of its answer. Pure.
//!
//! [`persona`] holds the words, [`context`] puts a prompt together within its [`budget`], [`reply`]
//! makes an answer fit to be sent.

pub mod budget;
pub mod chronicle;
pub mod context;
pub mod dated;
pub mod describe;
mod inline;
pub mod instructions;
mod leak;
mod markdown;
mod material;
pub mod medium;
pub mod persona;
mod render;
pub mod reply;
mod sentence;
pub mod similar;
mod strip;
pub mod verdict;

pub use instructions::Instructions;
pub use leak::Secret;
pub use medium::{Format, Medium};

/// A question to a model: fixed instructions and a conversation that ends with a user's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Persona, rules and situation.
    pub system: String,
    /// The conversation, oldest first; neighbours have different roles; the last is the user's.
    pub turns: Vec<Turn>,
    /// The most tokens the answer may take, thinking included.
    pub answer_tokens_max: u32,
    /// What the answer has to look like.
    pub shape: Shape,
    /// Pictures and sounds that belong to the last turn.
    pub media: Vec<Medium>,
}

impl Prompt {
    /// The same without pictures and sounds.
    #[must_use]
    pub fn words_only(&self) -> Self {
        Self {
            media: Vec::new(),
            ..self.clone()
        }
    }
}

/// What an answer has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Words.
    #[default]
    Words,
    /// JSON that says whether to speak, the words, and an emoji: see [`verdict`].
    Verdict,
    /// JSON with facts that somebody told of themselves: see `person/proposal.rs`.
    Facts,
    /// Words about the medium beside the question: without it there is nothing to ask.
    Description,
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn.
    pub role: Role,
    /// The words.
    pub text: String,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The members of the chat.
    User,
    /// Our own earlier words.
    Model,
}
