//! Damages files the way disks, transfers, editors and hands do: the same seed gives the same damage.
//!
//! In: a seed and the files of a project. Out: one file of it with other bytes, and what was done to it. Used by the
//! store's own tests too. Must not know: what the files mean.

use std::collections::BTreeMap;

/// Numbers that look random and follow from a seed (Source: Vigna, `SplitMix64`).
pub(crate) struct Random(u64);

impl Random {
    /// The numbers of this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1))
    }

    /// The next number below `below`; 0 when there is none.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        usize::try_from(z % u64::try_from(below.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// A range inside of `0..len`, at most `most` long.
    fn range(&mut self, len: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(len);
        start.min(len)..len.min(start + 1 + self.below(most))
    }
}

/// A damaged file.
pub(crate) struct Broken {
    /// Its path inside of the project.
    pub(crate) file: String,
    /// What it holds now.
    pub(crate) bytes: Vec<u8>,
    /// What was done.
    pub(crate) how: &'static str,
}

/// Damages one of `files`, whose bytes are whole.
pub(crate) fn damage(seed: u64, files: &BTreeMap<String, Vec<u8>>) -> Broken {
    let mut random = Random::new(seed);
    let names: Vec<&String> = files.keys().collect();
    let file = random.pick(&names).map(|name| (*name).clone()).unwrap_or_default();
    let other = random.pick(&names).and_then(|name| files.get(*name)).cloned().unwrap_or_default();
    let whole = files.get(&file).cloned().unwrap_or_default();
    let (how, bytes) = one(&mut random, whole, &other);
    Broken { file, bytes, how }
}

fn one(random: &mut Random, mut bytes: Vec<u8>, other: &[u8]) -> (&'static str, Vec<u8>) {
    let len = bytes.len();
    match random.below(16) {
        0 | 1 => {
            for _ in 0..=random.below(3) {
                flip(random, &mut bytes);
            }
            ("a few bits flipped", bytes)
        }
        2 => {
            for _ in 0..=len / 64 {
                flip(random, &mut bytes);
            }
            ("a bit flipped in every 64 bytes", bytes)
        }
        3 => {
            bytes.truncate(random.below(len));
            ("cut off", bytes)
        }
        4 => ("the start missing", bytes.split_off(random.below(len))),
        5 => {
            bytes.truncate(random.below(len));
            bytes.extend_from_slice(other.get(random.below(other.len())..).unwrap_or_default());
            ("the head of one and the tail of another", bytes)
        }
        6 => {
            let (at, range) = (random.below(len), random.range(other.len(), 600));
            bytes.splice(at..at, other.get(range).unwrap_or_default().iter().copied());
            ("a piece of another inside", bytes)
        }
        7 => ("another file in its place", other.to_vec()),
        8 => ("empty", Vec::new()),
        9 => ("lines deleted", lines(random, &bytes, |_, _| Vec::new())),
        10 => ("lines doubled", lines(random, &bytes, |_, lines| [lines.concat(), lines.concat()].concat())),
        11 => (
            "lines out of order",
            lines(random, &bytes, |random, lines| {
                let at = random.below(lines.len());
                [lines.get(at..).unwrap_or_default().concat(), lines.get(..at).unwrap_or_default().concat()].concat()
            }),
        ),
        12 => {
            let range = random.range(len, 512);
            bytes.get_mut(range).unwrap_or_default().fill(0);
            ("NULs in place of a piece", bytes)
        }
        13 => {
            let odd: &[&[u8]] =
                &[b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\0", b"/*", b"//", b"\"", b"r#\"", b"\xf0\x9f"];
            let at = random.below(2) * random.below(len);
            bytes.splice(at..at, random.pick(odd).copied().unwrap_or_default().iter().copied());
            ("odd bytes put in", bytes)
        }
        14 => {
            let ends = String::from_utf8_lossy(&bytes).replace('\n', if random.below(2) == 0 { "\r\n" } else { "\r" });
            ("other line ends", ends.into_bytes())
        }
        _ => {
            let byte = b"()[]{}\",:'\\#/ \n0"[random.below(16)];
            let range = random.range(len, 3);
            bytes.get_mut(range).unwrap_or_default().fill(byte);
            ("other characters", bytes)
        }
    }
}

fn flip(random: &mut Random, bytes: &mut [u8]) {
    let (at, bit) = (random.below(bytes.len()), random.below(8));
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

/// `bytes` with a run of lines replaced by what `with` makes of them.
fn lines(random: &mut Random, bytes: &[u8], with: fn(&mut Random, &[&[u8]]) -> Vec<u8>) -> Vec<u8> {
    let all: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let most = [1, 1, 3, 40][random.below(4)];
    let range = random.range(all.len(), most);
    let (head, tail) = (all.get(..range.start).unwrap_or_default(), all.get(range.end..).unwrap_or_default());
    let middle = with(random, all.get(range).unwrap_or_default());
    [head.concat(), middle, tail.concat()].concat()
}
