//! What is known of Gemini's model families: how their thinking is turned down, and whether they
//! take sampling parameters. Everything is a prefix of the model's name, so that a new member of a
//! family needs no new program.
//!
//! Source: the models' pages at <https://ai.google.dev/gemini-api/docs/models>, November 2026.

/// How much a model should think before it answers. The least is best for small talk: thought
/// tokens are paid for, take time and count against the cap of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Thinking {
    /// The least that the model allows.
    #[default]
    Auto,
    /// Not at all; where that is impossible, the least.
    Off,
    /// Hardly.
    Minimal,
    /// A little.
    Low,
    /// More.
    Medium,
    /// Much.
    High,
}

/// What a request says about thinking: one of the two, or nothing, never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkingConfig {
    /// Nothing.
    Silent,
    /// `thinkingBudget`, in tokens.
    Budget(u32),
    /// `thinkingLevel`.
    Level(&'static str),
}

/// What a family understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// No word about thinking.
    None,
    /// A number of tokens, at least this many.
    Budget { tokens_min: u32 },
    /// Levels from this one up.
    Levels { lowest: Thinking },
}

struct Family {
    prefix: &'static str,
    dialect: Dialect,
    takes_sampling: bool,
}

const fn budget(prefix: &'static str, tokens_min: u32) -> Family {
    Family {
        prefix,
        dialect: Dialect::Budget { tokens_min },
        takes_sampling: true,
    }
}

const fn levels(prefix: &'static str, lowest: Thinking) -> Family {
    Family {
        prefix,
        dialect: Dialect::Levels { lowest },
        takes_sampling: false,
    }
}

/// The first matching prefix counts.
const FAMILIES: [Family; 13] = [
    budget("gemini-2.5-flash", 0),
    budget("gemini-2.5-pro", 128),
    levels("gemini-3-flash", Thinking::Minimal),
    levels("gemini-3.1-flash-lite", Thinking::Minimal),
    levels("gemini-3.5-flash", Thinking::Minimal),
    levels("gemini-3.6-flash", Thinking::Minimal),
    // Sources disagree whether 3.7 still takes MINIMAL, and requests for it are routed to 3.8.
    levels("gemini-3.7-", Thinking::Low),
    levels("gemini-3.8-", Thinking::Low),
    levels("gemini-3.", Thinking::Low),
    levels("gemini-3-", Thinking::Low),
    levels("gemini-4-", Thinking::Low),
    levels("gemini-4.", Thinking::Low),
    Family {
        prefix: "gemma-",
        dialect: Dialect::None,
        takes_sampling: true,
    },
];

/// What to tell `model` about thinking; an unknown model is told nothing.
pub fn thinking(model: &str, wish: Thinking) -> ThinkingConfig {
    match family(model).map_or(Dialect::None, |family| family.dialect) {
        Dialect::None => ThinkingConfig::Silent,
        Dialect::Budget { tokens_min } => ThinkingConfig::Budget(tokens(wish).max(tokens_min)),
        Dialect::Levels { lowest } => {
            let level = if rank(wish) < rank(lowest) {
                lowest
            } else {
                wish
            };
            ThinkingConfig::Level(word(level))
        }
    }
}

/// Whether `model` takes `temperature` and its kin; an unknown one may answer them with an error.
pub fn takes_sampling(model: &str) -> bool {
    family(model).is_some_and(|family| family.takes_sampling)
}

fn family(model: &str) -> Option<&'static Family> {
    let name = model.strip_prefix("models/").unwrap_or(model);
    FAMILIES
        .iter()
        .find(|family| name.starts_with(family.prefix))
}

fn rank(thinking: Thinking) -> u8 {
    match thinking {
        Thinking::Auto | Thinking::Off => 0,
        Thinking::Minimal => 1,
        Thinking::Low => 2,
        Thinking::Medium => 3,
        Thinking::High => 4,
    }
}

fn word(level: Thinking) -> &'static str {
    match level {
        Thinking::Auto | Thinking::Off | Thinking::Minimal => "MINIMAL",
        Thinking::Low => "LOW",
        Thinking::Medium => "MEDIUM",
        Thinking::High => "HIGH",
    }
}

fn tokens(thinking: Thinking) -> u32 {
    match thinking {
        Thinking::Auto | Thinking::Off => 0,
        Thinking::Minimal => 512,
        Thinking::Low => 1_024,
        Thinking::Medium => 4_096,
        Thinking::High => 8_192,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ThinkingConfig::{Budget, Level, Silent};

    #[track_caller]
    fn check(model: &str, auto: ThinkingConfig, high: ThinkingConfig, samples: bool) {
        assert_eq!(thinking(model, Thinking::Auto), auto);
        assert_eq!(thinking(model, Thinking::Off), auto);
        assert_eq!(thinking(model, Thinking::High), high);
        assert_eq!(takes_sampling(model), samples);
    }

    #[test]
    fn every_family_is_spoken_to_in_its_own_dialect() {
        check("gemini-2.5-flash-lite", Budget(0), Budget(8_192), true);
        check("gemini-2.5-flash", Budget(0), Budget(8_192), true);
        check("gemini-2.5-pro", Budget(128), Budget(8_192), true);
        for model in [
            "gemini-3-flash-preview",
            "gemini-3.1-flash-lite",
            "gemini-3.5-flash",
            "gemini-3.5-flash-lite",
            "models/gemini-3.6-flash",
        ] {
            check(model, Level("MINIMAL"), Level("HIGH"), false);
        }
        for model in [
            "gemini-3.1-pro-preview",
            "gemini-3.7-flash",
            "gemini-3.8-flash",
            "gemini-3.9-flash",
            "gemini-4-hydrogen",
            "gemini-4-carbon",
            "gemini-4-argon",
        ] {
            check(model, Level("LOW"), Level("HIGH"), false);
        }
        check("gemma-4-31b-it", Silent, Silent, true);
        for model in ["gemini-flash-latest", "gemini-5-neon", "llama3:8b", ""] {
            check(model, Silent, Silent, false);
        }
    }

    #[test]
    fn a_wish_below_the_lowest_level_is_raised_to_it() {
        let asked = |model| thinking(model, Thinking::Minimal);
        assert_eq!(asked("gemini-4-argon"), Level("LOW"));
        assert_eq!(asked("gemini-3.5-flash-lite"), Level("MINIMAL"));
        assert_eq!(asked("gemini-2.5-flash"), Budget(512));
    }
}
