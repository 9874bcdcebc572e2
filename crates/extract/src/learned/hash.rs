//! Hashes of features: the same on every machine and in every version.

/// Multiplier of Steele, Lea and Flood's SplitMix64 (2014), as are the two below.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash of some bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> u64 {
    let parts = bytes.chunks(8);
    parts.fold(bytes.len() as u64, |hash, part| {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(STEP)
    })
}

/// A hash of two numbers in order.
pub(crate) fn of_pair(first: u64, second: u64) -> u64 {
    let mixed = (first.rotate_left(29) ^ second).wrapping_mul(STEP);
    mixed ^ (mixed >> 32)
}

/// Spreads a number over all bits.
pub(crate) fn spread(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_stay_what_the_shipped_weights_were_learned_with() {
        assert_eq!(of_bytes(b""), 0);
        assert_eq!(of_bytes(b"harbour"), 2_565_275_110_762_110_344);
        assert_ne!(of_bytes(b"a"), of_bytes(b"a\0"));
        assert_ne!(of_pair(1, 2), of_pair(2, 1));
    }
}
