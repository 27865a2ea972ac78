//! What a group of rich text is for, by the control word it begins with.
//!
//! In: the word, and whether `\*` stands before it. Out: what the group is.
//! Must not know: what is in the group.
//! Holds: a group after `\*` that is not known here is passed over, as the format asks for.

/// What a group is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// Its words are no text.
    Nothing,
    /// A shape or an object, of which a part may be text.
    Container,
    Fonts,
    Styles,
    Changers,
    Info,
    /// A line of the file's own metadata, a name or number that is noted down.
    Noted(Noted),
    Note,
    Header,
    Remark,
    TextBox,
    /// What an object looks like.
    Result,
    Field,
    Instruction,
    FieldResult,
    /// The bullet or number of an item.
    ItemMark,
    /// Formats of the rows of a table in a table; words in it do not count.
    NestedRow,
    /// What stood before it, as newer programs read it.
    Unicode,
    /// Text, though `\*` stands before it.
    Text,
}

/// What is noted down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    Title,
    Writer,
    RemarkWriter,
    RemarkTime,
    RemarkName,
    RangeStart,
    RangeEnd,
}

/// Groups without text whose word needs no `\*`.
const NOTHING: &[&[u8]] = &[
    b"aftncn",
    b"aftnsep",
    b"aftnsepc",
    b"background",
    b"bkmkend",
    b"bkmkstart",
    b"blipuid",
    b"category",
    b"colorschememapping",
    b"colortbl",
    b"comment",
    b"company",
    b"creatim",
    b"datafield",
    b"datastore",
    b"defchp",
    b"defpap",
    b"doccomm",
    b"docvar",
    b"factoidname",
    b"falt",
    b"ffdeftext",
    b"ffentrymcr",
    b"ffexitmcr",
    b"ffformat",
    b"ffhelptext",
    b"ffl",
    b"ffname",
    b"ffstattext",
    b"filetbl",
    b"fname",
    b"fontemb",
    b"fontfile",
    b"formfield",
    b"ftncn",
    b"ftnsep",
    b"ftnsepc",
    b"generator",
    b"gridtbl",
    b"hlinkbase",
    b"keywords",
    b"latentstyles",
    b"levelnumbers",
    b"leveltext",
    b"lfolevel",
    b"linkval",
    b"list",
    b"listlevel",
    b"listname",
    b"listoverride",
    b"listoverridetable",
    b"listpicture",
    b"listtable",
    b"lsdlockedexcept",
    b"mailmerge",
    b"manager",
    b"mmathPict",
    b"nextfile",
    b"nonesttables",
    b"nonshppict",
    b"objalias",
    b"objclass",
    b"objdata",
    b"objname",
    b"objsect",
    b"objtime",
    b"oldcprops",
    b"oldpprops",
    b"oldtprops",
    b"operator",
    b"panose",
    b"passwordhash",
    b"pgdsctbl",
    b"picprop",
    b"pict",
    b"pn",
    b"pnseclvl",
    b"printim",
    b"private",
    b"propname",
    b"protusertbl",
    b"pwd",
    b"revtim",
    b"rsidtbl",
    b"rxe",
    b"shppict",
    b"shprslt",
    b"sn",
    b"sp",
    b"staticval",
    b"subject",
    b"sv",
    b"svb",
    b"tc",
    b"tcn",
    b"template",
    b"themedata",
    b"txe",
    b"upr",
    b"userprops",
    b"wgrffmtfilter",
    b"xe",
    b"xform",
    b"xmlattrname",
    b"xmlattrvalue",
    b"xmlclose",
    b"xmlname",
    b"xmlnstbl",
    b"xmlopen",
];

/// What a group is that begins with the word `name`; `None`, where the word says nothing of it.
pub(super) fn named(name: &[u8]) -> Option<Destination> {
    Some(match name {
        b"fonttbl" => Destination::Fonts,
        b"stylesheet" => Destination::Styles,
        b"revtbl" => Destination::Changers,
        b"info" => Destination::Info,
        b"title" => Destination::Noted(Noted::Title),
        b"author" => Destination::Noted(Noted::Writer),
        b"atnauthor" => Destination::Noted(Noted::RemarkWriter),
        b"atndate" => Destination::Noted(Noted::RemarkTime),
        b"atnref" => Destination::Noted(Noted::RemarkName),
        b"atrfstart" => Destination::Noted(Noted::RangeStart),
        b"atrfend" => Destination::Noted(Noted::RangeEnd),
        b"atnid" | b"atntime" | b"atnicn" | b"atnparent" => Destination::Nothing,
        b"footnote" => Destination::Note,
        b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer" | b"footerl" | b"footerr" | b"footerf" => {
            Destination::Header
        }
        b"annotation" => Destination::Remark,
        b"shptxt" | b"dptxbxtext" => Destination::TextBox,
        b"shp" | b"shpinst" | b"shpgrp" | b"object" | b"do" => Destination::Container,
        b"result" => Destination::Result,
        b"field" => Destination::Field,
        b"fldinst" => Destination::Instruction,
        b"fldrslt" => Destination::FieldResult,
        b"listtext" | b"pntext" => Destination::ItemMark,
        b"nesttableprops" => Destination::NestedRow,
        b"ud" => Destination::Unicode,
        b"moMath" | b"moMathPara" | b"mmath" => Destination::Text,
        _ if name.first() == Some(&b'm') && name.ends_with(b"Pr") => Destination::Nothing,
        _ if NOTHING.binary_search(&name).is_ok() => Destination::Nothing,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_by_their_word() {
        assert!(NOTHING.is_sorted(), "words must stand in order to be found");
        let cases: &[(&[u8], Option<Destination>)] = &[
            (b"pict", Some(Destination::Nothing)),
            (b"aftncn", Some(Destination::Nothing)),
            (b"xmlopen", Some(Destination::Nothing)),
            (b"mfPr", Some(Destination::Nothing)),
            (b"footnote", Some(Destination::Note)),
            (b"b", None),
            (b"par", None),
        ];
        for (name, destination) in cases {
            assert_eq!(named(name), *destination, "{}", String::from_utf8_lossy(name));
        }
    }
}
