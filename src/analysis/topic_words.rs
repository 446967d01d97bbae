//! What topics are called in Ukrainian, for every sentence that names one.

use super::kinds::{Subtopic, Topic};

/// A topic as a heading.
pub const fn name(topic: Topic) -> &'static str {
    match topic {
        Topic::Technology => "техніка",
        Topic::WorkStudy => "робота й навчання",
        Topic::Everyday => "побут",
        Topic::Entertainment => "дозвілля",
        Topic::WeatherNature => "погода й природа",
        Topic::Relationships => "стосунки",
        Topic::General => "різне",
    }
}

/// A topic in the accusative case, behind «про».
pub const fn about(topic: Topic) -> &'static str {
    match topic {
        Topic::Technology => "техніку",
        Topic::WorkStudy => "роботу й навчання",
        Topic::Everyday => "побут",
        Topic::Entertainment => "дозвілля",
        Topic::WeatherNature => "погоду й природу",
        Topic::Relationships => "стосунки",
        Topic::General => "різне",
    }
}

/// A finer topic in the accusative case, behind «про».
pub const fn about_finer(topic: Subtopic) -> &'static str {
    match topic {
        Subtopic::Programming => "програмування",
        Subtopic::Gadgets => "техніку",
        Subtopic::Internet => "інтернет",
        Subtopic::Science => "науку",
        Subtopic::Work => "роботу",
        Subtopic::Study => "навчання",
        Subtopic::Food => "їжу",
        Subtopic::Home => "дім",
        Subtopic::Health => "здоровʼя",
        Subtopic::Looks => "одяг і вигляд",
        Subtopic::Shopping => "покупки",
        Subtopic::Transport => "дороги й транспорт",
        Subtopic::Film => "кіно",
        Subtopic::Music => "музику",
        Subtopic::Books => "книжки",
        Subtopic::Games => "ігри",
        Subtopic::Sport => "спорт",
        Subtopic::Travel => "подорожі",
        Subtopic::Leisure => "дозвілля",
        Subtopic::Weather => "погоду",
        Subtopic::Nature => "природу",
        Subtopic::Animals => "тварин",
        Subtopic::Love => "кохання",
        Subtopic::Family => "родину",
        Subtopic::Friends => "друзів",
        Subtopic::Politics => "політику",
        Subtopic::War => "війну",
        Subtopic::News => "новини",
        Subtopic::Money => "гроші",
        Subtopic::Faith => "віру й свята",
    }
}
