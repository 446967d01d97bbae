//! The methods of the Bot API that go through the outbox.

/// The methods that go through the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Telegram's and say it all")]
pub enum Method {
    SendMessage,
    SendDocument,
    SetMessageReaction,
    EditMessageText,
    DeleteMessage,
    AnswerCallbackQuery,
    LeaveChat,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SendMessage,
        Self::SendDocument,
        Self::SetMessageReaction,
        Self::EditMessageText,
        Self::DeleteMessage,
        Self::AnswerCallbackQuery,
        Self::LeaveChat,
    ];

    /// Telegram's name for it, also the word stored for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendMessage => "sendMessage",
            Self::SendDocument => "sendDocument",
            Self::SetMessageReaction => "setMessageReaction",
            Self::EditMessageText => "editMessageText",
            Self::DeleteMessage => "deleteMessage",
            Self::AnswerCallbackQuery => "answerCallbackQuery",
            Self::LeaveChat => "leaveChat",
        }
    }

    /// The method that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    /// Whether doing it twice is the same as doing it once, so that it may be repeated when it is
    /// not known whether it was done.
    pub fn is_idempotent(self) -> bool {
        match self {
            Self::SendMessage | Self::SendDocument => false,
            Self::SetMessageReaction
            | Self::EditMessageText
            | Self::DeleteMessage
            | Self::AnswerCallbackQuery
            | Self::LeaveChat => true,
        }
    }

    /// Whether its request names the chat.
    pub(super) fn names_chat(self) -> bool {
        self != Self::AnswerCallbackQuery
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_have_words() {
        for method in Method::ALL {
            assert_eq!(Method::from_word(method.as_str()), Some(method));
        }
        assert_eq!(Method::from_word("getUpdates"), None);
        assert!(!Method::SendMessage.is_idempotent());
        assert!(!Method::SendDocument.is_idempotent());
    }
}
