//! Values that were written differently over the years.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A number, a text, or a number written as text; anything else counts as absent.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Loose {
    number: Option<i64>,
    text: Option<String>,
}

impl Loose {
    /// The number, also one that was written as text.
    pub(super) fn number(&self) -> Option<i64> {
        self.number
    }

    /// The text, if there is any.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose {
            number: Some(number),
            text: None,
        })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose {
            number: i64::try_from(number).ok(),
            text: None,
        })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose {
            number: text.trim().parse().ok(),
            text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Loose, A::Error> {
        while parts.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Loose, A::Error> {
        while parts.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }
}

/// A text in one piece, or in pieces of text and of objects with a `text`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Parts(pub(super) String);

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartsVisitor)
    }
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Parts, E> {
        Ok(Parts(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Parts, E> {
        Ok(Parts(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Parts, E> {
        Ok(Parts(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Parts, E> {
        Ok(Parts(number.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Parts, E> {
        Ok(Parts::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Parts, E> {
        Ok(Parts::default())
    }

    fn visit_unit<E>(self) -> Result<Parts, E> {
        Ok(Parts::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Parts, A::Error> {
        let mut whole = String::new();
        while let Some(Parts(part)) = parts.next_element()? {
            whole.push_str(&part);
        }
        Ok(Parts(whole))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Parts, A::Error> {
        let mut text = Parts::default();
        while let Some(key) = members.next_key::<Loose>()? {
            if key.text() == Some("text") {
                text = members.next_value()?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(text)
    }
}
