//! HTTP for the adapters: one call, one deadline, one answer with a capped body. The only module
//! that knows ureq.
//!
//! An error says what the caller can do, and above all whether the request can have reached the
//! server: until ureq takes the first byte of the body, nothing that a server would act on has
//! left. No error and no `Debug` here contains an address, a host name, a header or a body, for
//! Telegram's addresses contain the bot's token.

mod date;
mod error;
mod resolver;

pub use error::{Cause, Error};

use error::Failure;
use resolver::CachingResolver;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use ureq::http::{HeaderMap, Method, Request, Response, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, Body, Proxy, SendBody};

/// How long a connection, TLS included, may take.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How long a name may take to resolve.
const RESOLVE_MAX: Duration = Duration::from_secs(5);
/// Buffers per connection and direction, in bytes; a response's head must fit.
const BUFFER_BYTES: usize = 32 << 10;
/// The longest head of a response, in bytes.
const HEAD_BYTES_MAX: usize = 24 << 10;
/// What we call ourselves.
const USER_AGENT: &str = concat!("gryag/", env!("CARGO_PKG_VERSION"));

/// Settings of an [`Http`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpOptions {
    /// How many idle connections are kept per host: the number of threads that call.
    pub connections_per_host: usize,
    /// How long an idle connection is kept. A connection that the other side has closed meanwhile
    /// turns a call into an [`Error::Ambiguous`], so keep it short where calls are not idempotent.
    pub idle_age: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connections_per_host: 8,
            idle_age: Duration::from_secs(5),
        }
    }
}

/// The bounds of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the whole call, from the name lookup to the body's last byte.
    pub deadline: Duration,
    /// The longest body that is accepted, in bytes.
    pub answer_bytes_max: u64,
}

/// An answer, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; a redirect is not followed and comes as it is.
    pub status: u16,
    /// The header `Retry-After`, if it is a number of seconds.
    pub retry_after_s: Option<u64>,
    /// The header `Date`.
    pub date: Option<String>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// When the server answered, by its clock, in seconds since 1970 UTC.
    pub fn server_time_s(&self) -> Option<i64> {
        self.date.as_deref().and_then(date::parse)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("retry_after_s", &self.retry_after_s)
            .field("date", &self.date)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// A client with its pool of connections. Clones share the pool.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
}

struct Shared {
    /// For the world, through the environment's proxy if there is one.
    outward: Agent,
    /// For this machine, which no proxy can reach.
    loopback: Agent,
    is_stopped: AtomicBool,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").finish_non_exhaustive()
    }
}

impl Http {
    /// A client. Respects `HTTPS_PROXY`, `NO_PROXY` and their kin; loopback addresses are always
    /// called directly.
    pub fn new(options: HttpOptions) -> Self {
        let proxy = Proxy::try_from_env();
        let outward = agent(options, proxy.clone());
        let loopback = match proxy {
            Some(_) => agent(options, None),
            None => outward.clone(),
        };
        Self {
            shared: Arc::new(Shared {
                outward,
                loopback,
                is_stopped: AtomicBool::new(false),
            }),
        }
    }

    /// Posts `body` as JSON.
    ///
    /// # Errors
    /// See [`Error`]; a status of 400 or above is an [`Answer`], not an error.
    pub fn post_json(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        limits: &Limits,
    ) -> Result<Answer, Error> {
        self.post(url, headers, "application/json", body, limits)
    }

