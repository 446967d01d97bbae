//! Talking to systemd without a crate: the sd_notify protocol over `$NOTIFY_SOCKET`.
//! Source: <https://www.freedesktop.org/software/systemd/man/sd_notify.html>.

use std::ffi::OsString;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// The service manager, if there is one.
#[derive(Debug, Default)]
pub struct ServiceManager {
    socket: Option<(UnixDatagram, SocketAddr)>,
    /// How often the manager wants to hear of progress, if at all.
    pub watchdog: Option<Duration>,
}

impl ServiceManager {
    /// From the environment's `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    pub fn new(
        socket: Option<OsString>,
        watchdog_usec: Option<&str>,
        watchdog_pid: Option<&str>,
    ) -> Self {
        let socket = socket.and_then(|path| {
            let address = match path.as_bytes() {
                [b'@', name @ ..] => SocketAddr::from_abstract_name(name),
                _ => SocketAddr::from_pathname(&path),
            };
            let socket = UnixDatagram::unbound().ok()?;
            // A manager that does not read must not hold us up.
            socket.set_nonblocking(true).ok()?;
            Some((socket, address.ok()?))
        });
        let own_pid = std::process::id().to_string();
        let is_meant = watchdog_pid.is_none_or(|pid| pid == own_pid);
        let watchdog = watchdog_usec
            .filter(|_| is_meant)
            .and_then(|usec| usec.parse().ok())
            .filter(|usec| *usec > 0)
            .map(Duration::from_micros);
        Self { socket, watchdog }
    }

    /// Tells the manager that the start is over.
    pub fn ready(&self) {
        self.send("READY=1");
    }

    /// Tells what we are doing; shown by `systemctl status`.
    pub fn status(&self, text: &str) {
        self.send(&format!("STATUS={text}"));
    }

    /// Tells that real progress was made.
    pub fn alive(&self) {
        self.send("WATCHDOG=1");
    }

    /// Tells that the stop has begun.
    pub fn stopping(&self) {
        self.send("STOPPING=1");
    }

    fn send(&self, message: &str) {
        if let Some((socket, address)) = &self.socket {
            // A manager that does not listen is no reason to stop.
            socket.send_to_addr(message.as_bytes(), address).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_reach_a_path_socket() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notify");
        let receiver = UnixDatagram::bind(&path).unwrap();
        let manager = ServiceManager::new(Some(path.into()), Some("5000000"), None);
        assert_eq!(manager.watchdog, Some(Duration::from_secs(5)));
        manager.ready();
        manager.status("слухаю");
        let mut buffer = [0; 64];
        let length = receiver.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"READY=1");
        let length = receiver.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], "STATUS=слухаю".as_bytes());
    }

    #[test]
    fn a_watchdog_meant_for_another_process_is_none_of_ours() {
        let manager = ServiceManager::new(None, Some("5000000"), Some("1"));
        assert_eq!(manager.watchdog, None);
        manager.ready();
    }
}
