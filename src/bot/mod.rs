//! The running bot: start in order, stop in reverse.
//!
//! ```text
//! poll thread ─ updates + offset, one transaction ─▶ inbox ─ lane tokens ─▶ workers 0..N
//! worker 0 ingests only; workers 1..N ingest and reply
//! timer thread: alarms, watchdog, status · typist thread: "typing…"
//! librarian thread: search index, summaries, cleanup, compaction
//! keeper thread: backup, alerts, what admins order · introduce thread: the lists of commands, once
//! signal handler: pulls the trigger, the stop channel closes, every wait in the program ends
//! ```
//! The poll thread is not waited for at the end: its batch is either committed or comes again.

mod addressee;
mod answer;
mod ask;
mod brain;
mod chores;
mod cleanup;
mod clock_watch;
mod commands;
mod dated;
mod debug;
mod deliver;
mod describe;
mod echoes;
mod errand;
mod error;
mod fallback;
mod health;
mod heard;
mod hook;
mod import_job;
mod ingest;
mod initiative;
mod introduce;
mod keeper;
mod keeper_orders;
mod lanes;
mod learn;
mod librarian;
mod material;
mod measures;
mod media;
mod membership;
pub mod models;
mod notify;
mod overtaken;
mod own_line;
mod perform;
mod poll;
mod press;
mod reacted;
mod recall;
mod recover;
mod reload;
mod reporter;
mod respond;
mod shared;
mod sign;
mod stop;
mod summarise;
mod tally;
mod task;
mod timer;
mod typing;
mod view;
mod worker;

pub use answer::{Answered, Question, answer};
pub use ask::prompt;
pub use brain::{Brain, PersonaError, persona_of};
pub use chores::erase_chat;
pub use cleanup::{Cleaned, clean_up, compress, prune_people, purge_words};
pub use errand::run_errand;
pub use error::Error;
pub use ingest::{Taken, take_in, verdict};
pub use initiative::begin_initiatives;
pub use notify::ServiceManager;
pub use stop::{Stop, SystemClock, Trigger, stop_pair};
pub use summarise::{local as summarise_locally, sum_up};
pub use task::ReplyTask;

use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::http::{Http, HttpOptions};
use crate::ops::disk;
use crate::ops::zone::has_no_data;
use crate::rng::Rng;
use crate::store::{DirectoryLock, Store};
use crate::telegram::Telegram;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select};
use health::Health;
use keeper::Keeper;
use lanes::{Lanes, Tokens};
use librarian::Librarian;
use measures::Measures;
use poll::Poll;
use recover::recover;
use reload::Reload;
use reporter::{Early, Reporter};
use shared::{Failure, Failures, Report, Shared};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;
use timer::Timer;
use typing::Typist;
use worker::Worker;

/// How long the end waits for the steps that workers are in.
const DRAIN: Duration = Duration::from_secs(10);
/// The stack of each of our threads: decoding is bounded in depth, so this is ample.
const STACK_BYTES: usize = 1024 * 1024;

