//! What a message carries besides its text: buttons, a file, the one person who may read it.

use super::request::json;
use crate::ids::{MessageId, SenderId, ThreadId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What people read on it.
    pub label: String,
    /// What comes back when it is pressed: 1 to 64 bytes.
    pub data: String,
}

/// `body` of a message with a row of buttons under it.
pub fn with_buttons(body: &str, row: &[Button]) -> String {
    let row: Vec<Value> = row
        .iter()
        .map(|button| serde_json::json!({"text": button.label, "callback_data": button.data}))
        .collect();
    with(
        body,
        "reply_markup",
        serde_json::json!({"inline_keyboard": [row]}),
    )
}

/// `body` of a message so that in a group only `reader` sees it (Bot API 10.2).
pub fn for_one(body: &str, reader: SenderId) -> String {
    let parameters = serde_json::json!({"receiver_user_id": reader});
    with(body, EPHEMERAL, parameters)
}

/// Who alone may read the message with this body, if it is for one reader.
pub fn only_reader(body: &str) -> Option<SenderId> {
    let fields: Map<String, Value> = serde_json::from_str(body).ok()?;
    let reader = fields.get(EPHEMERAL)?.get("receiver_user_id")?.as_i64()?;
    Some(SenderId(reader))
}

/// `body` of a message for one reader, made fit for that reader's private chat.
pub fn for_private_chat(body: &str) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_str(body).ok()?;
    for name in [EPHEMERAL, "reply_parameters", "message_thread_id"] {
        fields.remove(name);
    }
    Some(Value::Object(fields).to_string())
}

const EPHEMERAL: &str = "ephemeral_message_parameters";

fn with(body: &str, name: &str, value: Value) -> String {
    let Ok(mut fields) = serde_json::from_str::<Map<String, Value>>(body) else {
        return body.to_owned();
    };
    fields.insert(name.to_owned(), value);
    Value::Object(fields).to_string()
}

/// The body of `answerCallbackQuery`: ends the wait of whoever pressed, with a note of at most
/// 200 characters if there is one.
pub fn answer_callback(id: &str, note: Option<&str>) -> String {
    #[derive(Serialize)]
    struct Body<'t> {
        callback_query_id: &'t str,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    }
    json(&Body {
        callback_query_id: id,
        text: note.map(|note| crate::text::cut(note, NOTE_CHARS_MAX)),
    })
}

/// The longest note beside a pressed button, in characters.
const NOTE_CHARS_MAX: usize = 200;

/// A text file to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What people see it called, e.g. `gryag.json`.
    pub name: String,
    /// What is in it.
    pub content: String,
}

#[derive(Serialize, Deserialize)]
struct DocumentBody {
    document: Document,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<ThreadId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<MessageId>,
}

/// The body of `sendDocument` as the outbox keeps it; it travels as a form.
pub fn send_document(
    document: &Document,
    caption: &str,
    thread: Option<ThreadId>,
    reply_to: Option<MessageId>,
) -> String {
    json(&DocumentBody {
        document: document.clone(),
        caption: Some(crate::text::cut(caption, CAPTION_CHARS_MAX)).filter(|text| !text.is_empty()),
        message_thread_id: thread,
        reply_to: reply_to.filter(|id| id.0 != 0),
    })
}

/// The longest caption, in characters.
const CAPTION_CHARS_MAX: usize = 1_000;

/// The form that `body` of [`send_document`] travels as: its content type and its bytes.
pub(super) fn form(chat: i64, body: &str) -> Option<(String, Vec<u8>)> {
    let body: DocumentBody = serde_json::from_str(body).ok()?;
    let mut fields = vec![("chat_id", chat.to_string())];
    if let Some(caption) = body.caption {
        fields.push(("caption", caption));
    }
    if let Some(thread) = body.message_thread_id {
        fields.push(("message_thread_id", thread.to_string()));
    }
    if let Some(target) = body.reply_to {
        let parameters =
            serde_json::json!({"message_id": target, "allow_sending_without_reply": true});
        fields.push(("reply_parameters", parameters.to_string()));
    }
    let document = body.document;
    let boundary = boundary(&document.content, &fields);
    let mut form = String::new();
    for (name, value) in &fields {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        part(&mut form, &boundary, &head, value);
    }
    let file_name: String = document
        .name
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        .collect();
    let head = format!(
        "Content-Disposition: form-data; name=\"document\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream"
    );
    part(&mut form, &boundary, &head, &document.content);
    form.push_str("--");
    form.push_str(&boundary);
    form.push_str("--\r\n");
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Some((content_type, form.into_bytes()))
}

fn part(form: &mut String, boundary: &str, head: &str, content: &str) {
    for piece in ["--", boundary, "\r\n", head, "\r\n\r\n", content, "\r\n"] {
        form.push_str(piece);
    }
}

/// A line that occurs nowhere in the form.
fn boundary(content: &str, fields: &[(&str, String)]) -> String {
    let mut boundary = String::from("gryag");
    let occurs = |boundary: &str| {
        content.contains(boundary) || fields.iter().any(|(_, value)| value.contains(boundary))
    };
    // Each step is one longer than the text could still hold for ever.
    while occurs(&boundary) {
        boundary.push_str("-x");
    }
    boundary
}

#[cfg(test)]
mod tests {
    use super::super::request::{Markup, SendMessage, send_message};
    use super::*;

    fn message() -> String {
        send_message(&SendMessage {
            text: "так?",
            markup: Markup::Plain,
            reply_to: Some(MessageId(7)),
            thread_id: Some(ThreadId(2)),
        })
    }

    #[test]
    fn buttons_and_a_single_reader_are_added_to_a_message() {
        let body = with_buttons(
            &message(),
            &[Button {
                label: "Так".to_owned(),
                data: "0123".to_owned(),
            }],
        );
        let value: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            value["reply_markup"],
            serde_json::json!({"inline_keyboard": [[{"text": "Так", "callback_data": "0123"}]]})
        );
        assert_eq!(value["text"], "так?");
        assert_eq!(only_reader(&body), None);
        let body = for_one(&body, SenderId(5));
        assert_eq!(only_reader(&body), Some(SenderId(5)));
        let private = for_private_chat(&body).unwrap();
        let value: Value = serde_json::from_str(&private).unwrap();
        assert!(
            value.get("reply_parameters").is_none() && value.get("message_thread_id").is_none()
        );
        assert!(value.get("reply_markup").is_some() && only_reader(&private).is_none());
    }

    #[test]
    fn a_document_travels_as_a_form_whose_boundary_is_not_in_it() {
        let document = Document {
            name: "звіт \"x\".json".to_owned(),
            content: "{\"a\": \"gryag gryag-x\"}".to_owned(),
        };
        let body = send_document(&document, "тримай", None, Some(MessageId(9)));
        let (content_type, form) = form(-5, &body).unwrap();
        assert_eq!(content_type, "multipart/form-data; boundary=gryag-x-x");
        let form = String::from_utf8(form).unwrap();
        assert!(form.contains("name=\"chat_id\"\r\n\r\n-5\r\n"));
        assert!(form.contains("filename=\"звітx.json\""));
        assert!(form.contains(&document.content));
        assert!(form.ends_with("--gryag-x-x--\r\n"));
        assert_eq!(super::form(-5, "не JSON"), None);
    }

    #[test]
    fn a_press_is_answered_with_or_without_a_note() {
        assert_eq!(answer_callback("7", None), r#"{"callback_query_id":"7"}"#);
        assert_eq!(
            answer_callback("7", Some("так")),
            r#"{"callback_query_id":"7","text":"так"}"#
        );
    }
}
