//! A small HTTP/1.1 server on loopback: keep-alive, `Content-Length`, a thread per connection.
//!
//! The handler sees a whole request and says how to answer it, badly if a test wishes so.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// The largest request body that is read.
const BODY_MAX: u64 = 64 << 20;
/// The pause between two bytes of a trickled answer.
const TRICKLE_PAUSE: Duration = Duration::from_millis(100);

/// One request, read to its end.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// What follows `?`, undecoded; empty without one.
    pub query: String,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header called `name` (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Extra headers; `Content-Length` is added.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer with a JSON body.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let kind = ("Content-Type".to_owned(), "application/json".to_owned());
        Self {
            status,
            headers: vec![kind],
            body: body.into(),
        }
    }

    /// The page that a gateway shows when the server behind it is away.
    pub fn html(status: u16) -> Self {
        let kind = ("Content-Type".to_owned(), "text/html".to_owned());
        let body = format!("<html><head><title>{status} Bad Gateway</title></head></html>\r\n");
        Self {
            status,
            headers: vec![kind],
            body: body.into_bytes(),
        }
    }
}

/// What the server does with a request that it has read.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Answers.
    Respond(Response),
    /// Closes the connection without a byte: the request was accepted, the client never knows.
    DropConnection,
    /// Says nothing until the client gives up or the server stops.
    Hang,
    /// Answers one byte at a time.
    Trickle(Response),
}

/// Says how to answer; runs on the connection's own thread, so it may block.
pub trait Handler: Fn(&Request) -> Answer + Send + Sync + 'static {}
impl<F: Fn(&Request) -> Answer + Send + Sync + 'static> Handler for F {}

/// The server; stops when dropped.
#[derive(Debug)]
pub struct HttpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stopped: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl HttpServer {
    /// Starts a server on a free port of 127.0.0.1.
    pub fn start(handler: impl Handler) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let acceptor = {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || accept(&listener, &shared, &Arc::new(handler)))
        };
        Self {
            address,
            shared,
            acceptor: Some(acceptor),
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes every open connection, as a network that breaks would; new ones are accepted.
    pub fn cut_connections(&self) {
        for stream in self.shared.open.lock().unwrap().drain(..) {
            // The peer may have closed it already.
            let _ignored = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the acceptor; if that fails it is gone already.
        drop(TcpStream::connect(self.address));
        if let Some(acceptor) = self.acceptor.take() {
            let _ignored = acceptor.join();
        }
        self.cut_connections();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>, handler: &Arc<impl Handler>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(twin) = stream.try_clone() else {
            continue;
        };
        let mut open = shared.open.lock().unwrap();
        open.push(twin);
        drop(open);
        let (shared, handler) = (Arc::clone(shared), Arc::clone(handler));
        std::thread::spawn(move || {
            let peer = stream.peer_addr().ok();
            // A client that goes away in the middle is none of the server's errors.
            let _ignored = serve(&stream, &*handler, &shared);
            let _ignored = stream.shutdown(Shutdown::Both);
            let mut open = shared.open.lock().unwrap();
            open.retain(|other| other.peer_addr().ok().is_some_and(|it| Some(it) != peer));
        });
    }
}

fn serve(stream: &TcpStream, handler: &impl Handler, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(64 << 10, stream);
    while !shared.stopped.load(Ordering::SeqCst) {
        let Some(request) = read_request(&mut reader)? else {
            return Ok(());
        };
        match handler(&request) {
            Answer::Respond(response) => (&*stream).write_all(&render(&response))?,
            Answer::DropConnection => return Ok(()),
            Answer::Hang => return wait_for_end(reader),
            Answer::Trickle(response) => trickle(stream, &render(&response), shared)?,
        }
    }
    Ok(())
}

/// Blocks until the client closes its side or the server closes ours.
fn wait_for_end(mut reader: impl Read) -> std::io::Result<()> {
    let mut rest = [0; 1024];
    while reader.read(&mut rest)? > 0 {}
    Ok(())
}

fn trickle(mut stream: &TcpStream, bytes: &[u8], shared: &Shared) -> std::io::Result<()> {
    for byte in bytes {
        if shared.stopped.load(Ordering::SeqCst) {
            return Ok(());
        }
        stream.write_all(std::slice::from_ref(byte))?;
        std::thread::sleep(TRICKLE_PAUSE);
    }
    Ok(())
}

fn render(response: &Response) -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        response.status,
        reason(response.status)
    );
    for (name, value) in &response.headers {
        head.extend([name.as_str(), ": ", value, "\r\n"]);
    }
    let length = response.body.len().to_string();
    head.extend([
        "Connection: keep-alive\r\nContent-Length: ",
        &length,
        "\r\n\r\n",
    ]);
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&response.body);
    bytes
}

/// Reads one request; `None` if the client closed between two.
fn read_request(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = Request {
        method,
        path,
        query,
        headers,
        body: Vec::new(),
    };
    let length: u64 = request
        .header("content-length")
        .map_or(0, |it| it.parse().unwrap_or(0));
    reader
        .take(length.min(BODY_MAX))
        .read_to_end(&mut request.body)?;
    // A client killed in the middle of its request has not made it.
    let whole = request.body.len() as u64 == length;
    Ok(whole.then_some(request))
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
