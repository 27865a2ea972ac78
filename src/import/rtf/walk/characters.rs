//! Control words and signs of rich text that stand for characters, or end what is under way.

use crate::import::rtf::code_pages::CodePage;
use crate::import::rtf::state::Target;
use crate::import::rtf::walk::Walk;

impl Walk {
    pub(super) fn sign(&mut self, sign: u8) {
        if matches!(sign, b'~' | b'_' | b'-' | b'\\' | b'{' | b'}') && self.n_to_skip > 0 {
            self.n_to_skip -= 1;
            return;
        }
        match sign {
            b'~' => self.say("\u{a0}"),
            b'_' => self.say("\u{2011}"),
            b'\\' => self.say("\\"),
            b'{' => self.say("{"),
            b'}' => self.say("}"),
            b'\r' | b'\n' => self.paragraph_mark(),
            b'\t' => self.say("\t"),
            _ => {}
        }
    }

    /// Words that stand for text, or end it.
    pub(super) fn text_word(&mut self, name: &[u8]) {
        let words = match name {
            b"tab" => "\t",
            b"line" | b"lbr" | b"column" => "\n",
            b"emdash" => "—",
            b"endash" => "–",
            b"emspace" | b"enspace" | b"qmspace" => " ",
            b"bullet" => "•",
            b"lquote" => "‘",
            b"rquote" => "’",
            b"ldblquote" => "“",
            b"rdblquote" => "”",
            b"zwj" => "\u{200d}",
            b"zwnj" => "\u{200c}",
            b"mden" => "/",
            b"msup" => "^",
            b"msub" => "_",
            b"par" | b"sect" => return self.paragraph_mark(),
            b"page" | b"pagebb" => return self.next_page(name == b"page"),
            b"cell" => return self.end_cell(1),
            b"nestcell" => return self.end_cell(2),
            b"row" => return self.end_row(1),
            b"nestrow" => return self.end_row(2),
            b"trowd" => {
                if self.state.target == Target::Text {
                    self.aside.is_in_row = true;
                }
                return;
            }
            _ => return,
        };
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
        } else {
            self.say(words);
        }
    }

    pub(super) fn unicode(&mut self, value: i32) {
        self.n_to_skip = self.state.n_stand_ins;
        // Some programs write a character beyond the first 65,536 as one number.
        if let Some(character) = u32::try_from(value).ok().filter(|code| *code > 0xffff).and_then(char::from_u32) {
            self.say(character.encode_utf8(&mut [0; 4]));
            return;
        }
        let Ok(unit) = u16::try_from(value & 0xffff) else { return };
        let high = self.high.take();
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units: &[u16] = &[high.unwrap_or_default(), unit];
        let units = if high.is_some() { units } else { units.get(1..).unwrap_or_default() };
        let page = self.code_page();
        for character in char::decode_utf16(units.iter().copied()).flatten() {
            let sign = match page {
                CodePage::Signs(font) => font.character(u32::from(character)).unwrap_or(character),
                CodePage::Web(_) | CodePage::Pc(_) => character,
            };
            self.say(sign.encode_utf8(&mut [0; 4]));
        }
    }

    fn next_page(&mut self, is_break: bool) {
        if self.state.target == Target::Text && self.around.is_empty() && self.is_seen() {
            if is_break && self.stories.has_words() {
                self.stories.words("\n");
            }
            self.n_pages += 1;
            self.stories.place(format!("p. {}", self.n_pages));
        }
    }
}
