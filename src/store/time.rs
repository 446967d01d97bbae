//! Local time, from SQLite, which asks the C library, which reads `TZ`.

use super::{Error, Reader};
use crate::clock::{LocalTime, UnixTime};
use rusqlite::Row;
use std::cell::Cell;

/// Offsets from UTC change only at a border of such a length, in seconds.
const QUARTER_S: i64 = 900;

thread_local! {
    /// The quarter of an hour asked for last, and its offset from UTC: messages that come one
    /// after the other mostly share it, and asking SQLite costs as much as storing a profile.
    static OFFSET: Cell<Option<(i64, i64)>> = const { Cell::new(None) };
}

impl Reader<'_> {
    /// The local hour at `at`, 0 to 23, in the time zone of the process.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn local_hour(&self, at: UnixTime) -> Result<u8, Error> {
        let quarter = at.0.div_euclid(QUARTER_S);
        let offset = match OFFSET.get() {
            Some((known, offset)) if known == quarter => offset,
            _ => {
                let offset: Option<i64> = self
                    .conn
                    .prepare_cached(
                        "SELECT CAST(strftime('%s', ?1, 'unixepoch', 'localtime') AS INTEGER) - ?1",
                    )?
                    .query_row([at.0], |row| row.get(0))?;
                let offset = offset.unwrap_or(0);
                OFFSET.set(Some((quarter, offset)));
                offset
            }
        };
        let hour = at.0.saturating_add(offset).div_euclid(3_600).rem_euclid(24);
        Ok(u8::try_from(hour).unwrap_or(0))
    }

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
