//! The rows of tables in rich text, which are told by formats of their paragraphs.
//!
//! Holds: a row that never ends does, with the text; a depth that skips one is a fault of the file and no row.

use crate::import::rtf::state::Target;
use crate::import::rtf::walk::Walk;

impl Walk {
    /// Begins the rows that words to come stand in, and ends those they do not.
    pub(super) fn begin_rows(&mut self) {
        let depth = self.table_depth();
        while self.aside.n_rows > depth {
            self.close_row();
        }
        // A depth that skips one is a fault of the file.
        if self.aside.n_rows < depth {
            self.stories.start_row();
            self.aside.n_rows += 1;
        }
    }

    pub(super) fn end_cell(&mut self, least: usize) {
        if self.state.target != Target::Text {
            return;
        }
        self.begin_rows();
        if self.aside.n_rows < least {
            self.stories.start_row();
            self.aside.n_rows += 1;
        }
        while least == 1 && self.aside.n_rows > 1 {
            self.close_row();
        }
        if self.stories.has_words() {
            self.end_paragraph();
        }
        self.aside.is_item = false;
        self.stories.end_cell();
    }

    pub(super) fn end_row(&mut self, least: usize) {
        // The end of a row in a table in a table stands with that row's formats.
        if self.state.target != Target::Text && least == 1 {
            return;
        }
        if least == 1 {
            while self.aside.n_rows > 0 {
                self.close_row();
            }
            self.aside.is_in_row = false;
        } else if self.aside.n_rows > 1 {
            self.close_row();
        }
    }

    /// How many tables the words under way stand in.
    fn table_depth(&self) -> usize {
        let depth = if self.state.format.is_in_table { self.state.format.table_depth.max(1) } else { 0 };
        depth.max(usize::from(self.aside.is_in_row))
    }

    fn close_row(&mut self) {
        self.stories.end_row();
        self.aside.n_rows = self.aside.n_rows.saturating_sub(1);
    }
}
