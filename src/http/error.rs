//! Why there is no answer, sorted by what the caller can do.

use std::error;
use std::fmt;
use std::io;
use ureq::http::uri::InvalidUri;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The request did not reach the server: it is safe to repeat.
    NotSent(Cause),
    /// The request went out, wholly or in part, and no whole answer came: the server may or may not
    /// have acted.
    Ambiguous(Cause),
    /// The server answered with more than
    /// [`Limits::answer_bytes_max`](super::Limits::answer_bytes_max); it has acted.
    TooLarge,
    /// The address or a header cannot be used: a matter of configuration, repeating is useless.
    BadUrl,
    /// [`Http::interrupt`](super::Http::interrupt) was called before the request went out. (An
    /// interrupted call that had gone out is `Ambiguous(Cause::Interrupted)`.)
    Stopped,
}

/// What went wrong, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Cause {
    Timeout,
    NameLookup,
    Refused,
    Unreachable,
    Tls,
    Proxy,
    Closed,
    Protocol,
    Interrupted,
    Other,
}

impl Error {
    /// Whether the deadline, or the shorter one for connecting, has passed.
    pub fn is_timeout(self) -> bool {
        matches!(
            self,
            Self::NotSent(Cause::Timeout) | Self::Ambiguous(Cause::Timeout)
        )
    }

    /// Whether [`Http::interrupt`](super::Http::interrupt) ended the call.
    pub fn is_interrupted(self) -> bool {
        matches!(self, Self::Stopped | Self::Ambiguous(Cause::Interrupted))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout => "timed out",
            Self::NameLookup => "name lookup failed",
            Self::Refused => "connection refused",
            Self::Unreachable => "network unreachable",
            Self::Tls => "TLS handshake failed",
            Self::Proxy => "proxy failed",
            Self::Closed => "connection closed",
            Self::Protocol => "not HTTP",
            Self::Interrupted => "interrupted",
            Self::Other => "input/output error",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(cause) => write!(f, "request not sent: {cause}"),
            Self::Ambiguous(cause) => write!(f, "request sent, no answer: {cause}"),
            Self::TooLarge => f.write_str("answer too large"),
            Self::BadUrl => f.write_str("unusable address or header"),
            Self::Stopped => f.write_str("stopped before the request was sent"),
        }
    }
}

impl error::Error for Error {}

/// Why a call failed, before it is judged what that means to the caller.
pub(super) enum Failure {
    BadRequest,
    TooLarge,
    Ureq(ureq::Error),
}

impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Self {
        if let ureq::Error::BodyExceedsLimit(_) = error {
            Self::TooLarge
        } else {
            Self::Ureq(error)
        }
    }
}

// The errors of the next two quote what was wrong with the address, so they are not kept.
impl From<InvalidUri> for Failure {
    fn from(_: InvalidUri) -> Self {
        Self::BadRequest
    }
}

impl From<ureq::http::Error> for Failure {
    fn from(_: ureq::http::Error) -> Self {
        Self::BadRequest
    }
}

impl Cause {
    /// The cause of a failed call and whether it shows that no connection came about; `None` if the
    /// request itself was unusable.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "ureq's errors are not exhaustive, and the rest cannot happen as we call it"
    )]
    pub(super) fn of(error: &ureq::Error) -> Option<(Self, bool)> {
        use ureq::{Error as E, Timeout};
        Some(match error {
            E::BadUri(_) | E::Http(_) | E::RequireHttpsOnly(_) => return None,
            E::Timeout(Timeout::Resolve | Timeout::Connect) => (Self::Timeout, true),
            E::Timeout(_) => (Self::Timeout, false),
            E::HostNotFound => (Self::NameLookup, true),
            E::ConnectionFailed => (Self::Unreachable, true),
            E::InvalidProxyUrl | E::ConnectProxyFailed(_) => (Self::Proxy, true),
            E::Tls(_) | E::TlsRequired | E::Pem(_) | E::Rustls(_) => (Self::Tls, false),
            E::Protocol(_) | E::LargeResponseHeader(..) | E::BodyStalled => (Self::Protocol, false),
            E::Io(error) => Self::of_io(error),
            _ => (Self::Other, false),
        })
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the kinds of input/output error are not exhaustive"
    )]
    fn of_io(error: &io::Error) -> (Self, bool) {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => (Self::Refused, true),
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable => (Self::Unreachable, false),
            io::ErrorKind::TimedOut => (Self::Timeout, false),
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected => (Self::Closed, false),
            // rustls reports a failed handshake as invalid data.
            io::ErrorKind::InvalidData => (Self::Tls, false),
            _ => (Self::Other, false),
        }
    }
}
