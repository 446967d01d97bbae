//! The words in which a judgement is expressed: small closed enums, each with a stable code.
//!
//! A code is stored in one byte, so codes never change their meaning; new ones are appended.

/// Declares an enum whose variants have a stable byte code and a stable word.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$each:meta])* $variant:ident = $code:literal $word:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in JSON and in logs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The byte under which the value is stored.
            pub const fn code(self) -> u8 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value stored under `code`, if there is one.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

coded! {
    /// The language of a message.
    Language {
        /// Ukrainian.
        Ukrainian = 0 "uk",
        /// Russian.
        Russian = 1 "ru",
        /// English.
        English = 2 "en",
        /// Ukrainian and Russian in one breath (surzhyk).
        Mixed = 3 "surzhyk",
        /// Anything else, and texts without words.
        Other = 4 "other",
    }
}

coded! {
    /// The leading emotion of a message.
    Emotion {
        /// Gladness, love, thanks, pride.
        Joy = 0 "joy",
        /// Sorrow, pity, longing, tiredness.
        Sadness = 1 "sadness",
        /// Irritation, rage, indignation.
        Anger = 2 "anger",
        /// Fright, worry, unease.
        Fear = 3 "fear",
        /// Wonder, disbelief.
        Surprise = 4 "surprise",
        /// Aversion to what is dirty, ugly or shameful.
        Disgust = 5 "disgust",
        /// None of them.
        Neutral = 6 "neutral",
    }
}

coded! {
    /// Whether a message speaks well or ill.
    Sentiment {
        /// It speaks well.
        Positive = 0 "positive",
        /// It speaks ill.
        Negative = 1 "negative",
        /// Neither, or both equally.
        Neutral = 2 "neutral",
    }
}

coded! {
    /// The broad topic of a message.
    Topic {
        /// Computers, gadgets, the internet, science.
        Technology = 0 "technology",
        /// Work, school, university.
        WorkStudy = 1 "work_study",
        /// Food, home, health, clothes, shopping, the way to work.
        Everyday = 2 "everyday",
        /// Films, music, books, games, sport, travel.
        Entertainment = 3 "entertainment",
        /// Weather, nature, animals.
        WeatherNature = 4 "weather_nature",
        /// Love, family, friends.
        Relationships = 5 "relationships",
        /// Everything else.
        General = 6 "general",
    }
}

coded! {
    /// A finer topic; each belongs to one [`Topic`].
    Subtopic {
        /// Writing programs and running servers.
        Programming = 0 "programming",
        /// Phones, computers, devices.
        Gadgets = 1 "gadgets",
        /// Sites, social networks, messengers.
        Internet = 2 "internet",
        /// Research, space, medicine as a science.
        Science = 3 "science",
        /// Jobs, salaries, offices.
        Work = 4 "work",
        /// School, university, exams.
        Study = 5 "study",
        /// Eating and drinking.
        Food = 6 "food",
        /// Flat, furniture, cleaning, repair.
        Home = 7 "home",
        /// Illness, body, doctors, sleep.
        Health = 8 "health",
        /// Clothes, hair, cosmetics.
        Looks = 9 "looks",
        /// Shops, prices, parcels.
        Shopping = 10 "shopping",
        /// Buses, cars, roads.
        Transport = 11 "transport",
        /// Films, series, theatre, television.
        Film = 12 "film",
        /// Songs, bands, concerts.
        Music = 13 "music",
        /// Books and reading.
        Books = 14 "books",
        /// Video and board games.
        Games = 15 "games",
        /// Matches, teams, training.
        Sport = 16 "sport",
        /// Trips, countries, sights.
        Travel = 17 "travel",
        /// Parties, walks, exhibitions, festivals.
        Leisure = 18 "leisure",
        /// Sun, rain, cold, seasons.
        Weather = 19 "weather",
        /// Forests, seas, plants, places on the earth.
        Nature = 20 "nature",
        /// Pets and wild animals.
        Animals = 21 "animals",
        /// Falling in love, weddings, partings.
        Love = 22 "love",
        /// Parents, children, relatives.
        Family = 23 "family",
        /// Friends and company.
        Friends = 24 "friends",
        /// Government, elections, laws.
        Politics = 25 "politics",
        /// War, army, alarms.
        War = 26 "war",
        /// Events, reports, accidents.
        News = 27 "news",
        /// Money as such.
        Money = 28 "money",
        /// Faith, feasts, church.
        Faith = 29 "faith",
    }
}

coded! {
    /// The manner of a message.
    Formality {
        /// Slang, abbreviations, swearing, smileys.
        Casual = 0 "casual",
        /// Ordinary speech.
        Neutral = 1 "neutral",
        /// Official or bookish speech.
        Formal = 2 "formal",
    }
}

impl Subtopic {
    /// The broad topic to which it belongs.
    pub const fn topic(self) -> Topic {
        match self {
            Self::Programming | Self::Gadgets | Self::Internet | Self::Science => Topic::Technology,
            Self::Work | Self::Study => Topic::WorkStudy,
            Self::Food
            | Self::Home
            | Self::Health
            | Self::Looks
            | Self::Shopping
            | Self::Transport => Topic::Everyday,
            Self::Film
            | Self::Music
            | Self::Books
            | Self::Games
            | Self::Sport
            | Self::Travel
            | Self::Leisure => Topic::Entertainment,
            Self::Weather | Self::Nature | Self::Animals => Topic::WeatherNature,
            Self::Love | Self::Family | Self::Friends => Topic::Relationships,
            Self::Politics | Self::War | Self::News | Self::Money | Self::Faith => Topic::General,
        }
    }
}

/// The emotions found in one message; several may be present, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct EmotionSet(u8);

impl EmotionSet {
    /// The set without emotions.
    pub const EMPTY: Self = Self(0);

    /// Adds an emotion; [`Emotion::Neutral`] is the absence of them and changes nothing.
    pub const fn insert(&mut self, emotion: Emotion) {
        if !matches!(emotion, Emotion::Neutral) {
            self.0 |= 1 << emotion.code();
        }
    }

    /// Whether the emotion is present; an empty set is [`Emotion::Neutral`].
    pub const fn contains(self, emotion: Emotion) -> bool {
        match emotion {
            Emotion::Neutral => self.0 == 0,
            Emotion::Joy
            | Emotion::Sadness
            | Emotion::Anger
            | Emotion::Fear
            | Emotion::Surprise
            | Emotion::Disgust => self.0 & (1 << emotion.code()) != 0,
        }
    }

    /// Whether no emotion is present.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The emotions present, in the order of their codes.
    pub fn iter(self) -> impl Iterator<Item = Emotion> {
        Emotion::ALL
            .iter()
            .copied()
            .filter(move |&emotion| emotion != Emotion::Neutral && self.contains(emotion))
    }

    /// The byte under which the set is stored: one bit for each emotion.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The set stored under `code`; bits without a meaning are dropped.
    pub const fn from_code(code: u8) -> Self {
        Self(code & 0b11_1111)
    }
}
