//! A group that may be spoken in becomes a supergroup that nobody has heard of.

use super::sure;
use super::world::{World, group};
use gryag::ids::{ChatId, MessageId, SenderId};
use gryag::message::{Event, Membership};
use gryag::store::{NewMessage, Writer};

const GROUP: ChatId = ChatId(-5);
const SUPERGROUP: ChatId = ChatId(-1_002_000_000_005);

fn moved() -> Event {
    Event::Migrated {
        from: GROUP,
        to: SUPERGROUP,
    }
}

fn added(world: &World) -> Event {
    Event::Membership(Membership {
        chat: group(SUPERGROUP),
        at: world.now(),
        by: Some(SenderId(5)),
        was_member: false,
        is_member: true,
        is_admin: false,
    })
}

fn call(world: &mut World) {
    let mut message = world.draft(7, "Оля", "гряг, ти тут?");
    message.chat = group(SUPERGROUP);
    world.take(message);
}

fn methods(world: &World) -> Vec<&str> {
    let requests = world.requests.iter();
    requests.map(|(_, it)| it.method.as_str()).collect()
}

#[test]
fn what_an_allowed_group_has_become_is_allowed_however_he_hears_of_it() {
    let hear_in_order: [fn(&mut World); 3] = [
        |world| {
            world.update(moved());
            let event = added(world);
            world.update(event);
        },
        |world| {
            let event = added(world);
            world.update(event);
            world.update(moved());
        },
        |world| {
            call(world);
            world.update(moved());
        },
    ];
    for hear in hear_in_order {
        let mut world = World::new(&sure(&[("BOT_ALLOWED_CHATS", "-5")]), 1);
        hear(&mut world);
        world.pass(60);
        call(&mut world);
        world.pass(60);
        assert!(
            !methods(&world).contains(&"leaveChat"),
            "{:?}",
            methods(&world)
        );
        let answer = world.said.last().unwrap();
        assert!(
            !answer.text.contains("лише у своїх чатах"),
            "{}",
            answer.text
        );
    }
}

#[test]
fn another_supergroup_is_left_all_the_same() {
    let mut world = World::new(&sure(&[("BOT_ALLOWED_CHATS", "-5")]), 1);
    let event = added(&world);
    world.update(event);
    world.pass(60);
    assert_eq!(methods(&world), ["sendMessage", "leaveChat"]);
}

#[test]
fn an_edit_that_comes_between_the_two_notices_finds_its_message() {
    let mut world = World::new(&sure(&[]), 1);
    let mut message = world.draft(7, "Оля", "живе слово");
    message.chat = group(GROUP);
    world.take(message.clone());
    world.update(moved());
    message.text = "виправлене слово".to_owned();
    message.edited_at = Some(world.now());
    world.update(Event::Edited(Box::new(message)));
    world.update(moved());
    let lines = world.store.read().recent(SUPERGROUP, None, 9).unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["виправлене слово"]);
}

#[test]
fn an_export_of_the_supergroup_may_have_brought_the_old_messages_first() {
    let mut world = World::new(&sure(&[]), 1);
    let mut message = world.draft(7, "Оля", "живе слово");
    message.chat = group(GROUP);
    world.take(message.clone());
    let mut exported = message.clone();
    exported.chat = group(SUPERGROUP);
    exported.message_id = MessageId(-message.message_id.0);
    let new = NewMessage {
        incoming: &exported,
        is_ours: false,
        verdict: None,
        words: None,
    };
    let kept = |writer: &Writer<'_>| writer.remember_imported(&new, 0);
    assert!(world.store.write(kept).unwrap());
    world.update(moved());
    let lines = world.store.read().recent(SUPERGROUP, None, 9).unwrap();
    assert_eq!(lines.len(), 1);
    let left = world.store.write(|writer| writer.mentions_chat(GROUP));
    assert_eq!(left.unwrap(), None);
}
