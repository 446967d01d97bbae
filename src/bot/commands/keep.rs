//! `/backup` and `/report`: noted for the keeper thread, which answers when it is done.

use super::super::keeper_orders::{KeeperOrder, Wanted, give};
use super::{Order, Response};
use crate::clock::UnixTime;
use crate::ops::commands::{REPORT_DAYS, REPORT_DAYS_MAX};
use crate::ops::phrases;
use crate::store::{Error, Writer};

/// The answer to `/backup`.
pub(super) fn backup(
    order: &Order<'_>,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    note(order, writer, Wanted::Backup, now)
}

/// The answer to `/report`: in a group about that group, in private about all. A number is of days.
pub(super) fn report(
    order: &Order<'_>,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    let chat = &order.incoming.chat;
    let days = order
        .arguments
        .split_whitespace()
        .find_map(|word| word.parse().ok())
        .unwrap_or(REPORT_DAYS);
    let wanted = Wanted::Report {
        chat: Some(chat.id).filter(|_| chat.kind.is_group()),
        days: days.clamp(1, REPORT_DAYS_MAX),
    };
    note(order, writer, wanted, now)
}

fn note(
    order: &Order<'_>,
    writer: &Writer<'_>,
    wanted: Wanted,
    now: UnixTime,
) -> Result<Response, Error> {
    let given = KeeperOrder {
        wanted,
        admin: order.incoming.sender.id,
        at: now,
    };
    let words = match (give(writer, given)?, wanted) {
        (false, _) => phrases::ALREADY_BEGUN,
        (true, Wanted::Backup) => phrases::BACKUP_BEGINS,
        (true, Wanted::Report { .. }) => phrases::REPORT_BEGINS,
    };
    Ok(Response::in_private(words))
}
