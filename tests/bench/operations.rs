//! Operations in numbers: memory limits, a backup beside writers, restore, report.
//!
//! `cargo bench --bench operations [-- --quick | -- --rows 1000000 | -- --limits]` prints a table.
//! `--padded` fills the database up to 1 GiB before the backup.
//! `GRYAG_BINARY=target/static/gryag-x86_64` measures that binary. `--limits` does only the runs
//! under memory limits: in a memory cgroup where root can make one, else under `ulimit -v`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    dead_code,
    reason = "a benchmark stops by panicking, prints its table and counts no more than millions"
)]

#[path = "memory_chat.rs"]
mod memory_chat;
#[path = "../support/mod.rs"]
mod support;

use gryag::clock::UnixTime;
use gryag::ids::{ChatId, UpdateId};
use gryag::rng::Rng;
use gryag::store::{FreshUpdate, Store};
use memory_chat::Export;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};
use support::process::{Bot, binary};
use support::stage::{STORED, Stage};
use support::updates::{CALLS, chatter, group, person, says};

const BARE: i64 = 2_100_000_001;
const CHAT: ChatId = ChatId(-1_000_000_000_000 - BARE);
/// The first message's time; three million, one every ten seconds, are a year.
const START: i64 = 1_764_000_000;
const PACE_S: i64 = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let rows = arguments.iter().position(|argument| argument == "--rows");
    let rows = rows.map(|at| arguments[at + 1].parse().unwrap());
    let rows: i64 = rows.unwrap_or(if has("--quick") { 50_000 } else { 1_000_000 });
    let load = fs::read_to_string("/proc/loadavg").unwrap();
    println!(
        "gryag operations, {}, load before {}\n",
        Path::new(&binary()).display(),
        load.split_whitespace().next().unwrap()
    );
    row("what", "value", "conditions");
    row("---", "---", "---");
    let bytes = fs::metadata(binary()).unwrap().len();
    row("binary", &mib(bytes), "");
    let messages = if has("--quick") { 2_000 } else { 20_000 };
    for limit_mib in [64, 512] {
        under_limit(limit_mib, messages);
    }
    if !has("--limits") {
        large(rows, has("--padded"));
    }
}

fn row(what: &str, value: &str, conditions: &str) {
    println!("{what:<36} {value:>16}   {conditions}");
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
}

/// A memory cgroup of our own; removed when dropped.
struct Cgroup {
    directory: PathBuf,
    peak: &'static str,
}

impl Cgroup {
    /// One with that limit; `None` where none can be made.
    fn new(limit_mib: u64) -> Option<Self> {
        let name = format!("gryag-bench-{}", std::process::id());
        let limit = (limit_mib << 20).to_string();
        for (root, file, peak) in [
            (
                "/sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.max_usage_in_bytes",
            ),
            ("/sys/fs/cgroup", "memory.max", "memory.peak"),
        ] {
            let directory = Path::new(root).join(&name);
            if fs::create_dir(&directory).is_err() {
                continue;
            }
            let group = Self { directory, peak };
            if fs::write(group.directory.join(file), &limit).is_ok() {
                return Some(group);
            }
        }
        None
    }

    fn peak(&self) -> Option<u64> {
        let text = fs::read_to_string(self.directory.join(self.peak)).ok()?;
        text.trim().parse().ok()
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir(&self.directory);
    }
}

/// The bot with a backlog and with calls, in so little memory.
fn under_limit(limit_mib: u64, messages: usize) {
    let stage = Stage::new();
    let cgroup = Cgroup::new(limit_mib);
    let (shell, how) = match &cgroup {
        Some(group) => (
            format!("echo $$ > {}/cgroup.procs", group.directory.display()),
            "memory cgroup",
        ),
        None => (format!("ulimit -v {}", limit_mib << 10), "ulimit -v"),
    };
    let mut bot = stage.home.start_after(&shell);
    stage
        .telegram
        .wait_until("a first poll", |log| log.count("getUpdates") > 0);
    let mut rng = Rng::new(7);
    let flood = (0..messages).map(|number| {
        let chat = group((number % 20) as i64);
        says(&chat, &person(number), &chatter(&mut rng)).update()
    });
    stage.telegram.push_all(flood.collect());
    stage.wait_for_stored(messages);
    for number in 0..200 {
        let call = stage.push(says(
            &group(1),
            &person(number),
            CALLS[number % CALLS.len()],
        ));
        stage.answer_to(call);
    }
    assert!(bot.lives(), "{}", bot.printed());
    let conditions = format!("{how}; {messages} messages in 20 chats, then 200 calls");
    let what = |what: &str| format!("{what} with {limit_mib} MiB");
    row(
        &what("peak RSS"),
        &mib(bot.memory_kb("VmHWM") << 10),
        &conditions,
    );
    if let Some(peak) = cgroup.as_ref().and_then(Cgroup::peak) {
        row(
            &what("peak with the page cache"),
            &mib(peak),
            "what the cgroup counts",
        );
    }
    finish(bot);
    let stored = stage.home.number(STORED);
    assert_eq!(stored, messages as i64 + 200);
}

