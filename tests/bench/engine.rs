//! The engine in numbers: the real binary against fake servers on loopback.
//!
//! `cargo bench --bench engine [-- --quick]` prints one table. The fakes run on the same cores, so
//! every number is an upper bound of what the program itself needs. Named parts run alone:
//! `-- start`, `idle`, `drain`, `latency`, `stop`, `stop-loaded`.
//!
//! `cargo bench --bench engine -- --replay FILE` lets the bot live through a file of updates, one
//! JSON object a line, as if its last message came now.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark stops by panicking, prints its table and counts no more than millions"
)]

use gryag::rng::Rng;
use serde_json::{Value, json};
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};
use support::fake_gemini::{Ask, Reply, sentence};
use support::process::Bot;
use support::stage::{STORED, Stage};
use support::updates::{CALLS, chatter, group, now, person, says};

#[path = "../support/mod.rs"]
mod support;

/// How often things are done.
struct Extent {
    starts: usize,
    messages: usize,
    calls: usize,
    stops: usize,
    idle: Duration,
}

const FULL: Extent = Extent {
    starts: 20,
    messages: 10_000,
    calls: 500,
    stops: 10,
    idle: Duration::from_secs(10),
};
const QUICK: Extent = Extent {
    starts: 5,
    messages: 2_000,
    calls: 100,
    stops: 3,
    idle: Duration::from_secs(2),
};

const CHATS: usize = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(flag) = arguments.iter().position(|argument| argument == "--replay") {
        return replay(arguments.get(flag + 1).expect("--replay FILE"));
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let extent = if quick { QUICK } else { FULL };
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let cores = std::thread::available_parallelism().unwrap();
    let load = fs::read_to_string("/proc/loadavg").unwrap();
    let load = load.split_whitespace().next().unwrap().to_owned();
    println!(
        "gryag engine, {profile} build, {cores} cores, load before {load}, no TLS, loopback\n"
    );
    row("what", "value", "conditions");
    row("---", "---", "---");
    let size = fs::metadata(env!("CARGO_BIN_EXE_gryag")).unwrap().len();
    row(
        "binary",
        &format!("{:.2} MiB", size as f64 / 1_048_576.0),
        "dynamic, as built here",
    );
    let parts: [Part; 6] = [
        ("start", cold_start),
        ("idle", idle),
        ("drain", drain),
        ("latency", latency),
        ("stop", stop_idle),
        ("stop-loaded", stop_under_load),
    ];
    let is_named = |name: &str| arguments.iter().any(|argument| argument == name);
    let chosen = parts.iter().any(|(name, _)| is_named(name));
    for (name, part) in parts {
        if !chosen || is_named(name) {
            part(&extent);
        }
    }
}

/// The name of a part and what it does.
type Part = (&'static str, fn(&Extent));

fn row(what: &str, value: &str, conditions: &str) {
    println!("{what:<34} {value:>18}   {conditions}");
}

/// The value below which this share of the samples lies.
fn quantile(samples: &mut [f64], share: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    let last = samples.len() - 1;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index below the length"
    )]
    let index = (last as f64 * share).round() as usize;
    samples[index] * 1_000.0
}

/// Spawn → first `getUpdates` request.
fn cold_start(extent: &Extent) {
    let (mut fresh, mut existing) = (Vec::new(), Vec::new());
    for _ in 0..extent.starts {
        let stage = Stage::new();
        for samples in [&mut fresh, &mut existing] {
            let begin = Instant::now();
            let bot = stage.start();
            samples.push(begin.elapsed().as_secs_f64());
            // The second start finds a database that was closed properly.
            drop(bot.stop());
        }
    }
    let conditions = format!("median of {}, spawn to first getUpdates", extent.starts);
    for (what, mut samples) in [("new directory", fresh), ("existing directory", existing)] {
        let value = format!("{:.1} ms", quantile(&mut samples, 0.5));
        row(&format!("cold start, {what}"), &value, &conditions);
    }
}

