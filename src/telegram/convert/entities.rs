//! The entities of a text: mentions and the command. Their offsets count UTF-16 units.

use super::{content, username};
use crate::ids::SenderId;
use crate::message::{Command, Mention};
use crate::telegram::wire::{Entity, Text};

/// Whom `text` mentions, each once.
pub(super) fn mentions(text: &str, entities: &[Entity]) -> Vec<Mention> {
    let mut found = Vec::new();
    for entity in entities {
        let mention = match kind(entity) {
            "mention" => part(text, entity)
                .and_then(|(name, _)| username(Some(&Text(name.to_owned()))))
                .map(Mention::Username),
            "text_mention" => entity
                .user
                .as_ref()
                .map(|user| Mention::Person(SenderId(user.id.0))),
            _ => None,
        };
        if let Some(mention) = mention.filter(|mention| !found.contains(mention)) {
            found.push(mention);
        }
    }
    found
}

/// The command that `text` starts with.
pub(super) fn command(text: &str, entities: &[Entity]) -> Option<Command> {
    let entity = entities.iter().find(|entity| {
        kind(entity) == "bot_command" && entity.offset.is_some_and(|offset| offset.0 == 0)
    })?;
    let (word, arguments) = part(text, entity)?;
    let word = word.strip_prefix('/')?;
    let (name, target) = match word.split_once('@') {
        Some((name, target)) => (name, username(Some(&Text(target.to_owned())))),
        None => (word, None),
    };
    (!name.is_empty()).then(|| Command {
        name: name.to_lowercase(),
        target,
        arguments: content::clean(arguments).trim().to_owned(),
    })
}

fn kind(entity: &Entity) -> &str {
    entity.kind.as_ref().map_or("", |kind| kind.0.as_str())
}

/// The part of `text` that `entity` marks, and what follows it; `None` if it lies beyond the text
/// or splits a character.
fn part<'t>(text: &'t str, entity: &Entity) -> Option<(&'t str, &'t str)> {
    let (_, from) = split_at_utf16(text, entity.offset?.0)?;
    split_at_utf16(from, entity.length?.0)
}

fn split_at_utf16(text: &str, units: usize) -> Option<(&str, &str)> {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return text.split_at_checked(at);
        }
        left = left.checked_sub(c.len_utf16())?;
    }
    (left == 0).then_some((text, ""))
}

#[cfg(test)]
mod tests {
    use super::split_at_utf16;

    #[test]
    fn texts_are_split_between_characters_only() {
        assert_eq!(split_at_utf16("😂їж", 2), Some(("😂", "їж")));
        assert_eq!(split_at_utf16("😂їж", 1), None);
        assert_eq!(split_at_utf16("😂їж", 4), Some(("😂їж", "")));
        assert_eq!(split_at_utf16("😂їж", 5), None);
        assert_eq!(split_at_utf16("", 0), Some(("", "")));
    }
}
