//! The pictures and sounds that a model is shown when somebody calls with one: fetched when they
//! are needed, and kept nowhere.

use super::answer::Question;
use super::shared::Shared;
use super::tally;
use super::task::TaskMedium;
use crate::clock::Clock;
use crate::ids::ChatId;
use crate::prompt::persona::media_label;
use crate::prompt::{Format, Medium};
use crate::store::{Error, Reader, Store};
use crate::telegram;
use std::time::Duration;

/// Longer sounds are not listened to, in seconds.
const SECONDS_MAX: i64 = 300;
/// How long somebody who waits for an answer waits for a file.
const FETCH_DEADLINE: Duration = Duration::from_secs(10);
/// Where it is noted how many files were shown on which day.
pub(super) const SHOWN_KEY: &str = "media_shown";

/// Why a file cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unseen {
    /// There is nothing that a model could take in, or too much of it.
    Unfit,
    /// It cannot be had.
    NotFetched(telegram::Error),
}

impl Unseen {
    /// Whether another try would end the same way.
    pub(super) fn is_for_good(self) -> bool {
        match self {
            Self::Unfit => true,
            Self::NotFetched(error) => {
                matches!(
                    error,
                    telegram::Error::Refused { .. } | telegram::Error::Decode
                )
            }
        }
    }
}

/// Fetches what the question is to show, if it is called for; what cannot be had is left out.
///
/// # Errors
/// What the database says.
pub(super) fn fetch_for(
    store: &mut Store,
    question: &mut Question,
    shared: &Shared,
) -> Result<(), Error> {
    let brain = shared.brain();
    let limits = brain.media;
    let now = shared.clock.now();
    let task = &question.task;
    let wanted = [(&task.quoted_medium, true), (&task.own_medium, false)];
    let wanted = wanted
        .into_iter()
        .filter_map(|(medium, is_quoted)| Some((medium.as_ref()?, is_quoted)));
    if task.occasion().is_unasked() || limits.per_day == 0 {
        return Ok(());
    }
    let mut shown = Vec::new();
    for (medium, is_quoted) in wanted {
        let spent = tally::today(store.read(), SHOWN_KEY, now)?;
        if spent >= limits.per_day || !may_be_shown(store.read(), question, medium)? {
            continue;
        }
        let label = media_label(&medium.form, is_quoted);
        let fetched = fetch(medium, label, FETCH_DEADLINE, shared);
        if let Err(why) = &fetched {
            tell(question.chat.id, why);
        }
        if !matches!(fetched, Err(Unseen::Unfit)) {
            store.write(|writer| tally::add(writer, SHOWN_KEY, 1, now))?;
        }
        shown.extend(fetched.ok());
    }
    question.shown = shown;
    Ok(())
}

/// Whether its author has not asked meanwhile to be forgotten, and whether a look tells more than
/// what is remembered.
fn may_be_shown(
    reader: Reader<'_>,
    question: &Question,
    medium: &TaskMedium,
) -> Result<bool, Error> {
    let Some(author) = medium.author else {
        return Ok(false);
    };
    if !reader.consent(author)?.covers(question.task.sent_at) {
        return Ok(false);
    }
    let known = reader.media(&medium.unique_id)?;
    let is_described = known.is_some_and(|row| row.description.is_some());
    Ok(!(medium.is_sticker() && is_described))
}

/// The file, fit to be shown.
pub(super) fn fetch(
    medium: &TaskMedium,
    label: String,
    deadline: Duration,
    shared: &Shared,
) -> Result<Medium, Unseen> {
    let bytes_max = shared.brain().media.bytes_max;
    let view = medium.view.as_ref().ok_or(Unseen::Unfit)?;
    let is_large = view
        .size_bytes
        .is_some_and(|bytes| bytes > i64::from(bytes_max));
    if is_large || view.duration_s > SECONDS_MAX {
        return Err(Unseen::Unfit);
    }
    let bytes = shared
        .telegram
        .download(&view.file_id, u64::from(bytes_max), deadline)
        .map_err(Unseen::NotFetched)?;
    let format = Format::of(&bytes).filter(|format| format.sense() == view.sense);
    Ok(Medium {
        label,
        format: format.ok_or(Unseen::Unfit)?,
        bytes: bytes.into(),
        duration_s: view.duration_s,
    })
}

/// Says in the log that a file was not to be had.
pub(super) fn tell(chat: ChatId, why: &Unseen) {
    match why {
        Unseen::Unfit => super::debug::debug!("chat {chat}: a file is not for a model"),
        Unseen::NotFetched(error) => log::info!("chat {chat}: a file was not fetched: {error}"),
    }
}
