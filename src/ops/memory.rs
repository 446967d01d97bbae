//! `gryag import`, `gryag export` and `gryag cleanup`: what the operator does with the memory by
//! hand, while the bot is not running.

use super::commands::exit_of_store;
use super::{disk, export, import};
use crate::behaviour::trigger::NameForms;
use crate::bot::{self, clean_up, compress, purge_words};
use crate::cli::Exit;
use crate::config::{Config, Secret};
use crate::ids::{ChatId, SenderId};
use crate::store::{self, DirectoryLock, LockError, Store};
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// A command with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Takes a file into the log.
    Import {
        /// The file.
        file: PathBuf,
        /// The chat.
        chat: Option<ChatId>,
    },
    /// Writes a chat as JSON lines.
    Export {
        /// The chat.
        chat: ChatId,
        /// The file; `None`: standard output.
        out: Option<PathBuf>,
    },
    /// Removes what has served, packs what is old.
    Cleanup,
}

/// How a command failed, sorted by what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It may work later.
    Temporary(String),
    /// It will not work like this.
    Failure(String),
    /// A setting or the database is wrong.
    Configuration(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Temporary(text) | Self::Failure(text) | Self::Configuration(text) => {
                f.write_str(text)
            }
        }
    }
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        let text = match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        match exit_of_store(&error) {
            Exit::Temporary => Self::Temporary(text),
            Exit::Configuration => Self::Configuration(text),
            Exit::Ok | Exit::Failure | Exit::Down | Exit::Usage => Self::Failure(text),
        }
    }
}

/// Whether `word` is one of these commands.
pub fn is_command(word: &str) -> bool {
    matches!(word, "import" | "export" | "cleanup")
}

/// Understands a command line that begins with one of these commands.
///
/// # Errors
/// What is wrong with it.
pub fn parse(arguments: &[String]) -> Result<Command, String> {
    let mut words = arguments.iter();
    let command = words.next().map_or("", String::as_str);
    let (mut chat, mut out, mut file) = (None, None, None);
    while let Some(word) = words.next() {
        match (command, word.as_str()) {
            ("import" | "export", "--chat") => {
                let id = words.next().and_then(|id| id.parse().ok());
                chat = Some(ChatId(id.ok_or("--chat needs a chat's numeric id")?));
            }
            ("export", "--out") => {
                out = Some(PathBuf::from(words.next().ok_or("--out needs a file")?));
            }
            ("import", word) if !word.starts_with("--") && file.is_none() => {
                file = Some(PathBuf::from(word));
            }
            _ => return Err(format!("{command} takes no {word:?}")),
        }
    }
    match command {
        "import" => Ok(Command::Import {
            file: file.ok_or("import needs a file")?,
            chat,
        }),
        "export" => Ok(Command::Export {
            chat: chat.ok_or("export needs --chat ID")?,
            out,
        }),
        _ => Ok(Command::Cleanup),
    }
}

/// Does it.
///
/// # Errors
/// [`Trouble`].
pub fn run(command: &Command, config: &Config) -> Result<(), Trouble> {
    let (_trigger, stop) = bot::stop_pair();
    let clock = bot::SystemClock::new(stop);
    match command {
        Command::Import { file, chat } => {
            let (input, length) = open(file)?;
            let (_lock, mut store) = own(config)?;
            let order = import::Order {
                chat: *chat,
                me: config.telegram.token.as_ref().and_then(own_id),
                batch: import::BATCH,
            };
            let mut screen = import::Terminal::new(io::stderr(), length);
            let progress: &mut dyn import::Progress = if io::stderr().is_terminal() {
                &mut screen
            } else {
                &mut import::Silent
            };
            let report =
                import::run(&mut store, input, order, &clock, progress).map_err(import_trouble)?;
            purge_words(&mut store, &clock)?;
            store.optimize()?;
            store.checkpoint()?;
            say(&report.to_string())
        }
        Command::Export { chat, out } => {
            let store = Store::open_read_only(&config.data_dir)?;
            let written = match out {
                Some(path) => {
                    let file = disk::write_private(path).map_err(|error| cannot(path, &error))?;
                    export::run(&store, *chat, &mut BufWriter::new(file))
                }
                None => export::run(&store, *chat, &mut BufWriter::new(io::stdout().lock())),
            };
            match written {
                Ok(_) => Ok(()),
                Err(export::Error::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                    Ok(())
                }
                Err(export::Error::Store(error)) => Err(error.into()),
                Err(error) => Err(Trouble::Failure(error.to_string())),
            }
        }
        Command::Cleanup => {
            let (_lock, mut store) = own(config)?;
            let names = if config.persona.keywords.is_empty() {
                NameForms::generate(&config.persona.name)
            } else {
                let forms: Vec<&str> = config.persona.keywords.iter().map(String::as_str).collect();
                NameForms::from_list(&forms)
            };
            let packed = compress(&mut store, &clock, config.memory, &names)?;
            let cleaned = clean_up(&mut store, &clock, config.memory);
            say(&format!("{packed} old messages packed\n{cleaned}\n"))?;
            if cleaned.problems.is_empty() {
                return Ok(());
            }
            Err(Trouble::Failure(cleaned.problems.join("\n")))
        }
    }
}

