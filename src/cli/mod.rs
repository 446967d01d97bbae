//! The command line: which command, with what, and how it ends.

mod arguments;
mod log;
mod redact;
mod repeats;

use crate::bot::{self, Brain, ServiceManager, models};
use crate::clock::{Clock, UnixTime};
use crate::config::{Config, Problems, Sources, markdown_table};
use crate::ids::SenderId;
use crate::message::Me;
use crate::ops::commands::{self, Said, chain, exit_of_store};
use crate::ops::status::Status;
use crate::ops::{analyze, check, console, memory};
use arguments::{Command, HELP, parse};
use redact::Redactor;
use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

/// How the process ends. Source: sysexits.h.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Ok = 0,
    /// Something failed.
    Failure = 1,
    /// Of `gryag status`: the bot does not run.
    Down = 2,
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

/// Does what the command line says.
pub fn main(arguments: &[String]) -> Exit {
    if arguments
        .first()
        .is_some_and(|word| memory::is_command(word))
    {
        return by_hand(arguments);
    }
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
        Command::Backup => operate(commands::backup),
        Command::Report { out, chat, days } => {
            operate(|config, clock| commands::report(config, &out, chat, days, clock))
        }
        Command::Status { json } => with_config(|config| {
            let (_trigger, stop) = bot::stop_pair();
            let status = Status::of(config, bot::SystemClock::new(stop).now());
            print(&if json {
                status.to_json()
            } else {
                status.to_string()
            });
            status.exit()
        }),
        Command::Restore { file } => {
            operate(|config, clock| commands::restore(config, &file, clock))
        }
        Command::Config { markdown: true } => print(&markdown_table()),
        Command::Config { markdown: false } => {
            with_config(|config| ended(config.print(&mut io::stdout().lock())))
        }
        Command::Help => print(HELP),
        Command::Version => print(&format!("gryag {}\n", version())),
    }
}

/// What is done with the memory by hand.
fn by_hand(arguments: &[String]) -> Exit {
    let command = match memory::parse(arguments) {
        Ok(command) => command,
        Err(problem) => {
            complain(&format!("gryag: {problem}\n\n{HELP}"));
            return Exit::Usage;
        }
    };
    with_config(|config| match memory::run(&command, config) {
        Ok(()) => Exit::Ok,
        Err(trouble) => {
            complain(&format!("gryag: {trouble}\n"));
            match trouble {
                memory::Trouble::Temporary(_) => Exit::Temporary,
                memory::Trouble::Failure(_) => Exit::Failure,
                memory::Trouble::Configuration(_) => Exit::Configuration,
            }
        }
    })
}

/// The version and, where it is known, the commit.
pub fn version() -> String {
    let commit = COMMIT
        .filter(|commit| !commit.is_empty())
        .map(|commit| format!(" ({commit})"))
        .unwrap_or_default();
    format!("{VERSION}{commit}")
}

fn run() -> Exit {
    let config = match gather() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    log::start(config.log, Redactor::new(config.secrets()));
    std::panic::set_hook(Box::new(|panic| {
        // Where, never what: the payload may quote a message.
        let place = panic
            .location()
            .map(|l| format!("{}:{}", l.file(), l.line()));
        ::log::error!("bug: a panic at {}", place.unwrap_or_default());
    }));
    let manager = ServiceManager::new(
        env::var_os("NOTIFY_SOCKET"),
        env::var("WATCHDOG_USEC").ok().as_deref(),
        env::var("WATCHDOG_PID").ok().as_deref(),
    );
    match bot::run(config, &manager) {
        Ok(()) => Exit::Ok,
        Err(error) => {
            ::log::error!("gryag stopped: {}", chain(&error));
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
        bot::Error::Store(error) => exit_of_store(error),
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

/// Does what the operator asks for and says what came of it.
fn operate(work: impl FnOnce(&Config, &dyn Clock) -> Said) -> Exit {
    with_config(|config| {
        let (trigger, stop) = bot::stop_pair();
        let said = work(config, &bot::SystemClock::new(stop));
        // Dropped earlier it would end every pause at once.
        drop(trigger);
        if said.exit == Exit::Ok {
            print(&said.text)
        } else {
            complain(&said.text);
            said.exit
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

fn print(text: &str) -> Exit {
    ended(io::stdout().lock().write_all(text.as_bytes()))
}

fn complain(text: &str) {
    // There is nobody else to tell.
    io::stderr().lock().write_all(text.as_bytes()).ok();
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
