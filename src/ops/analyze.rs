//! `gryag analyze`: reads lines, prints one JSON object for each.

use std::io::{self, BufRead, Write};

use serde_json::{Map, Value, json};

use crate::analysis::{self, Analysis, Evidence};
use crate::behaviour::trigger::{NameForms, NameUse, name_use};

/// The name that `trigger` looks for.
const NAME: &str = "Гряг";
/// The user names that it knows with it.
const USERNAMES: [&str; 3] = ["gryag", "gryag_bot", "gryagbot"];

/// Analyses every line of `input` and writes one JSON object per line to `output`.
///
/// With `jsonl` a line is an object `{"id", "text"}` and the id is echoed; without, it is the text
/// itself. With `explain` the words that led to each judgement are added.
///
/// # Errors
///
/// Reading or writing failed. A line that is not understood is answered by an object with `error`.
pub fn run(
    jsonl: bool,
    explain: bool,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<()> {
    let names = USERNAMES
        .iter()
        .fold(NameForms::generate(NAME), |names, username| {
            names.with_username(username)
        });
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        let answer = if jsonl {
            answer_object(text, explain, &names)
        } else {
            answer(None, text, explain, &names)
        };
        writeln!(output, "{answer}")?;
    }
}

/// The answer to a line that is an object.
fn answer_object(line: &str, explain: bool, names: &NameForms) -> Value {
    let object = serde_json::from_str::<Map<String, Value>>(line)
        .or_else(|_| serde_json::from_str::<Map<String, Value>>(&without_surrogates(line)));
    match object {
        Ok(mut object) => {
            let id = object.remove("id");
            let text = object
                .get("text")
                .and_then(Value::as_str)
                .unwrap_or_default();
            answer(id, text, explain, names)
        }
        Err(error) => json!({ "id": null, "error": format!("not an object: {error}") }),
    }
}

/// The line with every `\uD800`…`\uDFFF` escape replaced, because lone halves are no characters.
fn without_surrogates(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        let (head, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(head);
        let code = escape.strip_prefix("\\u").and_then(|tail| tail.get(..4));
        let is_half = code
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .is_some_and(|code| (0xD800..=0xDFFF).contains(&code));
        let length = if is_half { 6 } else { 2 };
        let (taken, tail) = escape.split_at_checked(length).unwrap_or((escape, ""));
        out.push_str(if is_half { "\\ufffd" } else { taken });
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn answer(id: Option<Value>, text: &str, explain: bool, names: &NameForms) -> Value {
    let (analysis, evidence) = if explain {
        analysis::explain(text)
    } else {
        (analysis::analyse(text), Vec::new())
    };
    let mut object = describe(&analysis, name_use(text, names) != NameUse::None);
    if let Some(id) = id {
        object.insert("id".to_owned(), id);
    }
    if explain {
        let words: Vec<Value> = evidence.iter().map(describe_evidence).collect();
        object.insert("words".to_owned(), Value::Array(words));
        object.insert("folded".to_owned(), json!(analysis::folded(text)));
    }
    Value::Object(object)
}

fn describe(analysis: &Analysis, trigger: bool) -> Map<String, Value> {
    let emotions: Vec<&str> = analysis
        .emotions
        .iter()
        .map(analysis::Emotion::as_str)
        .collect();
    let pairs = [
        ("lang", json!(analysis.language.as_str())),
        ("emotion", json!(analysis.emotion.as_str())),
        ("emotions", json!(emotions)),
        ("confidence", json!(rounded(analysis.confidence))),
        ("sentiment", json!(analysis.sentiment.as_str())),
        ("polarity", json!(rounded(analysis.polarity))),
        ("topic", json!(analysis.topic.as_str())),
        (
            "subtopic",
            json!(analysis.subtopic.map(analysis::Subtopic::as_str)),
        ),
        ("toxic", json!(analysis.toxic)),
        ("toxicity", json!(rounded(analysis.toxicity))),
        ("aimed", json!(analysis.aimed)),
        ("trigger", json!(trigger)),
        ("question", json!(analysis.question)),
        ("humour", json!(analysis.humour)),
        ("formality", json!(analysis.formality.as_str())),
        ("keywords", json!(analysis.keywords)),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn describe_evidence(evidence: &Evidence) -> Value {
    json!({
        "aspect": evidence.aspect,
        "word": evidence.word,
        "weight": rounded(evidence.weight),
    })
}

/// Three decimals are enough for people and for evaluation.
fn rounded(number: f32) -> f64 {
    (f64::from(number) * 1000.0).round() / 1000.0
}
