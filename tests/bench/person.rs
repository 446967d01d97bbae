//! People in numbers: `cargo bench --bench person [-- --quick]` prints one table.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a benchmark stops by panicking, prints its table and counts no more than millions"
)]

use gryag::analysis::{Analysis, analyse};
use gryag::clock::{Clock, UnixTime};
use gryag::ids::{ChatId, SenderId};
use gryag::person::facts;
use gryag::person::portrait::portrait;
use gryag::person::profile::{Observation, Profile};
use gryag::person::scan::scan;
use gryag::store::Store;
use std::time::{Duration, Instant};

const CHAT: ChatId = ChatId(-100);
const START: UnixTime = UnixTime(1_780_000_000);

/// What is said in a chat in which people tell a little of themselves.
const TALK: [&str; 10] = [
    "та норм, а ти як?",
    "ахахах 😂😂 ну ти даєш",
    "я вчора нарешті подивився той серіал, про який ви говорили, і він реально крутий",
    "хто йде в кіно в суботу?",
    "класно, коли зранку кава, особливо як за вікном дощ",
    "не знаю, мені здається, що варто ще раз усе перевірити перед релізом",
    "та тримайте кулачки, все буде добре 🤞",
    "+1",
    "Доброго дня! Підкажіть, будь ласка, коли буде світло на Подолі?",
    "в мене кіт знову скинув квітку з підвіконня, я вже не дивуюсь",
];

/// A clock that never asks to stop.
struct Still;

impl Clock for Still {
    fn now(&self) -> UnixTime {
        START
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn pause(&self, _duration: Duration) -> bool {
        true
    }
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (people, messages) = if quick {
        (10_000, 20_000)
    } else {
        (100_000, 100_000)
    };
    println!("Processor time of one thread.\n");
    println!("| what | value | limit | conditions |\n|---|---|---|---|");
    let analysed: Vec<Analysis> = TALK.iter().map(|text| analyse(text)).collect();
    pure(&analysed);
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    fill(&mut store, people, &analysed);
    learn(&mut store, people, messages, &analysed);
    read(&store, people);
    size(&store, directory.path(), people);
    cleanup(&mut store, people);
}

/// The processor time of this thread: other programs on the machine do not count.
fn cpu() -> Duration {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanos = statistics.split_whitespace().next().unwrap();
    Duration::from_nanos(nanos.parse().unwrap())
}

fn row(what: &str, value: &str, limit: &str, conditions: &str) {
    println!("| {what} | {value} | {limit} | {conditions} |");
}

fn micros(took: Duration, times: usize) -> String {
    format!("{:.2} µs", took.as_secs_f64() * 1e6 / times as f64)
}

fn pure(analysed: &[Analysis]) {
    const ROUNDS: usize = 20_000;
    let mut profile = Profile::new(START);
    let begun = cpu();
    for round in 0..ROUNDS {
        let at = round % TALK.len();
        let scanned = scan(TALK[at]);
        profile.learn(&observation(at, START, &scanned, &analysed[at]));
    }
    let took = cpu().saturating_sub(begun);
    row(
        "scan and learn",
        &micros(took, ROUNDS),
        "",
        "pure, no database",
    );
    let today = Store::in_memory()
        .unwrap()
        .read()
        .local_time(START)
        .unwrap();
    let begun = cpu();
    let mut found = 0;
    for round in 0..ROUNDS {
        let text = TALK[round % TALK.len()];
        if scan(text).is_personal {
            found += facts::find(text, START, today).len();
        }
    }
    let took = cpu().saturating_sub(begun);
    let conditions = format!("pure, {found} facts in {ROUNDS} messages");
    row("look for facts", &micros(took, ROUNDS), "", &conditions);
}

fn observation<'a>(
    at: usize,
    sent_at: UnixTime,
    scan: &'a gryag::person::scan::Scan,
    analysis: &'a Analysis,
) -> Observation<'a> {
    Observation {
        sent_at,
        local_hour: u8::try_from(at % 24).unwrap(),
        scan,
        analysis,
        is_to_us: at.is_multiple_of(5),
        replies_to: Some(SenderId(i64::try_from(at).unwrap() + 1)),
    }
}

/// Everybody has a profile with something in it.
fn fill(store: &mut Store, people: usize, analysed: &[Analysis]) {
    let mut profile = Profile::new(START);
    for (at, text) in TALK.iter().enumerate().cycle().take(200) {
        let scanned = scan(text);
        profile.learn(&observation(at, START, &scanned, &analysed[at]));
    }
    for from in (0..people).step_by(5_000) {
        store
            .write(|writer| {
                for id in from..(from + 5_000).min(people) {
                    writer.change_profile(CHAT, person(id), START, |known| {
                        known.clone_from(&profile);
                    })?;
                }
                Ok::<_, gryag::store::Error>(())
            })
            .unwrap();
    }
}