fn idle(extent: &Extent) {
    let stage = Stage::new();
    let bot = stage.start();
    stage.settle(&group(1));
    stage.telegram.wait_until_drained();
    let (ticks, begin) = (bot.cpu_ticks(), Instant::now());
    sleep(extent.idle);
    let busy = (bot.cpu_ticks() - ticks) as f64 / 100.0;
    let share = 100.0 * busy / begin.elapsed().as_secs_f64();
    let conditions = format!("{} s after one reply", extent.idle.as_secs());
    row(
        "idle RSS",
        &format!("{:.1} MiB", mebibytes(&bot, "VmRSS")),
        &conditions,
    );
    row("idle CPU", &format!("{share:.1} %"), &conditions);
}

fn mebibytes(bot: &Bot, field: &str) -> f64 {
    bot.memory_kb(field) as f64 / 1024.0
}

/// A backlog of group messages: received, stored, decided.
fn drain(extent: &Extent) {
    let stage = Stage::new();
    let mut rng = Rng::new(7);
    let batch = (0..extent.messages).map(|number| {
        let chat = group(i64::try_from(number % CHATS).unwrap());
        says(&chat, &person(number), &chatter(&mut rng)).update()
    });
    let batch = batch.collect();
    let bot = stage.start();
    stage.telegram.wait_until_drained();
    let ticks = bot.cpu_ticks();
    stage.telegram.push_all(batch);
    let begin = Instant::now();
    stage.telegram.wait_until_drained();
    let received = begin.elapsed().as_secs_f64();
    let database = stage.home.database();
    let mut open = database
        .prepare("SELECT count(*) FROM inbox WHERE state = 0")
        .unwrap();
    while open.query_row([], |row| row.get::<_, i64>(0)).unwrap() > 0 {
        sleep(Duration::from_millis(2));
    }
    let done = begin.elapsed().as_secs_f64();
    let stored = stage.home.number(STORED);
    assert_eq!(
        stored,
        i64::try_from(extent.messages).unwrap(),
        "every message is stored"
    );
    let count = extent.messages as f64;
    let busy = (bot.cpu_ticks() - ticks) as f64 * 10_000.0 / count;
    let conditions = format!("{} messages, {CHATS} chats, limit 100", extent.messages);
    row(
        "drain, received (on disk)",
        &format!("{:.0} /s", count / received),
        &conditions,
    );
    row(
        "drain, stored and decided",
        &format!("{:.0} /s", count / done),
        &conditions,
    );
    row(
        "drain, CPU of the bot",
        &format!("{busy:.0} us/message"),
        &conditions,
    );
    row(
        "peak RSS after the drain",
        &format!("{:.1} MiB", mebibytes(&bot, "VmHWM")),
        &conditions,
    );
}

/// Delivery → `sendMessage` request, one call after the other.
fn latency(extent: &Extent) {
    let stage = Stage::new();
    let bot = stage.start();
    let mut samples = Vec::new();
    for number in 0..extent.calls {
        stage.telegram.wait_until_drained();
        let delivered = stage.telegram.now();
        let text = CALLS[number % CALLS.len()];
        let call = stage.push(says(&group(1), &person(number), text));
        samples.push(stage.answer_to(call).at - delivered);
    }
    let conditions = format!("{} calls, model latency 0", extent.calls);
    for (name, share) in [("p50", 0.5), ("p99", 0.99), ("max", 1.0)] {
        let value = format!("{:.2} ms", quantile(&mut samples, share));
        row(
            &format!("delivery to sendMessage, {name}"),
            &value,
            &conditions,
        );
    }
    row(
        "peak RSS after the calls",
        &format!("{:.1} MiB", mebibytes(&bot, "VmHWM")),
        &conditions,
    );
}

fn stop_idle(extent: &Extent) {
    let mut samples = Vec::new();
    for _ in 0..extent.stops {
        let stage = Stage::new();
        let bot = stage.start();
        stage.telegram.wait_until_drained();
        samples.push(time_of_stop(bot));
    }
    let conditions = format!("worst of {}, a long poll is open", extent.stops);
    row(
        "SIGTERM to exit, idle",
        &format!("{:.1} ms", quantile(&mut samples, 1.0)),
        &conditions,
    );
}

