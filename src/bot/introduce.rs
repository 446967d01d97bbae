//! Who we are, and what we can do: asked of and told to Telegram at the start.

use super::notify::ServiceManager;
use super::shared::Shared;
use crate::behaviour::COMMANDS;
use crate::clock::Clock;
use crate::message::Me;
use crate::telegram::{self, CommandScope, Telegram};
use std::time::Duration;

/// Waits between tries double from the first to the last, in seconds.
const WAIT_S: (u64, u64) = (1, 60);
/// The same while Telegram refuses our token: somebody must act first.
const UNAUTHORISED_WAIT_S: (u64, u64) = (60, 900);

/// Asks Telegram who we are until it says so; `None` if the program is to stop meanwhile.
pub(super) fn learn_who_we_are(
    telegram: &Telegram,
    clock: &dyn Clock,
    manager: &ServiceManager,
) -> Option<Me> {
    let mut errors = 0_u32;
    loop {
        let error = match telegram.get_me() {
            Ok(me) => {
                warn_of_privacy_mode(&me);
                return Some(me);
            }
            Err(error) => error,
        };
        let is_refused = matches!(error, telegram::Error::Unauthorised);
        // Told once and then ever more rarely.
        if errors.saturating_add(1).is_power_of_two() {
            if is_refused {
                log::error!("Telegram refuses our token: get a new one from @BotFather, restart");
            } else {
                log::warn!("Telegram cannot be asked who we are: {error}");
            }
        }
        manager.status(if is_refused {
            "Telegram refuses the token"
        } else {
            "no Telegram"
        });
        let (first, most) = if is_refused {
            UNAUTHORISED_WAIT_S
        } else {
            WAIT_S
        };
        let doubled = first.saturating_mul(1_u64.checked_shl(errors.min(10)).unwrap_or(1));
        errors = errors.saturating_add(1);
        if !wait(Duration::from_secs(doubled.min(most)), clock, manager) {
            return None;
        }
    }
}

/// Waits on purpose, and says so to the watchdog; `false` if the program is to stop.
fn wait(duration: Duration, clock: &dyn Clock, manager: &ServiceManager) -> bool {
    let until = clock.monotonic().saturating_add(duration);
    loop {
        manager.alive();
        let left = until.saturating_sub(clock.monotonic());
        if left.is_zero() {
            return true;
        }
        if !clock.pause(left.min(Duration::from_secs(10))) {
            return false;
        }
    }
}

fn warn_of_privacy_mode(me: &Me) {
    if !me.reads_all_messages {
        log::warn!(
            "privacy mode is on, so we hear only what is addressed to us: switch it off at \
             @BotFather (/setprivacy), then remove the bot from each group and add it again"
        );
    }
}

/// Tells Telegram our commands, so that it shows them to people; only if they have changed.
pub(super) fn publish_commands(shared: &Shared, store: &mut crate::store::Store) {
    let commands: Vec<(&str, &str)> = COMMANDS
        .iter()
        .map(|command| (command.name(), command.description()))
        .collect();
    let wanted = format!("{commands:?}");
    let known = store.read().meta(PUBLISHED).ok().flatten();
    if known.as_deref() == Some(wanted.as_str()) {
        return;
    }
    if let Err(error) = shared
        .telegram
        .set_my_commands(CommandScope::Default, None, &commands)
    {
        log::warn!("the list of commands was not published: {error}");
        return;
    }
    if let Err(error) = store.write(|writer| writer.set_meta(PUBLISHED, &wanted)) {
        log::warn!("that the commands were published is forgotten: {error}");
    }
}

/// Under this name the published commands are noted.
const PUBLISHED: &str = "published_commands";
