//! What holds for the words of a group of rich text, and is as it was when the group ends.
//!
//! Must not know: tokens, where words go.

/// Where the words of a group go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Target {
    /// Into the text.
    #[default]
    Text,
    /// Nowhere.
    Nowhere,
    /// Nowhere, but for the parts of a shape or object that are seen.
    Container,
    /// Into the table of fonts.
    Fonts,
    /// Into the list of styles.
    Styles,
    /// Into the list of those who changed the text.
    Changers,
    /// Into the instruction of the field under way.
    Instruction,
    /// Into what is being noted down: a title, a name.
    Noted,
}

/// Formats of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    /// The font, the one for East Asian characters, and which of them counts.
    pub(super) font: i32,
    pub(super) wide_font: Option<i32>,
    pub(super) is_wide: bool,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
    pub(super) is_inserted: bool,
    pub(super) is_raised: bool,
    /// Who inserted and who deleted, and when, as Word counts time.
    pub(super) inserter: i32,
    pub(super) inserted: i32,
    pub(super) deleter: i32,
    pub(super) deleted: i32,
}

/// Formats of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) style: i32,
    pub(super) list: i32,
    pub(super) outline: Option<u8>,
    pub(super) is_in_table: bool,
    pub(super) table_depth: usize,
    pub(super) is_drop_cap: bool,
}

/// Formats of characters and of the paragraph, and where words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) target: Target,
    /// Characters after a `\u` that stand for it in old programs.
    pub(super) n_stand_ins: u16,
    pub(super) letters: Letters,
    pub(super) format: Format,
}

impl State {
    /// As a file begins.
    pub(super) fn new() -> Self {
        Self { target: Target::Text, n_stand_ins: 1, letters: Letters::default(), format: Format::default() }
    }

    /// Characters as the font `usual` shows them, with nothing else.
    pub(super) fn plain(&mut self, usual: i32) {
        self.letters = Letters { font: usual, ..Letters::default() };
    }

    /// A paragraph with no format of its own.
    pub(super) fn plain_paragraph(&mut self) {
        self.format = Format::default();
    }
}

/// A time as Word packs it into a number (DTTM), in ISO 8601.
pub(super) fn time(packed: i32) -> String {
    // The sign is the top bit of the day of the week.
    let bits = packed.cast_unsigned();
    let (minute, hour, day) = (bits & 0x3f, (bits >> 6) & 0x1f, (bits >> 11) & 0x1f);
    let (month, year) = ((bits >> 16) & 0xf, 1900 + ((bits >> 20) & 0x1ff));
    if !(1..=12).contains(&month) || day == 0 || hour > 23 || minute > 59 {
        return String::new();
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_times_are_unpacked() {
        // Tuesday, 2022-02-01 13:51.
        let packed =
            [(51, 0), (13, 6), (1, 11), (2, 16), (122, 20), (2, 29)].iter().fold(0_u32, |all, (n, at)| all | (n << at));
        assert_eq!(time(packed.cast_signed()), "2022-02-01T13:51:00");
        assert_eq!((time(0), time(-1)), (String::new(), String::new()));
    }
}
