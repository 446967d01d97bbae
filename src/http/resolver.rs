//! Name lookups with a memory.
//!
//! ureq's own resolver starts a thread for every request that has a deadline. This one answers
//! addresses at once, remembers names for a minute, has at most one lookup per name under way, and
//! falls back on the last good answer when the name service fails.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{NextTimeout, time};

/// How long a good answer is used without asking again.
const FRESH: Duration = Duration::from_secs(60);
/// How long the last good answer is used after a lookup failed, before asking again.
const FRESH_AFTER_FAILURE: Duration = Duration::from_secs(10);
/// How long a caller waits for a lookup when there is an old answer to fall back on.
const PATIENCE_WITH_FALLBACK: Duration = Duration::from_secs(2);
/// How long a caller waits if it brings no deadline.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most addresses kept per name; ureq takes 16 at most.
const ADDRESSES_MAX: usize = 8;

/// See the module.
#[derive(Default)]
pub(super) struct CachingResolver {
    memory: Arc<Memory>,
}

impl fmt::Debug for CachingResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CachingResolver")
    }
}

impl Resolver for CachingResolver {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or_else(|| default_port(uri));
        let found = match ip_literal(host) {
            Some(ip) => vec![ip],
            None => self.memory.look_up(host, patience(&timeout), system)?,
        };
        let mut addresses = self.empty();
        for ip in found.into_iter().take(ADDRESSES_MAX) {
            addresses.push(SocketAddr::new(ip, port));
        }
        if addresses.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        Ok(addresses)
    }
}

/// The address that `host` spells out, in brackets or not.
pub(super) fn ip_literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn default_port(uri: &Uri) -> u16 {
    match uri.scheme_str() {
        Some("http") => 80,
        Some("socks4" | "socks4a" | "socks5") => 1080,
        _ => 443,
    }
}

fn patience(timeout: &NextTimeout) -> Duration {
    match timeout.after {
        time::Duration::Exact(duration) => duration,
        time::Duration::NotHappening => PATIENCE,
    }
}

fn system(host: &str) -> Vec<IpAddr> {
    (host, 0_u16)
        .to_socket_addrs()
        .map(|found| found.map(|address| address.ip()).collect())
        .unwrap_or_default()
}

#[derive(Default)]
struct Memory {
    names: Mutex<HashMap<String, Entry>>,
    changed: Condvar,
}

/// What is known of a name. There are as many as the configuration has servers.
#[derive(Default)]
struct Entry {
    good: Vec<IpAddr>,
    fresh_until: Option<Instant>,
    is_asking: bool,
    lookups_done: u64,
}

impl Entry {
    fn is_fresh(&self, now: Instant) -> bool {
        !self.good.is_empty() && self.fresh_until.is_some_and(|until| now < until)
    }
}

impl Memory {
    fn look_up(
        self: &Arc<Self>,
        host: &str,
        patience: Duration,
        ask: fn(&str) -> Vec<IpAddr>,
    ) -> Result<Vec<IpAddr>, ureq::Error> {
        let mut names = self.lock();
        let entry = names.entry(host.to_owned()).or_default();
        if entry.is_fresh(Instant::now()) {
            return Ok(entry.good.clone());
        }
        let lookups_before = entry.lookups_done;
        let patience = if entry.good.is_empty() {
            patience
        } else {
            patience.min(PATIENCE_WITH_FALLBACK)
        };
        if !entry.is_asking {
            entry.is_asking = self.start(host, ask);
        }
        let is_waiting = |names: &mut HashMap<String, Entry>| {
            names
                .get(host)
                .is_some_and(|entry| entry.is_asking && entry.lookups_done == lookups_before)
        };
        let (names, waited) = self
            .changed
            .wait_timeout_while(names, patience, is_waiting)
            .unwrap_or_else(PoisonError::into_inner);
        match names.get(host).map(|entry| entry.good.clone()) {
            Some(good) if !good.is_empty() => Ok(good),
            _ if waited.timed_out() => Err(ureq::Error::Timeout(ureq::Timeout::Resolve)),
            _ => Err(ureq::Error::HostNotFound),
        }
    }

