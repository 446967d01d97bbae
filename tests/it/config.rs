//! Settings from given sources: precedence, mistakes told at once, secrets never told.

use gryag::config::{Config, ModelServer, Problems, SETTINGS, Source, Sources};
use proptest::prelude::*;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const TOKEN: &str = "123456789:AAFcanary_canary-canary0123456789abc";

fn pairs(text: &[(&str, &str)]) -> Vec<(String, String)> {
    text.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn environment(variables: &[(&str, &str)]) -> Sources {
    Sources {
        process: pairs(variables),
        ..Sources::default()
    }
}

fn file(text: &str) -> (PathBuf, String) {
    (PathBuf::from(".env"), text.to_owned())
}

fn load(variables: &[(&str, &str)]) -> Result<Config, Problems> {
    Config::load(&environment(variables))
}

/// The lines that tell what is wrong.
fn told(sources: &Sources) -> Vec<String> {
    let told = Config::load(sources).err().unwrap_or_default().to_string();
    told.lines().map(str::to_owned).collect()
}

/// The value of `name` as `gryag config` shows it.
fn value(config: &Config, name: &str) -> (String, Source) {
    let line = config
        .describe()
        .into_iter()
        .find(|line| line.name == name)
        .unwrap();
    (line.value, line.source)
}

#[test]
fn the_strongest_source_counts() {
    let sources = Sources {
        process: pairs(&[("BOT_WORKERS", "5"), ("GEMINI_API_KEY", "from-process")]),
        file: Some(file(
            "BOT_WORKERS=6\nBOT_LOG=warn\nBOT_LOG=error\nGEMINI_API_KEY=from-file-xx",
        )),
        credentials: pairs(&[("gemini-key", "credential-key\n"), ("openai-key", "\n")]),
    };
    let config = Config::load(&sources).unwrap();
    assert_eq!(
        value(&config, "BOT_WORKERS"),
        ("5".to_owned(), Source::Environment)
    );
    assert_eq!(
        value(&config, "BOT_LOG"),
        ("error".to_owned(), Source::File)
    );
    assert_eq!(
        value(&config, "BOT_CONTEXT_LIMIT"),
        ("60".to_owned(), Source::Default)
    );
    let key = ("set (14 characters)".to_owned(), Source::Credential);
    assert_eq!(value(&config, "GEMINI_API_KEY"), key);
    assert_eq!(config.gemini.key.unwrap().expose(), "credential-key");
    assert_eq!(config.openai.key, None);
}

#[test]
fn an_empty_value_is_the_default_but_empties_a_list() {
    let sources = Sources {
        process: pairs(&[
            ("BOT_WORKERS", ""),
            ("BOT_SPAM_REPLIES", ""),
            ("GEMINI_MODEL", " "),
        ]),
        file: Some(file("BOT_WORKERS=6\nTELEGRAM_BOT_TOKEN=")),
        ..Sources::default()
    };
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.workers, config.gemini.models.len()), (4, 2));
    assert_eq!(config.spam.replies, [""; 0]);
    assert_eq!(config.telegram.token, None);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let sources = Sources {
        process: pairs(&[
            ("BOT_WORKERS", "99"),
            ("TELEGRAM_WEBHOOK", "x"),
            ("PATH", "/bin"),
            ("OPENAI_ORGANIZATION", "x"),
            ("BOT_RATE_LIMIT_PER_CHAT", "6 # replies"),
        ]),
        file: Some(file(
            "BOT_WORKRES=3\nnonsense\nBOT_REACTION_CHANCE=2\nBOT_LOG=\"warn # x\"\nX=1\n",
        )),
        ..Sources::default()
    };
    assert_eq!(
        told(&sources),
        [
            ".env (line 2): expected NAME=value, found no `=`",
            "BOT_WORKRES (line 1 of .env): no such setting; did you mean BOT_WORKERS?",
            "TELEGRAM_WEBHOOK (environment): no such setting; `gryag config` lists them all",
            "BOT_RATE_LIMIT_PER_CHAT=\"6 # replies\" (environment): systemd takes a comment after \
             a value for a part of it, so it needs a line of its own; expected a whole number of \
             replies per minute from 0 to 1000000",
            "BOT_REACTION_CHANCE=2 (line 3 of .env): too large; expected a probability from 0 \
             (never) to 1 (always)",
            "BOT_WORKERS=99 (environment): too large; expected a whole number of threads from 2 \
             to 64",
            "BOT_LOG=\"warn # x\" (line 4 of .env): not one of them; expected one of error, warn, \
             info, debug",
        ]
    );
}

