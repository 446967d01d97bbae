//! The computer's clock was wrong, and is set back.

use super::*;

#[test]
fn what_was_due_by_the_old_clock_is_due_as_much_later_by_the_new_one() {
    const DAY: i64 = 86_400;
    let (_directory, mut store) = store();
    let wrong = NOW.plus(DAY);
    store
        .write(|writer| {
            writer.note_chat(&says(1, 7, NOW.0, "привіт").chat, NOW)?;
            writer.add_job(&job(CHAT, 1), wrong)?;
            writer.add_outgoing(&outgoing(CHAT, 1, "sendMessage"), wrong)?;
            writer.pause_chat(CHAT, wrong.plus(3))
        })
        .unwrap();
    let next = store.read().next_outgoing(CHAT, wrong).unwrap().unwrap();
    store
        .write(|writer| writer.postpone(next.id, wrong.plus(3), None))
        .unwrap();
    assert_eq!(store.read().ahead_s(NOW).unwrap(), DAY);
    store.write(|writer| writer.set_back(NOW, DAY)).unwrap();
    assert_eq!(store.read().ahead_s(NOW).unwrap(), 0);
    let reader = store.read();
    assert_eq!(reader.paused_until(CHAT).unwrap(), NOW.plus(3));
    assert_eq!(reader.next_outgoing(CHAT, NOW).unwrap(), None);
    assert!(reader.next_outgoing(CHAT, NOW.plus(3)).unwrap().is_some());
    let pace = |at| reader.pace(CHAT, SenderId(7), at).unwrap().chat_minute;
    assert_eq!((pace(NOW), pace(NOW.plus(61))), (1, 0));
}
