//! Where settings come from. The only reader of the environment.

use super::problem::{Problem, Problems};
use super::table::{CREDENTIALS, PREFIXES, PROCESS_VARIABLES, find};
use std::ffi::OsString;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The file of settings that is read if it is in the working directory.
const DEFAULT_FILE: &str = ".env";
/// The variable that names another file.
const FILE_VARIABLE: &str = "GRYAG_ENV_FILE";
/// The longest file that is read, in bytes: many times what all settings need.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// The texts in which settings are looked for, as they were found.
#[derive(Clone, Default)]
pub struct Sources {
    /// The variables of the process.
    pub process: Vec<(String, String)>,
    /// The file of settings with its path, in the syntax of [`super::envfile`].
    pub file: Option<(PathBuf, String)>,
    /// The files in `$CREDENTIALS_DIRECTORY` with their content: `telegram-token` and so on.
    pub credentials: Vec<(String, String)>,
}

impl fmt::Debug for Sources {
    /// Without any value, because all of them may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| {
            pairs
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<String>>()
        };
        f.debug_struct("Sources")
            .field("process", &names(&self.process))
            .field("file", &self.file.as_ref().map(|(path, _)| path))
            .field("credentials", &names(&self.credentials))
            .finish()
    }
}

impl Sources {
    /// Reads the environment of the process, the file and the credentials.
    ///
    /// # Errors
    ///
    /// Says which of our variables is not UTF-8 and which file cannot be read. That `.env` does not
    /// exist is no error; that the file named by `GRYAG_ENV_FILE` does not is one.
    pub fn gather() -> Result<Self, Problems> {
        Self::gather_from(std::env::vars_os(), Path::new(""))
    }

    /// As [`Sources::gather`], from given variables and with `.env` looked for in `directory`.
    ///
    /// # Errors
    ///
    /// As [`Sources::gather`].
    pub fn gather_from(
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        directory: &Path,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut sources = Self::default();
        for (name, value) in variables {
            let Ok(name) = name.into_string() else {
                continue;
            };
            match value.into_string() {
                Ok(value) => sources.process.push((name, value)),
                Err(_) if is_ours(&name) || PROCESS_VARIABLES.iter().any(|(n, _)| *n == name) => {
                    problems
                        .0
                        .push(unreadable(name, "the value is not UTF-8".to_owned()));
                }
                // Foreign variables may hold what they like.
                Err(_) => (),
            }
        }
        match sources.read_file(directory) {
            Ok(file) => sources.file = file,
            Err(problem) => problems.0.push(problem),
        }
        if let Some(directory) = sources.variable("CREDENTIALS_DIRECTORY").map(PathBuf::from) {
            for (name, _) in CREDENTIALS {
                match read(&directory.join(name)) {
                    Ok(Some(text)) => sources.credentials.push(((*name).to_owned(), text)),
                    Ok(None) => (),
                    Err(problem) => problems.0.push(problem),
                }
            }
        }
        if problems.0.is_empty() {
            Ok(sources)
        } else {
            Err(problems)
        }
    }

    /// Reads the file again, if there was one.
    ///
    /// # Errors
    ///
    /// It cannot be read any more.
    pub(super) fn reread_file(&mut self) -> Result<(), Problems> {
        let Some((path, text)) = &mut self.file else {
            return Ok(());
        };
        let gone = || unreadable(path.display().to_string(), "is gone".to_owned());
        match read(path).and_then(|fresh| fresh.ok_or_else(gone)) {
            Ok(fresh) => *text = fresh,
            Err(problem) => {
                let mut problems = Problems::default();
                problems.0.push(problem);
                return Err(problems);
            }
        }
        Ok(())
    }

    /// The variable of the process called `name`, unless it is empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        let found = self.process.iter().rev().find(|(known, _)| known == name)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }

    fn read_file(&self, directory: &Path) -> Result<Option<(PathBuf, String)>, Problem> {
        let named = self
            .process
            .iter()
            .rev()
            .find(|(name, _)| name == FILE_VARIABLE);
        let path = match named {
            Some((_, path)) if path.is_empty() => return Ok(None),
            Some((_, path)) => directory.join(path),
            None => directory.join(DEFAULT_FILE),
        };
        match (read(&path)?, named) {
            (Some(text), _) => Ok(Some((path, text))),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(unreadable(
                FILE_VARIABLE.to_owned(),
                format!("there is no file {}", path.display()),
            )),
        }
    }
}

/// Whether a variable is a setting, or would be one if it were written right.
pub(super) fn is_ours(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    find(name).is_some() || PREFIXES.iter().any(|prefix| upper.starts_with(prefix))
}

/// The content of a file, or `None` if there is no such file.
fn read(path: &Path) -> Result<Option<String>, Problem> {
    let told = |message: String| unreadable(path.display().to_string(), message);
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(told(format!("cannot be opened: {error}"))),
    };
    let mut bytes = Vec::new();
    match file
        .take(FILE_BYTES_MAX.saturating_add(1))
        .read_to_end(&mut bytes)
    {
        Ok(length) if u64::try_from(length).is_ok_and(|length| length <= FILE_BYTES_MAX) => (),
        Ok(_) => return Err(told(format!("is longer than {FILE_BYTES_MAX} bytes"))),
        Err(error) => return Err(told(format!("cannot be read: {error}"))),
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        // The error holds the bytes, which may be secrets.
        Err(_) => Err(told("is not UTF-8 text".to_owned())),
    }
}

fn unreadable(subject: String, message: String) -> Problem {
    Problem {
        subject,
        value: None,
        place: None,
        message,
    }
}