/// While messages pour in and four calls to a slow model are under way.
fn stop_under_load(extent: &Extent) {
    let mut samples = Vec::new();
    for _ in 0..extent.stops {
        let stage = Stage::new();
        stage
            .gemini
            .answer_by(|ask: &Ask| Reply::Text(sentence(ask.number), Duration::from_secs(20)));
        let bot = stage.start();
        let mut rng = Rng::new(7);
        for number in 0..4 {
            stage.call(&group(number), "Гряг, ти тут?");
        }
        stage.gemini.wait_until("thinking", |asks| asks.len() >= 3);
        let flood = (0..2_000).map(|number| {
            let chat = group(i64::try_from(number % CHATS).unwrap());
            says(&chat, &person(number), &chatter(&mut rng)).update()
        });
        stage.telegram.push_all(flood.collect());
        stage
            .telegram
            .wait_until("half of the flood", |log| log.waiting < 1_000);
        samples.push(time_of_stop(bot));
    }
    let conditions = format!(
        "worst of {}, slow model, 1000 updates pending",
        extent.stops
    );
    let value = format!("{:.1} ms", quantile(&mut samples, 1.0));
    row("SIGTERM to exit, under load", &value, &conditions);
}

/// A recorded group, its dates moved so that the last message is of now.
fn replay(file: &str) {
    let text = fs::read_to_string(file).unwrap();
    let mut updates: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let dates = |update: &Value| {
        let fields = update.as_object().unwrap().values();
        fields
            .filter_map(|field| field["date"].as_i64())
            .max()
            .unwrap_or(0)
    };
    let shift = now() - updates.iter().map(dates).max().unwrap();
    for field in updates
        .iter_mut()
        .flat_map(|update| update.as_object_mut().unwrap().values_mut())
    {
        if let Some(date) = field["date"].as_i64() {
            field["date"] = json!(date + shift);
        }
    }
    let count = updates.len();
    let messages = updates
        .iter()
        .filter(|update| update.get("message").is_some())
        .count();
    let stage = Stage::new();
    let bot = stage.start();
    stage.telegram.wait_until_drained();
    stage.telegram.push_all(updates);
    let begin = Instant::now();
    stage.telegram.wait_until_drained();
    stage
        .home
        .wait_for_number("SELECT count(*) FROM inbox WHERE state = 0", |open| {
            open == 0
        });
    let decided = begin.elapsed().as_secs_f64();
    stage
        .home
        .wait_for_number("SELECT count(*) FROM job WHERE state = 0", |open| open == 0);
    let answered = begin.elapsed().as_secs_f64();
    let number = |sql| stage.home.number(sql);
    let twice = stage.telegram.with_log(|log| log.answered_twice().len());
    println!("{count} updates with {messages} messages from {file}");
    println!(
        "rows of messages        {}",
        number("SELECT count(*) FROM message")
    );
    println!(
        "quarantined             {}",
        number("SELECT count(*) FROM inbox WHERE state = 2")
    );
    println!(
        "decided after           {decided:.3} s ({:.0} /s)",
        count as f64 / decided
    );
    println!("answered after          {answered:.3} s");
    println!(
        "replies, doubled        {}, {twice}",
        stage.telegram.with_log(|log| log.sent.len())
    );
    println!(
        "peak RSS                {:.1} MiB",
        mebibytes(&bot, "VmHWM")
    );
    println!("lines of log            {}", bot.printed().lines().count());
}

/// Seconds from the signal to the exit; the spawn of `kill` is a part of it.
fn time_of_stop(bot: Bot) -> f64 {
    let begin = Instant::now();
    let (status, printed) = bot.stop();
    assert!(status.success(), "{status}: {printed}");
    begin.elapsed().as_secs_f64()
}
