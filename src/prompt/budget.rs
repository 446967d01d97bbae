//! How many tokens a text will cost, estimated; exact counts come back with each answer.

/// What a prompt may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The most tokens of a whole prompt.
    pub tokens_max: u32,
    /// The estimated price of text, in tokens per 1000 characters.
    pub tokens_per_1000_chars: u32,
    /// The most messages of history.
    pub messages_max: usize,
    /// The most tokens of the answer, thinking included.
    pub answer_tokens_max: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            tokens_max: 8_000,
            tokens_per_1000_chars: TOKENS_PER_1000_CHARS_UKRAINIAN,
            messages_max: 60,
            answer_tokens_max: 2_048,
        }
    }
}

/// The usual price of Ukrainian text.
pub const TOKENS_PER_1000_CHARS_UKRAINIAN: u32 = 400;

/// What a message costs beyond its words.
pub const TOKENS_PER_MESSAGE: u32 = 3;

/// From here on in Unicode (Chinese, Japanese, Korean, emoji) a character costs a token more.
const COSTLY_FROM: char = '\u{2E80}';

/// The tokens that `text` will take, at least one if there is any. Runs of white space count as
/// one character. Linear in the length.
pub fn estimate(text: &str, tokens_per_1000_chars: u32) -> u32 {
    let mut chars = 0_u64;
    let mut costly = 0_u64;
    let mut was_space = false;
    for c in text.chars() {
        let is_space = c.is_whitespace();
        if !(is_space && was_space) {
            chars = chars.saturating_add(1);
        }
        if c >= COSTLY_FROM {
            costly = costly.saturating_add(1);
        }
        was_space = is_space;
    }
    let priced = chars
        .saturating_mul(u64::from(tokens_per_1000_chars))
        .div_ceil(1_000)
        .saturating_add(costly);
    let priced = if chars > 0 { priced.max(1) } else { 0 };
    u32::try_from(priced).unwrap_or(u32::MAX)
}

/// The number of characters that `tokens` pay for.
pub fn chars_for(tokens: u32, tokens_per_1000_chars: u32) -> usize {
    let chars = u64::from(tokens).saturating_mul(1_000) / u64::from(tokens_per_1000_chars.max(1));
    usize::try_from(chars).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ukrainian_costs_two_tokens_for_five_letters() {
        assert_eq!(estimate("", 400), 0);
        assert_eq!(estimate("я", 400), 1);
        assert_eq!(estimate("їжаки", 400), 2);
        assert_eq!(estimate(&"ї".repeat(1_000), 400), 400);
    }

    #[test]
    fn white_space_is_cheap_and_emoji_are_not() {
        assert_eq!(
            estimate("так\n\n   \t так", 1_000),
            estimate("так так", 1_000)
        );
        assert_eq!(estimate("😂", 400), 2);
    }

    #[test]
    fn a_price_and_its_inverse_agree() {
        assert_eq!(chars_for(400, 400), 1_000);
        assert!(estimate(&"ї".repeat(chars_for(77, 400)), 400) <= 77);
        assert_eq!(chars_for(1, 0), 1_000);
    }
}
