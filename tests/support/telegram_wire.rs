//! The fake Telegram's envelope and the four ways in which parameters come.

use super::http_server::{Request, Response};
use super::telegram_rules::Refusal;
use serde_json::{Value, json};

/// The envelope around a result or a refusal.
pub(super) fn json_of(result: &Result<Value, Refusal>) -> Response {
    let refusal = match result {
        Ok(value) => return Response::json(200, json!({"ok": true, "result": value}).to_string()),
        Err(refusal) => refusal,
    };
    let mut body = json!({
        "ok": false, "error_code": refusal.code, "description": refusal.description,
    });
    let mut response = Response::json(refusal.code, "");
    if let Some(parameters) = &refusal.parameters {
        body["parameters"] = parameters.clone();
        if let Some(seconds) = parameters["retry_after"].as_u64() {
            response
                .headers
                .push(("Retry-After".to_owned(), seconds.to_string()));
        }
    }
    response.body = body.to_string().into_bytes();
    response
}

/// The parameters of a call and how they came.
pub(super) fn parameters(request: &Request) -> (&'static str, Value) {
    let kind = request.header("content-type").unwrap_or_default();
    if kind.starts_with("multipart/") {
        let boundary = kind.split_once("boundary=").map_or("", |(_, after)| after);
        return ("multipart", parts(&request.body, boundary));
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        return ("form", pairs(&String::from_utf8_lossy(&request.body)));
    }
    match serde_json::from_slice(&request.body) {
        Ok(params @ Value::Object(_)) => ("json", params),
        _ => ("query", pairs(&request.query)),
    }
}

/// The parts of a form; a file becomes an object of its name and its text.
fn parts(body: &[u8], boundary: &str) -> Value {
    let text = String::from_utf8_lossy(body);
    let mut object = serde_json::Map::new();
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, value)) = part.split_once("\r\n\r\n") else {
            continue;
        };
        let quoted = |field: &str| {
            let (_, after) = head.split_once(&format!(" {field}=\""))?;
            Some(after.split_once('"')?.0.to_owned())
        };
        let value = value.strip_suffix("\r\n").unwrap_or(value);
        let value = match quoted("filename") {
            Some(name) => json!({"file_name": name, "content": value}),
            None => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
        };
        object.insert(quoted("name").unwrap_or_default(), value);
    }
    Value::Object(object)
}

/// `a=1&b=%7B%7D` as an object; values that are JSON become what they are.
fn pairs(text: &str) -> Value {
    let mut object = serde_json::Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decoded(value);
        let parsed = serde_json::from_str(&value).unwrap_or(Value::String(value));
        object.insert(percent_decoded(name), parsed);
    }
    Value::Object(object)
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |digit: Option<u8>| char::from(digit?).to_digit(16);
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (hex(rest.next()), hex(rest.next())) {
                (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap(),
                _ => b'?',
            },
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