/// Runs the bot until it is asked to stop.
///
/// # Errors
/// Why it could not start or go on.
pub fn run(config: Config, manager: &ServiceManager) -> Result<(), Error> {
    let (trigger, stop) = stop_pair();
    let trigger = Arc::new(trigger);
    handle_signals(Arc::clone(&trigger))?;
    let token = require_settings(&config)?;
    disk::create_private_dir(&config.data_dir).map_err(Error::Directory)?;
    let _lock = DirectoryLock::take(&config.data_dir).map_err(Error::Lock)?;
    let mut store = Store::open(&config.data_dir)?;
    // Noted for the connections opened below.
    store.set_checkpoints(config.operations.checkpoints)?;
    if let Some(zone) = config.time_zone().filter(|zone| has_no_data(zone)) {
        log::warn!("there are no data for the zone {zone}, so it is UTC: install tzdata");
    }
    let telegram = telegram_client(&config, token.expose());
    let clock = SystemClock::new(stop.clone());
    // The settings and the database are good: whatever Telegram does now, we are up and go on.
    manager.ready();
    manager.status("asks Telegram who we are");
    let early = Early::new(&config, clock.now());
    let me = unless_stopped(&stop, &telegram, || {
        introduce::learn_who_we_are(&telegram, &clock, manager, &early)
    });
    let Some(me) = me else {
        manager.stopping();
        early.stopped(clock.now());
        return Ok(());
    };
    let model_http = models::http(&config);
    let models = models::from_config(&config, model_http.clone());
    // Looked at before they are read: a change in between is seen then.
    let reload = Reload::new(&config);
    let mut brain = Brain::new(&config, me, models).map_err(Error::Persona)?;
    brain.policy.restored_at = store.read().restored_at()?;
    let (lanes, tokens, alarms) = Lanes::new();
    let (typist, announcements) = Typist::new();
    let workers = usize::try_from(config.workers).unwrap_or(2);
    let shared = Arc::new(Shared {
        health: Health::new(workers, clock.monotonic()),
        config,
        brain_now: RwLock::new(Arc::new(brain)),
        telegram,
        model_http,
        lanes,
        typist,
        clock,
        stop,
        trigger,
        failure: Failures::default(),
        measures: Measures::default(),
        report: Report::default(),
    });
    let started_at = shared.clock.now().0.to_string();
    store.write(|writer| writer.set_meta(commands::STARTED_AT, &started_at))?;
    recover(&mut store, &shared)?;
    let threads = Threads { shared: &shared };
    let poll_store = store.sibling()?;
    threads.detach("poll", move |shared| {
        Poll::new(poll_store, shared, seed(shared, 100)).run();
    })?;
    threads.detach("typist", move |shared| {
        announcements.run(&shared.telegram, &shared.stop);
    })?;
    let (running, finished) = bounded::<()>(0);
    for index in 0..workers {
        let store = store.sibling()?;
        threads.worker(index, store, tokens.clone(), running.clone())?;
    }
    drop((running, tokens));
    let librarian_store = store.sibling()?;
    threads.detach("librarian", move |shared| {
        let (store, rng) = (librarian_store, seed(shared, 101));
        Librarian { store, shared, rng }.run();
    })?;
    threads.detach("introduce", {
        let mut store = store.sibling()?;
        move |shared| introduce::publish_commands(shared, &mut store)
    })?;
    log::info!(
        "runs as @{} with {workers} workers",
        shared.brain().policy.me.username
    );
    threads.detach("keeper", {
        let store = store.sibling()?;
        move |shared| match Keeper::new(store, shared) {
            Ok(mut keeper) => keeper.run(),
            Err(error) => shared.fail(error),
        }
    })?;
    let reporter = Reporter::new(&mut store, &shared)?;
    let mut timer = Timer {
        store,
        shared: &shared,
        manager,
        alarms,
        reporter,
        reload,
        rng: seed(&shared, 101),
    };
    timer.run();
    end(&timer.store, &shared, manager, &finished)
}

/// What a run needs of the settings; all that is missing is told at once.
fn require_settings(config: &Config) -> Result<&Secret, Error> {
    let token = config.require_token();
    let missing = [
        token.as_ref().err().map(ToString::to_string),
        config
            .require_model_key()
            .err()
            .map(|problem| problem.to_string()),
        persona_of(config).err().map(|error| error.to_string()),
    ];
    let missing: Vec<String> = missing.into_iter().flatten().collect();
    match token {
        Ok(token) if missing.is_empty() => Ok(token),
        Ok(_) | Err(_) => Err(Error::Setting(missing.join("\n"))),
    }
}

/// Does `work`, whose request to Telegram ends when the program is to stop.
fn unless_stopped<T>(stop: &Stop, telegram: &Telegram, work: impl FnOnce() -> T) -> T {
    // Nothing is ever sent: the channel closes when the work is done.
    let (working, done) = bounded::<()>(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            select! {
                recv(stop.channel()) -> _ => telegram.interrupt(),
                recv(done) -> _ => {}
            }
        });
        let made = work();
        drop(working);
        made
    })
}

