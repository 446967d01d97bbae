//! The case forms of a Ukrainian name, and with which of them one speaks to somebody.
//!
//! More forms are made than are right: a form too many is a word that nobody writes, a form too few
//! is a call that nobody hears.

/// The forms of a name.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// All forms.
    pub(super) forms: Vec<String>,
    /// Those with which one speaks to somebody: the nominative and the vocatives.
    pub(super) direct: Vec<String>,
    /// Of these, those that can be nothing but an address.
    pub(super) vocatives: Vec<String>,
    /// Of these, those that are another case too: the dative or the accusative.
    pub(super) datives: Vec<String>,
    /// The stems to which endearing suffixes are added.
    pub(super) stems: Vec<String>,
}

/// Endings by what a name ends in; what is left of it is the stem. A consonant stays in the stem.
const MASCULINE: &str = "- а у ові ом і е и ів ам ами ах";
const FEMININE: &str = "а и і у ою о ам ами ах";
const FEMININE_SOFT: &str = "я і ї ю ею єю е є ям ями ях";
const NEUTER: &str = "о а у ові ом і ів ам ами ах";
const MASCULINE_SOFT: &str = "ь й я ю еві єві ем єм і ї ів їв ям ями ях";
/// «Кравець»: what stands behind the stem without its -ець.
const FLEETING_SOFT: &str = "ця цю цеві цем ці ців цям цями цях";
/// «Дружок»: what stands behind the stem without its -ок.
const FLEETING: &str = "ка ку кові ком ки ків кам ками ках";

impl Cases {
    /// All forms of `name`, given in small letters.
    pub(super) fn of(name: &str) -> Self {
        let mut cases = Self::default();
        let (stem, endings) = match name.chars().next_back() {
            Some('а') => (without_last(name), FEMININE),
            Some('я') => (without_last(name), FEMININE_SOFT),
            Some('о') => (without_last(name), NEUTER),
            Some('ь' | 'й') => (without_last(name), MASCULINE_SOFT),
            _ => (name, MASCULINE),
        };
        cases.add(stem, endings);
        cases.direct.push(name.to_owned());
        match name.chars().next_back() {
            Some('а') => {
                cases.call(&format!("{stem}о"));
                if stem.ends_with(['ж', 'ч', 'ш', 'щ']) {
                    cases.call(&format!("{stem}е"));
                }
            }
            Some('я') => {
                // «Оля»: «Олю» is whom one sees, too.
                cases.call_or_tell(&format!("{stem}ю"));
                cases.call(&format!("{stem}є"));
            }
            Some('ь' | 'й') => cases.call_or_tell(&format!("{stem}ю")),
            // «Сашку», «Мурчику» and «Олегу» are to whom one tells, as «Андрію» is; not «Петре».
            Some('о' | 'г' | 'к' | 'х' | 'ж' | 'ч' | 'ш' | 'щ') => {
                cases.call_or_tell(&format!("{stem}у"));
                cases.call(&format!("{stem}е"));
            }
            Some('р') => {
                cases.call(&format!("{stem}е"));
                cases.call_or_tell(&format!("{stem}ю"));
            }
            _ => cases.call(&format!("{stem}е")),
        }
        cases.soften(name, stem);
        if let Some(root) = name.strip_suffix("ець").filter(|root| is_long(root)) {
            cases.add(root, FLEETING_SOFT);
            cases.call(&format!("{root}че"));
            cases.call_or_tell(&format!("{root}цю"));
        }
        if let Some(root) = name.strip_suffix("ок").filter(|root| is_long(root)) {
            cases.add(root, FLEETING);
            cases.call_or_tell(&format!("{root}ку"));
        }
        cases.stems.push(stem.to_owned());
        cases
    }

    fn add(&mut self, stem: &str, endings: &str) {
        let endings = endings.split(' ').map(|ending| ending.trim_matches('-'));
        let forms = endings.map(|ending| format!("{stem}{ending}"));
        self.forms.extend(forms);
    }

    /// A form that can be nothing but an address.
    fn call(&mut self, form: &str) {
        self.vocatives.push(form.to_owned());
        self.direct.push(form.to_owned());
        self.forms.push(form.to_owned());
    }

    /// A form that may be an address or another case.
    fn call_or_tell(&mut self, form: &str) {
        self.datives.push(form.to_owned());
        self.direct.push(form.to_owned());
        self.forms.push(form.to_owned());
    }

    /// The consonants that change before -е and -і: «гряже», «Оленці».
    fn soften(&mut self, name: &str, stem: &str) {
        for (hard, called, placed) in [('г', "ж", "з"), ('к', "ч", "ц"), ('х', "ш", "с")] {
            let Some(root) = stem.strip_suffix(hard) else {
                continue;
            };
            if name.ends_with('а') {
                self.forms.push(format!("{root}{placed}і"));
            } else {
                self.call(&format!("{root}{called}е"));
                self.stems.push(format!("{root}{called}"));
            }
        }
    }
}

/// Whether a root is a word's and not half of a short one: «Бок» is no diminutive.
fn is_long(root: &str) -> bool {
    root.chars().count() >= 2
}

fn without_last(name: &str) -> &str {
    let mut letters = name.chars();
    letters.next_back();
    letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_vocatives_that_people_use() {
        for (name, call) in [
            ("мурчик", "мурчику"),
            ("сашко", "сашку"),
            ("петро", "петре"),
            ("олена", "олено"),
            ("оленка", "оленко"),
            ("маша", "маше"),
            ("оля", "олю"),
            ("марія", "маріє"),
            ("андрій", "андрію"),
            ("василь", "василю"),
            ("богдан", "богдане"),
            ("артур", "артуре"),
            ("олег", "олегу"),
            ("олег", "олеже"),
            ("тарас", "тарасе"),
            ("кравець", "кравче"),
            ("дружок", "дружку"),
            ("лукаш", "лукашу"),
            ("лікар", "лікарю"),
            ("гряг", "гряже"),
        ] {
            let cases = Cases::of(name);
            assert!(cases.direct.iter().any(|form| form == call), "{name}");
            assert!(cases.forms.iter().any(|form| form == call), "{name}");
        }
    }

    #[test]
    fn what_is_another_case_too_is_not_always_a_call() {
        for (name, form) in [("оля", "олю"), ("андрій", "андрію"), ("мурчик", "мурчику")]
        {
            let cases = Cases::of(name);
            assert!(!cases.vocatives.iter().any(|call| call == form), "{name}");
            assert!(cases.datives.iter().any(|call| call == form), "{name}");
        }
    }
}
