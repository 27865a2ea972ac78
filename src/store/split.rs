//! Finds the fields of a RON file and the elements of its lists, so that each can be decoded alone.
//!
//! In: the text of a file whose value is one struct. Out: each field's name and value, each list's elements, as byte
//! ranges; and the first place where brackets, commas or strings do not fit.
//! Must not know: which fields there should be, what they mean.
//! Holds: linear time, no recursion. When brackets are damaged, the indentation that Tickmark itself writes is
//! followed instead: a field begins at a line of 4 spaces, an element at a line of 8.

use std::ops::Range;

use crate::store::tokens::{Kind, Token, Tokens};

/// Brackets inside brackets that are followed; RON is read to about this depth, and no file of ours comes near.
pub(super) const DEEPEST: usize = 40;

/// A field of the outermost struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name.
    pub(super) name: Range<usize>,
    /// Its value, without white space around it.
    pub(super) value: Range<usize>,
    /// The elements of its value, if that is a list.
    pub(super) elements: Vec<Range<usize>>,
}

/// The first place where the text does not hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The byte.
    pub(super) at: usize,
    /// What is wrong there.
    pub(super) why: &'static str,
}

/// A file in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pieces {
    /// The fields, in order.
    pub(super) fields: Vec<Field>,
    /// Why the indentation had to be followed instead of the brackets.
    pub(super) fault: Option<Fault>,
    /// Where the first comment begins.
    pub(super) comment: Option<usize>,
}

/// The pieces of `text`.
pub(super) fn split(text: &str) -> Pieces {
    let mut tokens = Tokens::new(text);
    match by_brackets(text, &mut tokens) {
        Ok(fields) => Pieces { fields, fault: None, comment: tokens.comment() },
        Err(fault) => Pieces { fields: by_lines(text), fault: Some(fault), comment: None },
    }
}

/// Where `text` first goes deeper than [`DEEPEST`].
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    Tokens::new(text).find_map(|token| {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.saturating_sub(1),
            Kind::Comma | Kind::Colon | Kind::Word | Kind::Unclosed => {}
        }
        (depth > DEEPEST).then_some(token.at.start)
    })
}

/// The field called `name`, comma included, whose name is the last of that name to end at or before byte `until`.
pub(super) fn field_before(text: &str, name: &str, until: usize) -> Option<Range<usize>> {
    let (mut depth, mut word) = (0_usize, None);
    let mut found: Option<(usize, usize)> = None; // its start and depth
    let mut end = None;
    for token in Tokens::new(text) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => {
                if end.is_none() && found.is_some_and(|(_, at)| at == depth) {
                    end = Some(token.at.start);
                }
                depth = depth.saturating_sub(1);
            }
            Kind::Comma => {
                if end.is_none() && found.is_some_and(|(_, at)| at == depth) {
                    end = Some(token.at.end);
                }
            }
            Kind::Colon => {
                if let Some(start) = word.take().filter(|_| token.at.start <= until) {
                    found = Some((start, depth));
                    end = None;
                }
            }
            Kind::Word | Kind::Unclosed => {}
        }
        let is_name = token.kind == Kind::Word && text.get(token.at.clone()) == Some(name) && token.at.end <= until;
        word = is_name.then_some(token.at.start);
    }
    Some(found?.0..end?)
}

/// A field that is being read.
struct Open {
    name: Range<usize>,
    has_colon: bool,
    value: Option<Range<usize>>,
    is_list: bool,
    /// Whether the value's own bracket was closed: only a comma may follow.
    is_closed: bool,
    element: Option<Range<usize>>,
    elements: Vec<Range<usize>>,
}

impl Open {
    fn new(name: Range<usize>) -> Self {
        Self {
            name,
            has_colon: false,
            value: None,
            is_list: false,
            is_closed: false,
            element: None,
            elements: Vec::new(),
        }
    }

    fn nameless(at: usize) -> Self {
        Self { value: Some(at..at), is_closed: true, ..Self::new(at..at) }
    }

    /// Adds a line to the value, unless that is whole already.
    fn grow_by_line(&mut self, words: &Range<usize>) {
        if !self.is_closed {
            grow(&mut self.value, words);
        }
    }

    fn finished(self) -> Option<Field> {
        let Self { name, has_colon: _, value, is_list: _, is_closed: _, element, mut elements } = self;
        elements.extend(element);
        Some(Field { name, value: value?, elements })
    }
}

fn grow(range: &mut Option<Range<usize>>, by: &Range<usize>) {
    match range {
        Some(range) => range.end = by.end,
        None => *range = Some(by.clone()),
    }
}

fn by_brackets(text: &str, tokens: &mut Tokens<'_>) -> Result<Vec<Field>, Fault> {
    let mut reader = Reader { fields: Vec::new(), open: None, closers: Vec::new(), is_done: false };
    for token in tokens {
        reader.take(&token)?;
    }
    if reader.is_done {
        Ok(reader.fields)
    } else if text.trim().is_empty() {
        Err(Fault { at: 0, why: "the file is empty" })
    } else {
        Err(Fault { at: text.trim_end().len(), why: "the file ends in the middle" })
    }
}

