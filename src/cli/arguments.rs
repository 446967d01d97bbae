//! The words of the command line, understood.

use crate::ids::ChatId;
use crate::ops::commands;
use std::path::PathBuf;

/// What `gryag help` prints.
pub(super) const HELP: &str = "\
gryag: a Ukrainian-speaking companion for Telegram group chats

usage: gryag COMMAND

  run                  run the bot until SIGTERM or Ctrl-C
  console [--prompt] [--seed N]
                       talk to it here; reads standard input, `NAME: text` a line;
                       --prompt shows what the model is told
  check [--json]       find out what would go wrong: settings, directory, Telegram, model
  analyze [--jsonl] [--explain]
                       what the local analyser thinks of each line of standard input
  backup               make a verified backup now, beside a running bot or without one
  report --out FILE [--chat ID] [--days N]
                       a page about the chats with charts; 30 days unless told otherwise
  status [--json]      how the running bot is; exit code 0 well, 1 amiss, 2 down
  restore FILE         make a backup the database; the bot must not run
  import FILE [--chat ID]
                       take in Telegram Desktop's result.json, or what export wrote
  export --chat ID [--out FILE]
                       write a chat as JSON lines
  cleanup              remove what has served, pack what is old; the running bot does it itself
  config [--markdown]  every setting: value, source, default, range, meaning
  help                 this
  version              the version

Settings come from the environment, from ./.env and from $CREDENTIALS_DIRECTORY; `gryag config`
shows them all. Exit codes: 0 well, 1 failed, 64 usage, 75 try later, 78 configuration.
";

/// A command with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Run,
    Console {
        show_prompt: bool,
        seed: u64,
    },
    Check {
        json: bool,
    },
    Analyze {
        jsonl: bool,
        explain: bool,
    },
    Backup,
    Report {
        out: PathBuf,
        chat: Option<ChatId>,
        days: u16,
    },
    Status {
        json: bool,
    },
    Restore {
        file: PathBuf,
    },
    Config {
        markdown: bool,
    },
    Help,
    Version,
}

/// Understands the command line.
///
/// # Errors
/// What makes no sense in it.
pub(super) fn parse(arguments: &[String]) -> Result<Command, String> {
    let mut words = arguments.iter().map(String::as_str);
    let command = words.next().ok_or("which command?")?;
    let mut options = Options::default();
    while let Some(word) = words.next() {
        if matches!(word, "--help" | "-h") {
            return Ok(Command::Help);
        }
        options.take(command, word, &mut words)?;
    }
    match command {
        "run" => Ok(Command::Run),
        "console" => Ok(Command::Console {
            show_prompt: options.has("--prompt"),
            seed: options.seed.unwrap_or(1),
        }),
        "check" => Ok(Command::Check {
            json: options.has("--json"),
        }),
        "analyze" => Ok(Command::Analyze {
            jsonl: options.has("--jsonl"),
            explain: options.has("--explain"),
        }),
        "backup" => Ok(Command::Backup),
        "report" => Ok(Command::Report {
            out: options.out.ok_or("report needs --out FILE")?,
            chat: options.chat,
            days: options.days.unwrap_or(commands::REPORT_DAYS),
        }),
        "status" => Ok(Command::Status {
            json: options.has("--json"),
        }),
        "restore" => Ok(Command::Restore {
            file: options.file.ok_or("restore which file?")?,
        }),
        "config" => Ok(Command::Config {
            markdown: options.has("--markdown"),
        }),
        "help" | "--help" | "-h" => Ok(Command::Help),
        "version" | "--version" | "-V" => Ok(Command::Version),
        unknown => Err(format!("there is no command {unknown:?}")),
    }
}

#[derive(Debug, Default)]
struct Options {
    flags: Vec<String>,
    seed: Option<u64>,
    file: Option<PathBuf>,
    out: Option<PathBuf>,
    chat: Option<ChatId>,
    days: Option<u16>,
}

impl Options {
    fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }

    fn take(
        &mut self,
        command: &str,
        word: &str,
        rest: &mut dyn Iterator<Item = &str>,
    ) -> Result<(), String> {
        match (command, word) {
            ("console", "--seed") => {
                let seed = rest.next().and_then(|seed| seed.parse().ok());
                self.seed = Some(seed.ok_or("--seed needs a whole number")?);
            }
            ("report", "--out") => {
                self.out = Some(PathBuf::from(rest.next().ok_or("--out needs a file")?));
            }
            ("report", "--chat") => {
                let chat = rest.next().and_then(|chat| chat.parse().ok());
                self.chat = Some(ChatId(chat.ok_or("--chat needs a chat's number")?));
            }
            ("report", "--days") => {
                let days = rest.next().and_then(|days| days.parse().ok());
                let days = days.filter(|days| (1..=commands::REPORT_DAYS_MAX).contains(days));
                self.days = Some(days.ok_or("--days needs a number from 1 to 3650")?);
            }
            ("restore", file) if !file.starts_with('-') && self.file.is_none() => {
                self.file = Some(PathBuf::from(file));
            }
            ("console", "--prompt")
            | ("check" | "status", "--json")
            | ("analyze", "--jsonl" | "--explain")
            | ("config", "--markdown") => self.flags.push(word.to_owned()),
            _ => return Err(format!("{command} takes no {word:?}")),
        }
        Ok(())
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
        assert_eq!(parsed("restore --help"), Ok(Command::Help));
    }
}
