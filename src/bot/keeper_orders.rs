//! What admins ask of the keeper thread: a backup, a report. It may take seconds, for which no
//! worker has time, so the order is noted in the transaction of the command and done afterwards.

use crate::clock::SECONDS_PER_DAY;
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use crate::store::{Error, NewOutgoing, Reader, Writer};
use crate::telegram::carry::{self, Document};
use crate::telegram::request::{self, Markup, Method, SendMessage};
use serde::{Deserialize, Serialize};

/// Under this name the orders are noted.
const ORDERS: &str = "keeper_orders";
/// So many orders wait at most; one more is refused.
const ORDERS_MAX: usize = 8;
/// An order that could not be done for so long, the program being off, is dropped, in seconds.
const ORDER_AGE_MAX_S: i64 = 600;
/// An answer is worth sending for so long, in seconds.
const ANSWER_AGE_MAX_S: i64 = SECONDS_PER_DAY;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wanted {
    /// A backup.
    Backup,
    /// The page about one chat or all.
    Report {
        /// One chat, or all.
        chat: Option<ChatId>,
        /// How many days back.
        days: u16,
    },
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeeperOrder {
    /// What is wanted.
    pub(super) wanted: Wanted,
    /// Who gets the answer, in the private chat.
    pub(super) admin: SenderId,
    /// When it was given.
    pub(super) at: UnixTime,
}

impl KeeperOrder {
    /// Whether it is too old to be done.
    pub(super) fn is_stale(&self, now: UnixTime) -> bool {
        now.since(self.at) > ORDER_AGE_MAX_S
    }
}

/// The orders that wait, oldest first.
///
/// # Errors
/// What the database says.
pub(super) fn waiting(reader: Reader<'_>) -> Result<Vec<KeeperOrder>, Error> {
    let noted = reader.meta(ORDERS)?.unwrap_or_default();
    // What an older program noted otherwise is not done.
    Ok(serde_json::from_str(&noted).unwrap_or_default())
}

/// Notes an order, in the caller's transaction; `false` if it waits already or too many do.
///
/// # Errors
/// What the database says.
pub(super) fn give(writer: &Writer<'_>, order: KeeperOrder) -> Result<bool, Error> {
    let mut orders = waiting(**writer)?;
    let is_there = |one: &KeeperOrder| one.admin == order.admin && one.wanted == order.wanted;
    if orders.len() >= ORDERS_MAX || orders.iter().any(is_there) {
        return Ok(false);
    }
    orders.push(order);
    note(writer, &orders)?;
    Ok(true)
}

/// What an order is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// The words, plain text; a document's caption.
    pub(super) text: String,
    /// A file to go with the words.
    pub(super) document: Option<Document>,
}

/// Strikes an order off and puts its answer, if there is one, into the outbox, in one transaction.
///
/// # Errors
/// What the database says.
pub(super) fn finish(
    writer: &Writer<'_>,
    order: &KeeperOrder,
    answer: Option<&Answer>,
    now: UnixTime,
) -> Result<(), Error> {
    let mut orders = waiting(**writer)?;
    orders.retain(|one| one != order);
    note(writer, &orders)?;
    let Some(answer) = answer else {
        return Ok(());
    };
    let (method, body) = match &answer.document {
        Some(document) => (
            Method::SendDocument,
            carry::send_document(document, &answer.text, None, None),
        ),
        None => (
            Method::SendMessage,
            request::send_message(&SendMessage {
                text: &answer.text,
                markup: Markup::Plain,
                reply_to: None,
                thread_id: None,
            }),
        ),
    };
    writer.add_outgoing(
        &NewOutgoing {
            chat: ChatId(order.admin.0),
            update_id: writer.own_cause()?,
            method: method.as_str(),
            part: 0,
            body: &body,
            thread_id: None,
            reply_to: None,
            text: &answer.text,
            not_before: now,
            expires_at: now.plus(ANSWER_AGE_MAX_S),
            fallback: None,
        },
        now,
    )
}

fn note(writer: &Writer<'_>, orders: &[KeeperOrder]) -> Result<(), Error> {
    // Plain words and numbers always become JSON.
    writer.set_meta(ORDERS, &serde_json::to_string(orders).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn order(number: i64) -> KeeperOrder {
        KeeperOrder {
            wanted: Wanted::Report {
                chat: None,
                days: 7,
            },
            admin: SenderId(number),
            at: UnixTime(1_000),
        }
    }

    #[test]
    fn an_order_waits_until_it_is_finished_and_is_not_taken_twice() {
        let mut store = Store::in_memory().unwrap();
        let given =
            |store: &mut Store, number| store.write(|writer| give(writer, order(number))).unwrap();
        assert!(given(&mut store, 1));
        assert!(!given(&mut store, 1), "the same again");
        assert!(given(&mut store, 2));
        assert_eq!(waiting(store.read()).unwrap(), [order(1), order(2)]);
        let answer = Answer {
            text: "готово".to_owned(),
            document: None,
        };
        store
            .write(|writer| finish(writer, &order(1), Some(&answer), UnixTime(1_001)))
            .unwrap();
        assert_eq!(waiting(store.read()).unwrap(), [order(2)]);
        assert_eq!(store.read().pending_count().unwrap(), 1);
    }

    #[test]
    fn only_so_many_orders_wait_and_none_for_ever() {
        let mut store = Store::in_memory().unwrap();
        let taken = (0..20)
            .filter(|number| store.write(|writer| give(writer, order(*number))).unwrap())
            .count();
        assert_eq!(taken, ORDERS_MAX);
        assert!(!order(1).is_stale(UnixTime(1_600)));
        assert!(order(1).is_stale(UnixTime(1_601)));
    }
}
