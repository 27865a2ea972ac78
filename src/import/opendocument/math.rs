//! Writes a `MathML` formula on one line: `a/b`, `x^2`.
//!
//! In: steps through its XML. Out: words.
//! Must not know: where the formula stands.
//! Limits: roots, fractions and indices are marked, matrices and brackets over many lines are not.

use crate::import::xml::{Step, Xml};

/// The formula whose element `math` began last; it is read to its end, which is not told.
pub(super) fn words(xml: &mut Xml<'_>) -> String {
    let around = xml.depth().saturating_sub(1);
    let mut out = String::new();
    // For each open element the signs between its parts, and how many parts have begun.
    let mut open: Vec<(&'static [&'static str], usize)> = vec![(&[], 0)];
    while xml.depth() > around {
        match xml.next() {
            Some(Step::Start(element)) => {
                if let Some((signs, n_parts)) = open.last_mut() {
                    let sign = n_parts.checked_sub(1).and_then(|part| signs.get(part));
                    out.push_str(sign.copied().unwrap_or_default());
                    *n_parts += 1;
                }
                let signs: &[&str] = match element.name() {
                    b"mfrac" => &["/"],
                    b"msup" | b"mover" => &["^"],
                    b"msub" | b"munder" => &["_"],
                    b"msubsup" | b"munderover" => &["_", "^"],
                    b"msqrt" => {
                        out.push('√');
                        &[]
                    }
                    // The formula once more, as it was typed.
                    b"annotation" | b"annotation-xml" => {
                        xml.skip();
                        continue;
                    }
                    _ => &[],
                };
                open.push((signs, 0));
            }
            Some(Step::End) => {
                open.pop();
            }
            Some(Step::Words(words)) => out.extend(words.split_whitespace()),
            None => break,
        }
    }
    out
}

/// The formula in a part of its own, if it is one.
pub(super) fn read(text: &str) -> Option<String> {
    let mut xml = Xml::new(text);
    while let Some(step) = xml.next() {
        if let Step::Start(element) = step
            && element.name() == b"math"
        {
            return Some(words(&mut xml));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_line() {
        let source = "<math><semantics><mrow><mfrac><mn>1</mn><mi>x</mi></mfrac><mo>+</mo><msup><mi>y</mi><mn>2</mn></msup>\
            </mrow><annotation>1 over x</annotation></semantics></math>";
        assert_eq!(read(source).as_deref(), Some("1/x+y^2"));
        assert_eq!(read("<chart/>"), None);
    }
}
