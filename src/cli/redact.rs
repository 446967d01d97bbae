//! The last line of defence of the log: what looks like a secret, or is one of ours, never leaves,
//! whoever wrote the line. Nothing here should ever find anything.

use std::borrow::Cow;

/// In the place of a secret.
const HIDDEN: &str = "***";
/// The digits of a bot's token before its colon.
const TOKEN_DIGITS: std::ops::RangeInclusive<usize> = 6..=12;
/// The fewest characters of a bot's token after its colon.
const TOKEN_TAIL_MIN: usize = 30;
/// A secret of fewer bytes would be found in innocent words.
const KNOWN_MIN: usize = 12;
/// Begins Google's keys.
const KEY_HEAD: &str = "AIza";
/// The fewest characters after it.
const KEY_TAIL_MIN: usize = 30;

/// Hides secrets in lines.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    /// The secrets of the settings.
    known: Vec<Known>,
}

/// A secret that is known. No `Debug` shows it.
struct Known(String);

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Redactor {
    /// Hides these and everything that looks like a token or key.
    pub(super) fn new(secrets: impl Iterator<Item: AsRef<str>>) -> Self {
        let known = secrets
            .map(|secret| Known(secret.as_ref().to_owned()))
            .filter(|Known(secret)| secret.len() >= KNOWN_MIN)
            .collect();
        Self { known }
    }

    /// `text` without secrets.
    pub(super) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for Known(secret) in &self.known {
            if text.contains(secret.as_str()) {
                text = Cow::Owned(text.replace(secret.as_str(), HIDDEN));
            }
        }
        for find in [find_token, find_key] {
            while let Some((before, after)) = find(&text) {
                text = Cow::Owned(format!("{before}{HIDDEN}{after}"));
            }
        }
        text
    }
}

fn is_tail(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// The characters at the beginning of `text` that a secret may have.
fn tail(text: &str) -> &str {
    let end = text.find(|c| !is_tail(c)).unwrap_or(text.len());
    text.split_at(end).0
}

/// What stands before and after the first thing that looks like a bot's token.
fn find_token(text: &str) -> Option<(&str, &str)> {
    text.match_indices(':').find_map(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let rest = rest.strip_prefix(':')?;
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = before.len() - start.len();
        let secret = tail(rest);
        if digits < *TOKEN_DIGITS.start() || secret.len() < TOKEN_TAIL_MIN {
            return None;
        }
        // Of a longer row of digits only the last ones can be a token's.
        let kept = before.len() - digits.min(*TOKEN_DIGITS.end());
        Some((before.split_at(kept).0, rest.split_at(secret.len()).1))
    })
}

/// What stands before and after the first thing that looks like a key of Google's.
fn find_key(text: &str) -> Option<(&str, &str)> {
    text.match_indices(KEY_HEAD).find_map(|(at, head)| {
        let (before, rest) = text.split_at(at);
        let secret = tail(rest);
        if secret.len() < head.len() + KEY_TAIL_MIN {
            return None;
        }
        Some((before, rest.split_at(secret.len()).1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOKEN: &str = "123456789:AAcanary-canary_canary-canary_canary";
    const KEY: &str = "AIzaSycanary_canary_canary_canary_canary";

    fn clean(text: &str) -> String {
        let redactor = Redactor::new(["a canary of our own"].into_iter());
        redactor.clean(text).into_owned()
    }

    #[test]
    fn an_error_that_shows_its_address_shows_no_token() {
        let error = format!(
            "error sending request for url (https://api.telegram.org/bot{TOKEN}/getUpdates): \
             x-goog-api-key: {KEY}, once more {TOKEN}"
        );
        let cleaned = clean(&error);
        assert!(!cleaned.contains("canary"), "{cleaned}");
        assert_eq!(
            cleaned,
            "error sending request for url (https://api.telegram.org/bot***/getUpdates): \
             x-goog-api-key: ***, once more ***"
        );
    }

    #[test]
    fn what_is_known_to_be_secret_is_hidden_whatever_it_looks_like() {
        assert_eq!(clean("key=a canary of our own!"), "key=***!");
        let short = Redactor::new(["k"].into_iter());
        assert_eq!(short.clean("backup"), "backup");
    }

    #[test]
    fn ordinary_lines_stay_as_they_are() {
        for line in [
            "runs as @gryag_bot with 4 workers",
            "chat -1001234567890: sent 12:34:56",
            "backup: 1234567 messages, 12345678 bytes, verified, in 12 ms",
            "src/store/mod.rs:123456: AIza",
            "час 12:00, ключ AIza-короткий",
        ] {
            assert_eq!(clean(line), line);
        }
    }

    proptest! {
        #[test]
        fn nothing_of_a_token_is_left_wherever_it_stands(
            before in "\\PC{0,20}",
            after in "[^0-9A-Za-z_-]\\PC{0,20}",
        ) {
            let cleaned = clean(&format!("{before}{TOKEN}{after}"));
            prop_assert!(!cleaned.contains("canary"));
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
        }
    }
}
