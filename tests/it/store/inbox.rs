//! Updates on their way in.

use super::*;

#[test]
fn a_batch_and_its_offset_are_taken_together_and_a_redelivery_changes_nothing() {
    let (_directory, mut store) = store();
    let batch = [fresh(10, -1), fresh(11, -2), fresh(12, -1)];
    let accepted = store
        .write(|writer| writer.accept(&batch, 13, NOW))
        .unwrap();
    assert_eq!(accepted.lanes, [ChatId(-1), ChatId(-2)]);
    assert_eq!(accepted.fresh, 3);
    let again = store
        .write(|writer| writer.accept(&batch, 13, NOW))
        .unwrap();
    assert_eq!((again.fresh, again.lanes.len()), (0, 0));
    assert_eq!(store.read().poller().unwrap(), (13, NOW));
    assert_eq!(store.read().open_count().unwrap(), (3, Some(NOW)));
}

#[test]
fn numbers_may_start_over_lower_and_order_is_that_of_arrival() {
    let (_directory, mut store) = store();
    store
        .write(|writer| writer.accept(&[fresh(900, -1)], 901, NOW))
        .unwrap();
    store
        .write(|writer| writer.accept(&[fresh(5, -1)], 6, NOW))
        .unwrap();
    assert_eq!(store.read().poller().unwrap().0, 6);
    let ids: Vec<i64> = store
        .read()
        .open_updates(ChatId(-1), 10)
        .unwrap()
        .iter()
        .map(|row| row.update_id.0)
        .collect();
    assert_eq!(ids, [900, 5]);
}

#[test]
fn a_failed_or_panicking_transaction_leaves_nothing() {
    let (_directory, mut store) = store();
    let failed: Result<(), Error> = store.write(|writer| {
        writer.accept(&[fresh(1, -1)], 2, NOW)?;
        Err(Error::Busy)
    });
    assert!(failed.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|writer| -> Result<(), Error> {
            writer.accept(&[fresh(1, -1)], 2, NOW)?;
            panic!("on purpose")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read().open_count().unwrap(), (0, None));
    assert_eq!(store.read().poller().unwrap().0, 0);
}

#[test]
fn finished_updates_are_recognised_until_they_are_forgotten() {
    let (directory, mut store) = store();
    store
        .write(|writer| writer.accept(&[fresh(1, -1)], 2, NOW))
        .unwrap();
    let row = store.read().open_updates(ChatId(-1), 1).unwrap().remove(0);
    store.write(|writer| writer.finish(row.seq)).unwrap();
    let accept = |store: &mut Store| {
        store
            .write(|writer| writer.accept(&[fresh(1, -1)], 2, NOW))
            .unwrap()
            .fresh
    };
    assert_eq!(accept(&mut store), 0);
    let settled = store.write(|writer| writer.settle_updates(0, 10)).unwrap();
    assert_eq!(settled, 0, "that was all");
    let rows: i64 = raw(directory.path())
        .query_row("SELECT count(*) FROM inbox", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0, "its id is kept elsewhere");
    assert_eq!(accept(&mut store), 0);
    assert_eq!(
        store
            .write(|writer| writer.forget_updates(NOW, 10))
            .unwrap(),
        0
    );
    assert_eq!(
        store
            .write(|writer| writer.forget_updates(NOW.plus(1), 10))
            .unwrap(),
        1
    );
    assert_eq!(accept(&mut store), 1);
}

#[test]
fn handled_updates_leave_the_inbox_around_open_ones_stretch_by_stretch() {
    let (_directory, mut store) = store();
    let batch: Vec<_> = (1..=10).map(|id| fresh(id, -id)).collect();
    store
        .write(|writer| writer.accept(&batch, 11, NOW))
        .unwrap();
    for id in [1, 2, 4, 5, 7, 8, 10] {
        let row = store.read().open_updates(ChatId(-id), 1).unwrap().remove(0);
        store.write(|writer| writer.finish(row.seq)).unwrap();
    }
    let mut after = 0;
    let mut stretches = 0;
    loop {
        after = store
            .write(|writer| writer.settle_updates(after, 4))
            .unwrap();
        stretches += 1;
        if after == 0 {
            break;
        }
    }
    assert_eq!(stretches, 3);
    assert_eq!(store.read().open_count().unwrap().0, 3);
    let again = store.write(|writer| writer.accept(&batch, 11, NOW));
    assert_eq!(again.unwrap().fresh, 0);
}

#[test]
fn the_first_open_updates_of_a_lane_are_the_suspects_of_a_crash() {
    let (_directory, mut store) = store();
    store
        .write(|writer| writer.accept(&[fresh(1, -1), fresh(2, -1)], 3, NOW))
        .unwrap();
    let first = store.read().open_updates(ChatId(-1), 1).unwrap().remove(0);
    let suspects = store.read().suspects(1).unwrap();
    assert_eq!(suspects.len(), 1);
    assert_eq!(
        (suspects[0].row.update_id, suspects[0].crashes),
        (UpdateId(1), 0)
    );
    store.write(|writer| writer.count_crash(first.seq)).unwrap();
    assert_eq!(store.read().suspects(1).unwrap()[0].crashes, 1);
    assert_eq!(
        store.write(|writer| writer.count_panic(first.seq)).unwrap(),
        1
    );
    assert_eq!(store.read().suspects(9).unwrap().len(), 2);
    store.write(|writer| writer.quarantine(first.seq)).unwrap();
    assert_eq!(
        store.read().suspects(1).unwrap()[0].row.update_id,
        UpdateId(2)
    );
    assert_eq!(store.read().quarantined_count().unwrap(), 1);
    assert_eq!(store.read().open_updates(ChatId(-1), 9).unwrap().len(), 1);
}
