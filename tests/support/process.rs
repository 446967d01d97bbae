//! The real binary as a child process, in a directory of its own, killed when dropped.

use super::fake_gemini::{FakeGemini, KEY};
use super::fake_telegram::{FakeTelegram, PATIENCE, TOKEN};
use super::wait::{output_of, wait_for};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Settings under which nothing but the behaviour in question decides: no limits, no chance, no
/// work that depends on the hour.
const LIFTED: [(&str, &str); 15] = [
    ("BOT_RATE_LIMIT_PER_CHAT", "1000000"),
    ("BOT_RATE_LIMIT_PER_PERSON", "1000000"),
    ("BOT_MAX_REPLIES_PER_HOUR", "1000000"),
    ("BOT_GLOBAL_RATE_LIMIT", "1000000"),
    ("BOT_SPAM_THRESHOLD", "1000000"),
    ("GEMINI_REQUESTS_PER_MINUTE", "1000000"),
    ("GEMINI_REQUESTS_PER_DAY", "1000000"),
    ("BOT_BOT_REPLIES_PER_HOUR", "0"),
    ("BOT_SPAM_REPLY_CHANCE", "0"),
    ("BOT_REACTION_CHANCE", "0"),
    ("BOT_REACTION_CHANCE_NAMED", "0"),
    ("BOT_REACTION_CHANCE_QUESTION", "0"),
    ("BOT_REACTION_CHANCE_EMOTIONAL", "0"),
    ("BOT_SMART_REPLY_CHANCE", "0"),
    // At night, when one is due, it would be one more thing that happens.
    ("BOT_BACKUP", "false"),
];

/// Where a bot lives: its directory and settings outlast the process.
#[derive(Debug)]
pub struct Home {
    directory: TempDir,
    settings: BTreeMap<String, String>,
}

impl Home {
    /// An empty home whose bot talks to these servers.
    pub fn new(telegram: &FakeTelegram, gemini: &FakeGemini) -> Self {
        let directory = tempfile::Builder::new()
            .prefix("gryag-test-")
            .tempdir()
            .unwrap();
        let data = directory.path().join("data");
        fs::create_dir(&data).unwrap();
        let mut home = Self {
            directory,
            settings: BTreeMap::new(),
        };
        for (name, value) in LIFTED {
            home.set(name, value);
        }
        home.set("TELEGRAM_BOT_TOKEN", TOKEN);
        home.set("TELEGRAM_API_URL", &telegram.url());
        home.set("GEMINI_API_KEY", KEY);
        home.set("GEMINI_API_URL", &gemini.url());
        home.set("BOT_DATA_DIR", data.to_str().unwrap());
        home
    }

    /// Changes one setting for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), value.to_owned());
    }

    /// The directory in which the process works; holds the data directory.
    pub fn path(&self) -> PathBuf {
        self.directory.path().to_owned()
    }

    /// `BOT_DATA_DIR`.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .env_clear()
            .envs(&self.settings)
            .current_dir(&self.directory);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts `gryag run`.
    pub fn start(&self) -> Bot {
        Bot::of(self.command(&["run"]).spawn().unwrap())
    }

    /// Starts `gryag run` from a shell that has done something first, such as setting a limit.
    pub fn start_after(&self, shell: &str) -> Bot {
        let mut under = Command::new("sh");
        under
            .arg("-c")
            .arg(format!("{shell}; exec \"$0\" run"))
            .arg(binary())
            .env_clear()
            .envs(&self.settings)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Bot::of(under.spawn().unwrap())
    }

    /// Runs one command of the binary to its end.
    ///
    /// # Panics
    /// If it does not end within [`PATIENCE`].
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Output {
        output_of(&mut self.command(arguments))
    }

    /// The database, to look at.
    ///
    /// # Panics
    /// If there is none yet.
    #[track_caller]
    pub fn database(&self) -> Connection {
        let names = fs::read_dir(self.data())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let file = names
            .into_iter()
            .find(|path| is_database(path))
            .expect("no database yet");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        connection
    }

    /// One number from the database.
    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        self.database()
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    }

    /// Blocks until a query gives a number that meets the condition. The database tells nobody
    /// when it changes, so this asks again and again.
    #[track_caller]
    pub fn wait_for_number(&self, sql: &str, holds: impl Fn(i64) -> bool) {
        wait_for(|| match self.number(sql) {
            number if holds(number) => Ok(()),
            number => Err(format!("{sql} gives {number}")),
        });
    }
}

/// The program under test: the one that was built with it, or the one that `GRYAG_BINARY` names.
pub fn binary() -> std::ffi::OsString {
    let built = env!("CARGO_BIN_EXE_gryag").into();
    std::env::var_os("GRYAG_BINARY").unwrap_or(built)
}