    /// Posts `body`, which is of type `content_type`.
    ///
    /// # Errors
    /// See [`Error`]; a status of 400 or above is an [`Answer`], not an error.
    pub fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        content_type: &str,
        body: &[u8],
        limits: &Limits,
    ) -> Result<Answer, Error> {
        let length = body.len().to_string();
        let mut watched = Watched {
            rest: body,
            is_taken: false,
        };
        let mut all: Vec<(&str, &str)> = Vec::with_capacity(headers.len().saturating_add(2));
        // A length of our own, else ureq would send a body from a reader in chunks.
        all.push((header::CONTENT_LENGTH.as_str(), &length));
        all.push((header::CONTENT_TYPE.as_str(), content_type));
        all.extend_from_slice(headers);
        let outcome = self.send(
            Method::POST,
            url,
            &all,
            SendBody::from_reader(&mut watched),
            limits,
        );
        let is_sent = watched.is_taken || body.is_empty();
        outcome.map_err(|failure| self.judge(&failure, is_sent))
    }

    /// Gets what is at `url`.
    ///
    /// # Errors
    /// See [`Error`]; a status of 400 or above is an [`Answer`], not an error.
    pub fn get(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        limits: &Limits,
    ) -> Result<Answer, Error> {
        self.send(Method::GET, url, headers, (), limits)
            .map_err(|failure| self.judge(&failure, true))
    }

    /// Ends all calls of this client and its clones at once, the long poll included, and makes
    /// later ones fail. (A name lookup or a connect under way ends by its own bound.)
    pub fn interrupt(&self) {
        self.shared.is_stopped.store(true, Ordering::SeqCst);
        self.shared.outward.clone().shutdown();
        self.shared.loopback.clone().shutdown();
    }

    fn send(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: impl AsSendBody,
        limits: &Limits,
    ) -> Result<Answer, Failure> {
        let uri = Uri::try_from(url)?;
        if uri.host().is_none_or(str::is_empty) {
            return Err(Failure::BadRequest);
        }
        let agent = if is_loopback(&uri) {
            &self.shared.loopback
        } else {
            &self.shared.outward
        };
        let mut builder = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let request = builder.body(body)?;
        let request = agent
            .configure_request(request)
            .timeout_global(Some(limits.deadline))
            .timeout_connect(Some(limits.deadline.min(CONNECT_MAX)))
            .timeout_resolve(Some(limits.deadline.min(RESOLVE_MAX)))
            .build();
        let response = agent.run(request)?;
        read(response, limits.answer_bytes_max)
    }

    /// What a failure means to the caller. `is_sent`: the body has left, wholly or in part.
    fn judge(&self, failure: &Failure, is_sent: bool) -> Error {
        let (cause, never_connected) = match failure {
            Failure::BadRequest => return Error::BadUrl,
            Failure::TooLarge => return Error::TooLarge,
            Failure::Ureq(error) => match Cause::of(error) {
                Some(judged) => judged,
                None => return Error::BadUrl,
            },
        };
        let is_stopped = self.shared.is_stopped.load(Ordering::SeqCst);
        match (never_connected || !is_sent, is_stopped) {
            (true, true) => Error::Stopped,
            (true, false) => Error::NotSent(cause),
            (false, true) => Error::Ambiguous(Cause::Interrupted),
            (false, false) => Error::Ambiguous(cause),
        }
    }
}

fn agent(options: HttpOptions, proxy: Option<Proxy>) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::WebPki).build();
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .https_only(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(USER_AGENT)
        .proxy(proxy)
        .max_idle_connections(options.connections_per_host.saturating_mul(2))
        .max_idle_connections_per_host(options.connections_per_host)
        .max_idle_age(options.idle_age)
        .max_response_header_size(HEAD_BYTES_MAX)
        .input_buffer_size(BUFFER_BYTES)
        .output_buffer_size(BUFFER_BYTES)
        .tls_config(tls)
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::default(),
        CachingResolver::default(),
    )
}

fn is_loopback(uri: &Uri) -> bool {
    uri.host().is_some_and(|host| {
        resolver::ip_literal(host).map_or_else(
            || host.eq_ignore_ascii_case("localhost"),
            |ip| ip.is_loopback(),
        )
    })
}

fn read(response: Response<Body>, bytes_max: u64) -> Result<Answer, Failure> {
    let (head, body) = response.into_parts();
    if body.content_length().is_some_and(|bytes| bytes > bytes_max) {
        return Err(Failure::TooLarge);
    }
    let body = body.into_with_config().limit(bytes_max).read_to_vec()?;
    Ok(Answer {
        status: head.status.as_u16(),
        retry_after_s: text(&head.headers, header::RETRY_AFTER.as_str())
            .and_then(|seconds| seconds.trim().parse().ok()),
        date: text(&head.headers, header::DATE.as_str()).map(str::to_owned),
        body,
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A request body that knows whether anybody has begun to read it.
struct Watched<'b> {
    rest: &'b [u8],
    is_taken: bool,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_taken = true;
        self.rest.read(buffer)
    }
}

#[cfg(test)]
mod tests;
