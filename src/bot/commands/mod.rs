//! What the commands of members and admins answer, one file per group of commands. Which there are,
//! who may give them and what Telegram shows beside them stands in `behaviour/command.rs`.
//!
//! To add a command: a variant and a row there, an arm in [`answer`] here. To add a button: a
//! variant of [`ButtonAction`] and an arm in [`press`].

mod about;
pub(super) mod digest;
mod figures;
mod forget_chat;
mod keep;
mod limits;
mod person;
mod phrases;
mod quiet;
mod remembered;
mod statistics;
mod why;

pub(super) use figures::{ALIVE_AT, STARTED_AT};
pub(super) mod memory;

use super::brain::Brain;
use crate::behaviour::{KnownCommand, finding, phrases as said};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId, UpdateId};
use crate::message::Incoming;
use crate::person::preference::Wish;
use crate::store::{Error, Writer};
use crate::telegram::carry::Document;
use person::for_person;
pub(super) use person::{WISHES_SHOWN, late_wish};
use serde::{Deserialize, Serialize};

/// A command that was given by somebody who may.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
    /// Which.
    pub(super) command: KnownCommand,
    /// What follows it, trimmed; may be empty.
    pub(super) arguments: &'a str,
    /// The message that gave it.
    pub(super) incoming: &'a Incoming,
    /// Whether its author is an admin.
    pub(super) is_admin: bool,
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Response {
    /// The words, plain text; a document's caption.
    pub(super) text: String,
    /// Who gets to see them.
    pub(super) place: Place,
    /// A question to the asker alone, good for two minutes.
    pub(super) buttons: Vec<(String, ButtonAction)>,
    /// A file to go with the words.
    pub(super) document: Option<Document>,
}

/// Who gets to see an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Everybody in the chat.
    InChat,
    /// Only who asked: in a group a message that only they see; where that cannot be, their
    /// private chat.
    OnlyTheAsker,
    /// The asker's private chat.
    Private,
}

impl Response {
    /// Words for everybody in the chat.
    pub(super) fn in_chat(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            place: Place::InChat,
            buttons: Vec::new(),
            document: None,
        }
    }

    /// Words for the asker alone.
    pub(super) fn only_the_asker(text: impl Into<String>) -> Self {
        Self {
            place: Place::OnlyTheAsker,
            ..Self::in_chat(text)
        }
    }

    /// The same, in the asker's private chat.
    pub(super) fn in_private(text: impl Into<String>) -> Self {
        Self {
            place: Place::Private,
            ..Self::in_chat(text)
        }
    }

    /// The same with a file.
    #[must_use]
    pub(super) fn with(mut self, document: Document) -> Self {
        self.document = Some(document);
        self
    }

    /// The same with a button that does `action`, and one that does nothing.
    #[must_use]
    pub(super) fn asking(mut self, label: impl Into<String>, action: ButtonAction) -> Self {
        self.buttons = vec![
            (label.into(), action),
            (said::CANCEL.to_owned(), ButtonAction::Cancel),
        ];
        self
    }
}

/// The answer to an order; what it changes is part of the caller's transaction.
///
/// # Errors
/// What the database says.
pub(super) fn answer(
    order: &Order<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<Response, Error> {
    let in_group = order.incoming.chat.kind.is_group();
    if order.command.is_for_admins() && !order.is_admin {
        let words = if order.command == KnownCommand::ForgetChat && in_group {
            said::ONLY_ADMINS_FORGET
        } else {
            said::ONLY_FOR_ADMINS
        };
        return Ok(Response::in_chat(words));
    }
    if !order.command.fits(in_group) {
        return Ok(Response::in_chat(said::ONLY_IN_GROUPS));
    }
    match order.command {
        KnownCommand::Start | KnownCommand::Help => Ok(about::answer(order, brain)),
        KnownCommand::Quiet => quiet::answer(order, writer, brain, now),
        KnownCommand::Why => why::answer(order, writer, brain),
        KnownCommand::Limits => limits::answer(order, writer, brain, now),
        KnownCommand::Reactions => figures::reactions(order, writer),
        KnownCommand::Stats => figures::stats(writer, brain, now),
        KnownCommand::Health => figures::health(writer, brain, now),
        KnownCommand::ForgetChat => Ok(forget_chat::ask()),
        KnownCommand::Search => memory::search(order, **writer, now),
        KnownCommand::Import => Ok(Response::in_private(finding::IMPORT_HOW)),
        KnownCommand::Digest => memory::digest(order, **writer, now),
        KnownCommand::Me => for_person(order, || person::me(order, writer, now)),
        KnownCommand::Preferences => for_person(order, || person::preferences(order, writer)),
        KnownCommand::Forget => for_person(order, || Ok(person::forget_question())),
        KnownCommand::OptOut => for_person(order, || person::opt(order, true, writer, now)),
        KnownCommand::OptIn => for_person(order, || person::opt(order, false, writer, now)),
        KnownCommand::Export => for_person(order, || {
            person::export(order.incoming.sender.id, writer, now)
        }),
        KnownCommand::MyStatistics => statistics::mine(order, writer, now),
        KnownCommand::Analytics => statistics::analytics(order, writer, brain, now),
        KnownCommand::Backup => keep::backup(order, writer, now),
        KnownCommand::Report => keep::report(order, writer, now),
    }
}

/// What a button does, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ButtonAction {
    /// Nothing: the question is withdrawn.
    Cancel,
    /// All that was said in the chat is forgotten.
    ForgetChat,
    /// Removes a fact of who presses, by its number.
    RemoveFact(i64),
    /// Notes a wish of who presses.
    Prefer(Wish),
    /// Erases who presses.
    Forget,
}

impl ButtonAction {
    /// Whether it answers a question, so that no button of the question does anything afterwards.
    /// Those of a list do their work as long as the list is fresh.
    pub(super) fn ends_its_question(&self) -> bool {
        match self {
            Self::Cancel | Self::ForgetChat | Self::Forget => true,
            Self::RemoveFact(_) | Self::Prefer(_) => false,
        }
    }
}

/// A button that was pressed by the person who may.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pressed<'a> {
    /// What it does.
    pub(super) action: &'a ButtonAction,
    /// Where.
    pub(super) chat: ChatId,
    /// Who.
    pub(super) person: SenderId,
    /// What caused it.
    pub(super) update_id: UpdateId,
    /// The chat with the button, in which the answer is seen.
    pub(super) seen_in: ChatId,
}

/// Does what a button does, in the caller's transaction, and says what takes the question's place.
///
/// # Errors
/// What the database says.
pub(super) fn press(
    pressed: &Pressed<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<String, Error> {
    match pressed.action {
        ButtonAction::Cancel => Ok(said::CANCELLED.to_owned()),
        ButtonAction::ForgetChat => forget_chat::begin(pressed, writer, brain, now),
        ButtonAction::RemoveFact(id) => person::remove_fact(pressed, *id, writer),
        ButtonAction::Prefer(wish) => person::prefer(pressed, *wish, writer),
        ButtonAction::Forget => person::forget(pressed, writer, now),
    }
}
