//! Files that members sent: what Telegram says when it has them no more.

use crate::telegram::{fake, refused};
use gryag::telegram::Refusal;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[test]
fn a_file_that_is_gone_is_no_wrong_token() {
    let path = r#"{"ok":true,"result":{"file_id":"x","file_path":"photos/1.jpg"}}"#;
    let requests = AtomicUsize::new(0);
    let fake = fake(move |stream| {
        let is_first = requests.fetch_add(1, Ordering::SeqCst) == 0;
        let (status, body) = if is_first {
            ("200 OK", path)
        } else {
            (
                "404 Not Found",
                r#"{"ok":false,"error_code":404,"description":"Not Found"}"#,
            )
        };
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(answer.as_bytes()).unwrap_or_default();
    });
    let gone = fake
        .telegram
        .download("x", 1_000, Duration::from_secs(5))
        .unwrap_err();
    assert_eq!(gone, refused(404, Refusal::FileGone));
    assert_eq!(gone.to_string(), "refused (404): the file is gone");
}
