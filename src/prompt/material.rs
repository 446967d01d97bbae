//! What a prompt is made of, and the account of what went into it.

use super::budget::Budget;
use super::{Instructions, Medium, Prompt};
pub use crate::behaviour::Occasion;
pub use crate::behaviour::memory::Memory;
use crate::clock::{LocalTime, UnixTime};
use crate::ids::MessageId;
use crate::message::ChatKind;

/// All that a prompt may be made of.
#[derive(Debug, Clone)]
pub struct Material<'a> {
    /// Who the bot is and what rules it obeys.
    pub instructions: &'a Instructions,
    /// What the bot is called.
    pub bot_name: &'a str,
    /// The circumstances.
    pub situation: Situation<'a>,
    /// What was said before, oldest first; may contain the current message.
    pub history: &'a [Line],
    /// The message to be answered.
    pub current: &'a Line,
    /// Pictures and sounds that belong to it.
    pub media: &'a [Medium],
    /// What it all may cost.
    pub limits: Budget,
}

/// The circumstances of an answer.
#[derive(Debug, Clone)]
pub struct Situation<'a> {
    /// The local time.
    pub local_time: LocalTime,
    /// The chat's title; may be empty.
    pub chat_title: &'a str,
    /// The chat's kind.
    pub kind: ChatKind,
    /// The name of the current message's author.
    pub addressee: &'a str,
    /// Why there is an answer at all.
    pub occasion: Occasion,
    /// The mood of the room, in a few Ukrainian words.
    pub mood: Option<&'a str>,
    /// What else may help.
    pub notes: &'a [Note],
}

/// Something worth knowing that nobody said just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The heading it comes under.
    pub topic: Topic,
    /// Notes of higher priority get a place first; among equals the earlier one.
    pub priority: u8,
    /// The text: a sentence or a few.
    pub text: String,
    /// What it was made of, as far as that is remembered; see [`Memory`].
    pub from: Vec<Memory>,
}

/// What a note is about. Headings come in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A member of the chat: how they speak and how to answer them.
    Person,
    /// What a member told of themselves.
    Fact,
    /// A summary of a past period.
    Summary,
    /// What the current message answers, and what that answered.
    Thread,
    /// An old message that has to do with the current one.
    Memory,
    /// How the bot itself feels, what it is up to.
    Condition,
    /// The bot's own style, by example.
    Example,
}

/// All topics, in the order of their headings; neighbours may share one.
pub const TOPICS: [Topic; 7] = [
    Topic::Person,
    Topic::Fact,
    Topic::Summary,
    Topic::Thread,
    Topic::Memory,
    Topic::Condition,
    Topic::Example,
];

impl Topic {
    /// A word for accounts and traces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "profile",
            Self::Fact => "facts",
            Self::Summary => "summaries",
            Self::Thread => "thread",
            Self::Memory => "memories",
            Self::Condition => "condition",
            Self::Example => "examples",
        }
    }
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number; zero if it has none.
    pub message_id: MessageId,
    /// Its author's name.
    pub sender_name: String,
    /// Whether it is the bot's own.
    pub is_ours: bool,
    /// The text, media in their short form.
    pub text: String,
    /// When, by Telegram's clock.
    pub sent_at: UnixTime,
    /// What it answers.
    pub reply_to: Option<Quoted>,
}

/// The words that a message answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Their author's name; empty if unknown.
    pub name: String,
    /// Whether they are the bot's own.
    pub is_ours: bool,
    /// The words, or the part that was quoted.
    pub excerpt: String,
}

/// A prompt and what went into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The prompt.
    pub prompt: Prompt,
    /// What went into it.
    pub account: Account,
    /// What must not come out again, besides the instructions: the situation, how to speak with
    /// whom, and what notes say of what they tell.
    pub guarded: String,
    /// What the notes that got a place were made of.
    pub memories: Vec<Memory>,
    /// The members whose names stand in the conversation, as shown to the model.
    pub speakers: Vec<String>,
}

/// Estimated tokens by origin, and what found no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Persona and rules.
    pub instructions_tokens: u32,
    /// Time, place, mood, addressee.
    pub situation_tokens: u32,
    /// The current message without the words it answers.
    pub current_tokens: u32,
    /// The words it answers.
    pub quoted_tokens: u32,
    /// Pictures and sounds: they come on top of the budget, which is for words.
    pub media_tokens: u32,
    /// The history.
    pub history_tokens: u32,
    /// Messages of history that got a place.
    pub history_used: usize,
    /// Messages of history that got none.
    pub history_dropped: usize,
    /// The notes, by their topic, in the order of [`TOPICS`].
    pub notes_by_topic: [u32; TOPICS.len()],
    /// Notes that got a place.
    pub notes_used: usize,
    /// Notes that got none.
    pub notes_dropped: usize,
    /// The current message was cut.
    pub is_current_cut: bool,
    /// The words it answers were cut or dropped.
    pub is_quoted_cut: bool,
}

impl Account {
    /// All estimated tokens of the prompt's words.
    pub fn total(&self) -> u32 {
        [
            self.instructions_tokens,
            self.situation_tokens,
            self.current_tokens,
            self.quoted_tokens,
            self.history_tokens,
            self.notes_tokens(),
        ]
        .into_iter()
        .fold(0, u32::saturating_add)
    }

    /// The tokens of all notes.
    pub fn notes_tokens(&self) -> u32 {
        self.notes_by_topic.into_iter().fold(0, u32::saturating_add)
    }

    /// The tokens of the notes on `topic`.
    pub fn tokens_on(&self, topic: Topic) -> u32 {
        let place = TOPICS.iter().position(|one| *one == topic);
        place
            .and_then(|at| self.notes_by_topic.get(at))
            .copied()
            .unwrap_or(0)
    }

    /// Books the tokens of a note.
    pub(super) fn note(&mut self, topic: Topic, tokens: u32) {
        let place = TOPICS.iter().position(|one| *one == topic);
        if let Some(sum) = place.and_then(|at| self.notes_by_topic.get_mut(at)) {
            *sum = sum.saturating_add(tokens);
        }
        self.notes_used = self.notes_used.saturating_add(1);
    }

    /// What was shown and its estimated tokens, in the order in which it gets its place: by kind,
    /// without what took none.
    pub fn kinds(&self) -> Vec<(&'static str, u32)> {
        let fixed = [
            ("instructions", self.instructions_tokens),
            ("situation", self.situation_tokens),
            ("message", self.current_tokens),
            ("quoted", self.quoted_tokens),
            ("media", self.media_tokens),
            ("recent", self.history_tokens),
        ];
        let notes = TOPICS.map(|topic| (topic.as_str(), self.tokens_on(topic)));
        fixed
            .into_iter()
            .chain(notes)
            .filter(|(_, tokens)| *tokens > 0)
            .collect()
    }
}
