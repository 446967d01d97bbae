//! Who we are, and what we can do: asked of and told to Telegram at the start.

use super::notify::ServiceManager;
use super::reporter::Early;
use super::shared::Shared;
use crate::behaviour::COMMANDS;
use crate::clock::Clock;
use crate::ids::ChatId;
use crate::message::Me;
use crate::store::{self, Store};
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
    early: &Early,
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
        if !clock.pause(Duration::ZERO) {
            return None;
        }
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
        let wait_s = doubled.min(most);
        let say = || early.report(clock.now(), !is_refused);
        if !wait(Duration::from_secs(wait_s), clock, manager, &say) {
            return None;
        }
    }
}

/// Waits on purpose, and says so to the watchdog; `false` if the program is to stop.
fn wait(duration: Duration, clock: &dyn Clock, manager: &ServiceManager, say: &dyn Fn()) -> bool {
    let until = clock.monotonic().saturating_add(duration);
    loop {
        manager.alive();
        say();
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

/// Tells Telegram our commands, so that it shows each person those that they can give where they
/// are; only the lists that have changed.
pub(super) fn publish_commands(shared: &Shared, store: &mut Store) {
    let mut scopes = vec![
        ("default".to_owned(), CommandScope::Default, true, false),
        (
            "groups".to_owned(),
            CommandScope::AllGroupChats,
            true,
            false,
        ),
        (
            "private".to_owned(),
            CommandScope::AllPrivateChats,
            false,
            false,
        ),
    ];
    for admin in &shared.brain().policy.admins {
        let scope = CommandScope::Chat(ChatId(admin.0));
        scopes.push((format!("chat {admin}"), scope, false, true));
    }
    for (name, scope, in_group, is_admin) in scopes {
        let published = publish(shared, store, &name, scope, &listed(in_group, is_admin));
        // The next start publishes what is not noted.
        if shared.stop.is_asked() {
            return;
        }
        if let Err(error) = published {
            log::warn!(
                "commands for {name}: published, but not noted ({error}): they are published \
                 again at the next start"
            );
        }
    }
}

fn listed(in_group: bool, is_admin: bool) -> Vec<(&'static str, &'static str)> {
    COMMANDS
        .iter()
        .filter(|row| row.is_listed(in_group, is_admin))
        .map(|row| (row.name, row.description))
        .collect()
}

fn publish(
    shared: &Shared,
    store: &mut Store,
    name: &str,
    scope: CommandScope,
    commands: &[(&str, &str)],
) -> Result<(), store::Error> {
    let key = format!("{PUBLISHED} {name}");
    let wanted = format!("{commands:?}");
    if store.read().meta(&key)?.as_deref() == Some(wanted.as_str()) {
        return Ok(());
    }
    if let Err(error) = shared.telegram.set_my_commands(scope, None, commands) {
        if !shared.stop.is_asked() {
            // An admin who never wrote to us has no private chat with us yet.
            log::warn!("the list of commands for {name} was not published: {error}");
        }
        return Ok(());
    }
    store.write(|writer| writer.set_meta(&key, &wanted))
}

/// Under this name, with a place's, the published commands are noted.
const PUBLISHED: &str = "published_commands";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_shown_what_can_be_given_there() {
        let names = |in_group, is_admin| -> Vec<&str> {
            let listed = listed(in_group, is_admin);
            listed.into_iter().map(|(name, _)| name).collect()
        };
        assert!(names(true, false).contains(&"help"));
        assert!(!names(true, false).contains(&"start"));
        assert!(names(false, false).contains(&"start"));
        assert!(names(false, true).len() >= names(false, false).len());
    }
}