fn person(id: usize) -> SenderId {
    SenderId(i64::try_from(id).unwrap() + 1_000)
}

/// What ingest does for a message more than before, in its transactions of 64 messages: the same
/// transactions are timed with and without it.
fn learn(store: &mut Store, people: usize, messages: usize, analysed: &[Analysis]) {
    for (active, in_a_row, conditions) in [
        (200, 8, "a batch of 64 messages has 8 authors"),
        (people, 1, "every message has another author"),
    ] {
        let bare = transactions(messages, store, |_, _| {});
        let full = transactions(messages, store, |writer, number| {
            let at = number % TALK.len();
            let who = person((number / in_a_row * 7_919) % active);
            let sent_at = START.plus(i64::try_from(number).unwrap());
            let scanned = scan(TALK[at]);
            writer.local_hour(sent_at).unwrap();
            writer
                .change_profile(CHAT, who, sent_at, |profile| {
                    profile.learn(&observation(at, sent_at, &scanned, &analysed[at]));
                })
                .unwrap();
            if scanned.is_personal {
                let today = writer.local_time(sent_at).unwrap();
                for fact in facts::find(TALK[at], sent_at, today) {
                    writer
                        .keep_fact(CHAT, who, &fact, None, sent_at, false)
                        .unwrap();
                }
            }
        });
        let took = full.saturating_sub(bare);
        let conditions = format!("{people} people in one chat, {conditions}; facts included");
        row(
            "learning per message",
            &micros(took, messages),
            "10 µs",
            &conditions,
        );
    }
}

fn transactions(
    messages: usize,
    store: &mut Store,
    mut work: impl FnMut(&gryag::store::Writer<'_>, usize),
) -> Duration {
    let begun = cpu();
    for from in (0..messages).step_by(64) {
        store
            .write(|writer| {
                for number in from..(from + 64).min(messages) {
                    work(writer, number);
                }
                Ok::<_, gryag::store::Error>(())
            })
            .unwrap();
    }
    cpu().saturating_sub(begun)
}

fn read(store: &Store, people: usize) {
    const ROUNDS: usize = 5_000;
    let reader = store.read();
    let mut worst = Duration::ZERO;
    let begun = cpu();
    for round in 0..ROUNDS {
        let one = Instant::now();
        let who = person((round * 7_919) % people);
        let profile = reader.profile(CHAT, who).unwrap().unwrap().profile;
        let drawn = portrait(&profile, START);
        let facts = reader.facts(CHAT, who).unwrap();
        let wishes = reader.preferences(CHAT, who).unwrap();
        assert!(drawn.style.is_some() && facts.len() < 100 && !wishes.no_reactions);
        worst = worst.max(one.elapsed());
    }
    let mean = cpu().saturating_sub(begun).as_secs_f64() * 1e3 / ROUNDS as f64;
    let worst = format!(
        "mean of {ROUNDS}; the slowest took {:.3} ms",
        worst.as_secs_f64() * 1e3
    );
    row(
        "reading a person: profile, facts, wishes",
        &format!("{mean:.4} ms"),
        "0.2 ms",
        &worst,
    );
}

fn size(store: &Store, directory: &std::path::Path, people: usize) {
    store.checkpoint().unwrap();
    let path = directory.join("gryag.db");
    let bytes = std::fs::metadata(&path).unwrap().len();
    let conn = rusqlite::Connection::open(&path).unwrap();
    let most: i64 = conn
        .query_row("SELECT max(length(data)) FROM profile", [], |row| {
            row.get(0)
        })
        .unwrap();
    let facts: i64 = conn
        .query_row("SELECT count(*) FROM fact", [], |row| row.get(0))
        .unwrap();
    row(
        "largest profile",
        &format!("{most} bytes"),
        "2048 bytes",
        "",
    );
    row(
        "database per person",
        &format!("{} bytes", bytes / people as u64),
        "",
        &format!("whole file with its indices and {facts} facts"),
    );
}

fn cleanup(store: &mut Store, people: usize) {
    let begun = cpu();
    let later = START.plus(400 * 86_400);
    let removed = gryag::bot::prune_people(store, later, &Still).unwrap();
    let took = cpu().saturating_sub(begun);
    row(
        "cleanup of everybody",
        &format!("{:.2} s", took.as_secs_f64()),
        "",
        &format!(
            "{removed} rows in steps of 500, {:.2} ms a step",
            took.as_secs_f64() * 1e3 / (people as f64 / 500.0)
        ),
    );
}
