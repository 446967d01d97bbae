//! Messages between the file and the log.

use super::message::Imported;
use crate::analysis::analyse;
use crate::bot::verdict;
use crate::clock::UnixTime;
use crate::message::{Sender, SenderKind};
use crate::store::{LogRow, Verdict};
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

/// What the analyser finds in each message, all cores helping; `None` where it gave up.
pub(super) fn verdicts(batch: &[Item]) -> Vec<Option<Verdict>> {
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS_MAX);
    let share = batch.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = batch
            .chunks(share)
            .map(|part| {
                let judge = move || -> Vec<Option<Verdict>> {
                    part.iter()
                        .map(|item| Some(verdict(&analyse(item.text()))))
                        .collect()
                };
                (part.len(), scope.spawn(judge))
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|(count, part)| part.join().unwrap_or_else(|_| vec![None; count]))
            .collect()
    })
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