/// Our id is the first part of our token.
fn own_id(token: &Secret) -> Option<SenderId> {
    let (id, _) = token.expose().split_once(':')?;
    id.parse().ok().map(SenderId)
}

/// Opens the file of an import: an ordinary file and nothing else.
fn open(path: &Path) -> Result<(File, u64), Trouble> {
    let file = File::open(path).map_err(|error| cannot(path, &error))?;
    let data = file.metadata().map_err(|error| cannot(path, &error))?;
    if data.is_dir() {
        let hint = "is a directory: name the result.json inside it";
        return Err(Trouble::Failure(format!("{} {hint}", path.display())));
    }
    if !data.is_file() {
        return Err(Trouble::Failure(format!(
            "{} is no ordinary file",
            path.display()
        )));
    }
    Ok((file, data.len()))
}

fn cannot(path: &Path, error: &io::Error) -> Trouble {
    Trouble::Failure(format!("{}: {error}", path.display()))
}

/// Takes the data directory for this process alone.
fn own(config: &Config) -> Result<(DirectoryLock, Store), Trouble> {
    let directory = &config.data_dir;
    disk::create_private_dir(directory)
        .map_err(|error| Trouble::Configuration(format!("{}: {error}", directory.display())))?;
    let lock = DirectoryLock::take(directory).map_err(|error| match error {
        LockError::Taken(_) => Trouble::Temporary(
            "the bot is running on this data directory: stop it first, \
             or send it the file in its private chat"
                .to_owned(),
        ),
        LockError::Io(..) => Trouble::Configuration(error.to_string()),
    })?;
    let mut store = Store::open(directory)?;
    store.set_checkpoints(config.operations.checkpoints)?;
    Ok((lock, store))
}

fn import_trouble(error: import::Error) -> Trouble {
    match error {
        import::Error::Store(store::Error::Full) | import::Error::Stopped => {
            Trouble::Temporary(error.to_string())
        }
        import::Error::Store(error) => error.into(),
        import::Error::File(_)
        | import::Error::OtherChat { .. }
        | import::Error::WhichChat { .. } => Trouble::Failure(error.to_string()),
    }
}

fn say(text: &str) -> Result<(), Trouble> {
    io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .map_err(|error| Trouble::Failure(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn imports_and_exports_name_their_file_and_chat() {
        let import = Command::Import {
            file: "result.json".into(),
            chat: Some(ChatId(-100)),
        };
        assert_eq!(parsed("import result.json --chat -100"), Ok(import.clone()));
        assert_eq!(parsed("import --chat -100 result.json"), Ok(import));
        assert!(parsed("import").is_err());
        assert!(parsed("import a b").is_err());
        assert!(parsed("import a --chat кава").is_err());
        assert!(parsed("export").is_err());
        assert!(parsed("export --chat 5 --out x").is_ok());
        assert!(parsed("cleanup now").is_err());
        assert_eq!(parsed("cleanup"), Ok(Command::Cleanup));
    }
}
