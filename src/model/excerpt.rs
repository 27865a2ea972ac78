//! What an excerpt can be beside words: a region of a page or picture, a time range of a recording, a translation.
//!
//! Must not know: claims, files, how a page is drawn.
//! Holds: a region lies within its page and is not empty; a time range does not end before it begins.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::claim::is_default;
use crate::model::evidence::TimeOfMedia;

/// What a page's or picture's width and height are counted in.
const WHOLE: u16 = 10_000;

/// A part of a page or picture, in ten-thousandths of its width and height from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "RegionFields", into = "RegionFields")]
pub struct Region {
    page: Option<u32>,
    x: u16,
    y: u16,
    w: u16,
    h: u16,
}

/// A region as files hold it.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Region", deny_unknown_fields)]
struct RegionFields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    x: u16,
    y: u16,
    w: u16,
    h: u16,
}

impl TryFrom<RegionFields> for Region {
    type Error = &'static str;

    fn try_from(fields: RegionFields) -> Result<Self, Self::Error> {
        let RegionFields { page, x, y, w, h } = fields;
        let fits = |from: u16, size: u16| size > 0 && u32::from(from) + u32::from(size) <= u32::from(WHOLE);
        if page == Some(0) || !fits(x, w) || !fits(y, h) {
            return Err("a region lies within its page, and pages count from 1");
        }
        Ok(Self { page, x, y, w, h })
    }
}

impl From<Region> for RegionFields {
    fn from(region: Region) -> Self {
        let Region { page, x, y, w, h } = region;
        Self { page, x, y, w, h }
    }
}

impl Region {
    /// The part that begins at (`x`, `y`) and has the size (`w`, `h`), all as fractions of the whole, on a page counted
    /// from 1 or in a picture; cut to what lies within. `None` when nothing does.
    pub fn new(page: Option<u32>, [x, y, w, h]: [f64; 4]) -> Option<Self> {
        let whole = f64::from(WHOLE);
        let edge = |at: f64| if at.is_finite() { Some((at.clamp(0.0, 1.0) * whole).round()) } else { None };
        let (left, top, right, bottom) = (edge(x)?, edge(y)?, edge(x + w)?, edge(y + h)?);
        let number = |value: f64| (0..=WHOLE).find(|&n| f64::from(n) >= value);
        let fields = RegionFields {
            page,
            x: number(left)?,
            y: number(top)?,
            w: number(right - left)?,
            h: number(bottom - top)?,
        };
        fields.try_into().ok()
    }

    /// The page, from 1; `None` in a picture.
    pub fn page(self) -> Option<u32> {
        self.page
    }

    /// As it is typed, and read again: "10,20,30,5.5", with a page before it as "3:10,20,30,5.5".
    pub fn typed(self) -> String {
        let part = |part: u16| match (part / 100, part % 100) {
            (whole, 0) => whole.to_string(),
            (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
            (whole, rest) => format!("{whole}.{rest:02}"),
        };
        let parts = [self.x, self.y, self.w, self.h].map(part).join(",");
        self.page.map_or_else(|| parts.clone(), |page| format!("{page}:{parts}"))
    }

    /// Where it begins and its size, as fractions of the whole: x, y, width, height.
    pub fn fractions(self) -> [f64; 4] {
        [self.x, self.y, self.w, self.h].map(|part| f64::from(part) / f64::from(WHOLE))
    }
}

impl fmt::Display for Region {
    /// "p. 3, region 10% 20% 30% 5%".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(page) = self.page {
            write!(f, "p. {page}, ")?;
        }
        f.write_str("region")?;
        for part in [self.x, self.y, self.w, self.h] {
            let (whole, tenth) = (part / 100, part / 10 % 10);
            if tenth == 0 { write!(f, " {whole}%")? } else { write!(f, " {whole}.{tenth}%")? }
        }
        Ok(())
    }
}

impl FromStr for Region {
    type Err = &'static str;

    /// Of "x,y,w,h" or "page:x,y,w,h", in percent.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "a region is written as x,y,width,height in percent, with a page before it as 3:10,20,30,5";
        let (page, parts) = match text.split_once(':') {
            Some((page, parts)) => (Some(page.trim().parse::<u32>().ok().ok_or(WRONG)?), parts),
            None => (None, text),
        };
        let numbers: Vec<f64> =
            parts.split(',').map(|part| part.trim().parse()).collect::<Result<_, _>>().ok().ok_or(WRONG)?;
        let numbers: [f64; 4] = numbers.try_into().ok().ok_or(WRONG)?;
        Self::new(page, numbers.map(|percent| percent / 100.0)).ok_or(WRONG)
    }
}

/// A stretch of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "TimeFields", into = "TimeFields")]
pub struct TimeRange {
    from: TimeOfMedia,
    to: TimeOfMedia,
}

/// A time range as files hold it.
#[derive(Serialize, Deserialize)]
#[serde(rename = "TimeRange", deny_unknown_fields)]
struct TimeFields {
    from: TimeOfMedia,
    to: TimeOfMedia,
}

impl TryFrom<TimeFields> for TimeRange {
    type Error = &'static str;

    fn try_from(fields: TimeFields) -> Result<Self, Self::Error> {
        Self::new(fields.from, fields.to).ok_or("a time range does not end before it begins")
    }
}

