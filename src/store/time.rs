//! Local time, from SQLite, which asks the C library, which reads `TZ`.

use super::{Error, Reader};
use crate::clock::{LocalTime, UnixTime};
use rusqlite::Row;

impl Reader<'_> {
    /// The local calendar at `at`, in the time zone of the process.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn local_time(&self, at: UnixTime) -> Result<LocalTime, Error> {
        Ok(self
            .conn
            .prepare_cached("SELECT strftime('%Y %m %d %u %H %M', ?1, 'unixepoch', 'localtime')")?
            .query_row([at.0], parse)?)
    }
}

fn parse(row: &Row<'_>) -> rusqlite::Result<LocalTime> {
    let text: String = row.get::<_, Option<String>>(0)?.unwrap_or_default();
    let mut numbers = text.split(' ').map(|word| word.parse::<i32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let small = |number: i32| u8::try_from(number).unwrap_or(0);
    Ok(LocalTime {
        year: next(),
        month: small(next()),
        day: small(next()),
        weekday: small(next().saturating_sub(1)),
        hour: small(next()),
        minute: small(next()),
    })
}