fn finish(bot: Bot) {
    let (status, printed) = bot.stop();
    assert!(status.success(), "{status}: {printed}");
}

/// The binary in a directory of its own.
fn gryag(directory: &Path, arguments: &[&str]) -> f64 {
    let begin = Instant::now();
    let output = Command::new(binary())
        .args(arguments)
        .env_clear()
        .env("GRYAG_ENV_FILE", "")
        .env("BOT_DATA_DIR", directory.join("data"))
        .env("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4")
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    begin.elapsed().as_secs_f64()
}

/// A chat of so many messages: import, report, backup beside writers, restore.
fn large(rows: i64, is_padded: bool) {
    // Beside the build, so that it is a disk and not memory.
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = directory.path();
    let export = path.join("result.json");
    std::io::copy(
        &mut Export::new(1, rows),
        &mut fs::File::create(&export).unwrap(),
    )
    .unwrap();
    let took = gryag(path, &["import", "result.json"]);
    fs::remove_file(export).unwrap();
    let database = fs::metadata(path.join("data/gryag.db")).unwrap().len();
    let messages = format!("{rows} messages");
    row("import", &format!("{took:.1} s"), &messages);
    let per = mib(database * 100_000 / rows as u64);
    row(
        "database",
        &mib(database),
        &format!("{per} for 100 000 messages"),
    );
    for (what, arguments) in [
        (
            "report over all days",
            ["report", "--out", "r.html", "--days", "3650"],
        ),
        (
            "report over a year",
            ["report", "--out", "r.html", "--days", "365"],
        ),
    ] {
        let took = gryag(path, &arguments);
        let page = fs::metadata(path.join("r.html")).unwrap().len();
        row(
            what,
            &format!("{took:.2} s"),
            &format!("a page of {} KiB", page >> 10),
        );
    }
    if is_padded {
        pad(path);
        let bytes = fs::metadata(path.join("data/gryag.db")).unwrap().len();
        row("padded database", &mib(bytes), "for the backup");
    }
    let (took, mut delays) = backup_beside_writers(path);
    delays.sort_by(f64::total_cmp);
    let at = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize] * 1_000.0;
    row(
        "backup, verified",
        &format!("{took:.1} s"),
        "beside a writer",
    );
    row(
        "commits meanwhile",
        &format!("{:.1} ms", at(1.0)),
        &format!(
            "longest of {}; p50 {:.2} ms, p99 {:.2} ms",
            delays.len(),
            at(0.5),
            at(0.99)
        ),
    );
    let backup = fs::read_dir(path.join("data/backups"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "db"))
        .unwrap();
    let took = gryag(path, &["restore", backup.to_str().unwrap()]);
    row(
        "restore",
        &format!("{took:.1} s"),
        "verified, old database kept",
    );
}

/// Fills the database up to 1 GiB.
fn pad(path: &Path) {
    let mut store = Store::open(&path.join("data")).unwrap();
    let mut rng = Rng::new(3);
    let mut number = 0;
    while fs::metadata(path.join("data/gryag.db")).unwrap().len() < 1 << 30 {
        let words: Vec<String> = (0..60_000)
            .map(|_| rng.between(0, i64::MAX).to_string())
            .collect();
        let text = words.join(" ");
        store
            .write(|writer| writer.set_meta(&format!("padding {number}"), &text))
            .unwrap();
        number += 1;
    }
}

/// A backup, and how long each commit took beside it, in seconds.
fn backup_beside_writers(path: &Path) -> (f64, Vec<f64>) {
    let is_done = AtomicBool::new(false);
    scope(|scope| {
        let writer = scope.spawn(|| {
            let mut store = Store::open(&path.join("data")).unwrap();
            let mut delays = Vec::new();
            let mut number = 1;
            while !is_done.load(Ordering::SeqCst) {
                let fresh = [FreshUpdate {
                    id: UpdateId(number),
                    chat: Some(CHAT),
                    raw: "{\"padding\":\"слово за словом\"}",
                    broken: false,
                }];
                let begin = Instant::now();
                store
                    .write(|writer| writer.accept(&fresh, number + 1, UnixTime(START)))
                    .unwrap();
                delays.push(begin.elapsed().as_secs_f64());
                number += 1;
                sleep(Duration::from_millis(2));
            }
            delays
        });
        let took = gryag(path, &["backup"]);
        is_done.store(true, Ordering::SeqCst);
        (took, writer.join().unwrap())
    })
}
