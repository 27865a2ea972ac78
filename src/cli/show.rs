//! Plain answers: rows in aligned columns, without colour.
//!
//! Must not know: where the rows come from. Limits: widths count characters, so wide scripts are a little out of line.

use crate::model::problem::shortened;

/// The least width that the last column keeps, however narrow the terminal.
const LEAST: usize = 20;

/// Rows under headings.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of these columns, without a row yet.
    pub(super) fn new(columns: &[&str]) -> Self {
        Self { rows: vec![columns.iter().map(|&column| column.to_owned()).collect()] }
    }

    /// Adds a row: a cell a column.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Whether there is no row.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The lines; none for an empty table. The last column is cut so that a line fits into `width` characters.
    pub(super) fn lines(&self, width: Option<usize>) -> Vec<String> {
        if self.is_empty() {
            return Vec::new();
        }
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| shortened(cell, usize::MAX)).collect()).collect();
        let n_columns = rows.first().map_or(0, Vec::len);
        let widths: Vec<usize> = (0..n_columns)
            .map(|column| rows.iter().filter_map(|row| Some(row.get(column)?.chars().count())).max().unwrap_or(0))
            .collect();
        let before: usize = widths.iter().take(n_columns.saturating_sub(1)).map(|width| width + 2).sum();
        let room = width.map_or(usize::MAX, |width| width.saturating_sub(before).max(LEAST));
        rows.iter()
            .map(|row| {
                let mut line = String::new();
                for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                    if column + 1 == n_columns {
                        line.push_str(&shortened(cell, room));
                    } else {
                        line.push_str(cell);
                        line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
                    }
                }
                line.truncate(line.trim_end().len());
                line
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["id", "words"]);
        table.row(["é1".into(), "more than 100,000\n troops along the frontier".into()]);
        table.row(["long-id".into(), String::new()]);
        table
    }

    #[test]
    fn columns_are_aligned_and_lines_have_no_tail() {
        let lines = table().lines(None);
        assert_eq!(lines, ["id       words", "é1       more than 100,000 troops along the frontier", "long-id"]);
    }

    #[test]
    fn the_last_column_is_cut_to_the_terminal() {
        let lines = table().lines(Some(34));
        assert_eq!(lines[1], "é1       more than 100,000 troops…");
        assert!(table().lines(Some(4))[1].starts_with("é1       more than"), "a narrow terminal still shows words");
    }

    #[test]
    fn an_empty_table_has_no_line() {
        assert!(Table::new(&["id"]).lines(None).is_empty());
    }
}
