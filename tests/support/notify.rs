//! The socket on which systemd would hear the service (`$NOTIFY_SOCKET`).

use super::fake_telegram::PATIENCE;
use super::process::Home;
use std::os::unix::net::UnixDatagram;
use std::time::Instant;

/// The listening end; remembers what it heard.
#[derive(Debug)]
pub struct NotifySocket {
    socket: UnixDatagram,
    heard: Vec<String>,
}

impl NotifySocket {
    /// Binds a socket in the home and points `NOTIFY_SOCKET` to it.
    pub fn in_home(home: &mut Home) -> Self {
        let path = home.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        home.set("NOTIFY_SOCKET", path.to_str().unwrap());
        Self {
            socket,
            heard: Vec::new(),
        }
    }

    /// Blocks until a message has this line.
    ///
    /// # Panics
    /// If none has within [`PATIENCE`].
    #[track_caller]
    pub fn wait_for(&mut self, line: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self
            .heard
            .iter()
            .any(|message| message.lines().any(|it| it == line))
        {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "never notified {line}, only {:?}",
                self.heard
            );
            self.socket.set_read_timeout(Some(left)).unwrap();
            let mut buffer = [0; 4096];
            if let Ok(length) = self.socket.recv(&mut buffer) {
                self.heard
                    .push(String::from_utf8_lossy(&buffer[..length]).into_owned());
            }
        }
    }
}