/// Writes a program for another to run. By a child: while this process has a program open for
/// writing, each child that another test starts has it too for a moment, and it cannot be run
/// (ETXTBSY).
pub fn write_program(path: &Path, text: &str) {
    let written = Command::new("sh")
        .args(["-c", "printf %s \"$1\" > \"$0\" && chmod 755 \"$0\""])
        .args([path.as_os_str(), text.as_ref()])
        .status();
    assert!(written.unwrap().success());
}

/// Starts a command and kills it after so long, if it still runs.
pub fn kill_after(moment: Duration, command: &mut Command) {
    let mut child = command.spawn().unwrap();
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Twelve moments of what took so long on this machine: from its start to somewhat after its end,
/// since no run takes as long as another.
pub fn moments_of(whole: Duration) -> impl Iterator<Item = Duration> {
    (0..12).map(move |number| whole * number / 8)
}

/// How many of the log's lines have one of these levels.
pub fn lines_of(printed: &str, levels: &[&str]) -> usize {
    // The time stands before the level.
    let level = |line: &&str| {
        let level = line.split_whitespace().nth(1);
        level.is_some_and(|level| levels.contains(&level))
    };
    printed.lines().filter(level).count()
}

fn is_database(path: &Path) -> bool {
    let mut magic = [0; 16];
    let whole = fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    whole.is_ok() && &magic == b"SQLite format 3\0"
}

/// A running bot; killed when dropped.
#[derive(Debug)]
pub struct Bot {
    child: Child,
    voice: Arc<Voice>,
}

/// What a process has printed.
#[derive(Debug, Default)]
struct Voice {
    printed: Mutex<Printed>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Printed {
    lines: Vec<String>,
    /// How many of the two streams have ended.
    ended: u8,
}

impl Bot {
    fn of(mut child: Child) -> Self {
        let voice = Arc::new(Voice::default());
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        voice.listen_to(out);
        voice.listen_to(err);
        Self { child, voice }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything printed so far, to either stream.
    pub fn printed(&self) -> String {
        self.voice.lock().lines.join("\n")
    }

    /// `true` while the process lives.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGKILL, and no process is left.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.exit().1
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        // The shell's own `kill`: a program of that name is missing in small images.
        let order = format!("kill -TERM {}", self.pid());
        let status = Command::new("sh").args(["-c", &order]).status().unwrap();
        assert!(status.success(), "{order} failed");
    }

    /// SIGTERM, then the exit.
    #[track_caller]
    pub fn stop(self) -> (ExitStatus, String) {
        self.terminate();
        self.exit()
    }

    /// Blocks until the process has ended by itself; its status and what it printed.
    ///
    /// # Panics
    /// If it does not end within [`PATIENCE`].
    #[track_caller]
    pub fn exit(mut self) -> (ExitStatus, String) {
        let deadline = Instant::now() + PATIENCE;
        let mut printed = self.voice.lock();
        while printed.ended < 2 {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "does not end:\n{}",
                printed.lines.join("\n")
            );
            printed = self.voice.changed.wait_timeout(printed, left).unwrap().0;
        }
        let lines = printed.lines.join("\n");
        drop(printed);
        (self.child.wait().unwrap(), lines)
    }

    /// Blocks until a printed line holds these words.
    #[track_caller]
    pub fn wait_for_line(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut printed = self.voice.lock();
        while !printed.lines.iter().any(|line| line.contains(words)) {
            let left = deadline.saturating_duration_since(Instant::now());
            let lines = printed.lines.join("\n");
            assert!(!left.is_zero(), "never says “{words}”:\n{lines}");
            printed = self.voice.changed.wait_timeout(printed, left).unwrap().0;
        }
    }

    /// A size from `/proc/PID/status`, in kilobytes: `VmRSS` now, `VmHWM` at its peak.
    pub fn memory_kb(&self, field: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(field))
            .unwrap();
        line.trim_start_matches(':')
            .split_whitespace()
            .next()
            .unwrap()
            .parse()
            .unwrap()
    }

    /// Processor time used so far, in ticks of 10 ms.
    pub fn cpu_ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        // utime and stime are fields 14 and 15 of proc_pid_stat(5); `fields` begins with the 3rd.
        let times = fields.split_whitespace().skip(11).take(2);
        times.map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // Both fail if the process is gone, which is what they are for.
        let _ignored = self.child.kill();
        let _ignored = self.child.wait();
    }
}

impl Voice {
    fn lock(&self) -> MutexGuard<'_, Printed> {
        // A test that fails while it looks must not silence the listeners.
        self.printed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen_to(self: &Arc<Self>, stream: impl Read + Send + 'static) {
        let voice = Arc::clone(self);
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            while reader
                .read_until(b'\n', &mut line)
                .is_ok_and(|read| read > 0)
            {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                voice.lock().lines.push(text);
                voice.changed.notify_all();
                line.clear();
            }
            voice.lock().ended += 1;
            voice.changed.notify_all();
        });
    }
}
