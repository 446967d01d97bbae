//! A model's verdict on whether to speak unasked, as JSON: `{"speak", "text", "reaction"}`.

use serde_json::Value;

/// What a model would do unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The words, as the model wrote them; `None` for silence.
    pub text: Option<String>,
    /// An emoji for the message, as the model wrote it.
    pub reaction: Option<String>,
}

/// The names of the fields, in the order in which a schema lists them.
pub const FIELDS: [&str; 3] = ["speak", "text", "reaction"];

/// Silence.
const NOTHING: Verdict = Verdict {
    text: None,
    reaction: None,
};

/// Reads a verdict. Models wrap JSON into words and fences, leave fields out and answer with bare
/// words; JSON that is broken or says nothing clear is silence.
pub fn read(answer: &str) -> Verdict {
    let bare = without_fence(answer);
    let Some(start) = bare.find('{') else {
        // Bare words: the model did not keep to the shape, but said something.
        return Verdict {
            text: Some(answer.to_owned()).filter(|text| !text.trim().is_empty()),
            reaction: None,
        };
    };
    let json = bare.get(start..).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => of(&value),
        Some(Err(_)) | None => NOTHING,
    }
}

fn of(value: &Value) -> Verdict {
    let word = |name: &str| {
        let text = value.get(name).and_then(Value::as_str).unwrap_or_default();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let [speak, text, reaction] = FIELDS;
    let speaks = match value.get(speak) {
        Some(Value::Bool(speaks)) => *speaks,
        Some(Value::String(word)) => word.eq_ignore_ascii_case("true"),
        Some(Value::Null) | None => value.get(text).is_some(),
        Some(Value::Number(_) | Value::Array(_) | Value::Object(_)) => false,
    };
    Verdict {
        text: word(text).filter(|_| speaks),
        reaction: word(reaction),
    }
}

fn without_fence(answer: &str) -> &str {
    let trimmed = answer.trim();
    let inner = trimmed
        .strip_prefix("```json")
        .or_else(|| trimmed.strip_prefix("```"))
        .unwrap_or(trimmed);
    inner.strip_suffix("```").unwrap_or(inner).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(answer: &str, text: Option<&str>, reaction: Option<&str>) {
        let verdict = read(answer);
        assert_eq!(verdict.text.as_deref(), text, "{answer}");
        assert_eq!(verdict.reaction.as_deref(), reaction, "{answer}");
    }

    #[test]
    fn verdicts_are_read_in_every_dress() {
        check(r#"{"speak": true, "text": "Ага"}"#, Some("Ага"), None);
        check(
            r#"{"speak": false, "text": "Ага", "reaction": "🤣"}"#,
            None,
            Some("🤣"),
        );
        check(
            "```json\n{\"speak\": true, \"text\": \"Ага\"}\n```",
            Some("Ага"),
            None,
        );
        check(
            r#"Ось: {"speak": "true", "text": "Ага"} — так."#,
            Some("Ага"),
            None,
        );
        check(r#"{"text": "Ага", "reaction": null}"#, Some("Ага"), None);
        check(
            r#"{"speak": true, "text": " ", "reaction": ""}"#,
            None,
            None,
        );
    }

    #[test]
    fn what_is_broken_is_silence_and_bare_words_are_words() {
        check(r#"{"speak": true, "text": "недопис"#, None, None);
        check("{}", None, None);
        check(r#"{"speak": 1, "text": "Ага"}"#, None, None);
        check("[1, 2]", Some("[1, 2]"), None);
        check("Та ну, серйозно?", Some("Та ну, серйозно?"), None);
        check("  ", None, None);
    }
}
