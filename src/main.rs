//! The program: hands over to the window or to the command line, nothing else.

fn main() {}
