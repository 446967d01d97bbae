//! Disks that are full, directories that cannot be written, files of somebody else: a clear
//! message, the right exit code, nothing lost.
//!
//! A full disk is played by a limit on the size of files (`ulimit -f`), which needs no mount and no
//! root: SQLite meets it in the middle of a write as it meets a disk that is full.

use crate::support::process::Bot;
use crate::support::stage::Stage;
use crate::support::updates::{group, person, says};
use crate::support::wait::output_of;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

/// A user that owns nothing.
const NOBODY: u32 = 65_534;

/// Fills the room that `blocks` of 512 bytes leave, and gives what the bot said at its end.
fn run_until_full(stage: &Stage, blocks: u32) -> (Option<i32>, String) {
    // The signal that comes with the limit would end the process before SQLite learns of it.
    let bot = stage
        .home
        .start_after(&format!("trap '' XFSZ; ulimit -f {blocks}"));
    let (status, printed) = bot.exit();
    (status.code(), printed)
}

#[test]
fn a_full_disk_loses_nothing_and_the_bot_goes_on_when_there_is_room_again() {
    let stage = Stage::new();
    let bot = stage.start();
    stage.settle(&group(1));
    bot.stop();
    let size = fs::metadata(stage.home.data().join("gryag.db"))
        .unwrap()
        .len();
    let before = stage.home.number(crate::support::stage::STORED);
    let long = "слово за словом ".repeat(200);
    let flood = (0..400).map(|number| says(&group(2), &person(number), &long).update());
    stage.telegram.push_all(flood.collect());
    let blocks = u32::try_from(size / 512).unwrap() + 1_000;
    for _ in 0..3 {
        let (code, printed) = run_until_full(&stage, blocks);
        assert_eq!(code, Some(75), "{printed}");
        assert!(printed.contains("gryag stopped: "), "{printed}");
        assert!(!printed.contains("слово"), "{printed}");
    }
    let offset = stage.telegram.with_log(|log| log.offset);
    let taken = stage.home.number("SELECT next_offset FROM poller");
    assert!(
        offset <= taken,
        "Telegram forgot {offset}, on disk is {taken}"
    );
    let _bot = stage.start();
    stage.wait_for_stored(usize::try_from(before).unwrap() + 400);
    stage.settle(&group(2));
    assert!(
        stage
            .telegram
            .with_log(|log| log.answered_twice().is_empty())
    );
}

/// The binary in a directory that everybody can enter, with a data directory that is not ours.
struct Foreign {
    directory: tempfile::TempDir,
}

impl Foreign {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let everybody = fs::Permissions::from_mode(0o755);
        fs::set_permissions(directory.path(), everybody.clone()).unwrap();
        let binary = directory.path().join("gryag");
        // By a child: while this process has a program open for writing, each child that another
        // test starts has it too for a moment, and it cannot be run (ETXTBSY).
        let copied = Command::new("cp")
            .arg(env!("CARGO_BIN_EXE_gryag"))
            .arg(&binary)
            .status();
        assert!(copied.unwrap().success());
        fs::set_permissions(binary, everybody).unwrap();
        fs::create_dir(directory.path().join("data")).unwrap();
        Self { directory }
    }

    fn data(&self) -> std::path::PathBuf {
        self.directory.path().join("data")
    }

    /// Runs a command as somebody who is not root: root may do everything.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.directory.path().join("gryag"));
        command
            .args(arguments)
            .env_clear()
            .env("GRYAG_ENV_FILE", "")
            .env("BOT_DATA_DIR", self.data())
            .env("TELEGRAM_BOT_TOKEN", crate::support::fake_telegram::TOKEN)
            .env("TELEGRAM_API_URL", "http://127.0.0.1:9")
            .env("GEMINI_API_KEY", crate::support::fake_gemini::KEY)
            .env("GEMINI_API_URL", "http://127.0.0.1:9")
            .current_dir("/");
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        output_of(&mut command)
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").unwrap().uid() == 0
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn check(output: &Output, code: i32, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(words), "not “{words}”: {said}");
}

