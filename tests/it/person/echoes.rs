//! Our own words that quote somebody go with them.

use super::forgetting::{file_has, forget, tables_with};
use super::*;

#[test]
fn our_own_words_that_quote_somebody_go_with_them() {
    let mut world = World::new();
    world.says(OLYA, "учора бачила канарку на даху пожежної частини");
    world.says(OLYA, "угу");
    world.says(PETRO, "а я бачив сойку біля річки");
    // Petro's private chat with us has a digest of the group.
    world.take(in_private(message(PETRO, "Петро", "привіт")));
    let private = ChatId(PETRO);
    for chat in [CHAT, private] {
        world.we_say(
            chat,
            "Петре, хтось «учора бачила канарку на даху», а ти де був?",
        );
        world.we_say(chat, "Ось що памʼятаю:\n\nОля, 3 травня 2026, 12:00: «угу»");
        world.we_say(chat, "Сойка біля річки — це до дощу.");
    }
    // A find on its way to somebody else.
    let found = world.order(PETRO, "/search канарку");
    assert!(found[0].text.contains("на даху"), "{found:?}");
    let said = forget(&mut world, OLYA);
    assert_eq!(tables_with(&world, &["на даху", "угу", "Оля"]), [""; 0]);
    assert!(!file_has(&world, "на даху"));
    let receipt = &said.last().unwrap().text;
    assert!(receipt.contains("4 мої відповіді"), "{receipt}");
    let kept = world.store.read().search(
        &gryag::store::SearchQuery {
            chat: CHAT,
            words: "сойка",
            sender: Some(ME),
            from: None,
            until: None,
            except: None,
            needs_all: true,
            limit: 5,
        },
        NOW,
    );
    assert_eq!(kept.unwrap().len(), 1, "what quotes nobody stays");
}
