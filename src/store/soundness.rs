//! Whether the database file is whole.

use super::{Error, Reader, Store};
use rusqlite::ErrorCode;

/// The reading is asked whether it takes too long each time it has done so much: about a hundred
/// pages, well under a millisecond unless the disk is slow.
const STEPS: i32 = 100;

impl Reader<'_> {
    /// Runs SQLite's quick integrity check, which reads the whole file.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if it finds damage.
    pub fn quick_check(&self) -> Result<(), Error> {
        let verdict: String = self
            .conn
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" {
            Ok(())
        } else {
            Err(Error::Corrupt)
        }
    }
}

impl Store {
    /// [`Reader::quick_check`] until `is_late` says so; whether the whole file was read.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if it finds damage.
    pub fn quick_check_until(
        &mut self,
        is_late: impl FnMut() -> bool + Send + 'static,
    ) -> Result<bool, Error> {
        self.conn.progress_handler(STEPS, Some(is_late))?;
        let verdict = self.read().quick_check();
        self.conn.progress_handler(0, None::<fn() -> bool>)?;
        match verdict {
            Err(Error::Sqlite(error))
                if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) =>
            {
                Ok(false)
            }
            other => other.map(|()| true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_that_takes_too_long_is_left_and_the_next_one_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        let value = "x".repeat(1 << 20);
        store
            .write(|writer| writer.set_meta("large", &value))
            .unwrap();
        let mut asked = 0;
        assert!(
            !store
                .quick_check_until(move || {
                    asked += 1;
                    asked == 2
                })
                .unwrap()
        );
        assert!(store.quick_check_until(|| false).unwrap());
        store.read().quick_check().unwrap();
    }
}
