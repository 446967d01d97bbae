//! Jobs and requests on their way out, and chats that move or close.

use super::*;

#[test]
fn an_interrupted_send_is_given_up_unless_it_may_be_repeated() {
    let (_directory, mut store) = store();
    store
        .write(|writer| {
            writer.add_outgoing(&outgoing(CHAT, 1, "sendMessage"), NOW)?;
            writer.add_outgoing(&outgoing(CHAT, 1, "setMessageReaction"), NOW)?;
            // The same part for the same update is not taken twice.
            writer.add_outgoing(&outgoing(CHAT, 1, "sendMessage"), NOW)
        })
        .unwrap();
    assert_eq!(store.read().pending_count().unwrap(), 2);
    while let Some(next) = store.read().next_outgoing(CHAT, NOW).unwrap() {
        store.write(|writer| writer.begin_sending(next.id)).unwrap();
    }
    let given_up = store
        .write(|writer| writer.settle_interrupted(&["setMessageReaction"]))
        .unwrap();
    assert_eq!(given_up, 1);
    let next = store.read().next_outgoing(CHAT, NOW).unwrap().unwrap();
    assert_eq!(
        (next.method.as_str(), next.attempts),
        ("setMessageReaction", 1)
    );
    store
        .write(|writer| writer.end_sending(next.id, SendState::Sent, None))
        .unwrap();
    assert_eq!(store.read().pending_count().unwrap(), 0);
}

#[test]
fn a_postponed_message_holds_back_those_behind_it_but_no_reaction() {
    let (_directory, mut store) = store();
    store
        .write(|writer| {
            writer.add_outgoing(&outgoing(CHAT, 1, "sendMessage"), NOW)?;
            writer.add_outgoing(&outgoing(CHAT, 2, "sendMessage"), NOW)?;
            writer.add_outgoing(&outgoing(CHAT, 3, "setMessageReaction"), NOW)
        })
        .unwrap();
    let first = store.read().next_outgoing(CHAT, NOW).unwrap().unwrap();
    store
        .write(|writer| writer.postpone(first.id, NOW.plus(30), None))
        .unwrap();
    let next = store.read().next_outgoing(CHAT, NOW).unwrap().unwrap();
    assert_eq!(next.method, "setMessageReaction");
    store
        .write(|writer| writer.end_sending(next.id, SendState::Sent, None))
        .unwrap();
    assert_eq!(store.read().next_outgoing(CHAT, NOW).unwrap(), None);
    assert_eq!(store.read().next_due(CHAT).unwrap(), Some(NOW));
    let later = store
        .read()
        .next_outgoing(CHAT, NOW.plus(30))
        .unwrap()
        .unwrap();
    assert_eq!(later.id, first.id);
}

#[test]
fn jobs_are_done_in_order_and_counted_for_the_limits() {
    let (_directory, mut store) = store();
    store
        .write(|writer| {
            writer.add_job(&job(CHAT, 1), NOW)?;
            writer.add_job(&job(CHAT, 1), NOW)?;
            writer.add_job(&job(CHAT, 2), NOW.minus(70))?;
            writer.add_job(&job(ChatId(-5), 3), NOW)
        })
        .unwrap();
    let pace = store.read().pace(CHAT, SenderId(7), NOW).unwrap();
    assert_eq!(
        (pace.chat_minute, pace.chat_hour, pace.global_minute),
        (1, 2, 2)
    );
    assert_eq!((pace.person_minute, pace.person_hour), (1, 2));
    assert_eq!(
        store
            .read()
            .pace(CHAT, SenderId(8), NOW)
            .unwrap()
            .person_hour,
        0
    );
    let first = store.read().next_job(CHAT, NOW).unwrap().unwrap();
    assert_eq!(first.update_id, UpdateId(1));
    store
        .write(|writer| writer.end_job(first.id, false, "stale"))
        .unwrap();
    assert_eq!(
        store
            .read()
            .pace(CHAT, SenderId(7), NOW)
            .unwrap()
            .chat_minute,
        0
    );
    assert_eq!(
        store.read().next_job(CHAT, NOW).unwrap().unwrap().update_id,
        UpdateId(2)
    );
    assert_eq!(store.read().waiting_chats().unwrap().len(), 2);
}

#[test]
fn a_migrated_chat_takes_everything_with_it_and_only_once() {
    let (_directory, mut store) = store();
    let to = ChatId(-1_000_000_000_777);
    let mut old = says(5, 7, 100, "у групі");
    old.reply_to = Some(ReplyTo {
        message_id: MessageId(4),
        sender_id: None,
        sender_name: String::new(),
        text: String::new(),
        quote: None,
        media: None,
    });
    remember(&mut store, &old);
    let mut taken = says(5, 8, 200, "у супергрупі");
    taken.chat.id = to;
    remember(&mut store, &taken);
    store
        .write(|writer| {
            writer.accept(&[fresh(1, CHAT.0)], 2, NOW)?;
            writer.add_job(&job(CHAT, 1), NOW)?;
            writer.add_outgoing(&outgoing(CHAT, 1, "sendMessage"), NOW)?;
            writer.note_decision(CHAT, MessageId(5), NOW, "named", "")
        })
        .unwrap();
    for _ in 0..2 {
        store.write(|writer| writer.migrate_chat(CHAT, to)).unwrap();
        assert_eq!(store.read().migrated_to(CHAT).unwrap(), Some(to));
        assert_eq!(
            store.write(|writer| writer.mentions_chat(CHAT)).unwrap(),
            None
        );
        let texts: Vec<String> = store
            .read()
            .recent(to, None, 9)
            .unwrap()
            .into_iter()
            .map(|l| l.text)
            .collect();
        assert_eq!(texts, ["у групі", "у супергрупі"]);
        assert_eq!(store.read().open_updates(to, 9).unwrap().len(), 1);
        assert!(store.read().next_job(to, NOW).unwrap().is_some());
        let waiting = store.read().next_outgoing(to, NOW).unwrap().unwrap();
        assert_eq!(
            waiting.body, r#"{"text":"так"}"#,
            "the new chat knows no old message"
        );
        assert!(store.read().chat(to).unwrap().unwrap().is_member);
        assert!(!store.read().chat(CHAT).unwrap().unwrap().is_member);
    }
}

#[test]
fn leaving_a_chat_drops_what_was_to_be_said_there() {
    let (_directory, mut store) = store();
    remember(&mut store, &says(1, 7, 100, "привіт"));
    let chat = says(1, 7, 100, "").chat;
    let gone = Membership {
        chat,
        at: NOW,
        by: None,
        was_member: true,
        is_member: false,
        is_admin: false,
    };
    store
        .write(|writer| {
            writer.add_job(&job(CHAT, 1), NOW)?;
            writer.add_outgoing(&outgoing(CHAT, 1, "sendMessage"), NOW)?;
            writer.note_membership(&gone)
        })
        .unwrap();
    assert_eq!(store.read().next_job(CHAT, NOW).unwrap(), None);
    assert_eq!(store.read().next_outgoing(CHAT, NOW).unwrap(), None);
    assert!(store.read().active_chats(UnixTime(0)).unwrap().is_empty());
    assert_eq!(
        store.read().message_count().unwrap(),
        1,
        "what was said stays known"
    );
}
