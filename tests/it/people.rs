//! People, messages and a brain for tests: nothing here tests anything.

use gryag::behaviour::View;
use gryag::bot::{Brain, models};
use gryag::clock::{LocalTime, UnixTime};
use gryag::config::{Config, Sources};
use gryag::ids::{ChatId, MessageId, SenderId};
use gryag::message::{Chat, ChatKind, Command, Incoming, Me, Sender, SenderKind};

/// The group in which most tests play.
pub(crate) const CHAT: ChatId = ChatId(-100);
/// A Wednesday noon in Kyiv.
pub(crate) const NOW: UnixTime = UnixTime(1_790_157_600);
/// Our own id.
pub(crate) const ME: SenderId = SenderId(999);

/// The configuration with these settings.
pub(crate) fn config(settings: &[(&str, &str)]) -> Config {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Config::load(&Sources {
        process: settings.iter().map(owned).collect(),
        ..Sources::default()
    })
    .unwrap()
}

/// Who we are in tests.
pub(crate) fn me() -> Me {
    Me {
        id: ME,
        username: "gryag_bot".to_owned(),
        name: "Гряг".to_owned(),
        reads_all_messages: true,
    }
}

/// A brain with these settings and no model but the stand-in.
pub(crate) fn brain(settings: &[(&str, &str)]) -> Brain {
    let config = config(settings);
    Brain::new(&config, me(), models::offline(&config)).unwrap()
}

/// A person.
pub(crate) fn person(id: i64, name: &str) -> Sender {
    Sender {
        id: SenderId(id),
        kind: SenderKind::Person,
        name: name.to_owned(),
        username: None,
    }
}

/// A message of a person in [`CHAT`] at [`NOW`].
pub(crate) fn message(id: i64, name: &str, text: &str) -> Incoming {
    Incoming {
        chat: Chat {
            id: CHAT,
            kind: ChatKind::Supergroup,
            title: "Чат".to_owned(),
            username: None,
            is_forum: false,
        },
        message_id: MessageId(1),
        thread_id: None,
        sender: person(id, name),
        sent_at: NOW,
        edited_at: None,
        reply_to: None,
        text: text.to_owned(),
        media: None,
        mentions: Vec::new(),
        command: None,
        is_forward: false,
        is_via_bot: false,
    }
}

/// A command, as Telegram's entities would name it.
pub(crate) fn command(id: i64, name: &str, text: &str) -> Incoming {
    let (word, arguments) = text.split_once(' ').unwrap_or((text, ""));
    let word = word.trim_start_matches('/');
    let (word, target) = word
        .split_once('@')
        .map_or((word, None), |(w, t)| (w, Some(t)));
    Incoming {
        command: Some(Command {
            name: word.to_owned(),
            target: target.map(str::to_owned),
            arguments: arguments.trim().to_owned(),
        }),
        ..message(id, name, text)
    }
}

/// A chat in which nothing has happened yet, at three in the afternoon.
pub fn view() -> View {
    View {
        chat_minute: 0,
        chat_hour: 0,
        person_minute: 0,
        person_commands_minute: 0,
        person_hour: 0,
        global_minute: 0,
        reactions_minute: 0,
        reactions_person: 0,
        person_times: vec![NOW],
        spam_line_at: None,
        spoke_at: None,
        hush_until: UnixTime(0),
        hush_votes: 0,
        hushed_by_sender: false,
        wants_no_reactions: false,
        wants_only_calls: false,
        withdrawn_until: UnixTime(0),
        liking: 0.0,
        quiet_hours: None,
        reactions_allowed: None,
        chat_messages_minute: 1,
        unasked: None,
        local: LocalTime {
            year: 2026,
            month: 11,
            day: 24,
            weekday: 1,
            hour: 15,
            minute: 0,
        },
    }
}
