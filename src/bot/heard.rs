//! What a text says by itself, found before the database is asked for anything: the costly part of
//! taking a message in, done while another thread may write.

use crate::analysis::stem::search_form_of;
use crate::analysis::tokens::tokenise;
use crate::analysis::{Analysis, analyse_tokens};
use crate::behaviour::trigger::{NameForms, NameUse, name_use_in};
use crate::message::{Event, Incoming, Update};
use crate::person::scan::{Scan, scan};

/// What is heard in a text.
#[derive(Debug)]
pub(super) struct Heard {
    /// What the analyser finds.
    pub(super) analysis: Analysis,
    /// What the search index gets.
    pub(super) words: String,
    /// What may say something about the author.
    pub(super) scan: Scan,
    /// How it uses our name.
    pub(super) name: NameUse,
}

impl Heard {
    /// Listens to a message, and for our `names`.
    pub(super) fn new(incoming: &Incoming, names: &NameForms) -> Self {
        let tokens = tokenise(&incoming.text);
        Self {
            analysis: analyse_tokens(&tokens),
            words: search_form_of(&tokens),
            scan: scan(&incoming.text),
            name: name_use_in(&tokens, names),
        }
    }

    /// Listens to what an update brings, if that is words.
    pub(super) fn in_update(update: &Update, names: &NameForms) -> Option<Self> {
        match &update.event {
            Event::Message(incoming) | Event::Edited(incoming) => Some(Self::new(incoming, names)),
            Event::Membership(_)
            | Event::Migrated { .. }
            | Event::Service { .. }
            | Event::Callback(_)
            | Event::Reacted(_)
            | Event::Ignored => None,
        }
    }
}
