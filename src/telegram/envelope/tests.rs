//! Batches, whole and broken.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(body: &[u8], expected: &[(i64, Option<i64>, bool)], is_cut_short: bool) -> Batch {
    let batch = split(body, Some(UpdateId(100))).unwrap();
    let seen: Vec<_> = batch
        .updates
        .iter()
        .map(|update| (update.id.0, update.chat.map(|chat| chat.0), update.broken))
        .collect();
    assert_eq!(seen, expected);
    assert_eq!(batch.is_cut_short, is_cut_short);
    batch
}

#[test]
fn a_whole_batch_comes_back_byte_for_byte() {
    let body = r#"{"ok":true,"result":[{"update_id":7,"message":{"chat":{"id":-5}, "x":"ї\u0456"}},
        {"update_id":3,"callback_query":{"message":{"chat":{"id":9}}}},
        {"update_id":"4","poll":{}}]}"#;
    let batch = check(
        body.as_bytes(),
        &[(7, Some(-5), false), (3, Some(9), false), (4, None, false)],
        false,
    );
    assert_eq!(
        batch.updates[0].raw,
        r#"{"update_id":7,"message":{"chat":{"id":-5}, "x":"ї\u0456"}}"#
    );
    assert!(!format!("{batch:?}").contains('ї'));
    check(br#"{"result" : [ ], "ok":true}"#, &[], false);
}

#[test]
fn one_broken_update_does_not_take_the_others_with_it() {
    for broken in [
        // A byte that is no UTF-8, a bad escape, a raw control character.
        &b"{\"update_id\":8,\"message\":{\"text\":\"\xFF\"}}"[..],
        br#"{"update_id":8,"message":{"text":"\x"}}"#,
        b"{\"update_id\":8,\"message\":{\"text\":\"\x01\"}}",
        // A stray quote, a missing and a superfluous bracket.
        br#"{"update_id":8,"message":{"text":"a"b"}}"#,
        br#"{"update_id":8,"message":{"text":"ab"}"#,
        br#"{"update_id":8,"message":{"text":"ab}}"#,
        br#"{"update_id":"8","message":[}"#,
    ] {
        let mut body =
            br#"{"ok":true,"result":[{"update_id":7,"message":{"chat":{"id":1}}},"#.to_vec();
        body.extend_from_slice(broken);
        body.extend_from_slice(br#",{"update_id":9,"message":{"chat":{"id":2}}}]}"#);
        check(
            &body,
            &[(7, Some(1), false), (8, None, true), (9, Some(2), false)],
            false,
        );
    }
}

#[test]
fn a_broken_update_at_the_end_is_taken_and_a_cut_one_is_not() {
    check(
        br#"{"ok":true,"result":[{"update_id":7},{"update_id":8,"text":"a"b"}]}"#,
        &[(7, None, false), (8, None, true)],
        true,
    );
    let whole = r#"{"ok":true,"result":[{"update_id":7},{"update_id":-8,"text":["їжак \" ]}",
        -1.5e-7,true]}"#;
    let first = whole.find("},").unwrap();
    for length in first + 2..whole.len() {
        check(&whole.as_bytes()[..length], &[(7, None, false)], true);
    }
}

