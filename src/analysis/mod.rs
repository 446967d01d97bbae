//! Understands one message, and a conversation, without a model, a clock or a file.
//!
//! A text is cut into [`tokens`]; every token is looked up in the word lists; negation, emphasis
//! and irony are weighed; then each aspect is judged. The result names the words that said so.

pub mod conversation;
mod emotion;
mod features;
mod fold;
mod keywords;
mod kinds;
mod language;
mod lexicon;
pub mod plural;
mod polarity;
mod reading;
pub(crate) mod search_keys;
mod signals;
pub mod stem;
mod summary;
mod symbols;
mod table;
pub mod tokens;
mod topic;
pub mod topic_words;
mod toxicity;

pub use kinds::{Emotion, EmotionSet, Formality, Language, Sentiment, Subtopic, Topic};

use lexicon::Aspect;
use reading::Hit;
use tokens::{Kind, Token, tokenise};

/// What is known about one message.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
pub struct Analysis {
    /// The language.
    pub language: Language,
    /// The leading emotion.
    pub emotion: Emotion,
    /// All emotions present.
    pub emotions: EmotionSet,
    /// How sure the leading emotion is, from 0 to 1.
    pub confidence: f32,
    /// Whether it speaks well or ill.
    pub sentiment: Sentiment,
    /// The same as a number from −1 to 1.
    pub polarity: f32,
    /// What it is about.
    pub topic: Topic,
    /// What it is about, more finely, if words name it.
    pub subtopic: Option<Subtopic>,
    /// How toxic it is, from 0 to 1.
    pub toxicity: f32,
    /// Whether that is too much.
    pub toxic: bool,
    /// Whether an insult is aimed at somebody present.
    pub aimed: bool,
    /// Whether it asks something.
    pub question: bool,
    /// Whether it laughs or jokes.
    pub humour: bool,
    /// The manner.
    pub formality: Formality,
    /// Content words as written, in lower case; at most eight.
    pub keywords: Vec<String>,
}

/// A word that led to a judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What the word spoke for, for example `joy`, `toxic` or `food`.
    pub aspect: &'static str,
    /// The word or words as written.
    pub word: String,
    /// How much it counted.
    pub weight: f32,
}

/// Analyses one message.
pub fn analyse(text: &str) -> Analysis {
    analyse_tokens(&tokenise(text))
}

/// Analyses one message that has been cut into tokens.
pub fn analyse_tokens(tokens: &[Token<'_>]) -> Analysis {
    judge(tokens, &hits(tokens))
}

/// Analyses one message and names the words that led to the judgement.
pub fn explain(text: &str) -> (Analysis, Vec<Evidence>) {
    let tokens = tokenise(text);
    let hits = hits(&tokens);
    let evidence = hits
        .iter()
        .filter_map(|hit| evidence(hit, &tokens))
        .collect();
    (judge(&tokens, &hits), evidence)
}

/// The text as the trained table sees it; for the training program and for the curious.
pub fn folded(text: &str) -> String {
    features::folded(&tokenise(text))
}

fn hits(tokens: &[Token<'_>]) -> Vec<Hit> {
    let mut hits = reading::read(tokens);
    toxicity::unmask(tokens, &mut hits);
    hits
}

fn judge(tokens: &[Token<'_>], hits: &[Hit]) -> Analysis {
    let signals = signals::row(tokens, hits);
    let margins = table::look_up(tokens);
    let words = tokens
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .count();
    let felt = emotion::judge(&signals, &margins);
    let (sentiment, polarity) = polarity::judge(words, hits, &signals, &margins);
    let (topic, subtopic) = topic::judge(hits);
    let toxicity = toxicity::judge(tokens, hits);
    Analysis {
        language: language::judge(tokens, hits, &margins),
        emotion: felt.leading,
        emotions: felt.present,
        confidence: felt.confidence,
        sentiment,
        polarity,
        topic,
        subtopic,
        toxicity: toxicity.score,
        toxic: toxicity.score >= toxicity::TOXIC_MIN,
        aimed: toxicity.aimed,
        question: is_question(tokens, hits),
        humour: is_humour(tokens, hits),
        formality: formality(tokens, hits),
        keywords: keywords::of_message(tokens, hits),
    }
}

/// A message without a question mark is a question only if it is short and begins as one.
const BARE_QUESTION_WORDS_MAX: usize = 6;

fn is_question(tokens: &[Token<'_>], hits: &[Hit]) -> bool {
    if tokens
        .iter()
        .any(|token| token.kind == Kind::Mark && token.form == "?")
    {
        return true;
    }
    let words = tokens
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .count();
    let asks = |hit: &Hit| hit.token == 0 && hit.aspect == Aspect::Asking;
    (2..=BARE_QUESTION_WORDS_MAX).contains(&words) && hits.iter().any(asks)
}

fn is_humour(tokens: &[Token<'_>], hits: &[Hit]) -> bool {
    let laughs = hits
        .iter()
        .filter(|hit| hit.aspect == Aspect::Humour)
        .map(|hit| hit.weight);
    let wide = |token: &Token<'_>| token.kind == Kind::Emoticon && token.form.starts_with(")))");
    laughs.sum::<f32>() >= 2.0 || tokens.iter().any(wide)
}

fn formality(tokens: &[Token<'_>], hits: &[Hit]) -> Formality {
    let count = |aspect| hits.iter().filter(|hit| hit.aspect == aspect).count();
    let casual = count(Aspect::Casual)
        + count(Aspect::Swear)
        + count(Aspect::Humour)
        + tokens
            .iter()
            .filter(|token| matches!(token.kind, Kind::Emoticon | Kind::Emoji))
            .count();
    let formal = count(Aspect::Formal);
    if formal >= 2 && formal > casual {
        Formality::Formal
    } else if casual > formal {
        Formality::Casual
    } else {
        Formality::Neutral
    }
}

fn evidence(hit: &Hit, tokens: &[Token<'_>]) -> Option<Evidence> {
    let aspect = match hit.aspect {
        Aspect::Feels(emotion) => emotion.as_str(),
        Aspect::Good => "good",
        Aspect::Bad => "bad",
        Aspect::Swear => "swear",
        Aspect::Insult => "insult",
        Aspect::Negation => "negation",
        Aspect::Boost => "boost",
        Aspect::Damp => "damp",
        Aspect::Humour => "humour",
        Aspect::Formal => "formal",
        Aspect::Casual => "casual",
        Aspect::Asking => "asking",
        Aspect::Surzhyk => "surzhyk",
        Aspect::You => "you",
        Aspect::About(subtopic) => subtopic.as_str(),
        Aspect::SpeaksUkrainian => "uk",
        Aspect::SpeaksRussian => "ru",
        Aspect::SpeaksEnglish => "en",
        Aspect::Function => return None,
    };
    let words: Vec<&str> = tokens
        .iter()
        .skip(hit.token)
        .take(hit.span)
        .map(|token| token.text)
        .collect();
    Some(Evidence {
        aspect,
        word: words.join(" "),
        weight: hit.weight,
    })
}
