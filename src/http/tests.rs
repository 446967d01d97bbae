//! The HTTP client against a listener that misbehaves.

use super::*;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;

const CANARY: &str = "123456:CANARY-token";

const LIMITS: Limits = Limits {
    deadline: Duration::from_secs(30),
    answer_bytes_max: 1 << 20,
};

/// Answers every connection with what `answer` does after one request was read; gives the base URL.
fn serve(answer: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            read_request(&mut stream);
            answer(stream);
        }
    });
    format!("http://{address}/bot{CANARY}/getMe")
}

fn read_request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut byte = [0_u8];
    while !seen.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        seen.push(byte[0]);
    }
    let head = String::from_utf8(seen).unwrap().to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    stream.read_exact(&mut vec![0; length]).unwrap();
}

fn write(mut stream: TcpStream, answer: &str) {
    stream.write_all(answer.as_bytes()).unwrap();
}

#[track_caller]
fn check(url: &str, limits: Limits, expected: Result<u16, Error>) {
    let http = Http::new(HttpOptions::default());
    let headers = [("x-goog-api-key", CANARY)];
    let outcome = http.post_json(url, &headers, CANARY.as_bytes(), &limits);
    assert!(!format!("{outcome:?} {http:?}").contains("CANARY"));
    if let Err(error) = outcome {
        assert!(!format!("{error} {error:?}").contains("127"));
        assert!(!format!("{error} {error:?}").contains("CANARY"));
    }
    assert_eq!(outcome.map(|answer| answer.status), expected);
}

#[test]
fn an_answer_has_its_status_headers_and_body() {
    let url = serve(|stream| {
        write(
            stream,
            "HTTP/1.1 429 Too Many\r\nConnection: close\r\nRetry-After: 7\r\n\
             Date: Tue, 24 Nov 2026 22:57:00 GMT\r\n\
             Content-Length: 2\r\n\r\n{}",
        );
    });
    let http = Http::new(HttpOptions::default());
    let answer = http.post_json(&url, &[], b"{}", &LIMITS).unwrap();
    assert_eq!(answer.status, 429);
    assert_eq!(answer.retry_after_s, Some(7));
    assert_eq!(
        answer.date.as_deref(),
        Some("Tue, 24 Nov 2026 22:57:00 GMT")
    );
    assert_eq!(answer.server_time_s(), Some(1_795_561_020));
    assert_eq!(answer.body, b"{}");
    let answer = http.get(&url, &[("accept", "text/html")], &LIMITS).unwrap();
    assert_eq!(answer.status, 429);
}

#[test]
fn nobody_listening_means_not_sent() {
    check(
        &format!("http://127.0.0.1:1/bot{CANARY}/x"),
        LIMITS,
        Err(Error::NotSent(Cause::Refused)),
    );
}

#[test]
fn a_failed_handshake_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        write(stream, "HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = format!("https://{address}/bot{CANARY}/getMe");
    check(&url, LIMITS, Err(Error::NotSent(Cause::Tls)));
}

#[test]
fn a_connection_cut_after_the_request_is_ambiguous() {
    let url = serve(drop);
    check(&url, LIMITS, Err(Error::Ambiguous(Cause::Closed)));
}

#[test]
fn a_body_cut_short_is_ambiguous() {
    let url = serve(|stream| {
        write(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"ok\"",
        );
    });
    check(&url, LIMITS, Err(Error::Ambiguous(Cause::Closed)));
}

#[test]
fn a_trickled_body_ends_at_the_deadline() {
    let url = serve(|mut stream| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
        let mut outcome = stream.write_all(head);
        while outcome.is_ok() {
            thread::sleep(Duration::from_millis(10));
            outcome = stream.write_all(b" ");
        }
    });
    let limits = Limits {
        deadline: Duration::from_secs(1),
        ..LIMITS
    };
    check(&url, limits, Err(Error::Ambiguous(Cause::Timeout)));
    assert!(Error::Ambiguous(Cause::Timeout).is_timeout());
}

#[test]
fn a_body_over_the_limit_is_refused_whether_announced_or_not() {
    let announced = serve(|stream| {
        write(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9437184\r\n\r\n");
    });
    check(&announced, LIMITS, Err(Error::TooLarge));
    let flood = serve(|mut stream| {
        let mut outcome = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while outcome.is_ok() {
            outcome = stream.write_all(&[b' '; 4_096]);
        }
    });
    check(&flood, LIMITS, Err(Error::TooLarge));
}

#[test]
fn a_redirect_is_not_followed() {
    let url = serve(|stream| {
        write(
            stream,
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        );
    });
    check(&url, LIMITS, Ok(302));
}

#[test]
fn what_is_not_http_is_ambiguous() {
    let url = serve(|stream| write(stream, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));
    check(&url, LIMITS, Err(Error::Ambiguous(Cause::Protocol)));
}

#[test]
fn an_unusable_address_is_told_without_quoting_it() {
    for base in [
        "",
        "api.telegram.org",
        "http://",
        "http:///",
        "ftp://x",
        "http://a b",
    ] {
        check(
            &format!("{base}/bot{CANARY}/getMe"),
            LIMITS,
            Err(Error::BadUrl),
        );
    }
}

#[test]
fn an_interrupt_ends_a_waiting_call_and_refuses_later_ones() {
    let (sender, asked) = channel();
    let url = serve(move |mut stream| {
        sender.send(()).unwrap();
        // Held open, never answered, until the other side goes.
        stream.read_to_end(&mut Vec::new()).unwrap_or_default();
    });
    let http = Http::new(HttpOptions::default());
    let waiting = {
        let (http, url) = (http.clone(), url.clone());
        thread::spawn(move || http.post_json(&url, &[], b"{}", &LIMITS))
    };
    // The request has arrived, so nobody can say any more whether it had an effect.
    asked.recv().unwrap();
    http.interrupt();
    let error = waiting.join().unwrap().unwrap_err();
    assert_eq!(error, Error::Ambiguous(Cause::Interrupted));
    let later = http.post_json(&url, &[], b"{}", &LIMITS);
    assert_eq!(later.unwrap_err(), Error::Stopped);
}
