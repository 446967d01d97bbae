//! A disk that fills up in the middle of an import.

use super::*;

#[test]
fn a_full_disk_takes_nothing_of_a_batch_and_harms_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let batch = |store: &mut Store, from: i64| {
        store.change(|writer| {
            for number in from..from + 200 {
                let incoming = says(number, 5, NOW.0 + number, &"слово за словом ".repeat(20));
                let new = NewMessage {
                    incoming: &incoming,
                    is_ours: false,
                    verdict: None,
                    words: None,
                };
                writer.remember_imported(&new, 0)?;
            }
            Ok(())
        })
    };
    batch(&mut store, 1).unwrap();
    let pages: i64 = store
        .conn
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    store
        .conn
        .pragma_update(None, "max_page_count", pages + 20)
        .unwrap();
    let refused = batch(&mut store, 201);
    assert!(matches!(refused, Err(Error::Full)), "{refused:?}");
    assert_eq!(store.read().message_count().unwrap(), 200);
    store.read().quick_check().unwrap();
    // With room again, the same batch goes in.
    store
        .conn
        .pragma_update(None, "max_page_count", 1_000_000)
        .unwrap();
    batch(&mut store, 201).unwrap();
    assert_eq!(store.read().message_count().unwrap(), 400);
    store.read().quick_check().unwrap();
}