impl From<TimeRange> for TimeFields {
    fn from(range: TimeRange) -> Self {
        Self { from: range.from, to: range.to }
    }
}

impl TimeRange {
    /// From one moment to another, which must not be earlier.
    pub fn new(from: TimeOfMedia, to: TimeOfMedia) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// Where it begins.
    pub fn from(self) -> TimeOfMedia {
        self.from
    }

    /// Where it ends.
    pub fn to(self) -> TimeOfMedia {
        self.to
    }
}

impl fmt::Display for TimeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to { self.from.fmt(f) } else { write!(f, "{}–{}", self.from, self.to) }
    }
}

impl FromStr for TimeRange {
    type Err = &'static str;

    /// Of "00:12:30", "00:12:30-00:12:55".
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once(['-', '–']).unwrap_or((text, text));
        Self::new(from.parse()?, to.parse()?).ok_or("a time range does not end before it begins")
    }
}

/// The stretch between two times as they are typed; the second may be left empty.
pub fn time_typed(from: &str, to: &str) -> Result<Option<TimeRange>, &'static str> {
    let time = |typed: &str| -> Result<Option<TimeOfMedia>, &'static str> {
        let typed = typed.trim();
        if typed.is_empty() { Ok(None) } else { typed.parse().map(Some) }
    };
    match (time(from)?, time(to)?) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err("type where it begins, too"),
        (Some(from), to) => {
            TimeRange::new(from, to.unwrap_or(from)).map(Some).ok_or("a time range does not end before it begins")
        }
    }
}

/// Who or what translated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Translator {
    /// A person.
    #[default]
    Human,
    /// A machine.
    Machine,
}

impl Translator {
    /// Both, in the order menus show them.
    pub const ALL: [Self; 2] = [Self::Human, Self::Machine];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Machine => "machine",
        }
    }
}

/// What an excerpt says in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The translated words.
    pub words: String,
    /// The language they are in, as a BCP 47 tag; empty when it is the article's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Who translated, or the machine's name; empty when that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Whether that is a person or a machine.
    #[serde(default, skip_serializing_if = "is_default")]
    pub translator: Translator,
}

impl Translation {
    /// By whom, in words: "translated by AB", "machine translation (`DeepL`)".
    pub fn credit(&self) -> String {
        let language = if self.language.is_empty() { String::new() } else { format!(" into {}", self.language) };
        match (self.translator, self.by.as_str()) {
            (Translator::Human, "") => format!("translated{language}"),
            (Translator::Human, by) => format!("translated{language} by {by}"),
            (Translator::Machine, "") => format!("machine translation{language}"),
            (Translator::Machine, by) => format!("machine translation{language} ({by})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_lie_within_their_page() {
        let region = Region::new(Some(3), [0.1, 0.2, 0.3, 0.055]).unwrap();
        assert_eq!(region.to_string(), "p. 3, region 10% 20% 30% 5.5%");
        assert_eq!("3:10,20,30,5.5".parse(), Ok(region));
        assert_eq!(region.typed(), "3:10,20,30,5.5");
        let fine = Region::new(None, [0.0, 0.1234, 0.5, 0.0501]).unwrap();
        assert_eq!((fine.typed().as_str(), fine.typed().parse()), ("0,12.34,50,5.01", Ok(fine)));
        assert_eq!(Region::new(None, [0.9, 0.9, 0.5, 0.5]).map(Region::fractions), Some([0.9, 0.9, 0.1, 0.1]), "cut");
        for bad in [[0.5, 0.5, 0.0, 0.1], [1.0, 0.0, 0.1, 0.1], [f64::NAN, 0.0, 1.0, 1.0], [0.5, 0.5, -0.2, 0.1]] {
            assert_eq!(Region::new(None, bad), None, "{bad:?}");
        }
        assert_eq!(Region::new(Some(0), [0.0, 0.0, 1.0, 1.0]), None, "pages count from 1");
        let text = ron::to_string(&region).unwrap();
        assert_eq!(ron::from_str::<Region>(&text), Ok(region));
        assert!(ron::from_str::<Region>("(x: 9000, y: 0, w: 2000, h: 1)").is_err());
    }

    #[test]
    fn time_ranges_do_not_run_backwards() {
        let range: TimeRange = "00:12:30-12:55".parse().unwrap();
        assert_eq!(range.to_string(), "00:12:30–00:12:55");
        assert_eq!("75".parse::<TimeRange>().map(|range| range.to_string()), Ok("00:01:15".into()));
        assert!("0:20-0:10".parse::<TimeRange>().is_err());
        let text = ron::to_string(&range).unwrap();
        assert_eq!(ron::from_str::<TimeRange>(&text), Ok(range));
        assert!(ron::from_str::<TimeRange>("(from: \"00:00:20\", to: \"00:00:10\")").is_err());
    }

    #[test]
    fn a_translation_says_whose_it_is() {
        let by = |by: &str, translator| Translation { by: by.into(), translator, ..Translation::default() }.credit();
        assert_eq!(by("AB", Translator::Human), "translated by AB");
        assert_eq!(by("DeepL", Translator::Machine), "machine translation (DeepL)");
        assert_eq!(by("", Translator::Machine), "machine translation");
    }
}
