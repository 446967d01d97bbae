//! What a reply job needs to know, as it is kept with the job.

use crate::behaviour::Occasion;
use crate::clock::UnixTime;
use crate::ids::{MessageId, SenderId, ThreadId};
use crate::message::{Incoming, Media, MediaKind, View};
use crate::prompt::context::Quoted;
use crate::text;
use serde::{Deserialize, Serialize};

/// The kind of job that asks the model for words.
pub(super) const REPLY: &str = "reply";
/// The kind of job that asks the model whether to join in.
pub(super) const JOIN: &str = "join";
/// The kind of job that asks the model for a topic of our own.
pub(super) const INITIATIVE: &str = "initiative";
/// The kind of job that asks Telegram about a chat.
pub(super) const ASK_CHAT: &str = "ask_chat";
/// The kind of job that forgets all that was said in a chat.
pub(super) const FORGET_CHAT: &str = "forget_chat";
/// The kind of job that stands for a line said about a flood.
pub(super) const SCOLD: &str = "scold";

/// The longest quotation that a job keeps, in characters.
const QUOTE_CHARS_MAX: usize = 1_500;

/// A reply to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTask {
    /// The message to be answered; zero if it cannot be addressed.
    pub message_id: MessageId,
    /// The topic.
    pub thread_id: Option<ThreadId>,
    /// Why there is an answer, one word.
    pub occasion: String,
    /// Whom to answer.
    pub sender_id: SenderId,
    /// Their name.
    pub sender_name: String,
    /// When they wrote, by Telegram's clock.
    pub sent_at: UnixTime,
    /// Their words, with media in short form.
    pub text: String,
    /// Whose words theirs answer: author, whether it is us, the words.
    pub quoted: Option<(String, bool, String)>,
    /// Whether to be brief.
    #[serde(default)]
    pub is_brief: bool,
    /// The medium of the message to be answered.
    #[serde(default)]
    pub own_medium: Option<TaskMedium>,
    /// The medium of the message which that one answers.
    #[serde(default)]
    pub quoted_medium: Option<TaskMedium>,
}

/// A medium that a task speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskMedium {
    /// Who sent it, if Telegram says who.
    pub author: Option<SenderId>,
    /// Telegram's stable id of the file.
    pub unique_id: String,
    /// Its kind, Telegram's word.
    pub kind: String,
    /// Its short form.
    pub form: String,
    /// What of it can be shown.
    pub view: Option<View>,
}

impl TaskMedium {
    /// Of that medium.
    pub fn new(media: &Media, author: Option<SenderId>) -> Self {
        Self {
            author,
            unique_id: media.file_unique_id.clone(),
            kind: media.kind.as_str().to_owned(),
            form: media.short_form(),
            view: media.view.clone(),
        }
    }

    /// Whether it is a sticker: the same one is sent again and again.
    pub fn is_sticker(&self) -> bool {
        self.kind == MediaKind::Sticker.as_str()
    }
}

impl ReplyTask {
    /// The task that follows from `incoming`.
    pub fn new(incoming: &Incoming, occasion: Occasion, is_brief: bool, me: SenderId) -> Self {
        let quoted = incoming.reply_to.as_ref().map(|reply| {
            let words = reply.quote.as_ref().unwrap_or(&reply.text);
            let is_ours = reply.sender_id == Some(me);
            (
                reply.sender_name.clone(),
                is_ours,
                text::cut(words, QUOTE_CHARS_MAX),
            )
        });
        Self {
            message_id: incoming.message_id,
            thread_id: incoming.thread_id,
            occasion: occasion.as_str().to_owned(),
            sender_id: incoming.sender.id,
            sender_name: incoming.sender.name.clone(),
            sent_at: incoming.sent_at,
            text: incoming.short_form(),
            quoted,
            is_brief,
            own_medium: incoming
                .media
                .as_ref()
                .map(|media| TaskMedium::new(media, Some(incoming.sender.id))),
            quoted_medium: incoming.reply_to.as_ref().and_then(|reply| {
                let media = reply.media.as_ref()?;
                Some(TaskMedium::new(media, reply.sender_id))
            }),
        }
    }

    /// The task of starting a topic: nobody wrote what it answers.
    pub fn initiative(thread_id: Option<ThreadId>, now: UnixTime) -> Self {
        Self {
            message_id: MessageId(0),
            thread_id,
            occasion: Occasion::Initiative.as_str().to_owned(),
            sender_id: SenderId(0),
            sender_name: String::new(),
            sent_at: now,
            text: String::new(),
            quoted: None,
            is_brief: false,
            own_medium: None,
            quoted_medium: None,
        }
    }

    /// Why there is an answer.
    pub fn occasion(&self) -> Occasion {
        Occasion::from_word(&self.occasion).unwrap_or(Occasion::Named)
    }

    /// The quoted words, for a prompt.
    pub fn quoted(&self) -> Option<Quoted> {
        self.quoted
            .as_ref()
            .filter(|(_, _, words)| !words.is_empty())
            .map(|(name, is_ours, words)| Quoted {
                name: name.clone(),
                is_ours: *is_ours,
                excerpt: words.clone(),
            })
    }
}