struct Reader {
    fields: Vec<Field>,
    open: Option<Open>,
    /// What closes the brackets that are open, innermost last.
    closers: Vec<u8>,
    is_done: bool,
}

impl Reader {
    fn take(&mut self, token: &Token) -> Result<(), Fault> {
        let fault = |why| Err(Fault { at: token.at.start, why });
        if token.kind == Kind::Unclosed {
            return fault("a quotation mark or comment is opened here and never closed");
        }
        match self.closers.len() {
            _ if self.is_done => return fault("there is text behind the closing bracket"),
            0 if token.kind != Kind::Open(b')') => return fault("expected an opening `(` here"),
            0 => {}
            1 => return self.take_in_struct(token),
            _ => self.grow(token),
        }
        self.turn(token)?;
        if let (1, Some(open)) = (self.closers.len(), self.open.as_mut()) {
            open.is_closed = true;
        }
        Ok(())
    }

    /// Follows opening and closing brackets.
    fn turn(&mut self, token: &Token) -> Result<(), Fault> {
        let fault = |why| Err(Fault { at: token.at.start, why });
        match token.kind {
            Kind::Open(_) if self.closers.len() > DEEPEST => fault("brackets are nested too deep"),
            Kind::Open(closer) => {
                self.closers.push(closer);
                Ok(())
            }
            Kind::Close(closer) if self.closers.pop() != Some(closer) => {
                fault("this bracket does not close the one that is open")
            }
            Kind::Close(_) | Kind::Comma | Kind::Colon | Kind::Word | Kind::Unclosed => Ok(()),
        }
    }

    fn take_in_struct(&mut self, token: &Token) -> Result<(), Fault> {
        let fault = |why| Err(Fault { at: token.at.start, why });
        match (token.kind, self.open.as_mut()) {
            (Kind::Word, None) => self.open = Some(Open::new(token.at.clone())),
            (Kind::Colon, Some(open)) if !open.has_colon => open.has_colon = true,
            (Kind::Word | Kind::Open(_), Some(open)) if open.has_colon && !open.is_closed => {
                open.is_list |= open.value.is_none() && token.kind == Kind::Open(b']');
                grow(&mut open.value, &token.at);
                return self.turn(token);
            }
            (Kind::Comma | Kind::Close(_), Some(_)) => {
                let Some(field) = self.open.take().and_then(Open::finished) else {
                    return fault("a field has no value here");
                };
                self.fields.push(field);
                if token.kind != Kind::Comma {
                    self.turn(token)?;
                    self.is_done = true;
                }
            }
            (Kind::Close(_), None) => {
                self.turn(token)?;
                self.is_done = true;
            }
            (Kind::Open(_) | Kind::Comma | Kind::Colon | Kind::Word | Kind::Unclosed, _) => {
                return fault("expected a field name, `:` or a value here");
            }
        }
        Ok(())
    }

    /// Adds a token inside a value to the value and its list's element.
    fn grow(&mut self, token: &Token) {
        let depth = self.closers.len();
        let Some(open) = self.open.as_mut() else { return };
        grow(&mut open.value, &token.at);
        if !open.is_list {
            return;
        }
        match token.kind {
            Kind::Comma | Kind::Close(_) if depth == 2 => open.elements.extend(open.element.take()),
            Kind::Open(_) | Kind::Close(_) | Kind::Comma | Kind::Colon | Kind::Word | Kind::Unclosed => {
                grow(&mut open.element, &token.at);
            }
        }
    }
}

/// The fields and elements as Tickmark's own indentation shows them.
pub(super) fn by_lines(text: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut open: Option<Open> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let indent = line.bytes().take_while(|&byte| byte == b' ').count();
        let words = start + indent..start + line.trim_end().len().max(indent);
        let first = line.as_bytes().get(indent).copied().unwrap_or(b'\n');
        let is_closer = matches!(first, b')' | b']' | b'}');
        // A line that lost its indentation to damage is no field: names are plain words.
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let colon = line.find(':').filter(|&colon| line.get(indent..colon).is_some_and(is_name));
        match (indent, colon) {
            (0, _) if line.trim_end() == ")" => fields.extend(open.take().and_then(Open::finished)),
            (4, Some(colon)) if !is_closer => {
                fields.extend(open.take().and_then(Open::finished));
                let mut field = Open::new(words.start..start + colon);
                let value = start + colon + 1..words.end.max(start + colon + 1);
                field.value = Some(value);
                // A value with its comma is whole: what stands under it has lost the line above it.
                field.is_closed = line.trim_end().ends_with(',');
                open = Some(field);
            }
            (4, _) if is_closer => {
                if let Some(open) = open.as_mut() {
                    open.elements.extend(open.element.take());
                    open.grow_by_line(&words);
                }
            }
            (indent, _) if indent < 8 && open.is_none() => {}
            (indent, _) => {
                // What stands before every field has lost the line of its own: it belongs to one without a name.
                let open = open.get_or_insert_with(|| Open::nameless(start));
                if indent == 8 && !is_closer {
                    open.elements.extend(open.element.take());
                }
                if !words.is_empty() {
                    open.grow_by_line(&words);
                    grow(&mut open.element, &words);
                }
                // What follows without an opening line has lost it, and must not spoil the element before.
                if indent == 8 && is_closer {
                    open.elements.extend(open.element.take());
                }
            }
        }
    }
    fields.extend(open.take().and_then(Open::finished));
    for field in &mut fields {
        field.value = bare(text, &field.value);
        for element in &mut field.elements {
            *element = bare(text, element);
        }
    }
    fields
}

