//! Waiting that ends: what hangs fails the test and says what was seen until then.

use super::fake_telegram::PATIENCE;
use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait before looking again at what tells nobody when it changes.
const STEP: Duration = Duration::from_millis(10);

/// Looks again and again until there is something; until then `look` says what it sees instead.
///
/// # Panics
/// If nothing comes within [`PATIENCE`].
#[track_caller]
pub fn wait_for<T>(mut look: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match look() {
            Ok(found) => return found,
            Err(seen) => assert!(Instant::now() < deadline, "waited in vain; {seen}"),
        }
        std::thread::sleep(STEP);
    }
}

/// Looks again and again until something holds.
///
/// # Panics
/// If it does not within [`PATIENCE`].
#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    wait_for(|| holds().then_some(()).ok_or_else(|| format!("no {what}")));
}

/// Runs a command without input to its end.
///
/// # Panics
/// If it does not end within [`PATIENCE`]; it is killed then.
#[track_caller]
pub fn output_of(command: &mut Command) -> Output {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = Stream::of(child.stdout.take().unwrap());
    let err = Stream::of(child.stderr.take().unwrap());
    let deadline = Instant::now() + PATIENCE;
    let has_said_all = out.ends_until(deadline) && err.ends_until(deadline);
    // Both streams have ended, so the process is about to, unless it closed them by itself.
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) if has_said_all => break status,
            None if has_said_all && Instant::now() < deadline => std::thread::sleep(STEP),
            _ => {
                // It may be gone, with a child of its own that holds the streams open.
                let _ignored = child.kill();
                let _ignored = child.wait();
                let said = [out.heard(), err.heard()].concat();
                let said = String::from_utf8_lossy(&said).into_owned();
                panic!("{:?} does not end:\n{said}", command.get_args());
            }
        }
    };
    Output {
        status,
        stdout: out.heard(),
        stderr: err.heard(),
    }
}

/// What a process says on one of its streams.
struct Stream {
    heard: Arc<Mutex<Vec<u8>>>,
    /// Nothing is ever sent: the sender goes when the stream has ended.
    ended: Receiver<()>,
}

impl Stream {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (open, ended) = channel();
        let ours = Arc::clone(&heard);
        std::thread::spawn(move || {
            let _open: std::sync::mpsc::Sender<()> = open;
            let mut piece = [0; 4_096];
            while let Ok(length @ 1..) = pipe.read(&mut piece) {
                let mut heard = ours.lock().unwrap_or_else(PoisonError::into_inner);
                heard.extend_from_slice(&piece[..length]);
            }
        });
        Self { heard, ended }
    }

    /// Blocks until the stream has ended; `false` if it has not at the deadline.
    fn ends_until(&self, deadline: Instant) -> bool {
        use std::sync::mpsc::RecvTimeoutError::Timeout;
        let left = deadline.saturating_duration_since(Instant::now());
        self.ended.recv_timeout(left) != Err(Timeout)
    }

    fn heard(&self) -> Vec<u8> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.clone()
    }
}
