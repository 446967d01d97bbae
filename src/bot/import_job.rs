//! An export that an admin sent in private: fetched, taken in beside everything else, answered.

use super::own_line::OwnLine;
use super::shared::Shared;
use crate::behaviour::finding::{IMPORT_NOT_FETCHED, Refused, import_done, import_refused};
use crate::clock::{Clock, SECONDS_PER_HOUR};
use crate::ids::{ChatId, MessageId};
use crate::message::{Incoming, MediaKind};
use crate::ops::import::{self, BATCH_BESIDE, Order, Progress, ScanError};
use crate::store::{Error, Job, Store};
use crate::telegram;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kind of job that takes an export in.
pub(super) const IMPORT: &str = "import";
/// What Telegram gives to bots. Source: <https://core.telegram.org/bots/api#getfile>.
const FILE_BYTES_MAX: i64 = 20 * 1024 * 1024;
/// How long a file may take.
const FILE_DEADLINE: Duration = Duration::from_secs(120);
/// The part of the answer; the first one said that the file is being taken in.
const ANSWER_PART: i64 = 1;

/// What the job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ImportTask {
    /// The message with the file.
    message_id: MessageId,
    file_id: String,
    /// The chat that is wanted; `None`: the only one in the file.
    chat: Option<ChatId>,
    /// Larger than bots may have.
    pub(super) is_too_large: bool,
}

impl ImportTask {
    /// From the message with the file; `None` if there is no export in it.
    pub(super) fn new(incoming: &Incoming) -> Option<Self> {
        let media = incoming.media.as_ref()?;
        let name = media.title.as_deref().unwrap_or_default().to_lowercase();
        let is_named = [".json", ".jsonl", ".html"]
            .iter()
            .any(|end| name.ends_with(end));
        let is_ordered = incoming
            .command
            .as_ref()
            .is_some_and(|command| command.name == IMPORT);
        if media.kind != MediaKind::Document || !(is_named || is_ordered) {
            return None;
        }
        let words = match &incoming.command {
            Some(command) => &command.arguments,
            None => &incoming.text,
        };
        Some(Self {
            message_id: incoming.message_id,
            file_id: media.file_id.clone(),
            chat: words
                .split_whitespace()
                .find_map(|word| word.parse().ok())
                .map(ChatId),
            is_too_large: media.size_bytes.is_some_and(|bytes| bytes > FILE_BYTES_MAX),
        })
    }
}

/// An import ends when the program does; the job stays open and goes on after the next start.
struct UntilStop<'a>(&'a Shared);

impl Progress for UntilStop<'_> {
    fn tell(&mut self, _: u64, _: u64, _: Duration) -> bool {
        !self.0.stop.is_asked()
    }

    fn end(&mut self) {}
}

/// Fetches the file, takes it in, and says what came of it.
///
/// # Errors
/// What the database says; then the job is still open.
pub(super) fn work_on(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    shared: &Shared,
) -> Result<(), Error> {
    let Ok(task) = serde_json::from_str::<ImportTask>(&job.payload) else {
        return store.write(|writer| writer.end_job(job.id, false, "not_understood"));
    };
    let bytes_max = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let file = match shared
        .telegram
        .download(&task.file_id, bytes_max, FILE_DEADLINE)
    {
        Ok(file) => file,
        Err(telegram::Error::Stopped) => return Ok(()),
        Err(error) => {
            log::warn!("chat {chat}: the file of an import was not fetched: {error}");
            return end(store, chat, job, &task, shared, false, IMPORT_NOT_FETCHED);
        }
    };
    let order = Order {
        chat: task.chat,
        me: Some(shared.brain().policy.me.id),
        batch: BATCH_BESIDE,
    };
    let progress = &mut UntilStop(shared);
    match import::run(store, file.as_slice(), order, &shared.clock, progress) {
        Ok(report) => {
            log::info!(
                "import: {} messages taken, {} known",
                report.taken,
                report.known
            );
            let skipped = report.seen().saturating_sub(report.taken + report.known);
            let words = import_done(&report.title, report.taken, report.known, skipped);
            end(store, chat, job, &task, shared, true, &words)
        }
        Err(import::Error::Stopped) => Ok(()),
        Err(error) => {
            log::warn!("import: {}", reason(&error));
            let words = refusal(&error);
            end(store, chat, job, &task, shared, false, &words)
        }
    }
}

fn refusal(error: &import::Error) -> String {
    match error {
        import::Error::File(ScanError::Html) => import_refused(Refused::Html, &[]),
        import::Error::File(_) => import_refused(Refused::NotAnExport, &[]),
        import::Error::OtherChat { found, .. } => import_refused(Refused::OtherChat, found),
        import::Error::WhichChat { found } => import_refused(Refused::WhichChat, found),
        import::Error::Store(_) | import::Error::Stopped => import_refused(Refused::Trouble, &[]),
    }
}

/// For the log: without the titles of chats.
fn reason(error: &import::Error) -> String {
    match error {
        import::Error::OtherChat { .. } => "refused: another chat's file".to_owned(),
        import::Error::WhichChat { .. } => "refused: several chats in the file".to_owned(),
        import::Error::File(_) | import::Error::Store(_) | import::Error::Stopped => {
            error.to_string()
        }
    }
}

fn end(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    task: &ImportTask,
    shared: &Shared,
    done: bool,
    words: &str,
) -> Result<(), Error> {
    let now = shared.clock.now();
    let line = OwnLine {
        part: ANSWER_PART,
        reply_to: Some(task.message_id).filter(|id| id.0 != 0),
        ..OwnLine::new(chat, job.update_id, words, now, SECONDS_PER_HOUR)
    };
    store.write(|writer| {
        writer.end_job(job.id, done, if done { "imported" } else { "refused" })?;
        line.put(writer, now)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::UnixTime;
    use crate::ids::SenderId;
    use crate::message::{Chat, ChatKind, Command, Media, Sender, SenderKind};

    fn check(name: &str, command: Option<&str>, bytes: i64, expected: Option<(Option<i64>, bool)>) {
        let incoming = Incoming {
            chat: Chat {
                id: ChatId(5),
                kind: ChatKind::Private,
                title: String::new(),
                username: None,
                is_forum: false,
            },
            message_id: MessageId(1),
            thread_id: None,
            sender: Sender {
                id: SenderId(5),
                kind: SenderKind::Person,
                name: "Оля".into(),
                username: None,
            },
            sent_at: UnixTime(0),
            edited_at: None,
            reply_to: None,
            text: String::new(),
            media: Some(Media {
                kind: MediaKind::Document,
                file_id: "f".into(),
                file_unique_id: String::new(),
                emoji: None,
                title: Some(name.into()),
                duration_s: None,
                size_bytes: Some(bytes),
                view: None,
            }),
            mentions: Vec::new(),
            command: command.map(|arguments| Command {
                name: IMPORT.to_owned(),
                target: None,
                arguments: arguments.to_owned(),
            }),
            is_forward: false,
            is_via_bot: false,
        };
        let task = ImportTask::new(&incoming);
        let found = task.map(|task| (task.chat.map(|chat| chat.0), task.is_too_large));
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn an_export_is_known_by_its_name_or_by_the_order() {
        check("result.json", None, 1_000, Some((None, false)));
        check("звіт.pdf", None, 1_000, None);
        check(
            "file",
            Some("-1002100000001"),
            1_000,
            Some((Some(-1_002_100_000_001), false)),
        );
        check("result.json", Some(""), 30 << 20, Some((None, true)));
    }
}