#[test]
fn an_update_without_a_number_gets_the_next_one() {
    check(
        br#"{"ok":true,"result":[{"message":{}},{"update_id":200},{"update_id":null},5,null]}"#,
        &[
            (100, None, false),
            (200, None, false),
            (201, None, false),
            (202, None, true),
            (203, None, true),
        ],
        false,
    );
    let body = br#"{"ok":true,"result":[{"a":1},{"b":1},{"update_id":50}]}"#;
    let batch = split(body, None).unwrap();
    assert_eq!(batch.updates[0].id, UpdateId(48));
    let lonely = split(br#"{"ok":true,"result":[{"a":1}]}"#, None).unwrap();
    assert_eq!(lonely.updates[0].id, UpdateId(1));
}

#[test]
fn what_is_no_batch_is_refused() {
    for body in [
        "",
        "<html>\"result\":[</html>",
        r#"{"ok":false,"description":"no"}"#,
        r#"{"ok":true,"result":true}"#,
    ] {
        assert_eq!(split(body.as_bytes(), None), None, "{body}");
    }
}

#[test]
fn depth_and_size_do_no_harm() {
    let deep = format!(
        r#"{{"ok":true,"result":[{{"update_id":1,"message":{}{}}},{{"update_id":2}}]}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    check(
        deep.as_bytes(),
        &[(1, None, false), (2, None, false)],
        false,
    );
    let open = format!(r#"{{"ok":true,"result":[{}"#, "[{\"a\":".repeat(100_000));
    check(open.as_bytes(), &[], true);
    let large = format!(
        r#"{{"ok":true,"result":[{{"update_id":1,"text":"{}"}}]}}"#,
        "ї".repeat(2 << 20)
    );
    check(large.as_bytes(), &[(1, None, false)], false);
    let many = format!(r#"{{"ok":true,"result":[{}1]}}"#, "0,".repeat(1_000_000));
    assert_eq!(split(many.as_bytes(), None).unwrap().updates.len(), 256);
}

/// Updates as JSON texts: an id, a chat, a text of any characters.
fn any_updates() -> impl Strategy<Value = Vec<(i64, i64, String)>> {
    let update = (any::<i64>(), any::<i64>(), any::<String>());
    let update = update.prop_map(|(id, chat, text)| {
        let message = serde_json::json!({"chat": {"id": chat}, "text": text});
        // In Telegram's order.
        let update = format!(r#"{{"update_id":{id},"message":{message}}}"#);
        (id, chat, update)
    });
    prop::collection::vec(update, 0..12)
}

fn body_of(updates: &[(i64, i64, String)]) -> Vec<u8> {
    let raw: Vec<&str> = updates.iter().map(|(_, _, raw)| raw.as_str()).collect();
    format!(r#"{{"ok":true,"result":[{}]}}"#, raw.join(",\n")).into_bytes()
}

proptest! {
    #[test]
    fn every_update_of_a_batch_comes_back_intact(updates in any_updates()) {
        let batch = split(&body_of(&updates), None).unwrap();
        prop_assert!(!batch.is_cut_short);
        let seen: Vec<_> = batch
            .updates
            .into_iter()
            .map(|update| {
                assert!(!update.broken);
                (update.id.0, update.chat.unwrap().0, update.raw)
            })
            .collect();
        prop_assert_eq!(seen, updates);
    }

    #[test]
    fn a_cut_batch_gives_whole_updates_only(
        updates in any_updates(),
        at in any::<prop::sample::Index>(),
    ) {
        let body = body_of(&updates);
        let cut = &body[..at.index(body.len())];
        if let Some(batch) = split(cut, None) {
            prop_assert!(batch.updates.len() <= updates.len());
            for (seen, (_, _, raw)) in batch.updates.iter().zip(&updates) {
                prop_assert_eq!(&seen.raw, raw);
            }
        }
    }

    #[test]
    fn one_changed_byte_costs_at_most_the_updates_around_it(
        updates in any_updates(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut body = body_of(&updates);
        let at = at.index(body.len());
        body[at] = byte;
        if let Some(batch) = split(&body, None) {
            let intact = updates
                .iter()
                .filter(|(_, _, raw)| batch.updates.iter().any(|update| update.raw == *raw))
                .count();
            // A comma between two may have gone, or the list's end.
            prop_assert!(batch.is_cut_short || intact + 2 >= updates.len());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        junk in "[\\[\\]{}\",:\\\\a-c0-9 ]{0,200}",
    ) {
        let _outcome = split(&bytes, None);
        let body = [br#"{"ok":true,"result":["#.as_slice(), junk.as_bytes()].concat();
        let _outcome = split(&body, Some(UpdateId(i64::MAX)));
        let body = [br#"{"ok":true,"result":["#.as_slice(), &bytes].concat();
        let _outcome = split(&body, None);
    }
}
