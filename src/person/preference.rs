//! What a person asks of us in a chat. It outweighs whatever was learned.

use super::portrait::{Address, Length};
use crate::letter::is_apostrophe;
use serde::Serialize;

/// What a person asks of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Preferences {
    /// How long our answers should be.
    pub length: Option<Length>,
    /// Whether we may joke with them.
    pub humour: Option<bool>,
    /// How to address them.
    pub address: Option<Address>,
    /// No emoji under their messages.
    pub no_reactions: bool,
    /// Speak to them only when they call.
    pub only_when_called: bool,
}

/// One wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Short answers.
    Short,
    /// Answers of the usual length.
    Normal,
    /// Long answers.
    Long,
    /// Jokes are welcome.
    Jokes,
    /// Jokes are not.
    NoJokes,
    /// «Ти».
    Informal,
    /// «Ви».
    Formal,
    /// Reactions are welcome.
    Reactions,
    /// Reactions are not.
    NoReactions,
    /// We may speak to them unasked.
    Unprompted,
    /// We may not.
    OnlyWhenCalled,
    /// No wishes at all: as it was in the beginning.
    Nothing,
}

impl Wish {
    /// The wishes in the words that follow a command, Ukrainian or English.
    pub fn all_in(words: &str) -> Vec<Self> {
        let lower = words.to_lowercase();
        // A denial says nothing of the clause that follows its own.
        let clauses = lower.split([',', ';', '.', '\n']);
        clauses.flat_map(Self::all_in_clause).collect()
    }

    fn all_in_clause(clause: &str) -> Vec<Self> {
        let words = clause
            .split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c))
            .filter(|word| !word.is_empty());
        let mut wishes = Vec::new();
        let mut is_denied = false;
        for word in words {
            let wish = match word {
                "без" | "не" | "no" => {
                    is_denied = true;
                    continue;
                }
                "коротко" | "коротше" | "short" => Some(Self::Short),
                "звичайно" | "нормально" | "normal" => Some(Self::Normal),
                "докладно" | "довго" | "детально" | "long" => {
                    Some(if is_denied { Self::Short } else { Self::Long })
                }
                "жарти" | "жартів" | "гумор" | "гумору" | "жартуй" | "jokes" | "humour" => {
                    Some(if is_denied {
                        Self::NoJokes
                    } else {
                        Self::Jokes
                    })
                }
                "ти" | "тикай" => Some(if is_denied {
                    Self::Formal
                } else {
                    Self::Informal
                }),
                "ви" | "викай" => Some(if is_denied {
                    Self::Informal
                } else {
                    Self::Formal
                }),
                "реакції" | "реакцій" | "реагуй" | "reactions" => {
                    Some(if is_denied {
                        Self::NoReactions
                    } else {
                        Self::Reactions
                    })
                }
                "чіпай" | "зачіпай" | "озивайся" | "звертайся" | "unprompted" => {
                    Some(if is_denied {
                        Self::OnlyWhenCalled
                    } else {
                        Self::Unprompted
                    })
                }
                "скинути" | "скинь" | "reset" => Some(Self::Nothing),
                _ => None,
            };
            if let Some(wish) = wish {
                wishes.push(wish);
                is_denied = false;
            }
        }
        wishes
    }
}

impl Preferences {
    /// The same with one wish more.
    #[must_use]
    pub fn with(mut self, wish: Wish) -> Self {
        match wish {
            Wish::Short => self.length = Some(Length::Short),
            Wish::Normal => self.length = Some(Length::Normal),
            Wish::Long => self.length = Some(Length::Long),
            Wish::Jokes => self.humour = Some(true),
            Wish::NoJokes => self.humour = Some(false),
            Wish::Informal => self.address = Some(Address::Informal),
            Wish::Formal => self.address = Some(Address::Formal),
            Wish::Reactions => self.no_reactions = false,
            Wish::NoReactions => self.no_reactions = true,
            Wish::Unprompted => self.only_when_called = false,
            Wish::OnlyWhenCalled => self.only_when_called = true,
            Wish::Nothing => self = Self::default(),
        }
        self
    }

    /// The number stored for it: two bits for each of the first three, one for each of the others.
    pub fn code(self) -> i64 {
        let length = match self.length {
            None => 0,
            Some(Length::Short) => 1,
            Some(Length::Normal) => 2,
            Some(Length::Long) => 3,
        };
        let humour = self.humour.map_or(0, |may| if may { 1 } else { 2 });
        let address = match self.address {
            None => 0,
            Some(Address::Informal) => 1,
            Some(Address::Formal) => 2,
        };
        length
            | humour << 2
            | address << 4
            | i64::from(self.no_reactions) << 6
            | i64::from(self.only_when_called) << 7
    }

    /// The preferences stored as `code`; bits without a meaning are no wish.
    pub fn from_code(code: i64) -> Self {
        Self {
            length: match code & 3 {
                1 => Some(Length::Short),
                2 => Some(Length::Normal),
                3 => Some(Length::Long),
                _ => None,
            },
            humour: match code >> 2 & 3 {
                1 => Some(true),
                2 => Some(false),
                _ => None,
            },
            address: match code >> 4 & 3 {
                1 => Some(Address::Informal),
                2 => Some(Address::Formal),
                _ => None,
            },
            no_reactions: code >> 6 & 1 == 1,
            only_when_called: code >> 7 & 1 == 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_from_words() {
        assert_eq!(
            Wish::all_in("коротко, на ти, без реакцій; не чіпай"),
            [
                Wish::Short,
                Wish::Informal,
                Wish::NoReactions,
                Wish::OnlyWhenCalled
            ]
        );
        assert_eq!(Wish::all_in("без жартів ви"), [Wish::NoJokes, Wish::Formal]);
        assert_eq!(Wish::all_in("без зайвих слів, на ти"), [Wish::Informal]);
        assert_eq!(
            Wish::all_in("не докладно; жарти"),
            [Wish::Short, Wish::Jokes]
        );
        assert!(Wish::all_in("щось \u{202E}🙈").is_empty());
    }

    #[test]
    fn every_wish_survives_being_stored() {
        let mut wishes = Preferences::default();
        for wish in [
            Wish::Long,
            Wish::NoJokes,
            Wish::Formal,
            Wish::NoReactions,
            Wish::OnlyWhenCalled,
        ] {
            wishes = wishes.with(wish);
            assert_eq!(Preferences::from_code(wishes.code()), wishes);
        }
        assert_eq!(wishes.with(Wish::Nothing), Preferences::default());
        assert_eq!(Preferences::from_code(0), Preferences::default());
    }
}
