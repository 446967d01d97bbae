//! The memory in numbers: import, size, compaction, search, prompts, growth.
//!
//! `cargo bench --bench memory [-- --quick | -- --rows 10000000]` prints one table. The chat is
//! made up: words of a Zipf-like vocabulary, 60 people, a third of the messages are replies.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::items_after_statements,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark stops by panicking, prints its table and counts no more than millions"
)]

#[path = "measure.rs"]
mod measure;
#[path = "memory_chat.rs"]
mod memory_chat;

use gryag::analysis::analyse;
use gryag::behaviour::trigger::NameForms;
use gryag::bot::{
    Brain, Question, ReplyTask, SystemClock, clean_up, compress, models, prompt, purge_words,
    stop_pair, verdict,
};
use gryag::clock::{Clock, UnixTime};
use gryag::config::{Config, Memory, Sources};
use gryag::ids::{ChatId, SenderId, UpdateId};
use gryag::message::{Incoming, Me};
use gryag::ops::import::{self, Order, Silent};
use gryag::store::{Job, NewMessage, SearchQuery, Store};
use measure::{cpu, cpu_of_all, peak_mib, quantiles};
use memory_chat::{Export, Speech, incoming};
use std::path::Path;
use std::time::Instant;

const BARE: i64 = 2_100_000_001;
const CHAT: ChatId = ChatId(-1_000_000_000_000 - BARE);
/// The first message's time; so close together that ten million of them are not in the future.
const START: i64 = 1_700_000_000;
const PACE_S: i64 = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is_quick = arguments.iter().any(|word| word == "--quick");
    let rows = arguments
        .iter()
        .position(|word| word == "--rows")
        .and_then(|at| arguments.get(at + 1))
        .and_then(|rows| rows.parse().ok());
    let small: i64 = if is_quick { 10_000 } else { 100_000 };
    let large: i64 = rows.unwrap_or(if is_quick { 50_000 } else { 1_000_000 });
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    let load = load.split_whitespace().next().unwrap().to_owned();
    println!("gryag memory, {profile} build, load before {load}\n");
    row("what", "value", "conditions");
    row("---", "---", "---");
    let directory = tempfile::tempdir().unwrap();
    imports(small);
    compaction(small);
    growth(directory.path(), small, large);
}

fn row(what: &str, value: &str, conditions: &str) {
    println!("{what:<36} {value:>16}   {conditions}");
}

/// Random words in a fixed order: frequent ones first.
fn clock() -> SystemClock {
    let (trigger, stop) = stop_pair();
    // Never pulled, and never dropped, which would end every pause.
    Box::leak(Box::new(trigger));
    SystemClock::new(stop)
}

fn order(batch: usize) -> Order {
    Order {
        chat: Some(CHAT),
        me: None,
        batch,
    }
}

fn size_of(directory: &Path) -> f64 {
    let bytes = std::fs::metadata(directory.join("gryag.db")).unwrap().len();
    bytes as f64
}

fn imports(count: i64) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("result.json");
    let mut export = Export::new(1, count);
    let mut file = std::fs::File::create(&path).unwrap();
    std::io::copy(&mut export, &mut file).unwrap();
    let mib = export.total() as f64 / 1_048_576.0;
    let mut store = Store::open(directory.path()).unwrap();
    let peak = peak_mib();
    for (what, conditions) in [
        ("import", "analysed, indexed, into an empty database"),
        ("import again", "everything known already"),
    ] {
        let file = std::fs::File::open(&path).unwrap();
        let begun = Instant::now();
        let cpu_begun = cpu_of_all();
        let report = import::run(
            &mut store,
            file,
            order(import::BATCH),
            &clock(),
            &mut Silent,
        )
        .unwrap();
        let took = begun.elapsed().as_secs_f64();
        assert_eq!(report.seen(), count as u64);
        let rate = format!("{:.0}/s", count as f64 / took);
        let spent = (cpu_of_all() - cpu_begun) * 1e6 / count as f64;
        let conditions = format!("{conditions}; {spent:.0} µs of processors each");
        row(
            what,
            &rate,
            &format!("{count} messages, {mib:.0} MiB, {conditions}"),
        );
    }
    let more = peak_mib() - peak;
    row(
        "import, memory beyond the start",
        &format!("{more:.1} MiB"),
        "peak, both imports",
    );
}

