//! Whether the talk has gone on while we thought about joining in.

use super::answer::Question;
use crate::behaviour::Occasion;
use crate::store::{Error, Reader};

/// Why nothing is said then.
pub(super) const OVERTAKEN: &str = "overtaken";
/// After so many messages of others a remark is one about yesterday's snow.
const MESSAGES_MAX: usize = 6;
/// The newest messages that are looked at.
const LINES: usize = 12;

/// Whether we would join in where we have spoken since, or where the talk has moved on. Who called
/// is answered however late.
///
/// # Errors
/// What the database says.
pub(super) fn is_overtaken(reader: Reader<'_>, question: &Question) -> Result<bool, Error> {
    let task = &question.task;
    if task.occasion() != Occasion::JoiningIn || task.message_id.0 <= 0 {
        return Ok(false);
    }
    let topic = question.chat.is_forum.then_some(task.thread_id);
    let lines = reader.recent(question.chat.id, topic, LINES)?;
    let (mut spoke, mut others) = (false, 0_usize);
    for line in &lines {
        if line.message_id.is_some_and(|id| id.0 > task.message_id.0) {
            spoke |= line.is_ours;
            others = others.saturating_add(usize::from(!line.is_ours));
        }
    }
    Ok(spoke || others >= MESSAGES_MAX)
}
