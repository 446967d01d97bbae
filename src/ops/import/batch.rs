//! Messages between the file and the log.

use super::message::Imported;
use crate::analysis::{Analysis, analyse};
use crate::bot::verdict;
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId};
use crate::message::{Sender, SenderKind};
use crate::person::facts;
use crate::person::profile::Observation;
use crate::person::scan::{Scan, scan};
use crate::store::{Error, LogRow, Verdict, Writer};
use std::thread;

/// Threads that analyse a batch.
const THREADS_MAX: usize = 4;

/// A message on its way into the log.
pub(super) enum Item {
    /// From Telegram Desktop.
    Message(Box<Imported>),
    /// From our own export.
    Row(Box<LogRow>),
}

impl Item {
    fn text(&self) -> &str {
        match self {
            Self::Message(imported) => &imported.incoming.text,
            Self::Row(row) => &row.text,
        }
    }

    /// The person and the number of a message that says something of its author.
    fn own_talk(&self) -> Option<(SenderId, Option<MessageId>)> {
        let (id, message, is_person, is_forward) = match self {
            Self::Message(imported) => {
                let incoming = &imported.incoming;
                (
                    incoming.sender.id,
                    Some(incoming.message_id),
                    incoming.sender.kind == SenderKind::Person,
                    incoming.is_forward || incoming.is_via_bot,
                )
            }
            Self::Row(row) => (
                row.from_id,
                row.message_id,
                !row.is_bot && !row.is_ours,
                row.is_forward,
            ),
        };
        let is_command = self.text().starts_with('/');
        (id.0 > 0 && is_person && !is_forward && !is_command).then_some((id, message))
    }

    pub(super) fn author(&self) -> (Sender, UnixTime) {
        match self {
            Self::Message(imported) => {
                (imported.incoming.sender.clone(), imported.incoming.sent_at)
            }
            Self::Row(row) => (
                Sender {
                    id: row.from_id,
                    kind: if row.is_bot {
                        SenderKind::Bot
                    } else {
                        SenderKind::Person
                    },
                    name: row.from.clone(),
                    username: None,
                },
                row.sent_at,
            ),
        }
    }
}

/// What is made of a message before it is written.
pub(super) struct Judged {
    analysis: Analysis,
    scan: Scan,
}

impl Judged {
    pub(super) fn verdict(&self) -> Verdict {
        verdict(&self.analysis)
    }
}

/// What the analyser finds in each message, all cores helping; `None` where it gave up.
pub(super) fn judge(batch: &[Item]) -> Vec<Option<Judged>> {
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS_MAX);
    let share = batch.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = batch
            .chunks(share)
            .map(|part| {
                let judge = move || -> Vec<Option<Judged>> {
                    part.iter()
                        .map(|item| {
                            Some(Judged {
                                analysis: analyse(item.text()),
                                scan: scan(item.text()),
                            })
                        })
                        .collect()
                };
                (part.len(), scope.spawn(judge))
            })
            .collect();
        let give_up = |count: usize| (0..count).map(|_| None).collect();
        parts
            .into_iter()
            .flat_map(|(count, part)| part.join().unwrap_or_else(|_| give_up(count)))
            .collect()
    })
}

/// Learns of the author of a message that was just taken in, as from one that is said now: only
/// from what a person wrote themselves. A message that is known teaches nothing twice.
///
/// # Errors
/// What the database says.
pub(super) fn learn(
    writer: &Writer<'_>,
    chat: ChatId,
    item: &Item,
    judged: &Judged,
    me: Option<SenderId>,
    now: UnixTime,
) -> Result<(), Error> {
    let Some((author, message)) = item.own_talk().filter(|(author, _)| Some(*author) != me) else {
        return Ok(());
    };
    let (text, (_, sent_at)) = (item.text(), item.author());
    let observation = Observation {
        sent_at,
        local_hour: writer.local_hour(sent_at)?,
        scan: &judged.scan,
        analysis: &judged.analysis,
        // An export names the message that is answered, not its author.
        is_to_us: false,
        replies_to: None,
    };
    writer.change_profile(chat, author, sent_at, |profile| profile.learn(&observation))?;
    if !judged.scan.is_personal {
        return Ok(());
    }
    for found in facts::find(text, sent_at, writer.local_time(sent_at)?) {
        if found.expires_at.is_none_or(|end| end > now) {
            writer.keep_fact(chat, author, &found, message, sent_at, false)?;
        }
    }
    Ok(())
}

/// What a batch did.
#[derive(Default)]
pub(super) struct Done {
    pub(super) taken: u64,
    pub(super) known: u64,
    pub(super) opted_out: u64,
    pub(super) cut: u64,
    pub(super) span: Option<(UnixTime, UnixTime)>,
}

impl Done {
    pub(super) fn count(&mut self, item: &Item, is_new: bool, at: UnixTime) {
        if !is_new {
            self.known += 1;
            return;
        }
        self.taken += 1;
        self.cut += match item {
            Item::Message(imported) => u64::from(imported.is_cut),
            Item::Row(_) => 0,
        };
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
    }
}