/// The way to Telegram. Polls have connections of their own, so that ending a long poll ends
/// nothing else; sends keep idle ones only briefly, because one that the other side has closed
/// meanwhile turns a send into one of which nobody knows whether it arrived.
fn telegram_client(config: &Config, token: &str) -> Telegram {
    let workers = usize::try_from(config.workers).unwrap_or(4);
    let sending = HttpOptions {
        connections_per_host: workers,
        idle_age: Duration::from_secs(5),
    };
    let polling = HttpOptions {
        connections_per_host: 1,
        idle_age: Duration::from_secs(50),
    };
    let api_url = &config.telegram.api_url;
    Telegram::new(Http::new(sending), Http::new(polling), api_url, token)
}

/// Stops in reverse: no new updates, no new questions, the steps begun are finished.
fn end(
    store: &Store,
    shared: &Shared,
    manager: &ServiceManager,
    finished: &Receiver<()>,
) -> Result<(), Error> {
    manager.stopping();
    log::info!("stops");
    shared.telegram.interrupt();
    shared.model_http.interrupt();
    // Nothing is ever sent: the channel closes when the last worker is done.
    if finished.recv_timeout(DRAIN) == Err(RecvTimeoutError::Timeout) {
        log::warn!(
            "a worker is still busy after {} s: not waited for",
            DRAIN.as_secs()
        );
    }
    // Threads that are not waited for may still want to write something down.
    if let Err(error) = store.close_writing() {
        log::warn!("the write-ahead log stays: {error}");
    }
    match shared.failure.take() {
        None => {
            log::info!("stopped");
            Ok(())
        }
        Some(Failure::Store(error)) => Err(Error::Store(error)),
        Some(Failure::Panicked(thread)) => {
            Err(Error::System(format!("bug: the {thread} thread panicked")))
        }
    }
}

/// The first signal asks for an orderly stop, the second ends the process at once.
fn handle_signals(trigger: Arc<Trigger>) -> Result<(), Error> {
    ctrlc::set_handler(move || {
        if !trigger.pull() {
            #[expect(clippy::exit, reason = "the operator asked twice")]
            std::process::exit(1);
        }
    })
    .map_err(|error| Error::System(format!("no signal handler can be set: {error}")))
}

/// A sequence of chances for a thread.
fn seed(shared: &Shared, thread: u64) -> Rng {
    let nanos = shared.clock.monotonic().as_nanos();
    let now = u64::try_from(shared.clock.now().0).unwrap_or(0);
    let mixed = now.rotate_left(32) ^ u64::try_from(nanos & 0xFFFF_FFFF).unwrap_or(0);
    Rng::new(mixed ^ (u64::from(std::process::id()) << 16) ^ thread)
}

/// Starts threads.
struct Threads<'a> {
    shared: &'a Arc<Shared>,
}

impl Threads<'_> {
    /// A thread that nobody waits for. If it panics, the program ends.
    fn detach(
        &self,
        name: &'static str,
        work: impl FnOnce(&Shared) + Send + 'static,
    ) -> Result<(), Error> {
        let shared = Arc::clone(self.shared);
        thread::Builder::new()
            .name(name.to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
                if catch_unwind(AssertUnwindSafe(|| work(&shared))).is_err() {
                    shared.panicked(name);
                }
            })
            .map(drop)
            .map_err(|error| Error::System(format!("no thread can be started: {error}")))
    }

    /// A worker. `running` is dropped when it is done.
    fn worker(
        &self,
        index: usize,
        store: Store,
        tokens: Tokens,
        running: Sender<()>,
    ) -> Result<(), Error> {
        self.detach("worker", move |shared| {
            let rng = seed(shared, u64::try_from(index).unwrap_or(0).saturating_add(1));
            Worker::new(index, store, shared, rng).run(&tokens);
            drop(running);
        })
    }
}
