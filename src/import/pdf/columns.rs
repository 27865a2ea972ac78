//! Puts a page's segments in the order in which they are read: columns one after the other.
//!
//! In: segments of one page. Out: groups of segments in reading order, each one column's stretch.
//! Must not know: words, paragraphs.
//! Holds: every segment is in exactly one group; a table's columns are not taken for columns of text; recursion is
//! bounded.
//! Source: the recursive X-Y cut (Nagy and Seth, Hierarchical representation of optically scanned documents, 1984; Ha,
//! Haralick and Phillips, Recursive X-Y cut using bounding boxes of connected components, 1995), with segments that span
//! several columns taken out first as in XY-Cut++ (2025).

use crate::import::pdf::lines::Segment;

/// How often a page may be cut in its depth.
const MAX_DEPTH: usize = 24;
/// A page of more segments is read as one column.
const MAX_SEGMENTS: usize = 20_000;
/// Gutters that are looked at closely on one stretch of a page.
const MAX_GUTTERS: usize = 48;
/// The white between columns is at least so many sizes wide, and so many points.
const GUTTER: f64 = 0.75;
const GUTTER_POINTS: f64 = 5.0;
/// Each column has at least so many lines.
const LINES: usize = 3;
/// The characters of a column's lines on average: less is a table's column.
const CHARS: f64 = 14.0;

/// The groups of segments in reading order.
pub(super) fn in_order(segments: Vec<Segment>) -> Vec<Vec<Segment>> {
    let mut out = Vec::new();
    cut(segments, 0, &mut out);
    out
}

fn cut(segments: Vec<Segment>, depth: usize, out: &mut Vec<Vec<Segment>>) {
    if segments.len() < 2 * LINES || segments.len() > MAX_SEGMENTS || depth >= MAX_DEPTH {
        out.push(segments);
        return;
    }
    let Some(gutter) = gutter(&segments) else {
        out.push(segments);
        return;
    };
    // Segments that lie across the gutter part the page from top to bottom.
    let (mut across, beside): (Vec<_>, Vec<_>) =
        segments.into_iter().partition(|segment| segment.left < gutter && segment.right > gutter);
    if across.is_empty() {
        let (left, right) = beside.into_iter().partition(|segment| segment.right <= gutter);
        cut(left, depth + 1, out);
        cut(right, depth + 1, out);
        return;
    }
    across.sort_by(|one, other| one.base.total_cmp(&other.base));
    let mut rest = beside;
    let mut spanning: Vec<Segment> = Vec::new();
    for segment in across {
        let (above, below): (Vec<_>, Vec<_>) = rest.into_iter().partition(|other| other.base < segment.base - 0.5);
        rest = below;
        if !above.is_empty() {
            if !spanning.is_empty() {
                out.push(std::mem::take(&mut spanning));
            }
            // What stands on the same line as a spanning segment belongs to its line.
            cut(above, depth + 1, out);
        }
        spanning.push(segment);
        let level = |other: &Segment| {
            spanning.last().is_some_and(|last| (other.base - last.base).abs() <= 0.3 * last.size.min(other.size))
        };
        let (beside, below): (Vec<_>, Vec<_>) = rest.into_iter().partition(level);
        spanning.extend(beside);
        rest = below;
    }
    if !spanning.is_empty() {
        out.push(spanning);
    }
    if !rest.is_empty() {
        cut(rest, depth + 1, out);
    }
}

/// Where the white between two columns of text runs, if there are such.
fn gutter(segments: &[Segment]) -> Option<f64> {
    let mut sizes: Vec<f64> = segments.iter().map(|segment| segment.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied()?;
    let least = (GUTTER * size).max(GUTTER_POINTS);
    let mut bases: Vec<f64> = segments.iter().map(|segment| segment.base).collect();
    bases.sort_by(f64::total_cmp);
    let n_rows = 1 + bases.windows(2).filter(|two| matches!(two, [one, other] if other - one > 0.4 * size)).count();
    // How many segments lie over each stretch between two edges.
    let mut edges: Vec<(f64, i32)> =
        segments.iter().flat_map(|segment| [(segment.left, 1), (segment.right, -1)]).collect();
    edges.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    // At most so many may lie across: titles, captions, rules of text over all columns.
    let most = i32::try_from(n_rows / 4).unwrap_or(i32::MAX);
    let mut best: Option<(i32, f64, f64)> = None;
    for allowed in [0, most / 4, most / 2, most] {
        let mut n_over = 0;
        let mut n_looked_at = 0;
        let mut start: Option<f64> = None;
        for (at, change) in &edges {
            n_over += change;
            match start {
                None if n_over <= allowed => start = Some(*at),
                Some(from) if n_over > allowed => {
                    if at - from >= least && n_looked_at < MAX_GUTTERS {
                        n_looked_at += 1;
                        let middle = f64::midpoint(from, *at);
                        let across =
                            segments.iter().filter(|segment| segment.left < middle && segment.right > middle).count();
                        let across = i32::try_from(across).unwrap_or(i32::MAX);
                        let better = best.is_none_or(|(n, width, _)| (across, -(at - from)) < (n, -width));
                        if better && parts_text(segments, middle) {
                            best = Some((across, at - from, middle));
                        }
                    }
                    start = None;
                }
                None | Some(_) => {}
            }
        }
        if best.is_some() {
            break;
        }
    }
    best.map(|(_, _, middle)| middle)
}

/// Whether columns of running text stand on both sides of a gutter, next to each other.
fn parts_text(segments: &[Segment], gutter: f64) -> bool {
    let left: Vec<&Segment> = segments.iter().filter(|segment| segment.right <= gutter).collect();
    let right: Vec<&Segment> = segments.iter().filter(|segment| segment.left >= gutter).collect();
    let is_text = |side: &[&Segment]| {
        let n_chars: usize = side.iter().map(|segment| segment.n_chars).sum();
        side.len() >= LINES && n_chars as f64 / side.len() as f64 >= CHARS
    };
    if !is_text(&left) || !is_text(&right) {
        return false;
    }
    let extent = |side: &[&Segment]| {
        let top = side.iter().map(|segment| segment.top()).fold(f64::INFINITY, f64::min);
        let bottom = side.iter().map(|segment| segment.bottom()).fold(f64::NEG_INFINITY, f64::max);
        (top, bottom)
    };
    let ((top, bottom), (other_top, other_bottom)) = (extent(&left), extent(&right));
    let shared = bottom.min(other_bottom) - top.max(other_top);
    shared > 0.3 * (bottom - top).min(other_bottom - other_top)
}
