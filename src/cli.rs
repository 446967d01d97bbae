//! The command line: which command, with what, and how it ends.

use crate::bot::{self, Brain, ServiceManager, models};
use crate::clock::{Clock, UnixTime};
use crate::config::{Config, Problems, Sources, markdown_table};
use crate::ids::SenderId;
use crate::message::Me;
use crate::ops::{analyze, check, console};
use crate::store;
use std::env;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};

/// How the process ends. Source: sysexits.h.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Ok = 0,
    /// Something failed.
    Failure = 1,
    /// The command line makes no sense.
    Usage = 64,
    /// It may work later.
    Temporary = 75,
    /// A setting or a file is wrong; trying again is no use.
    Configuration = 78,
}

/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The git commit that was built; scripts/build-static.sh names it.
const COMMIT: Option<&str> = option_env!("GRYAG_COMMIT");

const HELP: &str = "\
gryag: a Ukrainian-speaking companion for Telegram group chats

usage: gryag COMMAND

  run                  run the bot until SIGTERM or Ctrl-C
  console [--prompt] [--seed N]
                       talk to it here; reads standard input, `NAME: text` a line;
                       --prompt shows what the model is told
  check [--json]       find out what would go wrong: settings, directory, Telegram, model
  analyze [--jsonl] [--explain]
                       what the local analyser thinks of each line of standard input
  config [--markdown]  every setting: value, source, default, range, meaning
  help                 this
  version              the version

Settings come from the environment, from ./.env and from $CREDENTIALS_DIRECTORY; `gryag config`
shows them all. Exit codes: 0 well, 1 failed, 64 usage, 75 try later, 78 configuration.
";

/// A command with its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Run,
    Console { show_prompt: bool, seed: u64 },
    Check { json: bool },
    Analyze { jsonl: bool, explain: bool },
    Config { markdown: bool },
    Help,
    Version,
}

/// Does what the command line says.
pub fn main(arguments: &[String]) -> Exit {
    let command = match parse(arguments) {
        Ok(command) => command,
        Err(problem) => {
            complain(&format!("gryag: {problem}\n\n{HELP}"));
            return Exit::Usage;
        }
    };
    match command {
        Command::Run => run(),
        Command::Console { show_prompt, seed } => talk(show_prompt, seed),
        Command::Check { json } => with_config(|config| {
            let report = check::run(config);
            print(&if json {
                report.to_json()
            } else {
                report.to_string()
            });
            report.exit()
        }),
        Command::Analyze { jsonl, explain } => {
            let output = BufWriter::new(io::stdout().lock());
            ended(analyze::run(jsonl, explain, io::stdin().lock(), output))
        }
        Command::Config { markdown: true } => print(&markdown_table()),
        Command::Config { markdown: false } => {
            with_config(|config| ended(config.print(&mut io::stdout().lock())))
        }
        Command::Help => print(HELP),
        Command::Version => print(&version()),
    }
}

fn parse(arguments: &[String]) -> Result<Command, String> {
    let mut words = arguments.iter().map(String::as_str);
    let command = words.next().ok_or("which command?")?;
    let mut options = Options::default();
    while let Some(word) = words.next() {
        options.take(command, word, &mut words)?;
    }
    match command {
        "run" => Ok(Command::Run),
        "console" => Ok(Command::Console {
            show_prompt: options.prompt,
            seed: options.seed.unwrap_or(1),
        }),
        "check" => Ok(Command::Check { json: options.json }),
        "analyze" => Ok(Command::Analyze {
            jsonl: options.jsonl,
            explain: options.explain,
        }),
        "config" => Ok(Command::Config {
            markdown: options.markdown,
        }),
        "help" | "--help" | "-h" => Ok(Command::Help),
        "version" | "--version" | "-V" => Ok(Command::Version),
        unknown => Err(format!("there is no command {unknown:?}")),
    }
}

#[derive(Debug, Default)]
struct Options {
    prompt: bool,
    json: bool,
    jsonl: bool,
    explain: bool,
    markdown: bool,
    seed: Option<u64>,
}

impl Options {
    fn take(
        &mut self,
        command: &str,
        word: &str,
        rest: &mut dyn Iterator<Item = &str>,
    ) -> Result<(), String> {
        match (command, word) {
            ("console", "--prompt") => self.prompt = true,
            ("console", "--seed") => {
                let seed = rest.next().and_then(|seed| seed.parse().ok());
                self.seed = Some(seed.ok_or("--seed needs a whole number")?);
            }
            ("check", "--json") => self.json = true,
            ("analyze", "--jsonl") => self.jsonl = true,
            ("analyze", "--explain") => self.explain = true,
            ("config", "--markdown") => self.markdown = true,
            _ => return Err(format!("{command} takes no {word:?}")),
        }
        Ok(())
    }
}

/// The version and, where it is known, the commit; one line.
fn version() -> String {
    let commit = COMMIT
        .filter(|commit| !commit.is_empty())
        .map(|commit| format!(" ({commit})"))
        .unwrap_or_default();
    format!("gryag {VERSION}{commit}\n")
}

