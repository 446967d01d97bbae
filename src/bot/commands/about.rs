//! `/start` and `/help`: who we are and what one can ask of us.

use super::super::brain::Brain;
use super::{Order, Response};
use crate::behaviour::{KnownCommand, phrases};

/// The answer to `/help` or, to whatever else comes here, a greeting.
pub(super) fn answer(order: &Order<'_>, brain: &Brain) -> Response {
    let in_group = order.incoming.chat.kind.is_group();
    if order.command == KnownCommand::Help {
        let username = &brain.policy.me.username;
        let help = phrases::help(&brain.name, username, in_group, order.is_admin);
        // In a group only the admin reads what only admins can do.
        return if order.is_admin {
            Response::only_the_asker(help)
        } else {
            Response::in_chat(help)
        };
    }
    Response::in_chat(phrases::greeting(&brain.name))
}
