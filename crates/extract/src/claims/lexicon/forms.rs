//! The forms of English verbs and nouns, by rule.

use std::collections::{BTreeMap, BTreeSet};

use super::super::flags::Forms;

/// Makes the forms of verbs: by rule, but for those that a list spells out.
#[derive(Debug, Default)]
pub(super) struct Inflector {
    irregular: BTreeMap<String, [String; 5]>,
    doubling: BTreeSet<String>,
}

impl Inflector {
    /// Lists a verb: base, third person, past, participle, gerund.
    pub(super) fn irregular(&mut self, forms: [String; 5]) {
        self.irregular.insert(forms[0].clone(), forms);
    }

    /// Lists a verb of several syllables that doubles its last letter.
    pub(super) fn doubling(&mut self, base: String) {
        self.doubling.insert(base);
    }

    /// Every form of a verb, with what it is; a spelling may come twice.
    pub(super) fn verb(&self, base: &str) -> Vec<(String, Forms)> {
        let [base, third, past, participle, gerund] = match self.irregular.get(base) {
            Some(forms) => forms.clone(),
            None => self.regular(base),
        };
        vec![
            (base, Forms::BASE),
            (third, Forms::THIRD),
            (past, Forms::PAST),
            (participle, Forms::PARTICIPLE),
            (gerund, Forms::GERUND),
        ]
    }

    fn regular(&self, base: &str) -> [String; 5] {
        let stem = if self.doubles(base) { doubled(base) } else { base.to_owned() };
        let past = match base.strip_suffix('e') {
            Some(stem) => format!("{stem}ed"),
            None if consonant_y(base) => format!("{}ied", base.trim_end_matches('y')),
            None => format!("{stem}ed"),
        };
        let gerund = match base.strip_suffix('e') {
            Some(short) if !base.ends_with("ee") && !base.ends_with("ye") => format!("{short}ing"),
            _ => format!("{stem}ing"),
        };
        [base.to_owned(), plural(base), past.clone(), past, gerund]
    }

    /// A verb of one syllable doubles its last letter after a single vowel: `plan`, not `claim`.
    fn doubles(&self, base: &str) -> bool {
        if self.doubling.contains(base) {
            return true;
        }
        let letters: Vec<char> = base.chars().collect();
        let vowels = letters.iter().filter(|&&c| is_vowel(c)).count();
        let [.., before, last] = letters[..] else { return false };
        vowels == 1 && is_vowel(before) && !is_vowel(last) && !matches!(last, 'w' | 'x' | 'y')
    }
}

/// The plural of a noun, and the third person of a verb.
pub(super) fn plural(base: &str) -> String {
    match base {
        "man" => "men".to_owned(),
        "person" => "people".to_owned(),
        "child" => "children".to_owned(),
        "wife" => "wives".to_owned(),
        "life" => "lives".to_owned(),
        _ if base.ends_with("man") => format!("{}men", base.trim_end_matches("man")),
        _ if consonant_y(base) => format!("{}ies", base.trim_end_matches('y')),
        _ if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end)) => {
            format!("{base}es")
        }
        _ => format!("{base}s"),
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn consonant_y(base: &str) -> bool {
    let before = base.strip_suffix('y').and_then(|stem| stem.chars().next_back());
    before.is_some_and(|c| !is_vowel(c))
}

fn doubled(base: &str) -> String {
    let last = base.chars().next_back();
    base.chars().chain(last).collect()
}

#[test]
fn inflects() {
    let mut inflector = Inflector::default();
    inflector.doubling("admit".to_owned());
    inflector.irregular(["say", "says", "said", "said", "saying"].map(str::to_owned));
    let check = |base: &str, expected: &str| {
        let forms: Vec<String> = inflector.verb(base).into_iter().map(|(word, _)| word).collect();
        assert_eq!(forms.join(" "), expected);
    };
    check("claim", "claim claims claimed claimed claiming");
    check("plan", "plan plans planned planned planning");
    check("order", "order orders ordered ordered ordering");
    check("admit", "admit admits admitted admitted admitting");
    check("deny", "deny denies denied denied denying");
    check("destroy", "destroy destroys destroyed destroyed destroying");
    check("decree", "decree decrees decreed decreed decreeing");
    check("describe", "describe describes described described describing");
    check("clash", "clash clashes clashed clashed clashing");
    check("say", "say says said said saying");
    let check = |base: &str, expected: &str| assert_eq!(plural(base), expected);
    check("spokesman", "spokesmen");
    check("agency", "agencies");
    check("attack", "attacks");
    check("person", "people");
}
