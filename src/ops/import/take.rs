//! From the messages of a file to rows of the log.

use super::batch::{Done, Item, Judged, judge, learn};
use super::message::{self, Circumstances};
use super::scan::{Header, ScanError, Visitor};
use super::{Error, Order, Progress, Report, latest};
use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId};
use crate::link::SUPERGROUPS_BELOW;
use crate::message::{Chat, ChatKind, SenderKind};
use crate::store::{self, Consent, LogRow, NewMessage, Store};
use std::collections::HashMap;
use std::time::Duration;

/// Names of authors that are remembered between batches; more of them are looked up anew.
const PEOPLE_MAX: usize = 10_000;
/// Progress is told after so many messages.
const TELL_EVERY: u64 = 512;
/// Chats of a file that an error message lists.
const CHATS_LISTED_MAX: usize = 100;

/// A chat of the file.
struct Found<'t> {
    /// By the Bot API.
    id: ChatId,
    /// As the file has it.
    bare: i64,
    title: &'t str,
    kind: ChatKind,
    is_of_account: bool,
}

/// An import under way.
pub(super) struct Take<'a> {
    store: &'a mut Store,
    order: Order,
    clock: &'a dyn Clock,
    progress: &'a mut dyn Progress,
    now: UnixTime,
    started: Duration,
    /// Chats of the file that were not wanted.
    passed: Vec<(ChatId, String)>,
    /// The chat that is being taken.
    current: Option<Circumstances>,
    batch: Vec<Item>,
    people: HashMap<SenderId, Consent>,
    oldest: Option<UnixTime>,
    /// Messages of the wanted chat so far.
    looked_at: u64,
    report: Report,
}

impl<'a> Take<'a> {
    pub(super) fn new(
        store: &'a mut Store,
        order: Order,
        now: UnixTime,
        clock: &'a dyn Clock,
        progress: &'a mut dyn Progress,
    ) -> Self {
        Self {
            store,
            order,
            started: clock.monotonic(),
            clock,
            progress,
            now,
            passed: Vec::new(),
            current: None,
            batch: Vec::new(),
            people: HashMap::new(),
            oldest: None,
            looked_at: 0,
            report: Report::default(),
        }
    }

    /// Whether a chat's messages were reached.
    pub(super) fn has_begun(&self) -> bool {
        self.current.is_some() || !self.passed.is_empty()
    }

    /// Writes the last batch and says what was done.
    pub(super) fn finish(mut self, ended_early: Option<ScanError>) -> Result<Report, Error> {
        self.flush()?;
        self.progress.end();
        if self.current.is_none() {
            let found = std::mem::take(&mut self.passed);
            return Err(match self.order.chat {
                Some(wanted) => Error::OtherChat { wanted, found },
                None => Error::WhichChat { found },
            });
        }
        if let Some(oldest) = self.oldest {
            self.store.write(|writer| writer.look_again_from(oldest))?;
        }
        self.report.ended_early = ended_early.map(|error| error.to_string());
        Ok(self.report)
    }

    /// Whether the chat of the file is the wanted one, and under which id it is known.
    fn begin(&mut self, found: &Found<'_>) -> Result<bool, Error> {
        let (id, title) = (found.id, found.title);
        let moved_to = self.store.read().migrated_to(id)?;
        let names = [id.0, found.bare, moved_to.map_or(id.0, |to| to.0)];
        let is_wanted = match self.order.chat {
            Some(wanted) => names.contains(&wanted.0),
            // Nobody takes a whole account by mistake.
            None => !found.is_of_account,
        };
        if !is_wanted {
            if self.passed.len() < CHATS_LISTED_MAX {
                self.passed.push((id, title.to_owned()));
            }
            return Ok(false);
        }
        let chat = Chat {
            id: moved_to.unwrap_or(id),
            kind: if moved_to.is_some() {
                ChatKind::Supergroup
            } else {
                found.kind
            },
            title: title.to_owned(),
            username: None,
            is_forum: false,
        };
        self.report.chat = Some(chat.id);
        title.clone_into(&mut self.report.title);
        self.current = Some(Circumstances {
            chat,
            me: self.order.me,
            is_from_before: moved_to.is_some(),
            latest: latest(self.now),
        });
        Ok(true)
    }

    /// The header of our own export.
    pub(super) fn own_chat(&mut self, chat: &Chat) -> Result<bool, Error> {
        self.begin(&Found {
            id: chat.id,
            bare: chat.id.0,
            title: &chat.title,
            kind: chat.kind,
            is_of_account: false,
        })
    }

    /// A line of our own export.
    pub(super) fn own_row(&mut self, mut row: LogRow, at: u64) -> Result<(), Error> {
        let Some(current) = &self.current else {
            return Ok(());
        };
        let (chat, is_from_before) = (current.chat.id, current.is_from_before);
        if is_from_before {
            let shift = |id: MessageId| message::renumbered(id.0, true);
            row.message_id = row.message_id.map(shift);
            row.reply_to = row.reply_to.map(shift);
        }
        if row.sent_at > current.latest {
            self.report.skip(super::Skip::Future);
            return Ok(());
        }
        if let Some(id) = row.message_id
            && self.store.read().knows_message(chat, id)?
        {
            self.report.known += 1;
            return self.tell(at);
        }
        self.push(Item::Row(Box::new(row)), at)
    }

