//! Names of sites and files, out of addresses.

/// The host of a web address, in lower case, without `www.` and without a port.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.trim().split_once("://").map(|(_, rest)| rest)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fits = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || "-._".contains(c));
    fits.then(|| host.to_owned())
}

/// The name of a file without folders and endings, blanks and all.
pub(crate) fn stem(uri: &str) -> Option<String> {
    let path = uri.split('#').next()?;
    let name = percent_decoded(path.rsplit('/').next()?);
    let stem =
        ["gz", "zst", "bz2", "xz", "txt", "text", "md"].iter().fold(name.as_str(), |at, end| {
            at.strip_suffix(end).and_then(|at| at.strip_suffix('.')).unwrap_or(at)
        });
    (!stem.is_empty()).then(|| stem.to_owned())
}

/// Reads `%20` and the like; what is no UTF-8 then stays as it was.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| first == b'%');
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_hosts() {
        let check = |url, expected: &str| assert_eq!(host(url).unwrap_or_default(), expected);
        check("https://www.Harbour-News.example/a?b#c", "harbour-news.example");
        check("http://user@news.example:8080", "news.example");
        check("news.example/a", "");
        check("https://localhost/a", "");
        check("https://two words.example/", "");
    }

    #[test]
    fn finds_stems() {
        let check = |uri, expected: &str| assert_eq!(stem(uri).unwrap_or_default(), expected);
        check("pages/fog%20bank.txt.gz", "fog bank");
        check("fog.v2.txt", "fog.v2");
        check("a/b%ZZ", "b%ZZ");
        check("a/%FF.txt", "%FF");
        check("a/", "");
    }
}
