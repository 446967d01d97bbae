//! A worker: takes a lane's token, does a step of its work, takes the next.
//!
//! Worker 0 only ingests, so that storing never starves behind models that take their time.

use super::answer::{Answered, Question, answer};
use super::chores::{ask_chat, forget_chat};
use super::deliver::{Left, deliver, wake_when_due};
use super::describe::{self, DESCRIBE};
use super::errand::run_errand;
use super::heard::Heard;
use super::import_job::{self, IMPORT};
use super::ingest::{all_work, take_heard};
use super::lanes::{Lane, Tokens, Work};
use super::media;
use super::shared::Shared;
use super::task::{ASK_CHAT, FORGET_CHAT};
use crate::clock::{Clock, UnixTime};
use crate::ids::ChatId;
use crate::rng::Rng;
use crate::store::{Error, InboxRow, Store};
use crate::telegram::convert;
use crossbeam_channel::{never, select};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Updates of a chat that one step takes in.
pub(super) const BATCH: usize = 64;
/// Chats that one step takes in, in one transaction: what is written together costs less each.
const LANES_PER_STEP: usize = 8;
/// Replies that one step makes before the lane goes behind the others.
const REPLIES_PER_STEP: usize = 4;
/// So many rows at most are taken in together after one of a step has failed.
const ROWS_AFTER_FAILURE: usize = 8;
/// Panics over one update before it is set aside.
const PANICS_MAX: i64 = 2;
/// A step of ingest is over by then, else the worker is stuck.
const INGEST_DEADLINE: Duration = Duration::from_secs(60);
/// A step of replies is over by then: models and sends have deadlines of their own.
const REPLY_DEADLINE: Duration = Duration::from_secs(600);
/// Tries at a step before a database that is busy or full ends the program.
const TRIES_MAX: u64 = 3;

/// One worker thread.
#[derive(Debug)]
pub(super) struct Worker<'a> {
    index: usize,
    store: Store,
    shared: &'a Shared,
    rng: Rng,
}

impl<'a> Worker<'a> {
    /// Worker number `index` with its own connection.
    pub(super) fn new(index: usize, store: Store, shared: &'a Shared, rng: Rng) -> Self {
        Self {
            index,
            store,
            shared,
            rng,
        }
    }

    /// Works until the program stops.
    pub(super) fn run(&mut self, tokens: &Tokens) {
        let replies = if self.index == 0 {
            never()
        } else {
            tokens.reply.clone()
        };
        loop {
            select! {
                recv(self.shared.stop.channel()) -> _ => return,
                recv(tokens.ingest) -> chat => {
                    let Ok(chat) = chat else { return };
                    let more = tokens.ingest.try_iter().take(LANES_PER_STEP - 1);
                    let chats: Vec<ChatId> = std::iter::once(chat).chain(more).collect();
                    self.step(Work::Ingest, &chats);
                }
                recv(replies) -> chat => {
                    let Ok(chat) = chat else { return };
                    self.step(Work::Reply, &[chat]);
                }
            }
            self.shared.health.worker_rests(self.index);
        }
    }

    /// One step of some lanes' work, tried again while the database may heal.
    fn step(&mut self, work: Work, chats: &[ChatId]) {
        for attempt in 1..=TRIES_MAX {
            let now = self.shared.clock.monotonic();
            let deadline = match work {
                Work::Ingest => INGEST_DEADLINE,
                Work::Reply => REPLY_DEADLINE,
            };
            self.shared
                .health
                .worker_begins(self.index, now.saturating_add(deadline));
            let done = match work {
                Work::Ingest => self.ingest(chats),
                Work::Reply => chats
                    .iter()
                    .map(|chat| Ok((*chat, self.reply(*chat)?)))
                    .collect(),
            };
            match done {
                Ok(lanes) => {
                    for (chat, has_more) in lanes {
                        let lane = Lane { chat, work };
                        if has_more {
                            self.shared.lanes.again(lane);
                        } else {
                            self.shared.lanes.done(lane);
                        }
                    }
                    return;
                }
                Err(error) if attempt < TRIES_MAX && error.may_heal() => {
                    log::warn!("worker-{}: {error}: trying again", self.index);
                    if !self.shared.clock.pause(Duration::from_secs(attempt)) {
                        return;
                    }
                }
                Err(error) => return self.shared.fail(error),
            }
        }
    }