#[test]
fn a_bad_value_that_a_stronger_source_replaces_does_no_harm() {
    let sources = Sources {
        process: pairs(&[("BOT_WORKERS", "3")]),
        file: Some(file("BOT_WORKERS=99")),
        ..Sources::default()
    };
    assert_eq!(Config::load(&sources).unwrap().workers, 3);
}

#[test]
fn values_that_do_not_go_together_are_told_with_both_names() {
    let told_for = |variables: &[(&str, &str)]| told(&environment(variables)).join("\n");
    let told = told_for(&[("BOT_MODEL_SERVER", "openai")]);
    assert!(
        told.starts_with("BOT_MODEL_SERVER and OPENAI_MODEL: "),
        "{told}"
    );
    let told = told_for(&[
        ("GEMINI_TIMEOUT_SECONDS", "61"),
        ("BOT_MAX_MESSAGE_AGE_MINUTES", "1"),
    ]);
    assert!(
        told.contains("GEMINI_TIMEOUT_SECONDS and BOT_MAX_MESSAGE_AGE_MINUTES"),
        "{told}"
    );
    assert!(told.contains("at most 60"), "{told}");
    assert_eq!(
        told_for(&[
            ("BOT_MODEL_SERVER", "openai"),
            ("OPENAI_MODEL", "llama3.3:8b")
        ]),
        ""
    );
    // One that is refused already says nothing about the other.
    let told = told_for(&[("BOT_MODEL_SERVER", "openai"), ("OPENAI_MODEL", "a b")]);
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn secrets_are_required_only_by_whom_needs_them() {
    let config = load(&[]).unwrap();
    let told = config.require_token().unwrap_err().to_string();
    assert!(
        told.starts_with("TELEGRAM_BOT_TOKEN: not set; expected a bot token"),
        "{told}"
    );
    assert!(told.contains("telegram-token"), "{told}");
    assert!(
        config
            .require_model_key()
            .unwrap_err()
            .to_string()
            .contains("gemini-key")
    );
    let config = load(&[("TELEGRAM_BOT_TOKEN", TOKEN), ("GEMINI_API_KEY", "key")]).unwrap();
    assert_eq!(config.require_token().unwrap().expose(), TOKEN);
    assert_eq!(config.require_model_key().unwrap().unwrap().expose(), "key");
    let config = load(&[("BOT_MODEL_SERVER", "openai"), ("OPENAI_MODEL", "m")]).unwrap();
    assert_eq!(config.model_server, ModelServer::OpenAi);
    assert_eq!(config.require_model_key(), Ok(None));
}

#[test]
fn the_data_directory_is_by_default_the_one_that_systemd_made() {
    let state = ("STATE_DIRECTORY", "/var/lib/gryag:/var/lib/other");
    assert_eq!(load(&[]).unwrap().data_dir, Path::new("data"));
    let config = load(&[state]).unwrap();
    assert_eq!(config.data_dir, Path::new("/var/lib/gryag"));
    let shown = ("/var/lib/gryag".to_owned(), Source::Default);
    assert_eq!(value(&config, "BOT_DATA_DIR"), shown);
    assert_eq!(
        load(&[state, ("BOT_DATA_DIR", "/srv/g")]).unwrap().data_dir,
        Path::new("/srv/g")
    );
    assert_eq!(
        load(&[("STATE_DIRECTORY", "")]).unwrap().data_dir,
        Path::new("data")
    );
}

fn os(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    variables
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

#[test]
fn sources_are_gathered_from_the_working_directory_and_the_credentials() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let gather = |variables: &[(&str, &str)]| Sources::gather_from(os(variables), directory.path());
    assert_eq!(gather(&[]).unwrap().file, None);
    std::fs::write(at(".env"), "BOT_WORKERS=7\r\n").unwrap();
    std::fs::write(at("other.env"), "BOT_WORKERS=8\n").unwrap();
    std::fs::write(at("telegram-token"), format!("{TOKEN}\n")).unwrap();
    let credentials = directory.path().display().to_string();
    let sources = gather(&[("CREDENTIALS_DIRECTORY", &credentials)]).unwrap();
    let config = Config::load(&sources).unwrap();
    assert_eq!(
        (config.workers, config.telegram.token.unwrap().expose()),
        (7, TOKEN)
    );
    let workers = |sources: Sources| Config::load(&sources).unwrap().workers;
    assert_eq!(
        workers(gather(&[("GRYAG_ENV_FILE", "other.env")]).unwrap()),
        8
    );
    assert_eq!(workers(gather(&[("GRYAG_ENV_FILE", "")]).unwrap()), 4);
    let told = gather(&[("GRYAG_ENV_FILE", "none.env")])
        .unwrap_err()
        .to_string();
    assert!(told.contains("GRYAG_ENV_FILE: there is no file") && told.contains("none.env"));
    std::fs::write(at(".env"), b"BOT_WORKERS=\xff").unwrap();
    assert!(
        gather(&[])
            .unwrap_err()
            .to_string()
            .contains("is not UTF-8 text")
    );
    std::fs::remove_file(at(".env")).unwrap();
    std::fs::create_dir(at(".env")).unwrap();
    assert!(
        gather(&[])
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}

#[cfg(unix)]
#[test]
fn our_variables_must_be_text_and_foreign_ones_need_not() {
    use std::os::unix::ffi::OsStringExt;
    let garbage = || OsString::from_vec(vec![0xff]);
    let gather = |name: &str| {
        let told = Sources::gather_from([(name.into(), garbage())], Path::new("/nonexistent"));
        told.err().unwrap_or_default().to_string()
    };
    assert_eq!(gather("BOT_LOG"), "BOT_LOG: the value is not UTF-8");
    assert_eq!(
        gather("GRYAG_ENV_FILE"),
        "GRYAG_ENV_FILE: the value is not UTF-8"
    );
    assert_eq!(gather("LS_COLORS"), "");
}

fn printed(config: &Config) -> String {
    let mut out = Vec::new();
    config.print(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_printed_settings_name_each_setting_and_fit_a_terminal() {
    let text = printed(&load(&[("TELEGRAM_BOT_TOKEN", TOKEN), ("BOT_WORKERS", "8")]).unwrap());
    for setting in SETTINGS {
        assert!(
            text.contains(&format!("  {} ", setting.name)),
            "{}",
            setting.name
        );
    }
    for line in text.lines() {
        assert!(
            line.chars().count() <= 110 && line.trim_end() == line,
            "{line}"
        );
    }
    assert!(text.contains("set (46 characters)\n"), "{text}");
    assert!(text.contains("(environment) a whole number of threads from 2 to 64; default 4\n"));
    assert!(text.contains("Europe/Kyiv"));
}

/// Everything that `sources` could make the program print.
fn everything_printed(sources: &Sources) -> String {
    match Config::load(sources) {
        Ok(config) => format!(
            "{config:?} {config:#?} {sources:?} {:?} {} {:?} {:?}",
            config.describe(),
            printed(&config),
            config.require_token(),
            config.require_model_key()
        ),
        Err(problems) => format!("{problems} {problems:?} {sources:?}"),
    }
}

proptest! {
    #[test]
    fn a_secret_is_never_printed(
        canary in "[A-Za-z0-9_-]{30,50}",
        prefix in "(123456:|\"|'| |123456: |ключ|AIza|)",
        suffix in "(\n| |\"|\nx|я|)",
        place in 0..3_u8,
        workers in "(4|99)",
        misplaced in prop::sample::select(vec![
            "BOT_SPAM_REPLIES", "BOT_WORKERS", "BOT_PERSONA_FILE", "GEMINI_MODEL", "OPENAI_MODEL",
            "BOT_TOKEN", "TELEGRAM_BOT_TOKEM", "GEMINI_API_URL", "BOT_LOG", "HOME",
        ]),
        is_misplaced: bool,
    ) {
        let secret = format!("{prefix}{canary}{suffix}");
        let names = ["TELEGRAM_BOT_TOKEN", "GEMINI_API_KEY", "OPENAI_API_KEY"];
        let mut sources = environment(&[("BOT_WORKERS", workers.as_str())]);
        match place {
            0 => sources.process.extend(names.map(|name| (name.to_owned(), secret.clone()))),
            1 => {
                let lines = names.map(|name| format!("{name}={secret}\n"));
                sources.file = Some(file(&lines.concat()));
            }
            _ => {
                let files = ["telegram-token", "gemini-key", "openai-key"];
                sources.credentials = files.map(|name| (name.to_owned(), secret.clone())).to_vec();
            }
        }
        // What cannot be read as a line of the file is not known to be a secret.
        if is_misplaced && place != 1 {
            sources.process.push((misplaced.to_owned(), secret.trim().to_owned()));
        }
        let text = everything_printed(&sources);
        prop_assert!(!text.contains(&canary), "{text}");
    }

    #[test]
    fn any_text_in_any_setting_is_taken_or_refused_without_a_fault_of_ours(
        at in 0..SETTINGS.len(),
        text in ".{0,80}",
        as_file: bool,
    ) {
        let name = SETTINGS.get(at).map(|setting| setting.name).unwrap_or_default();
        let mut sources = Sources::default();
        if as_file {
            sources.file = Some(file(&format!("{name}={text}")));
        } else {
            sources.process = pairs(&[(name, &text)]);
        }
        let told = told(&sources);
        prop_assert!(told.iter().all(|line| !line.contains("bug:")), "{told:?}");
    }
}