    pub(super) fn broken(&mut self) {
        self.report.skip(super::Skip::Broken);
    }

    fn push(&mut self, item: Item, at: u64) -> Result<(), Error> {
        self.batch.push(item);
        if self.batch.len() >= self.order.batch.max(1) {
            self.flush()?;
        }
        self.tell(at)
    }

    fn tell(&mut self, at: u64) -> Result<(), Error> {
        self.looked_at = self.looked_at.saturating_add(1);
        if !self.looked_at.is_multiple_of(TELL_EVERY) {
            return Ok(());
        }
        let elapsed = self.clock.monotonic().saturating_sub(self.started);
        if self.progress.tell(at, self.looked_at, elapsed) {
            return Ok(());
        }
        self.flush()?;
        Err(Error::Stopped)
    }

    /// Writes the batch, all of it or nothing.
    fn flush(&mut self) -> Result<(), Error> {
        let Some(current) = &self.current else {
            return Ok(());
        };
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        // Before the transaction, so that nobody waits for it.
        let judged = judge(&batch);
        let (people, now, me) = (&mut self.people, self.now, self.order.me);
        if people.len() > PEOPLE_MAX {
            people.clear();
        }
        let done = self.store.write(|writer| {
            let mut done = Done::default();
            writer.note_imported_chat(&current.chat, now)?;
            for (item, judged) in batch.iter().zip(&judged) {
                let verdict = judged.as_ref().map(Judged::verdict);
                let (sender, at) = item.author();
                let known = people.get(&sender.id).copied();
                let consent = if let Some(consent) = known {
                    consent
                } else {
                    let consent = writer.consent(sender.id)?;
                    let is_person = sender.kind == SenderKind::Person && sender.id.0 > 0;
                    if is_person && consent.covers(at) {
                        writer.note_imported_person(&sender, at)?;
                    }
                    people.insert(sender.id, consent);
                    consent
                };
                // What was erased does not come back from a file either.
                if !consent.covers(at) {
                    done.opted_out += 1;
                    continue;
                }
                let is_new = match item {
                    Item::Message(imported) => {
                        let new = NewMessage {
                            incoming: &imported.incoming,
                            is_ours: Some(sender.id) == me,
                            verdict,
                            words: None,
                        };
                        writer.remember_imported(&new, imported.reactions)?
                    }
                    Item::Row(row) => writer.restore_message(current.chat.id, row, verdict)?,
                };
                if let Some(judged) = judged.as_ref().filter(|_| is_new) {
                    learn(writer, current.chat.id, item, judged, me, now)?;
                }
                done.count(item, is_new, at);
            }
            Ok::<_, store::Error>(done)
        })?;
        self.report.taken += done.taken;
        self.report.known += done.known;
        self.report.opted_out += done.opted_out;
        self.report.cut += done.cut;
        if let Some((oldest, newest)) = done.span {
            self.oldest = Some(self.oldest.map_or(oldest, |known| known.min(oldest)));
            let (first, last) = self.report.span.unwrap_or((oldest, newest));
            self.report.span = Some((first.min(oldest), last.max(newest)));
        }
        Ok(())
    }
}

impl Visitor<Error> for Take<'_> {
    fn chat(&mut self, header: &Header) -> Result<bool, Error> {
        let (id, kind) = bot_api_id(header);
        self.begin(&Found {
            id,
            bare: header.id,
            title: &header.name,
            kind,
            is_of_account: header.is_of_account,
        })
    }

    fn message(&mut self, bytes: &[u8], at: u64) -> Result<(), Error> {
        let Some(current) = &self.current else {
            return Ok(());
        };
        let reader = self.store.read();
        let mut failure = None;
        let converted = message::convert(bytes, current, &mut |local| {
            reader.utc_of_local(local).unwrap_or_else(|error| {
                failure = Some(error);
                None
            })
        });
        if let Some(error) = failure {
            return Err(error.into());
        }
        let imported = match converted {
            Ok(imported) => imported,
            Err(why) => {
                self.report.skip(why);
                return self.tell(at);
            }
        };
        let incoming = &imported.incoming;
        // Looked up first, so that a second import costs next to nothing.
        if reader.knows_message(incoming.chat.id, incoming.message_id)? {
            self.report.known += 1;
            return self.tell(at);
        }
        self.push(Item::Message(Box::new(imported)), at)
    }

    fn too_large(&mut self) {
        self.report.too_large += 1;
    }
}

/// The Bot API's id and kind of a chat of the file.
fn bot_api_id(header: &Header) -> (ChatId, ChatKind) {
    let id = header.id;
    let is_full = id < 0;
    match header.kind.as_str() {
        _ if is_full => (ChatId(id), ChatKind::Supergroup),
        "private_group" => (ChatId(-id), ChatKind::Group),
        "private_supergroup" | "public_supergroup" => (
            ChatId(SUPERGROUPS_BELOW.saturating_sub(id)),
            ChatKind::Supergroup,
        ),
        "private_channel" | "public_channel" => (
            ChatId(SUPERGROUPS_BELOW.saturating_sub(id)),
            ChatKind::Channel,
        ),
        _ => (ChatId(id), ChatKind::Private),
    }
}
