//! `/start` and `/help`: who we are and what one can ask of us.

use super::super::brain::Brain;
use super::{Order, Response};
use crate::behaviour::{KnownCommand, phrases};

/// The answer to `/help` or, to whatever else comes here, a greeting.
pub(super) fn answer(order: &Order<'_>, brain: &Brain) -> Response {
    let in_group = order.incoming.chat.kind.is_group();
    if order.command == KnownCommand::Help {
        let username = &brain.policy.me.username;
        // In a group nobody is told what only admins can do.
        let is_admin = order.is_admin && !in_group;
        return Response::in_chat(phrases::help(&brain.name, username, in_group, is_admin));
    }
    Response::in_chat(phrases::greeting(&brain.name))
}
