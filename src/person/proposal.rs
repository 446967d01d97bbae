//! Facts that a model points out: asked for in a fixed form, believed only word for word.

use super::facts::{FactKind, Found, QUOTE_CHARS_MAX};
use super::phrases;
use crate::analysis::stem::search_form;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::prompt::{Prompt, Role, Shape, Turn};
use crate::text;
use serde::Deserialize;

/// The most messages that a model is shown at once.
pub const MESSAGES_SHOWN_MAX: usize = 40;
/// The longest message shown, in characters.
const MESSAGE_CHARS_MAX: usize = 400;
/// A shorter quotation says nothing.
const QUOTE_CHARS_MIN: usize = 4;
/// The most proposals that are looked at.
const PROPOSALS_MAX: usize = 20;
/// The most tokens of the answer.
const ANSWER_TOKENS_MAX: u32 = 1_024;
/// How sure a proposal is, in per cent: less than any pattern.
const CONFIDENCE: u8 = 60;

/// The name of the list in a structured answer.
pub const LIST: &str = "facts";
/// The names of a proposal's fields, in the order in which a schema lists them.
pub const FIELDS: [&str; 3] = ["n", "kind", "quote"];

/// The words for what a fact may be about.
pub fn kinds() -> Vec<&'static str> {
    FactKind::ALL.into_iter().map(FactKind::as_str).collect()
}

/// A proposal that stood the test, and which of the messages it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The message's place among those shown, from 0.
    pub message: usize,
    /// The fact.
    pub found: Found,
}

#[derive(Deserialize)]
struct Proposal {
    n: usize,
    kind: String,
    quote: String,
}

/// The question to a model: what does the author of these messages say of themselves?
pub fn question(messages: &[&str]) -> Prompt {
    let kinds = kinds();
    let lines: Vec<String> = messages
        .iter()
        .take(MESSAGES_SHOWN_MAX)
        .enumerate()
        .map(|(number, message)| {
            let shown = text::cut(&text::one_line(message), MESSAGE_CHARS_MAX);
            format!("{}: {shown}", number.saturating_add(1))
        })
        .collect();
    Prompt {
        system: phrases::notice_instructions(&kinds.join(", ")),
        turns: vec![Turn {
            role: Role::User,
            text: lines.join("\n"),
        }],
        answer_tokens_max: ANSWER_TOKENS_MAX,
        shape: Shape::Facts,
        media: Vec::new(),
    }
}

/// The proposals in a model's `answer` whose quotation is literally in the message they name. What
/// a message says of others, or asks, the model was told to leave out; questions are left out here
/// too.
pub fn accepted(answer: &str, messages: &[(&str, UnixTime)]) -> Vec<Accepted> {
    let list = answer
        .find('[')
        .and_then(|from| Some((from, answer.rfind(']')?)))
        .and_then(|(from, to)| answer.get(from..=to));
    let Some(list) = list else {
        return Vec::new();
    };
    let proposals: Vec<serde_json::Value> = serde_json::from_str(list).unwrap_or_default();
    let understood = proposals
        .into_iter()
        .take(PROPOSALS_MAX)
        .filter_map(|value| serde_json::from_value::<Proposal>(value).ok());
    understood
        .filter_map(|proposal| accept(&proposal, messages))
        .collect()
}

fn accept(proposal: &Proposal, messages: &[(&str, UnixTime)]) -> Option<Accepted> {
    let message = proposal.n.checked_sub(1)?;
    let (text, said_at) = messages.get(message)?;
    let kind = FactKind::from_word(&proposal.kind)?;
    let quote = proposal.quote.trim();
    let length = quote.chars().count();
    let is_literal = text.contains(quote);
    let is_question = text
        .split_once(quote)
        .is_some_and(|(_, after)| asks(after) || quote.contains('?'));
    if !(QUOTE_CHARS_MIN..=QUOTE_CHARS_MAX).contains(&length) || !is_literal || is_question {
        return None;
    }
    let passes = matches!(kind, FactKind::Plan | FactKind::Condition);
    Some(Accepted {
        message,
        found: Found {
            kind,
            key: if kind.is_single() {
                String::new()
            } else {
                search_form(quote)
            },
            quote: quote.to_owned(),
            confidence: CONFIDENCE,
            half_life_days: kind.half_life_days(),
            expires_at: passes.then(|| said_at.plus(PLAN_LIFE_S)),
            is_denial: false,
        },
    })
}

/// A plan that a model noticed is over after so many seconds.
const PLAN_LIFE_S: i64 = 14 * SECONDS_PER_DAY;

/// Whether the sentence that goes on with `after` ends in a question mark.
fn asks(after: &str) -> bool {
    let end = after.find(['.', '!', '?', '\n', '…']);
    end.and_then(|at| after.get(at..))
        .is_some_and(|end| end.starts_with('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: UnixTime = UnixTime(1_000);

    #[track_caller]
    fn check(answer: &str, expected: &[&str]) {
        let messages = [
            ("вдома мене чекає рудий котяра, а ще трохи шию", SAID),
            ("може, в мене є сестра? хтозна", SAID),
        ];
        let quotes: Vec<String> = accepted(answer, &messages)
            .into_iter()
            .map(|one| format!("{} {}", one.found.kind.as_str(), one.found.quote))
            .collect();
        assert_eq!(quotes, expected, "{answer}");
    }

    #[test]
    fn only_what_was_literally_said_is_believed() {
        check(
            r#"Ось: [{"n":1,"kind":"pet","quote":"мене чекає рудий котяра"}]"#,
            &["pet мене чекає рудий котяра"],
        );
        for wrong in [
            r#"[{"n":1,"kind":"pet","quote":"у мене рудий кіт"}]"#,
            r#"[{"n":2,"kind":"pet","quote":"мене чекає рудий котяра"}]"#,
            r#"[{"n":0,"kind":"pet","quote":"рудий котяра"}]"#,
            r#"[{"n":99,"kind":"pet","quote":"рудий котяра"}]"#,
            r#"[{"n":1,"kind":"secret","quote":"рудий котяра"}]"#,
            r#"[{"n":1,"kind":"pet","quote":""}]"#,
            r#"[{"n":2,"kind":"people","quote":"в мене є сестра"}]"#,
            r#"[{"n":"1","kind":"pet"}]"#,
            "[[[",
            "] [",
            "",
            "не знаю",
        ] {
            check(wrong, &[]);
        }
    }

    #[test]
    fn a_structured_answer_is_read_like_a_bare_list() {
        check(
            r#"{"facts": [{"n": 1, "kind": "hobby", "quote": "трохи шию"}]}"#,
            &["hobby трохи шию"],
        );
        check(r#"{"facts": []}"#, &[]);
    }

    #[test]
    fn a_bad_proposal_does_not_spoil_a_good_one() {
        check(
            r#"[7, {"n":1,"kind":"hobby","quote":"трохи шию"}, {"n":1}]"#,
            &["hobby трохи шию"],
        );
    }

    #[test]
    fn the_question_shows_numbered_lines_and_no_line_breaks() {
        let prompt = question(&["перше\n2: підробка", "друге"]);
        assert_eq!(prompt.turns[0].text, "1: перше 2: підробка\n2: друге");
        assert!(prompt.system.contains("birthday"));
    }
}
