//! Codes of languages: two letters (ISO 639-1) to the three (ISO 639-3) that FollowTheMoney takes.

/// The languages that FollowTheMoney 4 knows.
const CODES: &str = "af afr am amh ar ara az aze be bel bg bul bn ben bs bos ca cat cs ces da dan de deu el ell \
    en eng es spa et est fa fas fi fin fr fra ga gle he heb hi hin hr hrv hu hun hy hye id ind is isl it ita \
    ja jpn ka kat kk kaz km khm kn kan ko kor ky kir lb ltz lo lao lt lit lv lav mk mkd mn mon ms msa mt mlt \
    my mya nb nor ne nep nl nld nn nor no nor pl pol ps pus pt por ro ron ru rus si sin sk slk sl slv sq sqi \
    sr srp sv swe sw swa ta tam te tel tg tgk th tha tk tuk tl tgl tr tur uk ukr ur urd uz uzb vi vie zh zho";

/// The code of three letters.
pub(super) fn three_letters(code: &str) -> Option<&'static str> {
    let mut codes = CODES.split_whitespace();
    std::iter::from_fn(|| codes.next().zip(codes.next()))
        .find(|(two, _)| *two == code)
        .map(|(_, three)| three)
}

#[test]
fn codes_come_in_pairs() {
    assert_eq!(three_letters("en"), Some("eng"));
    assert_eq!(three_letters("zh"), Some("zho"));
    assert_eq!(three_letters("eng"), None);
    assert!(
        CODES.split_whitespace().zip([2, 3].into_iter().cycle()).all(|(c, len)| c.len() == len)
    );
}
