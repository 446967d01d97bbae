//! Why a call to Telegram came to nothing, sorted by what the caller can do.

use super::wire;
use crate::http;
use crate::ids::ChatId;
use std::error;
use std::fmt;
use std::time::Duration;

/// Why a call came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Too many requests: not done; ask again after this long.
    RetryAfter(Duration),
    /// The group became a supergroup: not done; ask again with this id, for ever.
    MigratedTo(ChatId),
    /// Not done, and the same request will never be.
    Refused {
        /// Telegram's code, which is also the HTTP status.
        code: u16,
        /// Why.
        reason: Refusal,
    },
    /// The token is wrong or revoked.
    Unauthorised,
    /// Somebody else receives our updates.
    Conflict {
        /// A webhook (delete it) rather than another poller (wait).
        webhook: bool,
    },
    /// Nothing reached Telegram: safe to repeat.
    NotSent(http::Cause),
    /// The request went out and no answer came: it may or may not have been done.
    Ambiguous(http::Cause),
    /// Telegram, or a gateway before it, is in trouble.
    ServerTrouble {
        /// The HTTP status.
        status: u16,
        /// Telegram itself said that it did not do it, so it is safe to repeat. Otherwise it may
        /// or may not have been done.
        refused: bool,
    },
    /// An answer that makes no sense, or is too large: it may or may not have been done.
    Decode,
    /// The address of the Bot API server cannot be used.
    BadUrl,
    /// [`Telegram::interrupt`](super::Telegram::interrupt) ended a poll.
    Stopped,
}

/// Why Telegram will not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The markup is wrong: send it [as plain text](super::request::to_plain).
    CannotParse,
    /// The message to be answered is gone.
    ReplyTargetGone,
    /// The text is too long.
    TooLong,
    /// The emoji is not allowed as a reaction here.
    ReactionInvalid,
    /// An edit that changes nothing: as good as done.
    NotModified,
    /// Kicked, blocked, deactivated or never there: send nothing to this chat until it comes back.
    ChatGone,
    /// We may not do that in this chat.
    NoRights,
    /// The file is not there any more.
    FileGone,
    /// Anything else.
    Other,
}

impl Error {
    /// Whether it may have been done all the same.
    pub fn is_ambiguous(self) -> bool {
        match self {
            Self::Ambiguous(_) | Self::ServerTrouble { refused: false, .. } | Self::Decode => true,
            Self::RetryAfter(_)
            | Self::MigratedTo(_)
            | Self::Refused { .. }
            | Self::Unauthorised
            | Self::Conflict { .. }
            | Self::NotSent(_)
            | Self::ServerTrouble { refused: true, .. }
            | Self::BadUrl
            | Self::Stopped => false,
        }
    }

    /// Whether a deadline passed: nothing unusual for a long poll.
    pub fn is_timeout(self) -> bool {
        matches!(
            self,
            Self::NotSent(http::Cause::Timeout) | Self::Ambiguous(http::Cause::Timeout)
        )
    }

    /// The error in an answer that is not a success.
    pub(super) fn of(status: u16, retry_after_s: Option<u64>, body: &[u8]) -> Self {
        let reply = serde_json::from_slice::<wire::Reply<'_>>(body)
            .ok()
            .filter(|reply| reply.ok == Some(false));
        let Some(reply) = reply else {
            return Self::without_words(status, retry_after_s);
        };
        let code = reply.error_code.map_or(status, |code| code.0);
        let description = reply.description.unwrap_or_default().0.to_lowercase();
        let parameters = reply.parameters.unwrap_or_default();
        if let Some(chat) = parameters.migrate_to_chat_id {
            return Self::MigratedTo(ChatId(chat.0));
        }
        match code {
            429 => Self::retry_after(parameters.retry_after.map(|s| s.0).or(retry_after_s)),
            401 => Self::Unauthorised,
            404 if !description.contains("method") => Self::Unauthorised,
            409 => Self::Conflict {
                webhook: description.contains("webhook"),
            },
            500..=599 => Self::ServerTrouble {
                status: code,
                refused: true,
            },
            _ => Self::Refused {
                code,
                reason: Refusal::of(code, &description),
            },
        }
    }

    /// The error in an answer that is not Telegram's JSON: a gateway's, perhaps.
    fn without_words(status: u16, retry_after_s: Option<u64>) -> Self {
        match status {
            429 => Self::retry_after(retry_after_s),
            409 => Self::Conflict { webhook: false },
            413 => Self::Refused {
                code: status,
                reason: Refusal::TooLong,
            },
            // Of our token only Telegram itself can speak.
            401 | 404 => Self::ServerTrouble {
                status,
                refused: true,
            },
            400..=499 => Self::Refused {
                code: status,
                reason: Refusal::Other,
            },
            500..=599 => Self::ServerTrouble {
                status,
                refused: false,
            },
            _ => Self::Decode,
        }
    }

