//! Who the bot is and what rules it obeys, made ready once for all prompts.

use super::leak::Secret;
use super::persona;
use crate::behaviour::Occasion;
use crate::text::clean;

/// The part of a prompt that no conversation changes, for each kind of occasion.
#[derive(Debug)]
pub struct Instructions {
    called: Prepared,
    joining_in: Prepared,
    initiative: Prepared,
}

/// The instructions of one kind of occasion.
#[derive(Debug)]
pub struct Prepared {
    /// The text, as it stands in the prompt.
    pub text: String,
    /// The same, to be looked for in answers.
    pub secret: Secret,
}

impl Prepared {
    fn new(persona: &str, occasion: Occasion) -> Self {
        let text = persona::instructions(persona, occasion);
        let secret = Secret::new(&text);
        Self { text, secret }
    }
}

impl Instructions {
    /// From the operator's text or [`persona::builtin`], in which `{name}` stands for what the bot
    /// is called.
    pub fn new(persona: &str, bot_name: &str) -> Self {
        let persona = clean(persona).replace("{name}", bot_name);
        Self {
            called: Prepared::new(&persona, Occasion::Named),
            joining_in: Prepared::new(&persona, Occasion::JoiningIn),
            initiative: Prepared::new(&persona, Occasion::Initiative),
        }
    }

    /// The instructions for an occasion.
    pub fn of(&self, occasion: Occasion) -> &Prepared {
        match occasion {
            Occasion::Named | Occasion::Mentioned | Occasion::RepliedTo | Occasion::Private => {
                &self.called
            }
            Occasion::JoiningIn => &self.joining_in,
            Occasion::Initiative => &self.initiative,
        }
    }
}
