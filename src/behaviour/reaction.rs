//! The emoji that Telegram lets a bot put under a message, and which of them to put.

use super::{meaning, misfortune};
use crate::analysis::{Analysis, Emotion, Sentiment};
use crate::rng::Rng;

/// Every emoji that `setMessageReaction` accepts, without U+FE0F.
/// Source: <https://core.telegram.org/bots/api#reactiontypeemoji>.
pub const ALLOWED_REACTIONS: [&str; 73] = [
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤\u{200D}🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨\u{200D}💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷\u{200D}♂",
    "🤷",
    "🤷\u{200D}♀",
    "😡",
];

/// The accepted emoji that `wish` names: itself without U+FE0F, or the nearest one for a few that
/// models like and Telegram does not have.
pub fn allowed_reaction(wish: &str) -> Option<&'static str> {
    let bare: String = wish.trim().chars().filter(|c| *c != '\u{FE0F}').collect();
    let nearest = match bare.as_str() {
        "😂" | "😆" | "😄" => "🤣",
        "✅" => "👍",
        "❌" => "👎",
        "💪" => "🫡",
        "🙌" => "👏",
        "🚀" => "🔥",
        "💙" | "💛" | "♥" | "🧡" | "💚" => "❤",
        other => other,
    };
    ALLOWED_REACTIONS
        .iter()
        .find(|allowed| **allowed == nearest)
        .copied()
}

const AMUSED: &[&str] = &["🤣", "😁", "🤣"];
const GLAD: &[&str] = &["❤", "🔥", "🎉", "😍", "🤩"];
const SORRY: &[&str] = &["😢", "💔", "🤗"];
const STARTLED: &[&str] = &["🤯", "😱", "👀"];
const AFRAID: &[&str] = &["🤗", "😨"];
const DISGUSTED: &[&str] = &["🤮", "🙈"];
const CURIOUS: &[&str] = &["🤔", "👀"];
const KIND: &[&str] = &["👍", "👌", "🫡"];

/// An emoji for a message, one of `allowed` if the chat allows only some; `None` where any would be
/// out of place.
pub fn choose_reaction(
    analysis: &Analysis,
    text: &str,
    allowed: Option<&[String]>,
    rng: &mut Rng,
) -> Option<&'static str> {
    let fitting = fitting(analysis, text)?;
    let possible: Vec<&'static str> = fitting
        .iter()
        .copied()
        .filter(|emoji| allowed.is_none_or(|all| all.iter().any(|one| one == emoji)))
        .collect();
    rng.pick(&possible).copied()
}

/// What fits a message: grief first, then what its words mean, then how it feels.
fn fitting(analysis: &Analysis, text: &str) -> Option<&'static [&'static str]> {
    if misfortune::is_grief(text) {
        return Some(misfortune::GRIEF);
    }
    // A quarrel is not a stage.
    if analysis.toxic || analysis.emotion == Emotion::Anger {
        return None;
    }
    if let Some(answer) = misfortune::answer(text, analysis.humour) {
        return Some(answer);
    }
    if matches!(analysis.emotion, Emotion::Sadness | Emotion::Fear)
        || analysis.sentiment == Sentiment::Negative
    {
        return by_emotion(analysis);
    }
    // A thumb is offensive where the words mean more than they seem to; who is not sure is still.
    meaning::of(text)
        .or_else(|| by_emotion(analysis))
        .or_else(|| (is_plain(analysis) && meaning::is_everyday(text)).then_some(KIND))
}

fn by_emotion(analysis: &Analysis) -> Option<&'static [&'static str]> {
    Some(match analysis.emotion {
        Emotion::Anger => return None,
        Emotion::Sadness => SORRY,
        Emotion::Fear => AFRAID,
        Emotion::Disgust => DISGUSTED,
        Emotion::Surprise if analysis.question => CURIOUS,
        Emotion::Surprise => STARTLED,
        Emotion::Joy | Emotion::Neutral if analysis.humour => AMUSED,
        Emotion::Joy => GLAD,
        Emotion::Neutral if analysis.question => CURIOUS,
        Emotion::Neutral => match analysis.sentiment {
            Sentiment::Positive => GLAD,
            Sentiment::Negative | Sentiment::Neutral => return None,
        },
    })
}

/// Whether a message feels like nothing in particular.
fn is_plain(analysis: &Analysis) -> bool {
    analysis.emotion == Emotion::Neutral && analysis.sentiment == Sentiment::Neutral
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_emoji_we_choose_is_allowed_and_bare() {
        let allowed: HashSet<&str> = ALLOWED_REACTIONS.into_iter().collect();
        assert_eq!(allowed.len(), 73);
        assert!(allowed.iter().all(|emoji| !emoji.contains('\u{FE0F}')));
        for set in [
            AMUSED, GLAD, SORRY, STARTLED, AFRAID, DISGUSTED, CURIOUS, KIND,
        ]
        .into_iter()
        .chain(meaning::sets())
        .chain([
            misfortune::GRIEF,
            misfortune::HARM,
            misfortune::TROUBLE,
            misfortune::ALARM,
        ]) {
            assert!(set.iter().all(|emoji| allowed.contains(emoji)), "{set:?}");
        }
    }

    #[test]
    fn wishes_are_brought_to_what_telegram_has() {
        assert_eq!(allowed_reaction("❤️"), Some("❤"));
        assert_eq!(allowed_reaction("😂"), Some("🤣"));
        assert_eq!(allowed_reaction("🤷‍♂️"), Some("🤷‍♂"));
        assert_eq!(allowed_reaction("🥦"), None);
        assert_eq!(allowed_reaction(""), None);
    }
}
