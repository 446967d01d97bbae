//! The words of a rich message: a tree of blocks and spans whose kinds grow with every version of
//! the Bot API, so that we go by the names of the fields, not by the kinds.

use super::username;
use crate::ids::SenderId;
use crate::message::Mention;
use crate::telegram::wire::Text;
use serde_json::Value;
use serde_json::value::RawValue;

/// Fields that hold words or further blocks, in reading order.
const FIELDS: [&str; 11] = [
    "summary",
    "label",
    "text",
    "expression",
    "alternative_text",
    "blocks",
    "items",
    "cells",
    "caption",
    "credit",
    "title",
];

/// The text of a rich message and whom it mentions.
pub(super) fn read(document: &RawValue) -> (String, Vec<Mention>) {
    // serde_json limits the depth, and so that of the recursion here.
    let tree: Value = serde_json::from_str(document.get()).unwrap_or_default();
    let mut words = Words::default();
    words.take(&tree);
    (words.text.trim().to_owned(), words.mentions)
}

#[derive(Default)]
struct Words {
    text: String,
    mentions: Vec<Mention>,
}

impl Words {
    fn take(&mut self, node: &Value) {
        match node {
            Value::String(words) => self.text.push_str(words),
            Value::Array(nodes) => nodes.iter().for_each(|node| self.take(node)),
            Value::Object(fields) => {
                self.mention(node);
                for name in FIELDS {
                    let Some(field) = fields.get(name) else {
                        continue;
                    };
                    match (name, field) {
                        ("blocks" | "items", Value::Array(nodes)) => self.lines(nodes),
                        ("cells", Value::Array(rows)) => rows.iter().for_each(|row| self.row(row)),
                        ("summary" | "caption" | "credit" | "title", _) => {
                            self.new_line();
                            self.take(field);
                            self.new_line();
                        }
                        ("label", _) => {
                            self.take(field);
                            self.text.push(' ');
                        }
                        _ => self.take(field),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn lines(&mut self, nodes: &[Value]) {
        for node in nodes {
            self.take(node);
            self.new_line();
        }
    }

    fn row(&mut self, row: &Value) {
        for cell in row.as_array().into_iter().flatten() {
            self.take(cell);
            self.text.push(' ');
        }
        self.new_line();
    }

    fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn mention(&mut self, span: &Value) {
        let named = span.get("username").and_then(Value::as_str);
        let person = span.get("user").and_then(|user| user.get("id"));
        let mention = named
            .and_then(|name| username(Some(&Text(name.to_owned()))))
            .map(Mention::Username)
            .or_else(|| Some(Mention::Person(SenderId(person?.as_i64()?))));
        if let Some(mention) = mention.filter(|mention| !self.mentions.contains(mention)) {
            self.mentions.push(mention);
        }
    }
}