fn run() -> Exit {
    let config = match gather() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    start_log(config.log);
    std::panic::set_hook(Box::new(|panic| {
        // Where, never what: the payload may quote a message.
        let place = panic
            .location()
            .map(|l| format!("{}:{}", l.file(), l.line()));
        log::error!("bug: a panic at {}", place.unwrap_or_default());
    }));
    let manager = ServiceManager::new(
        env::var_os("NOTIFY_SOCKET"),
        env::var("WATCHDOG_USEC").ok().as_deref(),
        env::var("WATCHDOG_PID").ok().as_deref(),
    );
    match bot::run(config, &manager) {
        Ok(()) => Exit::Ok,
        Err(error) => {
            log::error!("gryag stopped: {}", chain(&error));
            exit_of(&error)
        }
    }
}

fn exit_of(error: &bot::Error) -> Exit {
    match error {
        bot::Error::Setting(_) | bot::Error::Persona(_) | bot::Error::Directory(_) => {
            Exit::Configuration
        }
        bot::Error::Lock(_) => Exit::Temporary,
        bot::Error::Store(error) => match error {
            store::Error::Full | store::Error::Busy | store::Error::Io(_) => Exit::Temporary,
            store::Error::SqliteTooOld { .. }
            | store::Error::Newer { .. }
            | store::Error::Foreign
            | store::Error::Corrupt
            | store::Error::ReadOnly => Exit::Configuration,
            store::Error::Sqlite(_) => Exit::Failure,
        },
        bot::Error::System(_) => Exit::Failure,
    }
}

fn talk(show_prompt: bool, seed: u64) -> Exit {
    with_config(|config| {
        let me = Me {
            id: SenderId(1),
            username: "gryag_bot".to_owned(),
            name: config.persona.name.clone(),
            reads_all_messages: true,
        };
        let has_key = config.require_model_key().is_ok();
        let models = if has_key {
            models::from_config(config, models::http(config))
        } else {
            complain("gryag: no key for a model: an offline stand-in answers\n");
            models::offline(config)
        };
        let brain = match Brain::new(config, me, models) {
            Ok(brain) => brain,
            Err(error) => {
                complain(&format!("gryag: {}\n", chain(&error)));
                return Exit::Configuration;
            }
        };
        let (_trigger, stop) = bot::stop_pair();
        let options = console::Options {
            show_prompt,
            real_time: io::stdin().is_terminal(),
            seed,
            start: now(&bot::SystemClock::new(stop)),
        };
        let mut output = io::stdout().lock();
        match console::run(&brain, options, io::stdin().lock(), &mut output) {
            Ok(()) => Exit::Ok,
            Err(console::Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                Exit::Ok
            }
            Err(error) => {
                complain(&format!("gryag: {}\n", chain(&error)));
                Exit::Failure
            }
        }
    })
}

fn now(clock: &dyn Clock) -> UnixTime {
    clock.now()
}

fn gather() -> Result<Config, Exit> {
    let load = || -> Result<Config, Problems> { Config::load(&Sources::gather()?) };
    load().map_err(|problems| {
        complain(&format!("{problems}\n"));
        Exit::Configuration
    })
}

fn with_config(work: impl FnOnce(&Config) -> Exit) -> Exit {
    match gather() {
        Ok(config) => work(&config),
        Err(exit) => exit,
    }
}

/// Starts the log on standard error; under systemd with priorities and without time stamps.
fn start_log(level: log::LevelFilter) {
    let mut builder = env_logger::Builder::new();
    // Foreign crates may print secrets at their lower levels.
    builder
        .filter_level(log::LevelFilter::Warn.min(level))
        .filter_module("gryag", level);
    builder.filter_module("ureq", log::LevelFilter::Off);
    builder.filter_module("ureq_proto", log::LevelFilter::Off);
    builder.filter_module("rustls", log::LevelFilter::Off);
    let journal = env::var_os("JOURNAL_STREAM").is_some();
    builder.format(move |out, record| {
        let text = record.args().to_string();
        for line in text.lines() {
            if journal {
                writeln!(out, "<{}>{line}", priority(record.level()))?;
            } else {
                writeln!(out, "{:<5} {line}", record.level())?;
            }
        }
        Ok(())
    });
    // A second start of the log in one process is no reason to stop.
    drop(builder.try_init());
}

/// syslog's number for a level. Source: sd-daemon(3).
fn priority(level: log::Level) -> u8 {
    match level {
        log::Level::Error => 3,
        log::Level::Warn => 4,
        log::Level::Info => 6,
        log::Level::Debug | log::Level::Trace => 7,
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a string cannot fail.
        drop(write!(text, ": {error}"));
        cause = error.source();
    }
    text
}

fn print(text: &str) -> Exit {
    ended(io::stdout().lock().write_all(text.as_bytes()))
}

fn complain(text: &str) {
    // There is nobody else to tell.
    drop(io::stderr().lock().write_all(text.as_bytes()));
}

/// A reader that went away, as `head` does, is no failure.
fn ended(result: io::Result<()>) -> Exit {
    match result {
        Ok(()) => Exit::Ok,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
        Err(error) => {
            complain(&format!("gryag: {error}\n"));
            Exit::Failure
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn commands_take_their_own_options_and_no_others() {
        assert_eq!(parsed("run"), Ok(Command::Run));
        let console = Command::Console {
            show_prompt: true,
            seed: 7,
        };
        assert_eq!(parsed("console --seed 7 --prompt"), Ok(console));
        assert!(parsed("console --json").is_err());
        assert!(parsed("console --seed x").is_err());
        assert!(parsed("").is_err());
        assert!(parsed("dance").is_err());
    }
}