    /// Takes a batch of each chat's updates in; says which chats may have more.
    fn ingest(&mut self, chats: &[ChatId]) -> Result<Vec<(ChatId, bool)>, Error> {
        let mut rows = Vec::new();
        let mut lanes = Vec::with_capacity(chats.len());
        for &chat in chats {
            let batch = self.store.read().open_updates(chat, BATCH)?;
            lanes.push((chat, batch.len() == BATCH));
            rows.extend(batch);
        }
        if !rows.is_empty() {
            self.take_rows(&rows)?;
        }
        Ok(lanes)
    }

    /// Takes rows in, in one transaction; a panic costs only the row that caused it.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn take_rows(&mut self, rows: &[InboxRow]) -> Result<(), Error> {
        let mut waiting = vec![rows];
        while let Some(rows) = waiting.pop() {
            let Some((seq, is_set_aside)) = self.try_rows(rows)? else {
                continue;
            };
            let at = rows.iter().position(|row| row.seq == seq);
            let (before, from) = rows.split_at(at.unwrap_or(0));
            let Some((culprit, after)) = from.split_first() else {
                continue;
            };
            // Where one is bad, more may be: what follows is taken in by the few.
            waiting.extend(after.chunks(ROWS_AFTER_FAILURE).rev());
            if !is_set_aside {
                waiting.push(std::slice::from_ref(culprit));
            }
            if !before.is_empty() {
                waiting.push(before);
            }
        }
        Ok(())
    }

    /// Takes rows in, or says which of them failed and whether it is set aside now.
    fn try_rows(&mut self, rows: &[InboxRow]) -> Result<Option<(i64, bool)>, Error> {
        let at = Cell::new(0);
        let (store, shared, rng) = (&mut self.store, self.shared, &mut self.rng);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let now = shared.clock.now();
            let brain = shared.brain();
            // As much as can be done before others have to wait for the transaction.
            let updates: Vec<_> = rows
                .iter()
                .map(|row| {
                    at.set(row.seq);
                    let update = match convert::update(&row.raw) {
                        Ok(update) => update,
                        Err(broken) => {
                            log::warn!("update {}: {broken}, set aside", row.update_id);
                            return None;
                        }
                    };
                    let heard = Heard::in_update(&update, &brain.policy.names);
                    Some((update, heard))
                })
                .collect();
            store.write(|writer| {
                let mut wake = Vec::new();
                for (row, update) in rows.iter().zip(updates) {
                    at.set(row.seq);
                    if let Some((update, heard)) = update {
                        let taken = take_heard(writer, &update, heard, &brain, now, rng)?;
                        wake.extend(taken.wake);
                        writer.finish(row.seq)?;
                    } else {
                        writer.quarantine(row.seq)?;
                    }
                }
                Ok::<_, Error>(wake)
            })
        }));
        match caught {
            // Another try would end the same way, and the next start of the program too.
            Ok(Err(error)) if error.is_refusal() => {
                // It names columns, never what was to be in them.
                let source = std::error::Error::source(&error);
                let cause = source.map(ToString::to_string).unwrap_or_default();
                log::error!("{error}: {cause}");
                self.survive(rows, at.get(), "failed").map(Some)
            }
            Ok(wake) => {
                for lane in wake? {
                    self.shared.lanes.wake(lane);
                }
                if let Some(last) = rows.last() {
                    let now = self.shared.clock.monotonic();
                    self.shared
                        .measures
                        .decided(last.update_id, rows.len(), now);
                }
                let count = i64::try_from(rows.len()).unwrap_or(0);
                self.shared
                    .health
                    .updates
                    .fetch_add(count, Ordering::Relaxed);
                Ok(None)
            }
            Err(_) => self.survive(rows, at.get(), "panicked").map(Some),
        }
    }

    /// Counts the panic and sets the row aside if it was not its first.
    fn survive(&mut self, rows: &[InboxRow], seq: i64, how: &str) -> Result<(i64, bool), Error> {
        let panics = self.store.write(|writer| {
            let panics = writer.count_panic(seq)?;
            if panics >= PANICS_MAX {
                writer.quarantine(seq)?;
            }
            Ok::<_, Error>(panics)
        })?;
        let culprit = rows.iter().find(|row| row.seq == seq);
        let id = culprit.map_or(0, |row| row.update_id.0);
        if panics >= PANICS_MAX {
            log::error!("update {id}: its handler {how} {panics} times, set aside");
        } else {
            log::error!("update {id}: its handler {how}, trying again");
        }
        Ok((seq, panics >= PANICS_MAX))
    }

    /// Sends what is due in a chat and makes replies; `true` if there is more to do.
    fn reply(&mut self, chat: ChatId) -> Result<bool, Error> {
        let lane = Lane {
            chat,
            work: Work::Reply,
        };
        for _ in 0..REPLIES_PER_STEP {
            match deliver(&mut self.store, chat, self.shared, &mut self.rng)? {
                Left::Nothing => {}
                Left::Moved(to) => {
                    for lane in all_work(to) {
                        self.shared.lanes.wake(lane);
                    }
                    return Ok(false);
                }
                Left::Paused(until) => {
                    wake_when_due(lane, until, self.shared);
                    return Ok(false);
                }
            }
            if self.shared.stop.is_asked() {
                return Ok(false);
            }
            let now = self.shared.clock.now();
            let Some(job) = self.store.read().next_job(chat, now)? else {
                if let Some(due) = self.store.read().next_due(chat)? {
                    wake_when_due(lane, due, self.shared);
                }
                return Ok(false);
            };
            self.work_on(chat, job, now)?;
        }
        Ok(true)
    }

    fn work_on(
        &mut self,
        chat: ChatId,
        job: crate::store::Job,
        now: UnixTime,
    ) -> Result<(), Error> {
        let id = job.id;
        if job.expires_at < now {
            return self
                .store
                .write(|writer| writer.end_job(id, false, "stale"));
        }
        // A job that is open start after start may be what kills the process.
        if job.attempts >= JOB_ATTEMPTS_MAX {
            log::error!(
                "chat {chat}: a job was found open at {} starts, given up",
                job.attempts
            );
            return self
                .store
                .write(|writer| writer.end_job(id, false, "gave_up"));
        }
        let (store, shared, rng) = (&mut self.store, self.shared, &mut self.rng);
        let errand = catch_unwind(AssertUnwindSafe(|| {
            match job.kind.as_str() {
                ASK_CHAT => return ask_chat(store, chat, id, shared).map(|()| true),
                FORGET_CHAT => return forget_chat(store, chat, &job, shared).map(|()| true),
                IMPORT => return import_job::work_on(store, chat, &job, shared).map(|()| true),
                DESCRIBE => {
                    return describe::work_on(store, chat, &job, shared, rng).map(|()| true);
                }
                _ => {}
            }
            run_errand(store, chat, &job, &shared.brain(), &shared.clock, rng)
        }));
        let Ok(is_errand) = errand else {
            log::error!("chat {chat}: a job of kind {} panicked, given up", job.kind);
            self.store = self.store.sibling()?;
            return self
                .store
                .write(|writer| writer.end_job(id, false, "panicked"));
        };
        if is_errand? {
            return Ok(());
        }
        let Some(mut question) = Question::new(self.store.read(), chat, job)? else {
            return self
                .store
                .write(|writer| writer.end_job(id, false, "not_understood"));
        };
        let (store, shared, rng) = (&mut self.store, self.shared, &mut self.rng);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            // Nobody waits for what nobody asked for.
            let _typing = (!question.task.occasion().is_unasked())
                .then(|| shared.typist.begin(chat, question.task.thread_id));
            media::fetch_for(store, &mut question, shared)?;
            let started = shared.clock.monotonic();
            let brain = shared.brain();
            let answered = answer(store, &question, &brain, &shared.clock, rng)?;
            let took = shared.clock.monotonic().saturating_sub(started);
            shared.measures.asked(took, &answered);
            Ok::<_, Error>(answered)
        }));
        let Ok(answered) = caught else {
            log::error!("chat {chat}: the making of a reply panicked, given up");
            self.store = self.store.sibling()?;
            return self
                .store
                .write(|writer| writer.end_job(id, false, "panicked"));
        };
        match answered? {
            Answered::Said => shared.model_answered(),
            Answered::Stopping => {}
            Answered::Later(_) => {
                log::info!(
                    "chat {chat}: a call waits for room in the models' budget of the minute"
                );
            }
            Answered::Silent(why) => {
                log::info!("chat {chat}: stays silent: {why}");
                shared.model_failed(why);
            }
        }
        Ok(())
    }
}

/// Starts of the process that find a job open before it is given up.
const JOB_ATTEMPTS_MAX: i64 = 8;
