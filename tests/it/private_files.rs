//! What the bot keeps is for its own user alone, also where the umask would give it to everybody:
//! started by hand, in a container, by a script.

use crate::support::stage::Stage;
use crate::support::updates::group;
use crate::support::wait::output_of;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// The modes of a directory and of what lies in it that others may do anything with.
fn open_to_others(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    std::iter::once(directory.to_owned())
        .chain(entries)
        .filter_map(|path| {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            (mode & 0o007 != 0).then(|| format!("{} {mode:o}", path.display()))
        })
        .collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn commands_by_hand_make_a_private_data_directory() {
    for command in ["check", "cleanup"] {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        let words = format!("umask 000; exec \"$GRYAG\" {command}");
        output_of(
            Command::new("sh")
                .args(["-c", &words])
                .env_clear()
                .env("GRYAG", env!("CARGO_BIN_EXE_gryag"))
                .env("GRYAG_ENV_FILE", "")
                .env("BOT_DATA_DIR", &data)
                .env("TELEGRAM_API_URL", "http://127.0.0.1:9")
                .env("GEMINI_API_URL", "http://127.0.0.1:9"),
        );
        assert_eq!(mode(&data), 0o700, "{command}");
        assert_eq!(open_to_others(&data), [""; 0], "{command}");
    }
}

#[test]
fn a_running_bot_shows_nobody_its_database() {
    let stage = Stage::new();
    let data = stage.home.data();
    fs::remove_dir_all(&data).ok();
    let _bot = stage.home.start_after("umask 000");
    stage.settle(&group(1));
    assert_eq!(mode(&data), 0o700);
    for name in ["gryag.db", "gryag.db-wal", "gryag.db-shm", "gryag.lock"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    assert_eq!(open_to_others(&data), [""; 0]);
}