fn query(words: &str, needs_all: bool) -> SearchQuery<'_> {
    SearchQuery {
        chat: CHAT,
        words,
        sender: None,
        from: None,
        until: None,
        except: None,
        needs_all,
        limit: 5,
    }
}

fn queries(count: usize) -> Vec<String> {
    let mut speech = Speech::new(99);
    (0..count)
        .map(|number| match number % 3 {
            0 => speech.word(),
            1 => format!("{} {}", speech.word(), speech.word()),
            _ => format!("{} {} {}", speech.word(), speech.word(), speech.word()),
        })
        .collect()
}

fn compaction(count: i64) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    import::run(
        &mut store,
        Export::new(1, count),
        order(1_000),
        &clock(),
        &mut Silent,
    )
    .unwrap();
    let clock = clock();
    purge_words(&mut store, &clock).unwrap();
    let memory = Memory {
        compress_after_days: 1,
        retention_days: 0,
    };
    clean_up(&mut store, &clock, memory);
    let before = size_of(directory.path());
    let now = UnixTime(START + count * PACE_S);
    let asked = queries(60);
    let answers = |store: &Store| -> Vec<_> {
        asked
            .iter()
            .map(|words| store.read().search(&query(words, false), now).unwrap())
            .collect()
    };
    let found = answers(&store);
    let begun = Instant::now();
    let names = NameForms::generate("Гряг");
    let packed = compress(&mut store, &clock, memory, &names).unwrap();
    let took = begun.elapsed().as_secs_f64();
    clean_up(&mut store, &clock, memory);
    let after = size_of(directory.path());
    let same = answers(&store) == found;
    let per = 100_000.0 / count as f64 / 1_048_576.0;
    row(
        "size per 100 k messages",
        &format!("{:.1} MiB", before * per),
        "with index, before compaction",
    );
    row(
        "size per 100 k messages, packed",
        &format!("{:.1} MiB", after * per),
        &format!("{packed} of {count} packed in {took:.1} s, pauses included"),
    );
    row(
        "search results after compaction",
        if same { "unchanged" } else { "CHANGED" },
        "60 queries, five hits each, word for word",
    );
    assert!(same);
}

fn growth(directory: &Path, small: i64, large: i64) {
    let mut store = Store::open(directory).unwrap();
    let grow = |store: &mut Store, from: i64, to: i64| {
        let report = import::run(
            store,
            Export::new(from, to - from),
            order(1_000),
            &clock(),
            &mut Silent,
        )
        .unwrap();
        assert_eq!(report.taken, (to - from) as u64, "{report:?}");
    };
    grow(&mut store, 1, small);
    let at_small = insert_cost(&mut store, small);
    row(
        "insert, live, batches of 64",
        &format!("{at_small:.1} µs"),
        &format!("at {small}"),
    );
    let begun = Instant::now();
    grow(&mut store, small + 10_000, large);
    let took = begun.elapsed().as_secs_f64();
    let rate = format!("{:.0}/s", (large - small - 10_000) as f64 / took);
    row(
        "import into a filled database",
        &rate,
        &format!("from {small} to {large}"),
    );
    row(
        "memory of this process",
        &format!("{:.1} MiB", peak_mib()),
        "peak so far",
    );
    let at_large = insert_cost(&mut store, large);
    row(
        "insert, live, batches of 64",
        &format!("{at_large:.1} µs"),
        &format!("at {large}: {:.2} times", at_large / at_small),
    );
    searches(&store, large);
    prompts(&store, large);
    let per = size_of(directory) * 100_000.0 / large as f64 / 1_048_576.0;
    row(
        "size per 100 k messages",
        &format!("{per:.1} MiB"),
        &format!("at {large}, unpacked"),
    );
}

