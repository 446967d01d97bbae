//! The program that takes a backup away, when it does not come to its end.

use crate::support::wait::wait_until;
use gryag::bot::{SystemClock, stop_pair};
use gryag::ops::backup::run_hook;
use std::path::Path;

#[test]
fn a_hook_that_is_not_waited_for_ends_with_all_that_it_has_started() {
    let directory = tempfile::tempdir().unwrap();
    let (script, started) = (
        directory.path().join("script"),
        directory.path().join("pid"),
    );
    let text = format!(
        "sleep 600 & echo $! > {0}.new; mv {0}.new {0}; wait",
        started.display()
    );
    std::fs::write(&script, text).unwrap();
    let (trigger, stop) = stop_pair();
    let clock = SystemClock::new(stop);
    let ended = std::thread::scope(|scope| {
        // The shell as the hook, and a script where the backup's path stands.
        let hook = scope.spawn(|| run_hook(Path::new("/bin/sh"), &script, &clock));
        wait_until("a child of the hook", || started.exists());
        trigger.pull();
        hook.join().unwrap()
    });
    assert_eq!(ended, Err("the program stops".to_owned()));
    let pid = std::fs::read_to_string(&started).unwrap();
    let stat = format!("/proc/{}/stat", pid.trim());
    // Gone, or dead and not yet buried by who inherits it.
    wait_until("an end of the hook's child", || {
        std::fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "))
    });
}
