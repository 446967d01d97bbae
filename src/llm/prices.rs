//! What models cost: a small table of the operator's, since prices change and nothing else here
//! does money.

/// Digits after the point that a price keeps: millionths of a dollar.
const DIGITS: usize = 6;
/// A dearer million of tokens is a slip of the pen, in dollars.
const DOLLARS_MAX: u64 = 100_000;

/// What one model costs, in millionths of a dollar for a million tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The model's name.
    pub model: String,
    /// Tokens of the question.
    pub question: u64,
    /// Tokens of the answer, thinking included.
    pub answer: u64,
}

impl Price {
    /// Reads `MODEL=QUESTION/ANSWER`, dollars for a million tokens.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let (model, both) = text
            .split_once('=')
            .ok_or("there is no = between model and price")?;
        let (question, answer) = both
            .split_once('/')
            .ok_or("there is no / between the prices of question and answer")?;
        let model = model.trim();
        if model.is_empty() {
            return Err("there is no model before the =");
        }
        let price = |text| micros(text).ok_or("a price is not a number such as 0.25");
        Ok(Self {
            model: model.strip_prefix("models/").unwrap_or(model).to_owned(),
            question: price(question)?,
            answer: price(answer)?,
        })
    }
}

/// Dollars as millionths of one.
fn micros(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > DIGITS {
        return None;
    }
    let part: u64 = format!("{part:0<DIGITS$}").parse().ok()?;
    let whole: u64 = whole.parse().ok().filter(|whole| *whole <= DOLLARS_MAX)?;
    Some(whole.saturating_mul(1_000_000).saturating_add(part))
}

/// The prices of models; none at all unless the operator says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices(Vec<Price>);

impl Prices {
    /// From the operator's entries.
    pub fn new(prices: Vec<Price>) -> Self {
        Self(prices)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What so many tokens of `model` cost, in millionths of a dollar; `None` without a price.
    pub fn micros(&self, model: &str, question: i64, answer: i64) -> Option<u64> {
        let price = self.0.iter().find(|price| price.model == model)?;
        let tokens = |count: i64| u128::from(count.max(0).unsigned_abs());
        let sum = tokens(question)
            .saturating_mul(u128::from(price.question))
            .saturating_add(tokens(answer).saturating_mul(u128::from(price.answer)));
        Some(u64::try_from(sum / 1_000_000).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_to_the_millionth() {
        let price = Price::read("models/gemini-x = 0.10/2.5").unwrap();
        assert_eq!(price.model, "gemini-x");
        assert_eq!((price.question, price.answer), (100_000, 2_500_000));
        assert_eq!(Price::read("m=3/0").unwrap().question, 3_000_000);
        for wrong in [
            "",
            "m",
            "m=1",
            "=1/2",
            "m=1/",
            "m=-1/2",
            "m=1e3/2",
            "m=0,1/2",
            "m=.5/1",
            "m=1/0.1234567",
            "m=999999/1",
            "m=1/2/3",
        ] {
            assert!(Price::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn tokens_are_counted_in_money_where_there_is_a_price() {
        let prices = Prices::new(vec![Price::read("m=0.10/0.40").unwrap()]);
        assert_eq!(prices.micros("m", 2_000_000, 1_000_000), Some(600_000));
        assert_eq!(prices.micros("m", 15, 0), Some(1));
        assert_eq!(prices.micros("other", 1, 1), None);
        assert_eq!(prices.micros("m", -5, 0), Some(0));
        assert!(prices.micros("m", i64::MAX, i64::MAX).is_some());
    }
}
