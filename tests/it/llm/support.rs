//! A server that answers from a script, a clock that stands still, and a prompt.

use super::WORDS;
use gryag::clock::{Clock, UnixTime};
use gryag::prompt::{Prompt, Role, Turn};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the server received.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) line: String,
    pub(super) headers: String,
    pub(super) body: Value,
}

/// The status of an answer that never comes.
pub(super) const HANG: u16 = 0;

/// Answers one request after the other with `script` (status and body).
pub(super) fn serve(script: Vec<(u16, String)>) -> (String, Arc<Mutex<Vec<Request>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    thread::spawn(move || {
        let mut hung = Vec::new();
        for answer in script {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let mut headers = String::new();
            while !headers.ends_with("\r\n\r\n") && headers != "\r\n" {
                reader.read_line(&mut headers).unwrap();
            }
            let length = headers.to_lowercase();
            let length = length
                .split_once("content-length: ")
                .map_or(0, |(_, rest)| {
                    rest.lines().next().unwrap().trim().parse().unwrap()
                });
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let body = serde_json::from_slice(&body).unwrap_or_default();
            log.lock().unwrap().push(Request {
                line,
                headers,
                body,
            });
            let (status, body) = answer;
            if status == HANG {
                hung.push(stream);
                continue;
            }
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(body.as_bytes()).unwrap();
        }
        // Nobody listens any more: a request too many fails.
        drop(listener);
        thread::sleep(Duration::from_secs(60));
        drop(hung);
    });
    (url, seen)
}

/// Time that passes only while somebody pauses.
#[derive(Default)]
pub(super) struct FakeClock {
    pub(super) passed: Mutex<Duration>,
    pub(super) pauses: Mutex<Vec<Duration>>,
    pub(super) is_stopping: bool,
}

impl Clock for FakeClock {
    fn now(&self) -> UnixTime {
        UnixTime(1_795_000_000).plus(i64::try_from(self.monotonic().as_secs()).unwrap())
    }

    fn monotonic(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    fn pause(&self, duration: Duration) -> bool {
        *self.passed.lock().unwrap() += duration;
        self.pauses.lock().unwrap().push(duration);
        !self.is_stopping
    }
}

pub(super) fn prompt() -> Prompt {
    Prompt {
        system: format!("Правила {WORDS}"),
        turns: vec![
            turn(Role::User, "Оля: хто тут?"),
            turn(Role::Model, "я"),
            turn(Role::User, &format!("Оля: {WORDS}")),
        ],
        answer_tokens_max: 1_000,
        shape: gryag::prompt::Shape::Words,
        media: Vec::new(),
    }
}

fn turn(role: Role, text: &str) -> Turn {
    Turn {
        role,
        text: text.to_owned(),
    }
}
