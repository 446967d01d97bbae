//! Hands out the values of the table as the types that the fields of `Config` have.

use super::kind::{Kind, QuietHours};
use super::load::Values;
use super::problem::Problem;
use super::read::Value;
use super::secret::Secret;
use super::table::find;
use crate::clock::SECONDS_PER_MINUTE;
use crate::ids::{ChatId, SenderId};
use std::path::PathBuf;
use std::time::Duration;

impl Values {
    /// What `pick` takes of the value called `name`. That it takes nothing means that the table and
    /// the reader of the table disagree; every load reads every setting, so the tests would see it.
    fn pick<T>(&mut self, name: &str, pick: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let picked = self.by_name.get(name).and_then(pick);
        if picked.is_none() {
            self.problems.push(Problem {
                subject: name.to_owned(),
                value: None,
                place: None,
                message: "bug: the setting is not of the kind it is read as".to_owned(),
            });
        }
        picked
    }

    fn is_nothing(&self, name: &str) -> bool {
        matches!(self.by_name.get(name), Some(Value::Nothing))
    }

    pub(super) fn secret(&mut self, name: &str) -> Option<Secret> {
        if self.is_nothing(name) {
            return None;
        }
        self.pick(name, |v| {
            if let Value::Secret(secret) = v {
                Some(secret.clone())
            } else {
                None
            }
        })
    }

    pub(super) fn text(&mut self, name: &str) -> String {
        self.pick(name, |v| {
            if let Value::Text(text) = v {
                Some(text.clone())
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    pub(super) fn path(&mut self, name: &str) -> Option<PathBuf> {
        if self.is_nothing(name) {
            None
        } else {
            Some(PathBuf::from(self.text(name)))
        }
    }

    pub(super) fn bool(&mut self, name: &str) -> bool {
        self.pick(name, |v| {
            if let Value::Bool(flag) = v {
                Some(*flag)
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    pub(super) fn count(&mut self, name: &str) -> u32 {
        self.pick(name, |v| {
            if let Value::Count(count) = v {
                Some(*count)
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    pub(super) fn number(&mut self, name: &str) -> f64 {
        self.pick(name, |v| {
            if let Value::Number(number) = v {
                Some(*number)
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    pub(super) fn optional_number(&mut self, name: &str) -> Option<f64> {
        if self.is_nothing(name) {
            None
        } else {
            Some(self.number(name))
        }
    }

    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        self.pick(name, |v| {
            if let Value::List(_, list) = v {
                Some(list.clone())
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    pub(super) fn ids(&mut self, name: &str) -> Vec<SenderId> {
        self.pick(name, |v| {
            if let Value::Ids(ids) = v {
                Some(ids.clone())
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    pub(super) fn chats(&mut self, name: &str) -> Vec<ChatId> {
        self.pick(name, |v| {
            if let Value::Chats(chats) = v {
                Some(chats.clone())
            } else {
                None
            }
        })
        .unwrap_or_default()
    }

    /// The choice as `known` has it; `otherwise` stands only where a problem is reported.
    pub(super) fn choice<T>(
        &mut self,
        name: &str,
        otherwise: T,
        known: impl Fn(&'static str) -> Option<T>,
    ) -> T {
        self.pick(name, |v| {
            if let Value::Choice(word) = v {
                known(word)
            } else {
                None
            }
        })
        .unwrap_or(otherwise)
    }

    pub(super) fn hours(&mut self, name: &str) -> Option<QuietHours> {
        if self.is_nothing(name) {
            return None;
        }
        self.pick(name, |v| {
            if let Value::Hours(hours) = v {
                Some(*hours)
            } else {
                None
            }
        })
    }

    pub(super) fn duration(&mut self, name: &str) -> Duration {
        Duration::from_secs(self.seconds(name).unsigned_abs())
    }

    /// The span in seconds, whichever unit the setting has.
    pub(super) fn seconds(&mut self, name: &str) -> i64 {
        let is_minutes = find(name).is_some_and(|s| matches!(s.kind, Kind::Minutes { .. }));
        let unit = if is_minutes { SECONDS_PER_MINUTE } else { 1 };
        i64::from(self.count(name)).saturating_mul(unit)
    }
}
