//! What the database tells: whether it is sound, whose name is like ours, whether backups come.

use super::Report;
use super::machine::{MAKE_ROOM, now};
use crate::behaviour::trigger::{NameForms, NameUse, name_use};
use crate::config::Config;
use crate::ops::backup;
use crate::store::{self, Error, Store};
use std::time::{Duration, Instant};

/// So long the database may be read to see whether it is sound.
const READ_MAX: Duration = Duration::from_secs(12);
/// A backup older than this is doubtful, in seconds.
const BACKUP_AGE_MAX_S: i64 = 26 * 3_600;
/// Other bots that are looked at.
const BOTS_MAX: usize = 200;

/// Looks at the database and its backups.
pub(super) fn look(config: &Config, report: &mut Report) {
    let name = "database";
    if !config.data_dir.join(store::FILE_NAME).exists() {
        report.good(name, "none yet; the first start makes it");
        report.good("other bots", "cannot be known before a group was heard");
        return look_at_backups(config, None, report);
    }
    match Store::open_read_only(&config.data_dir) {
        Ok(mut store) => {
            match look_at_soundness(&mut store, report) {
                Ok(()) => {}
                Err(error) => unsound(&error, report),
            }
            if let Err(error) = look_at_other_bots(config, &store, report) {
                report.doubtful("other bots", error.to_string(), "try again");
            }
            look_at_backups(config, Some(&store), report);
        }
        Err(error) => {
            unsound(&error, report);
            look_at_backups(config, None, report);
        }
    }
}

fn unsound(error: &Error, report: &mut Report) {
    let mend = match error {
        Error::Newer { .. } => "use the newer gryag again, or restore an older backup",
        Error::Corrupt | Error::Foreign => "gryag restore FILE, with the newest backup",
        Error::Full => MAKE_ROOM,
        Error::SqliteTooOld { .. }
        | Error::Busy
        | Error::Io(_)
        | Error::ReadOnly
        | Error::Closed
        | Error::Sqlite(_) => "look at the directory, its owner and its disk",
    };
    report.bad("database", error.to_string(), mend);
}

fn look_at_soundness(store: &mut Store, report: &mut Report) -> Result<(), Error> {
    let name = "database";
    let messages = store.read().message_count()?;
    let quarantined = store.read().quarantined_count()?;
    let begin = Instant::now();
    let is_whole = store.quick_check_until(move || begin.elapsed() > READ_MAX)?;
    let sound = if is_whole {
        format!("sound, {messages} messages")
    } else {
        let limit_s = READ_MAX.as_secs();
        format!("{messages} messages; too large to be read in {limit_s} s, a backup reads all")
    };
    if quarantined == 0 {
        report.good(name, sound);
    } else {
        report.doubtful(
            name,
            format!("{sound}; {quarantined} updates in quarantine"),
            "the log says why at the time; they are kept in the table inbox for 30 days",
        );
    }
    Ok(())
}

/// A bot that answers to our name in the same group makes people talk to two at once.
fn look_at_other_bots(config: &Config, store: &Store, report: &mut Report) -> Result<(), Error> {
    let name = "other bots";
    let own_id = config.telegram.token.as_ref().and_then(|token| {
        let (id, _) = token.expose().split_once(':')?;
        id.parse().ok()
    });
    let bots = store.read().other_bots(own_id, BOTS_MAX)?;
    let forms = if config.persona.keywords.is_empty() {
        NameForms::generate(&config.persona.name)
    } else {
        let forms: Vec<&str> = config.persona.keywords.iter().map(String::as_str).collect();
        NameForms::from_list(&forms)
    };
    let alike: Vec<String> = bots
        .iter()
        .filter(|(display, username)| is_called(display, &forms) || is_called(username, &forms))
        .map(|(display, username)| format!("{display} (@{username})"))
        .collect();
    if alike.is_empty() {
        report.good(name, format!("{} seen, none called like us", bots.len()));
    } else {
        report.doubtful(
            name,
            format!("called like us: {}", alike.join(", ")),
            "rename one of them, or set BOT_PERSONA_NAME or BOT_TRIGGER_KEYWORDS",
        );
    }
    Ok(())
}

/// Whether a bot of this name or username would be taken for us. Every bot may be called «бот».
fn is_called(name: &str, forms: &NameForms) -> bool {
    let words = name.replace(['_', '-'], " ").to_lowercase();
    let words: Vec<&str> = words
        .split_whitespace()
        .map(|word| word.strip_suffix("bot").unwrap_or(word))
        .filter(|word| !word.is_empty() && *word != "бот")
        .collect();
    name_use(&words.join(" "), forms) != NameUse::None
}

fn look_at_backups(config: &Config, store: Option<&Store>, report: &mut Report) {
    let name = "backups";
    let directory = &config.operations.backup_dir;
    let newest = match backup::list(directory) {
        Ok(mut backups) => backups.pop(),
        Err(error) => {
            let seen = format!("{} cannot be read ({error})", directory.display());
            return report.doubtful(name, seen, "chown it to the bot's user");
        }
    };
    let is_wanted = config.operations.backup;
    let mend = "gryag backup says why, if it cannot be made";
    let Some((at, _)) = newest else {
        let first = store.and_then(|store| store.read().meta("first_start").ok().flatten());
        let first = first.and_then(|first| first.parse().ok());
        let age_s = first.map_or(0, |first| now().0.saturating_sub(first));
        return if is_wanted && age_s > BACKUP_AGE_MAX_S {
            report.doubtful(name, format!("none after {} h", age_s / 3_600), mend);
        } else {
            report.good(name, "none yet");
        };
    };
    let age_s = now().since(at);
    let seen = format!("the newest is {} h old", age_s / 3_600);
    if is_wanted && age_s > BACKUP_AGE_MAX_S {
        report.doubtful(name, seen, mend);
    } else {
        report.good(name, seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::check::State;

    #[test]
    fn a_bot_is_called_like_us_in_any_script_but_not_for_being_a_bot() {
        let forms = NameForms::generate("Гряг");
        for name in [
            "Гряг",
            "Гряг-2",
            "Gryag",
            "gryag_bot",
            "gryagbot",
            "Старий Гряг бот",
        ] {
            assert!(is_called(name, &forms), "{name}");
        }
        for name in ["Погодний бот", "weather_bot", "GroupHelp", "грязюка"] {
            assert!(!is_called(name, &forms), "{name}");
        }
    }

    #[test]
    fn backups_that_never_came_are_missed_after_a_day() {
        let directory = tempfile::tempdir().unwrap();
        let process = [(
            "BOT_DATA_DIR".to_owned(),
            directory.path().to_str().unwrap().to_owned(),
        )];
        let config = Config::load(&crate::config::Sources {
            process: process.to_vec(),
            ..Default::default()
        })
        .unwrap();
        let state = |store: &Store| {
            let mut report = Report::new();
            look_at_backups(&config, Some(store), &mut report);
            report.findings[0].state
        };
        let mut store = Store::open(directory.path()).unwrap();
        assert_eq!(state(&store), State::Good);
        let earlier = now().minus(27 * 3_600).0.to_string();
        store
            .write(|writer| writer.set_meta("first_start", &earlier))
            .unwrap();
        assert_eq!(state(&store), State::Doubtful);
    }
}
