//! The shapes of structured answers, in the dialects of the servers; and which models refuse them.

use crate::person::proposal;
use crate::prompt::{Shape, verdict};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Models that are remembered to refuse a shape; there are never so many.
const REFUSING_MAX: usize = 64;

/// A shape in Gemini's dialect of OpenAPI; `None` for plain words.
pub(super) fn gemini(shape: Shape) -> Option<Value> {
    match shape {
        Shape::Words | Shape::Description => None,
        Shape::Verdict => {
            let [speak, text, reaction] = verdict::FIELDS;
            Some(json!({
                "type": "OBJECT",
                "properties": {
                    speak: {"type": "BOOLEAN"},
                    text: {"type": "STRING", "nullable": true},
                    reaction: {"type": "STRING", "nullable": true},
                },
                "required": [speak],
                "propertyOrdering": verdict::FIELDS,
            }))
        }
        Shape::Facts => {
            let [number, kind, quote] = proposal::FIELDS;
            Some(json!({
                "type": "OBJECT",
                "properties": {
                    proposal::LIST: {
                        "type": "ARRAY",
                        "items": {
                            "type": "OBJECT",
                            "properties": {
                                number: {"type": "INTEGER"},
                                kind: {"type": "STRING", "enum": proposal::kinds()},
                                quote: {"type": "STRING"},
                            },
                            "required": proposal::FIELDS,
                            "propertyOrdering": proposal::FIELDS,
                        },
                    },
                },
                "required": [proposal::LIST],
            }))
        }
    }
}

/// A shape as OpenAI's `response_format`; `None` for plain words. If the server refused a schema
/// before, only JSON is asked for: the fields are told in the prompt too.
pub(super) fn openai(shape: Shape, takes_schema: bool) -> Option<Value> {
    match shape {
        Shape::Words | Shape::Description => None,
        Shape::Facts if takes_schema => {
            let [number, kind, quote] = proposal::FIELDS;
            let one = json!({
                "type": "object",
                "properties": {
                    number: {"type": "integer"},
                    kind: {"type": "string", "enum": proposal::kinds()},
                    quote: {"type": "string"},
                },
                "required": proposal::FIELDS,
                "additionalProperties": false,
            });
            let schema = json!({
                "type": "object",
                "properties": { proposal::LIST: {"type": "array", "items": one} },
                "required": [proposal::LIST],
                "additionalProperties": false,
            });
            Some(json!({
                "type": "json_schema",
                "json_schema": {"name": proposal::LIST, "strict": true, "schema": schema},
            }))
        }
        // Every such server knows this much.
        Shape::Verdict | Shape::Facts => Some(json!({"type": "json_object"})),
    }
}

/// The models that refused a structured answer, until the program ends.
#[derive(Debug, Default)]
pub(super) struct Refusing(Mutex<BTreeSet<String>>);

impl Refusing {
    pub(super) fn has(&self, model: &str) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(model)
    }

    pub(super) fn note(&self, model: &str) {
        let mut models = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if models.len() < REFUSING_MAX {
            models.insert(model.to_owned());
        }
    }
}