/// Microseconds of processor time that storing one message takes, analysis not counted.
fn insert_cost(store: &mut Store, from: i64) -> f64 {
    let mut speech = Speech::new(5);
    let mut total = 0.0;
    const BATCHES: i64 = 150;
    for batch in 0..BATCHES {
        let messages: Vec<Incoming> = (0..64)
            .map(|number| incoming(from + batch * 64 + number, &speech.sentence()))
            .collect();
        let verdicts: Vec<_> = messages
            .iter()
            .map(|message| verdict(&analyse(&message.text)))
            .collect();
        let begun = cpu();
        store
            .write(|writer| {
                for (incoming, verdict) in messages.iter().zip(&verdicts) {
                    writer.remember(&NewMessage {
                        incoming,
                        is_ours: false,
                        verdict: Some(*verdict),
                        words: None,
                    })?;
                }
                Ok::<_, gryag::store::Error>(())
            })
            .unwrap();
        total += cpu().saturating_sub(begun).as_secs_f64();
    }
    total * 1e6 / (BATCHES * 64) as f64
}

fn searches(store: &Store, count: i64) {
    let now = UnixTime(START + count * PACE_S);
    for (needs_all, what) in [
        (true, "search, all words, p50 / p99"),
        (false, "search, any word, p50 / p99"),
    ] {
        let (mut times, mut spent) = (Vec::new(), Vec::new());
        for words in queries(600) {
            let (begun, cpu_begun) = (Instant::now(), cpu());
            let hits = store.read().search(&query(&words, needs_all), now).unwrap();
            times.push(begun.elapsed().as_secs_f64());
            spent.push(cpu().saturating_sub(cpu_begun).as_secs_f64());
            assert!(hits.len() <= 5);
        }
        row(
            what,
            &quantiles(times),
            &format!(
                "600 queries of one to three words, {count} messages; of the processor {}",
                quantiles(spent)
            ),
        );
    }
}

fn prompts(store: &Store, count: i64) {
    let sources = Sources {
        process: vec![("GEMINI_API_KEY".to_owned(), "key".to_owned())],
        file: None,
        credentials: Vec::new(),
    };
    let config = Config::load(&sources).unwrap();
    let me = Me {
        id: SenderId(1),
        username: "gryag_bot".to_owned(),
        name: "Гряг".to_owned(),
        reads_all_messages: true,
    };
    let brain = Brain::new(&config, me, models::offline(&config)).unwrap();
    let now = UnixTime(START + count * PACE_S);
    let mut speech = Speech::new(11);
    let (mut times, mut spent) = (Vec::new(), Vec::new());
    for number in 0..400 {
        let text = speech.sentence();
        let message = incoming(count - number, &text);
        let task = ReplyTask::new(
            &message,
            gryag::behaviour::Occasion::Named,
            false,
            SenderId(1),
        );
        let job = Job {
            id: 1,
            kind: "reply".to_owned(),
            update_id: UpdateId(1),
            payload: serde_json::to_string(&task).unwrap(),
            attempts: 0,
            expires_at: now,
        };
        let (begun, cpu_begun) = (Instant::now(), cpu());
        let question = Question::new(store.read(), CHAT, job).unwrap().unwrap();
        let built = prompt(store.read(), &question, &brain, &[], now).unwrap();
        times.push(begun.elapsed().as_secs_f64());
        spent.push(cpu().saturating_sub(cpu_begun).as_secs_f64());
        assert!(built.account.history_used > 0);
    }
    row(
        "prompt context, p50 / p99",
        &quantiles(times),
        &format!(
            "400 prompts, {count} messages; of the processor {}",
            quantiles(spent)
        ),
    );
    let begun = Instant::now();
    let statistics = store.read().chat_statistics(CHAT, UnixTime(0), 10).unwrap();
    let took = begun.elapsed().as_secs_f64() * 1_000.0;
    row(
        "statistics of a chat",
        &format!("{took:.0} ms"),
        &format!("{} messages", statistics.messages),
    );
    let _ = clock().now();
}
