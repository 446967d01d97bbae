//! How often something was done today, as the database remembers it.

use crate::clock::UnixTime;
use crate::store::{Error, Reader, Writer};

/// How often what `key` names was done on the day of `now`, by UTC.
///
/// # Errors
/// What the database says.
pub(super) fn today(reader: Reader<'_>, key: &str, now: UnixTime) -> Result<u32, Error> {
    let noted = reader.meta(key)?;
    let noted = noted.as_deref().and_then(|noted| noted.split_once(' '));
    let day = now.utc_day().to_string();
    Ok(noted
        .filter(|(of, _)| *of == day)
        .and_then(|(_, count)| count.parse().ok())
        .unwrap_or(0))
}

/// Notes that it was done `times` more.
///
/// # Errors
/// What the database says.
pub(super) fn add(writer: &Writer<'_>, key: &str, times: u32, now: UnixTime) -> Result<(), Error> {
    let count = today(**writer, key, now)?.saturating_add(times);
    writer.set_meta(key, &format!("{} {count}", now.utc_day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_tally_begins_anew_every_day() {
        let mut store = Store::in_memory().unwrap();
        let (monday, tuesday) = (UnixTime(86_400 * 4), UnixTime(86_400 * 5));
        for _ in 0..2 {
            store.write(|writer| add(writer, "x", 3, monday)).unwrap();
        }
        assert_eq!(today(store.read(), "x", monday).unwrap(), 6);
        assert_eq!(today(store.read(), "y", monday).unwrap(), 0);
        assert_eq!(today(store.read(), "x", tuesday).unwrap(), 0);
    }
}
