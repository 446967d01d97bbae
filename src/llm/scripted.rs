//! A model whose answers somebody else thinks up: for plays of whole conversations without a
//! server.

use super::{Draft, Failure, Usage};
use crate::prompt::Prompt;
use std::fmt;

/// Answers a prompt, or says why not.
type Script = dyn Fn(&Prompt) -> Result<String, Failure> + Send + Sync;

/// A model that follows a script.
pub struct Scripted(Box<Script>);

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted").finish_non_exhaustive()
    }
}

impl Scripted {
    /// A model that answers by `script`.
    pub fn new(
        script: impl Fn(&Prompt) -> Result<String, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(script))
    }

    pub(super) fn generate(&self, prompt: &Prompt) -> Result<Draft, Failure> {
        let text = (self.0)(prompt)?;
        if text.trim().is_empty() {
            return Err(Failure::Empty {
                ate_budget: false,
                usage: Usage::default(),
            });
        }
        Ok(Draft {
            text,
            truncated: false,
            usage: Usage::default(),
            served_by: "scripted".to_owned(),
        })
    }
}
