//! A group that may be spoken in becomes a supergroup that nobody has heard of.

use super::sure;
use super::world::{World, group};
use gryag::ids::{ChatId, SenderId};
use gryag::message::{Event, Membership};

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