/// `range` without white space around it and the comma behind it.
fn bare(text: &str, range: &Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (words.len() - words.trim_start().len());
    let kept = words.trim();
    start..start + kept.strip_suffix(',').unwrap_or(kept).trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "(\n    schema: 1,\n    claims: [\n        (\n            id: \"a,]\",\n            ties: [\n                (x: 1),\n            ],\n        ),\n        (\n            id: \"b\",\n        ),\n    ],\n    reads: [],\n)\n";

    /// Every field as `name=value`, or `name[element|element]`, white space made one.
    fn shown(text: &str, fields: &[Field]) -> Vec<String> {
        let one =
            |range: &Range<usize>| text.get(range.clone()).unwrap().split_whitespace().collect::<Vec<_>>().join("");
        fields
            .iter()
            .map(|field| {
                let elements: Vec<_> = field.elements.iter().map(one).collect();
                if elements.is_empty() {
                    format!("{}={}", one(&field.name), one(&field.value))
                } else {
                    format!("{}[{}]", one(&field.name), elements.join("|"))
                }
            })
            .collect()
    }

    #[test]
    fn fields_and_elements_are_found_by_brackets() {
        let pieces = split(FILE);
        assert_eq!(pieces.fault, None);
        let expected = ["schema=1", "claims[(id:\"a,]\",ties:[(x:1),],)|(id:\"b\",)]", "reads=[]"];
        assert_eq!(shown(FILE, &pieces.fields), expected);
        let dense = "(schema:1,claims:[(id:\"a,]\",ties:[(x:1),],),(id:\"b\",)],reads:[])";
        assert_eq!(shown(dense, &split(dense).fields), expected, "as somebody else may write it");
    }

    #[test]
    fn indentation_finds_the_same() {
        let expected = shown(FILE, &split(FILE).fields);
        assert_eq!(shown(FILE, &by_lines(FILE)), expected);
    }

    #[test]
    fn damage_in_one_element_leaves_the_others() {
        let text = FILE.replace("(x: 1),", "(x: 1,");
        let pieces = split(&text);
        assert!(pieces.fault.is_some());
        let fields = shown(&text, &pieces.fields);
        assert_eq!(fields[1], "claims[(id:\"a,]\",ties:[(x:1,],)|(id:\"b\",)]");
        assert_eq!(fields[2], "reads=[]");
    }

    #[test]
    fn an_element_that_lost_its_first_line_spoils_no_other() {
        let text = FILE.replace("        (\n            id: \"b\"", "            id: \"b\"");
        let fields = shown(&text, &split(&text).fields);
        assert_eq!(fields[1], "claims[(id:\"a,]\",ties:[(x:1),],)|id:\"b\",)]");
    }

    #[test]
    fn faults_name_their_place() {
        let check = |text: &str, at: usize, why: &str| {
            let fault = split(text).fault.unwrap();
            assert!(fault.at == at && fault.why.contains(why), "{text}: {fault:?}");
        };
        check("", 0, "empty");
        check("  \n", 0, "empty");
        check("(a: 1", 5, "ends in the middle");
        check("(a: [1)", 6, "does not close");
        check("(a: \"1)", 4, "never closed");
        check("(a: 1) b", 7, "behind");
        check("(a: , b: 1)", 4, "no value");
        check("(a 1)", 3, "expected");
        check("[1]", 0, "opening");
        check("(a: [1] [2])", 8, "expected");
        let bomb = "(".repeat(100_000);
        check(&bomb, 1, "expected");
        check(&format!("(a: {bomb}"), 4 + DEEPEST, "too deep");
        assert_eq!(too_deep(&bomb), Some(DEEPEST));
        assert_eq!(too_deep(&FILE.repeat(99)), None);
    }

    #[test]
    fn an_unknown_field_is_found_with_its_value() {
        let text = "(a: 1, b: (c: [1, 2], d: 3), c: 4)";
        let found = |name, until| field_before(text, name, until).map(|range| text.get(range).unwrap());
        assert_eq!(found("c", 12), Some("c: [1, 2],"));
        assert_eq!(found("d", 25), Some("d: 3"));
        assert_eq!(found("c", 33), Some("c: 4"));
        assert_eq!(found("x", 33), None);
    }
}