    /// Starts a lookup; `false` if there is no thread to be had.
    fn start(self: &Arc<Self>, host: &str, ask: fn(&str) -> Vec<IpAddr>) -> bool {
        let memory = Arc::clone(self);
        let host = host.to_owned();
        thread::Builder::new()
            .name("resolve".to_owned())
            .spawn(move || {
                let found = ask(&host);
                memory.learn(&host, found);
            })
            .is_ok()
    }

    fn learn(&self, host: &str, found: Vec<IpAddr>) {
        let mut names = self.lock();
        let entry = names.entry(host.to_owned()).or_default();
        let age = if found.is_empty() {
            FRESH_AFTER_FAILURE
        } else {
            entry.good = found;
            FRESH
        };
        entry.fresh_until = Instant::now().checked_add(age);
        entry.is_asking = false;
        entry.lookups_done = entry.lookups_done.wrapping_add(1);
        drop(names);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

    fn fails(_: &str) -> Vec<IpAddr> {
        Vec::new()
    }

    fn answers(_: &str) -> Vec<IpAddr> {
        vec![ADDRESS]
    }

    /// How often [`hangs`] and [`answers_in_vain`] were asked, each by one test alone.
    static HUNG: AtomicUsize = AtomicUsize::new(0);
    static ANSWERED_IN_VAIN: AtomicUsize = AtomicUsize::new(0);

    fn answers_in_vain(host: &str) -> Vec<IpAddr> {
        ANSWERED_IN_VAIN.fetch_add(1, Ordering::SeqCst);
        answers(host)
    }

    fn hangs(_: &str) -> Vec<IpAddr> {
        HUNG.fetch_add(1, Ordering::SeqCst);
        thread::sleep(Duration::from_secs(3_600));
        Vec::new()
    }

    fn age(memory: &Memory) {
        for entry in memory.lock().values_mut() {
            entry.fresh_until = None;
        }
    }

    #[test]
    fn addresses_need_no_lookup() {
        assert!(ip_literal("127.0.0.1").is_some_and(|ip| ip.is_loopback()));
        assert!(ip_literal("[::1]").is_some_and(|ip| ip.is_loopback()));
        assert_eq!(ip_literal("localhost"), None);
    }

    #[test]
    fn a_name_is_asked_once_and_its_last_good_answer_outlives_the_name_service() {
        let memory = Arc::new(Memory::default());
        let wait = Duration::from_secs(60);
        assert!(matches!(
            memory.look_up("x", wait, fails),
            Err(ureq::Error::HostNotFound)
        ));
        assert_eq!(memory.look_up("x", wait, answers).unwrap(), [ADDRESS]);
        // Fresh: a lookup that would fail is not made.
        assert_eq!(memory.look_up("x", wait, fails).unwrap(), [ADDRESS]);
        assert_eq!(memory.lock()["x"].lookups_done, 2);
        age(&memory);
        assert_eq!(memory.look_up("x", wait, fails).unwrap(), [ADDRESS]);
        assert_eq!(memory.lock()["x"].lookups_done, 3);
    }

    #[test]
    fn a_hanging_name_service_costs_one_thread_and_the_caller_its_patience() {
        let memory = Arc::new(Memory::default());
        for _ in 0..3 {
            assert!(matches!(
                memory.look_up("x", Duration::from_millis(5), hangs),
                Err(ureq::Error::Timeout(ureq::Timeout::Resolve))
            ));
        }
        // Long enough for a second lookup to answer, had one been started.
        let wait = Duration::from_millis(200);
        assert!(memory.look_up("x", wait, answers_in_vain).is_err());
        while HUNG.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        assert_eq!(HUNG.load(Ordering::SeqCst), 1);
        assert_eq!(ANSWERED_IN_VAIN.load(Ordering::SeqCst), 0);
    }
}