#[test]
fn a_directory_that_cannot_be_written_stops_the_start_and_is_named() {
    let foreign = Foreign::new();
    set_mode(&foreign.data(), 0o555);
    let output = foreign.run(&["run"]);
    let shown = foreign.data().display().to_string();
    check(
        &output,
        75,
        &format!("{shown} cannot be locked: Permission denied"),
    );
    check(&foreign.run(&["check"]), 1, "chown");
    check(&foreign.run(&["backup"]), 1, "there is no database yet");
    set_mode(&foreign.data(), 0o755);
}

#[test]
fn a_directory_that_cannot_be_made_stops_the_start_for_good() {
    let foreign = Foreign::new();
    fs::remove_dir(foreign.data()).unwrap();
    fs::write(foreign.data(), "a file").unwrap();
    check(
        &foreign.run(&["run"]),
        78,
        "the data directory cannot be made",
    );
    check(&foreign.run(&["check"]), 1, "cannot be made");
}

#[test]
fn files_of_somebody_else_stop_the_start_and_are_found_by_check() {
    let foreign = Foreign::new();
    drop(gryag::store::Store::open(&foreign.data()).unwrap());
    // As `gryag backup` as root leaves them: for the bot's user there is nothing to read.
    set_mode(&foreign.data(), 0o777);
    set_mode(&foreign.data().join("gryag.db"), 0o000);
    check(&foreign.run(&["run"]), 75, "cannot be opened for writing");
    check(&foreign.run(&["check"]), 1, "✗ database");
}

#[test]
fn a_database_that_may_only_be_read_stops_the_start() {
    let foreign = Foreign::new();
    drop(gryag::store::Store::open(&foreign.data()).unwrap());
    set_mode(&foreign.data(), 0o777);
    set_mode(&foreign.data().join("gryag.db"), 0o444);
    check(&foreign.run(&["run"]), 75, "cannot be opened for writing");
}

#[test]
fn a_database_of_a_newer_program_is_left_untouched() {
    let stage = Stage::new();
    let bot = stage.start();
    bot.stop();
    let path = stage.home.data().join("gryag.db");
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 9_999).unwrap();
    newer.close().unwrap();
    let before = fs::read(&path).unwrap();
    for command in [["run"], ["cleanup"], ["backup"]] {
        let output = stage.home.run(&command);
        check(&output, 78, "9999");
    }
    assert!(before == fs::read(&path).unwrap(), "it was touched");
}

#[test]
fn what_is_no_database_is_left_untouched() {
    let stage = Stage::new();
    let path = stage.home.data().join("gryag.db");
    let text = "це не база\n".repeat(500);
    fs::write(&path, &text).unwrap();
    check(&stage.home.run(&["run"]), 78, "gryag stopped: ");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_time_zone_of_which_the_machine_knows_nothing_is_told_at_the_start() {
    let mut stage = Stage::new();
    stage.home.set("TZ", "Europe/Nowhere");
    let bot = stage.start();
    bot.wait_for_line("there are no data for the zone Europe/Nowhere");
}

#[test]
fn a_settings_file_from_windows_with_comments_and_a_token_file_with_a_line_break_are_understood() {
    let mut stage = Stage::new();
    let credentials = stage.home.path().join("credentials");
    fs::create_dir(&credentials).unwrap();
    let token = crate::support::fake_telegram::TOKEN;
    fs::write(credentials.join("telegram-token"), format!("{token}\r\n")).unwrap();
    let file = stage.home.path().join("gryag.env");
    let text = "\u{FEFF}# Налаштування\r\nBOT_PERSONA_NAME=Оксана # її звуть так\r\n\
                BOT_WORKERS=3\r\n; кінець\r\n";
    fs::write(&file, text).unwrap();
    stage.home.set("GRYAG_ENV_FILE", file.to_str().unwrap());
    stage
        .home
        .set("CREDENTIALS_DIRECTORY", credentials.to_str().unwrap());
    stage.home.set("TELEGRAM_BOT_TOKEN", "");
    let bot: Bot = stage.start();
    let call = stage.call(&group(1), "Оксано, ти тут?");
    stage.answer_to(call);
    bot.wait_for_line("with 3 workers");
}
