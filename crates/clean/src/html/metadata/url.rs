//! What the address of a page says: the day in it, its region, its parts.

use tidings_model::Date;

/// The first year a page on the web can be of.
pub(super) const FIRST_YEAR: i16 = 1990;
const LAST_YEAR: i16 = 2100;

/// The day in the path of an address: `/2024/03/14/`, `/2024-03-14-fog`, `/20240314/`,
/// `/2024/mar/14/`.
pub(super) fn day(url: &str) -> Option<Date> {
    let path = path(url);
    let parts: Vec<&str> =
        path.split(['/', '-', '_', '.']).filter(|part| !part.is_empty()).collect();
    let triples = parts.windows(3).filter_map(|three| match three {
        [year, month, day] => date(year, month, day),
        _ => None,
    });
    let whole = parts.iter().filter(|part| part.len() == 8 && part.is_ascii()).filter_map(|part| {
        let (year, rest) = part.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        date(year, month, day)
    });
    triples.chain(whole).next()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let year = number(year, 4..=4).filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))?;
    let named = || {
        let low = month.get(..3)?.to_ascii_lowercase();
        let at = MONTHS.iter().position(|name| *name == low)?;
        i16::try_from(at + 1).ok().filter(|_| month.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    let month = number(month, 1..=2).or_else(named)?;
    let day = number(day, 1..=2)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// The path of an address, without host, query and fragment.
pub(super) fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default()
}

/// Whether two addresses are of one page: same path, whatever the scheme, the host's `www` and the
/// slash at the end.
pub(super) fn same_page(a: &str, b: &str) -> bool {
    let even = |url: &str| path(url).trim_end_matches('/').to_lowercase();
    let (a, b) = (even(a), even(b));
    a == b && !a.is_empty()
}

/// An address made whole by that of the page it stands on.
pub(super) fn absolute(url: &str, page: Option<&str>) -> Option<String> {
    let is_web = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    if is_web(url) {
        return Some(url.to_owned());
    }
    let page = page.filter(|page| is_web(page))?;
    let (scheme, rest) = page.split_once("://")?;
    if let Some(host) = url.strip_prefix("//") {
        return Some(format!("{scheme}://{host}"));
    }
    let host = rest.split(['/', '?', '#']).next()?;
    url.starts_with('/').then(|| format!("{scheme}://{host}{url}"))
}

/// The last part of the host of an address: `uk`.
pub(super) fn host_end(url: &str) -> Option<String> {
    let host = crate::host::host(url)?;
    host.rsplit('.').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_days() {
        let check = |url: &str, expected: &str| {
            assert_eq!(day(url).map(|day| day.to_string()).unwrap_or_default(), expected, "{url}");
        };
        check("https://quay.example/2024/03/14/fog", "2024-03-14");
        check("https://quay.example/news/2024/mar/14/fog", "2024-03-14");
        check("https://quay.example/2024-03-14-fog.html", "2024-03-14");
        check("https://quay.example/a/20240314/fog", "2024-03-14");
        check("/2024/3/4", "2024-03-04");
        check("https://quay.example/2024/03/fog", "");
        check("https://quay.example/2024/02/31/fog", "");
        check("https://quay.example/1874/03/14/fog", "");
        check("https://quay.example/0000/00/00/", "");
        check("https://2024-03-14.example/", "");
        check("https://quay.example/?d=2024/03/14", "");
        check("é/é/é/éééé", "");
    }

    #[test]
    fn compares_and_completes() {
        assert!(same_page("http://www.quay.example/a/", "https://quay.example/a?b"));
        assert!(!same_page("https://quay.example/", "https://quay.example"));
        let check = |url: &str, expected: Option<&str>| {
            let found = absolute(url, Some("https://quay.example/a/b"));
            assert_eq!(found.as_deref(), expected, "{url}");
        };
        check("/c", Some("https://quay.example/c"));
        check("//tide.example/c", Some("https://tide.example/c"));
        check("http://tide.example/c", Some("http://tide.example/c"));
        check("c", None);
        check("javascript:void(0)", None);
        assert_eq!(absolute("/c", None), None);
    }
}
