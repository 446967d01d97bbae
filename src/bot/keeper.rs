//! The keeper thread: the nightly backup, what admins order, and telling them when something is
//! amiss.

use super::hook::Hook;
use super::keeper_orders::{self, Answer, KeeperOrder, Wanted};
use super::lanes::{Lane, Work};
use super::shared::Shared;
use crate::clock::{Clock, LocalTime, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::ops::alerts::{Alerts, Notice};
use crate::ops::commands::{chain, report_page};
use crate::ops::report::Scope;
use crate::ops::vitals::{Trouble, Vitals};
use crate::ops::{backup, phrases};
use crate::store::{Error, Store};
use crate::telegram::carry::Document;
use crate::telegram::request::{self, Markup, Method, SendMessage};
use crate::telegram::{self, Refusal};
use std::time::Duration;

/// How often it looks.
const STEP: Duration = Duration::from_secs(1);
/// A backup younger than this is tonight's, in seconds.
const TONIGHT_S: i64 = 12 * 3_600;
/// A backup older than this is made up for at any hour, in seconds.
const OVERDUE_S: i64 = 25 * 3_600;
/// The wait after a backup that failed.
const BACKUP_RETRY: Duration = Duration::from_secs(3_600);
/// The wait after a notice that could not be sent.
const ALERT_RETRY: Duration = Duration::from_secs(60);
/// Under this name what was told is noted.
const ALERTS: &str = "alerts";

/// The keeper thread.
#[derive(Debug)]
pub(super) struct Keeper<'a> {
    store: Store,
    shared: &'a Shared,
    alerts: Alerts,
    next_backup: Duration,
    next_alert: Duration,
    /// The moment of the last numbers that were looked at.
    looked_at: UnixTime,
    hook: Hook,
}

