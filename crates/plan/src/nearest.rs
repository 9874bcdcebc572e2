//! The valid name that a wrong one was probably meant to be.

/// The nearest of `known` to `given`, if any is near enough to be worth proposing.
///
/// Near is: the same but for case, `-` and `_`; at most a quarter of the letters changed, added,
/// left out or swapped with their neighbour; or one is the beginning of the other.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let given = folded(given);
    known
        .into_iter()
        .filter_map(|name| Some((cost(&given, &folded(name))?, name)))
        .min()
        .map(|(_, name)| name)
}

fn folded(name: &str) -> String {
    // Names are short; what is much longer was not meant to be one.
    name.chars().take(64).flat_map(char::to_lowercase).filter(|c| !matches!(c, '-' | '_')).collect()
}

fn cost(given: &str, name: &str) -> Option<usize> {
    let distance = strsim::osa_distance(given, name);
    let length = given.chars().count().max(name.chars().count());
    let (short, long) = if given.len() < name.len() { (given, name) } else { (name, given) };
    let begins = short.chars().count() >= 3 && long.starts_with(short);
    (distance <= (length / 4).max(1) && distance < length || begins).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_what_was_meant() {
        let known = ["names", "dates", "page_furniture", "tokens", "on_reject"];
        let check = |given, expected: &str| {
            assert_eq!(nearest(given, known).unwrap_or("-"), expected, "{given}");
        };
        check("nmaes", "names");
        check("name", "names");
        check("Page-Furniture", "page_furniture");
        check("page", "page_furniture");
        check("token", "tokens");
        check("onreject", "on_reject");
        check("quantities", "-");
        check("", "-");
        check("x", "-");
    }

    #[test]
    fn a_name_of_one_letter_is_not_like_every_other() {
        assert_eq!(nearest("a", ["b"]), None);
    }
}
