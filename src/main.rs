//! The program: hands over to the window or to the command line, nothing else.

use std::process::ExitCode;

use tickmark::app::launch;
use tickmark::cli::{self, Start};
use tickmark::session::reading::Reader;

fn main() -> ExitCode {
    let reader = Reader::of_this_program();
    match cli::start(std::env::args_os(), &reader) {
        Start::Window { paths } => launch::run(paths, reader),
        Start::Done(code) => code,
    }
}