impl<'a> Keeper<'a> {
    /// The keeper thread with its own connection.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn new(store: Store, shared: &'a Shared) -> Result<Self, Error> {
        let kept = store.read().meta(ALERTS)?;
        // What an older program noted otherwise is told once more.
        let alerts = kept
            .and_then(|kept| serde_json::from_str(&kept).ok())
            .unwrap_or_default();
        Ok(Self {
            store,
            shared,
            alerts,
            next_backup: Duration::ZERO,
            next_alert: Duration::ZERO,
            looked_at: UnixTime(0),
            hook: Hook::default(),
        })
    }

    /// Works until the program stops.
    pub(super) fn run(&mut self) {
        while self.shared.clock.pause(STEP) {
            if let Some(ended) = self.hook.ended() {
                self.note_hook(ended);
            }
            if let Err(error) = self.obey() {
                log::warn!("what an admin ordered was not done: {error}");
            }
            let Some(vitals) = self.shared.vitals() else {
                continue;
            };
            if vitals.at == self.looked_at {
                continue;
            }
            self.looked_at = vitals.at;
            if let Err(error) = self.alert(&vitals) {
                log::warn!("alerts: {error}");
            }
            if let Err(error) = self.back_up_if_due(&vitals) {
                log::warn!("backup: {error}");
            }
        }
    }

    /// Does what admins have ordered.
    fn obey(&mut self) -> Result<(), Error> {
        for order in keeper_orders::waiting(self.store.read())? {
            let now = self.shared.clock.now();
            let answer = if order.is_stale(now) {
                log::info!(
                    "an admin's order of {} s ago is not done",
                    now.since(order.at)
                );
                None
            } else {
                Some(self.answer(&order, now))
            };
            self.store
                .write(|writer| keeper_orders::finish(writer, &order, answer.as_ref(), now))?;
            self.shared.lanes.wake(Lane {
                chat: ChatId(order.admin.0),
                work: Work::Reply,
            });
        }
        Ok(())
    }

    fn answer(&mut self, order: &KeeperOrder, now: UnixTime) -> Answer {
        let words = |text: String| Answer {
            text,
            document: None,
        };
        match order.wanted {
            Wanted::Backup => words(match self.back_up(now) {
                Ok((done, took)) => phrases::backup_done(&done, took),
                Err(failure) => phrases::backup_failed(&failure),
            }),
            Wanted::Report { chat, days } => {
                let scope = Scope {
                    chat,
                    days: i64::from(days),
                    now,
                };
                match report_page(&self.shared.config, scope) {
                    Ok(content) => Answer {
                        text: phrases::REPORT_CAPTION.to_owned(),
                        document: Some(Document {
                            name: "gryag.html".to_owned(),
                            content,
                        }),
                    },
                    Err(error) => {
                        log::error!("report: {}", chain(&error));
                        words(phrases::REPORT_FAILED.to_owned())
                    }
                }
            }
        }
    }

    fn alert(&mut self, vitals: &Vitals) -> Result<(), Error> {
        let now = self.shared.clock.now();
        let monotonic = self.shared.clock.monotonic();
        let amiss: Vec<(Trouble, String)> = vitals.troubles();
        let kinds: Vec<Trouble> = amiss.iter().map(|(kind, _)| *kind).collect();
        let due = self.alerts.look(now, &kinds);
        if due.is_empty() || monotonic < self.next_alert {
            return Ok(());
        }
        for notice in &due {
            match notice {
                Notice::Amiss(kind) => {
                    let words = amiss.iter().find(|(amiss, _)| amiss == kind);
                    let words = words.map_or("", |(_, words)| words.as_str());
                    log::warn!("amiss: {words}");
                }
                Notice::Over(kind) => log::info!("over: {}", kind.as_str()),
            }
        }
        if !self.tell(&due, vitals) {
            self.next_alert = monotonic.saturating_add(ALERT_RETRY);
            return Ok(());
        }
        for notice in due {
            self.alerts.told(notice, now);
        }
        // Plain words and numbers always become JSON.
        let kept = serde_json::to_string(&self.alerts).unwrap_or_default();
        self.store.write(|writer| writer.set_meta(ALERTS, &kept))
    }

    /// Tells the admins; `false` if it must be tried again.
    fn tell(&self, due: &[Notice], vitals: &Vitals) -> bool {
        let config = &self.shared.config;
        if !config.operations.alerts {
            return true;
        }
        let mut amiss = Vec::new();
        let mut over = Vec::new();
        for notice in due {
            match notice {
                Notice::Amiss(kind) => amiss.push(phrases::trouble(*kind, vitals)),
                Notice::Over(kind) => over.push(phrases::over(*kind)),
            }
        }
        let body = request::send_message(&SendMessage {
            text: &phrases::alert(&amiss, &over),
            markup: Markup::Plain,
            reply_to: None,
            thread_id: None,
        });
        // Every admin, whatever became of the others.
        let done: Vec<bool> = self
            .shared
            .brain()
            .policy
            .admins
            .iter()
            .map(|admin| self.send(*admin, &body))
            .collect();
        done.iter().all(|done| *done)
    }

    /// Sends to one admin; `true` also if that can never succeed.
    fn send(&self, admin: SenderId, body: &str) -> bool {
        let chat = ChatId(admin.0);
        match self.shared.telegram.call(Method::SendMessage, chat, body) {
            Ok(_) => true,
            Err(telegram::Error::Refused {
                reason: Refusal::ChatGone,
                ..
            }) => {
                log::warn!("admin {chat}: cannot be told anything: press Start in a private chat");
                true
            }
            Err(telegram::Error::Refused { code, reason }) => {
                log::warn!("admin {chat}: an alert was refused with {code} ({reason:?})");
                true
            }
            Err(error) => {
                log::warn!("admin {chat}: an alert was not sent: {error}");
                false
            }
        }
    }

    fn back_up_if_due(&mut self, vitals: &Vitals) -> Result<(), Error> {
        let clock = &self.shared.clock;
        let operations = &self.shared.config.operations;
        let Some(wanted_since) = vitals.backup_wanted_since else {
            return Ok(());
        };
        if clock.monotonic() < self.next_backup {
            return Ok(());
        }
        let now = clock.now();
        let local = self.store.read().local_time(now)?;
        let last = vitals.last_backup_at;
        if is_due(now, local, last, wanted_since, operations.backup_hour) {
            let made = self.back_up(now);
            // The new numbers are not there yet: do not begin again at once.
            let wait = if made.is_ok() {
                Duration::from_secs(60)
            } else {
                BACKUP_RETRY
            };
            self.next_backup = self.shared.clock.monotonic().saturating_add(wait);
        }
        Ok(())
    }

    /// Makes a backup, begins the hook, and notes for the status how that went.
    fn back_up(&mut self, now: UnixTime) -> Result<(backup::Done, Duration), backup::Failure> {
        let (clock, config) = (&self.shared.clock, &self.shared.config);
        let started = clock.monotonic();
        let done = match backup::back_up(&backup::Place::new(config), now) {
            Ok(done) => done,
            Err(failure) => {
                log::error!("backup: {}", chain(&failure));
                // Another one that is being made is no failure.
                if !matches!(failure, backup::Failure::Busy) {
                    self.shared.set_backup_error(failure.to_string());
                }
                return Err(failure);
            }
        };
        let took = clock.monotonic().saturating_sub(started);
        log::info!(
            "backup: {} messages, {} bytes, verified, in {} ms",
            done.contents.messages,
            done.bytes,
            took.as_millis()
        );
        match &config.operations.backup_hook {
            None => self.shared.set_backup_error(String::new()),
            Some(program) => {
                let begun = self.hook.begin(program, &done.path, &self.shared.stop);
                if begun.is_err() {
                    self.note_hook(begun);
                }
            }
        }
        Ok((done, took))
    }

    /// Notes how the hook ended: it decides whether the last backup is a good one.
    fn note_hook(&self, ended: Result<(), String>) {
        let error = match ended {
            Ok(()) => String::new(),
            Err(why) => {
                log::error!("backup: BOT_BACKUP_HOOK failed: {why}");
                format!("BOT_BACKUP_HOOK failed: {why}")
            }
        };
        self.shared.set_backup_error(error);
    }
}

