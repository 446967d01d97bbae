//! The connection that writes: one for all threads, so that what it has read stays valid. Whenever
//! another connection has written, SQLite forgets every page that it holds.

use super::{Error, Store, connect};
use rusqlite::Connection;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a thread of this process needs to write; one has it at a time.
#[derive(Debug, Default)]
pub(super) struct Pen {
    /// Made when a second thread comes; while there is one, it writes where it reads.
    conn: Option<Connection>,
    is_closed: bool,
}

/// Waits for the pen.
fn take(pen: &Mutex<Pen>) -> MutexGuard<'_, Pen> {
    // A panic of another writer has rolled its transaction back: nothing is half done.
    pen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Waits for the pen and writes with it.
    ///
    /// # Errors
    /// [`Error::Closed`], or what `work` returns.
    pub(super) fn with_pen<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let pen = self.usable_pen()?;
        work(pen.conn.as_ref().unwrap_or(&self.conn))
    }

    /// Waits for the pen, and sees to it that it writes. Out of line, for there are many writers.
    #[inline(never)]
    fn usable_pen(&self) -> Result<MutexGuard<'_, Pen>, Error> {
        let mut pen = take(&self.pen);
        if pen.is_closed {
            return Err(Error::Closed);
        }
        // A rollback that failed leaves its transaction open: only a new connection is rid of it.
        if pen.conn.take_if(|conn| !conn.is_autocommit()).is_some() {
            pen.conn = Some(connect(&self.path)?.0);
        }
        Ok(pen)
    }

    /// Makes the pen one for several threads.
    ///
    /// # Errors
    /// What SQLite says.
    pub(super) fn share_pen(&self) -> Result<(), Error> {
        let mut pen = take(&self.pen);
        if pen.conn.is_none() {
            pen.conn = Some(connect(&self.path)?.0);
        }
        Ok(())
    }

    /// Lets nobody write any more.
    pub(super) fn close_pen(&self) {
        take(&self.pen).is_closed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn note(store: &mut Store, key: &str) -> Result<(), Error> {
        store.write(|writer| writer.set_meta(key, "x"))
    }

    #[test]
    fn threads_that_write_with_one_pen_see_each_others_words_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let mut first = Store::open(directory.path()).unwrap();
        note(&mut first, "alone").unwrap();
        let mut second = first.sibling().unwrap();
        note(&mut second, "second").unwrap();
        note(&mut first, "first").unwrap();
        for store in [&first, &second] {
            for key in ["alone", "second", "first"] {
                assert!(store.read().meta(key).unwrap().is_some(), "{key}");
            }
        }
    }

    #[test]
    fn a_panic_with_the_pen_in_hand_takes_nothing_from_the_next_writer() {
        let directory = tempfile::tempdir().unwrap();
        let mut first = Store::open(directory.path()).unwrap();
        let mut second = first.sibling().unwrap();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            second.write(|writer| -> Result<(), Error> {
                writer.set_meta("half", "x")?;
                panic!("in the middle");
            })
        }));
        assert!(panicked.is_err());
        for store in [&mut first, &mut second] {
            note(store, "whole").unwrap();
            assert_eq!(store.read().meta("half").unwrap(), None);
        }
    }

    #[test]
    fn a_transaction_that_could_not_be_rolled_back_holds_nobody_up() {
        let directory = tempfile::tempdir().unwrap();
        let mut first = Store::open(directory.path()).unwrap();
        let mut second = first.sibling().unwrap();
        let left_open: Result<(), Error> =
            second.with_pen(|pen| Ok(pen.execute_batch("BEGIN IMMEDIATE")?));
        left_open.unwrap();
        for store in [&mut first, &mut second] {
            note(store, "after").unwrap();
        }
    }
}
