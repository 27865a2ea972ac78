//! What a field's instruction says (`HYPERLINK "https://…"`), for Word documents and rich text.
//!
//! In: the instruction's words. Out: the address that it leads to, or the sign it stands for.
//! Must not know: where fields stand; what they show is text like any other.

use crate::import::symbols::SymbolFont;

/// The web address that a HYPERLINK field leads to; a place in the same document is none.
pub(in crate::import) fn address(instruction: &str) -> Option<String> {
    let (name, rest) = instruction.trim_start().split_once([' ', '\t', '"'])?;
    if !name.eq_ignore_ascii_case("HYPERLINK") {
        return None;
    }
    // The quote that parted the name from its argument belongs to the argument.
    let rest = if instruction.trim_start().get(name.len()..).is_some_and(|rest| rest.starts_with('"')) {
        instruction.trim_start().get(name.len()..).unwrap_or_default()
    } else {
        rest.trim_start()
    };
    let address = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next().filter(|word| !word.starts_with('\\')),
    }?;
    let address = address.trim().replace("\\\\", "\\");
    (!address.is_empty() && !address.starts_with('#')).then_some(address)
}

/// The sign of a SYMBOL field, which may have no result: `SYMBOL 183 \f "Symbol"`.
pub(in crate::import) fn symbol(instruction: &str) -> Option<char> {
    let mut words = instruction.split_whitespace();
    if !words.next()?.eq_ignore_ascii_case("SYMBOL") {
        return None;
    }
    let code = words.next()?;
    let code = match code.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    let font = words.skip_while(|word| !word.eq_ignore_ascii_case("\\f")).nth(1);
    match font.and_then(|name| SymbolFont::named(name.trim_matches('"'))) {
        Some(font) => font.character(code),
        None => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_lead_somewhere() {
        let cases = [
            (" HYPERLINK \"https://a.example/x y\" \\o \"tip\" ", Some("https://a.example/x y")),
            ("hyperlink https://a.example", Some("https://a.example")),
            ("HYPERLINK\"https://a.example\"", Some("https://a.example")),
            ("HYPERLINK \\l \"place\"", None),
            ("HYPERLINK \"\"", None),
            ("PAGEREF _Toc1 \\h", None),
            ("", None),
        ];
        for (instruction, expected) in cases {
            assert_eq!(address(instruction).as_deref(), expected, "{instruction}");
        }
        assert_eq!(symbol("SYMBOL 179 \\f \"Symbol\" \\s 10"), Some('≥'));
        assert_eq!((symbol("SYMBOL 0x41"), symbol("SYMBOL"), symbol("DATE 1")), (Some('A'), None, None));
    }
}
