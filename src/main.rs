//! The program: hands over to the window or to the command line, nothing else.

use std::process::ExitCode;

use tickmark::app::launch;
use tickmark::cli::{self, Start};

fn main() -> ExitCode {
    match cli::start(std::env::args_os()) {
        Start::Window { paths } => launch::run(paths),
        Start::Done(code) => code,
    }
}