    fn retry_after(seconds: Option<u64>) -> Self {
        let seconds = seconds.unwrap_or(RETRY_AFTER_DEFAULT_S);
        Self::RetryAfter(Duration::from_secs(seconds.min(RETRY_AFTER_MAX_S)))
    }
}

/// The wait if Telegram asks for one and does not say how long.
const RETRY_AFTER_DEFAULT_S: u64 = 5;
/// The longest wait that is believed; after it Telegram may ask for the next.
const RETRY_AFTER_MAX_S: u64 = 3_600;

impl From<http::Error> for Error {
    fn from(error: http::Error) -> Self {
        match error {
            http::Error::NotSent(cause) => Self::NotSent(cause),
            http::Error::Ambiguous(cause) => Self::Ambiguous(cause),
            http::Error::TooLarge => Self::Decode,
            http::Error::BadUrl => Self::BadUrl,
            http::Error::Stopped => Self::Stopped,
        }
    }
}

/// Parts of Telegram's descriptions, in lower case, and what they mean; the first that fits.
/// Source: tdlib/telegram-bot-api, and what other clients have met.
const DESCRIPTIONS: [(&str, Refusal); 34] = [
    ("message is not modified", Refusal::NotModified),
    ("message_not_modified", Refusal::NotModified),
    ("can't parse", Refusal::CannotParse),
    ("entity_", Refusal::CannotParse),
    ("message to be replied not found", Refusal::ReplyTargetGone),
    ("message to reply not found", Refusal::ReplyTargetGone),
    ("replied message not found", Refusal::ReplyTargetGone),
    ("reply message not found", Refusal::ReplyTargetGone),
    ("reply_message_id_invalid", Refusal::ReplyTargetGone),
    ("is too long", Refusal::TooLong),
    ("too_long", Refusal::TooLong),
    ("request entity too large", Refusal::TooLong),
    ("reaction_", Refusal::ReactionInvalid),
    ("reactions_", Refusal::ReactionInvalid),
    ("reaction is not", Refusal::ReactionInvalid),
    ("not enough rights", Refusal::NoRights),
    ("no rights", Refusal::NoRights),
    ("no write access", Refusal::NoRights),
    ("administrator rights", Refusal::NoRights),
    ("_forbidden", Refusal::NoRights),
    ("chat_admin_required", Refusal::NoRights),
    ("chat_restricted", Refusal::NoRights),
    ("topic_closed", Refusal::NoRights),
    ("chat not found", Refusal::ChatGone),
    ("bot was kicked", Refusal::ChatGone),
    ("bot was blocked", Refusal::ChatGone),
    ("user is deactivated", Refusal::ChatGone),
    ("user_deactivated", Refusal::ChatGone),
    ("chat was deleted", Refusal::ChatGone),
    ("chat was deactivated", Refusal::ChatGone),
    ("is not a member", Refusal::ChatGone),
    ("peer_id_invalid", Refusal::ChatGone),
    ("channel_private", Refusal::ChatGone),
    ("channel_invalid", Refusal::ChatGone),
];

impl Refusal {
    fn of(code: u16, description: &str) -> Self {
        let found = DESCRIPTIONS
            .iter()
            .find(|(part, _)| description.contains(part));
        match (found, code) {
            (Some((_, reason)), _) => *reason,
            (None, 403) => Self::ChatGone,
            (None, 413) => Self::TooLong,
            (None, _) => Self::Other,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::CannotParse => "cannot parse the markup",
            Self::ReplyTargetGone => "the message to answer is gone",
            Self::TooLong => "too long",
            Self::ReactionInvalid => "reaction not allowed",
            Self::NotModified => "nothing to change",
            Self::ChatGone => "the chat is closed to us",
            Self::NoRights => "no rights",
            Self::FileGone => "the file is gone",
            Self::Other => "bad request",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RetryAfter(wait) => write!(f, "asked to wait {} s", wait.as_secs()),
            Self::MigratedTo(chat) => write!(f, "the chat is now {chat}"),
            Self::Refused { code, reason } => write!(f, "refused ({code}): {}", reason.as_str()),
            Self::Unauthorised => f.write_str("the token is wrong or revoked"),
            Self::Conflict { webhook: true } => f.write_str("a webhook receives the updates"),
            Self::Conflict { webhook: false } => {
                f.write_str("another process polls with the same token")
            }
            Self::NotSent(cause) => write!(f, "request not sent: {cause}"),
            Self::Ambiguous(cause) => write!(f, "request sent, no answer: {cause}"),
            Self::ServerTrouble { status, .. } => write!(f, "server trouble ({status})"),
            Self::Decode => f.write_str("an answer that makes no sense"),
            Self::BadUrl => f.write_str("unusable address of the Bot API server"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

impl error::Error for Error {}