/// Whether a backup is to be made now.
fn is_due(
    now: UnixTime,
    local: LocalTime,
    last: Option<UnixTime>,
    wanted_since: UnixTime,
    hour: u32,
) -> bool {
    let age_s = now.since(last.unwrap_or(wanted_since));
    let is_tonights = last.is_some() && age_s < TONIGHT_S;
    !is_tonights && (u32::from(local.hour) == hour || age_s >= OVERDUE_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECONDS_PER_HOUR;

    /// The hours at which backups are made from hour 0 on, looked at every ten minutes, with the
    /// machine off in `off`.
    fn backups(hours: i64, off: std::ops::Range<i64>) -> Vec<i64> {
        let mut last = None;
        let mut made = Vec::new();
        for step in 0..hours * 6 {
            let now = UnixTime(step * 600);
            let hour = now.0 / SECONDS_PER_HOUR;
            let local = LocalTime {
                year: 2026,
                month: 1,
                day: 1,
                weekday: 0,
                hour: u8::try_from(hour % 24).unwrap(),
                minute: 0,
            };
            if !off.contains(&hour) && is_due(now, local, last, UnixTime(0), 4) {
                last = Some(now);
                made.push(hour);
            }
        }
        made
    }

    #[test]
    fn a_backup_is_made_every_night_once() {
        assert_eq!(backups(80, 0..0), [4, 28, 52, 76]);
    }

    #[test]
    fn a_missed_night_is_made_up_for() {
        assert_eq!(backups(80, 27..31), [4, 31, 52, 76]);
        assert_eq!(backups(110, 20..60), [4, 60, 76, 100]);
    }
}
