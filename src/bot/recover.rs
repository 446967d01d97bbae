//! After a start: nothing that was under way is lost, doubled or answered too late.

use super::deliver::wake_when_due;
use super::shared::Shared;
use super::worker::{BATCH, Worker};
use super::{Error, poll, seed};
use crate::clock::Clock;
use crate::store::Store;
use crate::telegram::request::Method;

/// Deaths of the process over one update before it is set aside.
const CRASHES_MAX: i64 = 3;

/// What was on the wire is settled, what may have killed the process is tried
/// alone, and every lane with open rows is woken.
///
/// # Errors
/// What the database says.
pub(super) fn recover(store: &mut Store, shared: &Shared) -> Result<(), Error> {
    let idempotent: Vec<&str> = Method::ALL
        .into_iter()
        .filter(|method| method.is_idempotent())
        .map(Method::as_str)
        .collect();
    let ahead_s = store.read().ahead_s(shared.clock.now())?;
    if ahead_s > 0 {
        log::warn!("the clock was set back by {ahead_s} s or more");
    }
    let given_up = store.write(|writer| {
        if ahead_s > 0 {
            writer.set_back(shared.clock.now(), ahead_s)?;
        }
        writer.count_start()?;
        writer.settle_interrupted(&idempotent)
    })?;
    if given_up > 0 {
        log::warn!("{given_up} sends were interrupted: they may have arrived and are not repeated");
    }
    let suspects = store.read().suspects(BATCH)?;
    if !suspects.is_empty() {
        log::info!(
            "{} updates were left open: each is tried alone",
            suspects.len()
        );
    }
    let mut worker = Worker::new(0, store.sibling()?, shared, seed(shared, 0));
    for suspect in suspects {
        let seq = suspect.row.seq;
        if suspect.crashes >= CRASHES_MAX {
            log::error!(
                "update {}: ended the process, set aside",
                suspect.row.update_id
            );
            store.write(|writer| writer.quarantine(seq))?;
            continue;
        }
        store.write(|writer| writer.count_crash(seq))?;
        worker.take_rows(&[suspect.row])?;
    }
    for (lane, due) in poll::open_lanes(store)? {
        if due <= shared.clock.now() {
            shared.lanes.wake(lane);
        } else {
            wake_when_due(lane, due, shared);
        }
    }
    Ok(())
}
